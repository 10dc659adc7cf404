"""Every machine, held to its literal table: each pair of states x each role. What the services add is tested there."""

from __future__ import annotations

import datetime as dt

import pytest
from django.apps import apps

from praktik.history.actors import Impersonal, Role
from praktik.history.door import MACHINES, IllegalMove, NotYours, moving
from praktik.history.models import Transition
from praktik.rounds.models import Round
from tests import factories

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


def test_every_model_with_a_state_has_a_machine():
    missing = [
        model._meta.label
        for model in apps.get_models()
        if any(field.name == "state" for field in model._meta.fields)
        and not hasattr(model, "machine")
        and not hasattr(model, "pgh_tracked_model")
    ]
    assert missing == ["praktik.Mail"]  # moved by set-based SQL, see praktik/mail/states.py


# One move ends where it begins: a manager passes the question on (docs/decisions/0035).
STAYS = {("application", "awaiting_manager")}


@pytest.mark.parametrize("noun", MACHINES)
def test_every_move_starts_and_ends_in_a_state_and_belongs_to_somebody(noun):
    machine = MACHINES[noun]
    states = set(machine.states)
    for (origin, target), roles in machine.transitions.items():
        assert origin in states
        assert target in states
        assert origin != target or (noun, origin) in STAYS
        assert roles
        assert roles <= set(Role)


@pytest.mark.parametrize("noun", MACHINES)
def test_every_state_but_the_first_can_be_reached(noun):
    machine = MACHINES[noun]
    reached = {target for _origin, target in machine.transitions}
    unreached = {str(state) for state in machine.states} - reached
    if noun == "round (rolling)":
        assert unreached == {"draft", "closed", "matching", "offers_out", "running"}
    else:
        assert len(unreached) <= 1


@pytest.mark.django_db
def test_the_door_lets_through_exactly_what_the_table_says():
    """Rounds as the example: every pair of states x every role."""
    row = factories.RoundFactory()
    table = row.machine.transitions
    for origin in row.machine.states:
        for target in row.machine.states:
            for role in Role:
                Round.objects.filter(pk=row.pk).update(state=origin)
                expected = role in table.get((origin, target), ())
                try:
                    with moving(row, target, by=Impersonal(role), now=NOW):
                        pass
                    moved = True
                except IllegalMove:
                    moved = False
                    assert (origin, target) not in table
                except NotYours:
                    moved = False
                    assert (origin, target) in table
                assert moved is expected, (origin, target, role)
    assert Transition.objects.of(row).count() == sum(len(roles) for roles in table.values())
