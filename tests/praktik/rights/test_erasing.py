"""What is left of a person after an erasure: nothing, in no table; and all that is others' own."""

from __future__ import annotations

import pytest

from praktik import clock
from praktik.people.models import User
from praktik.privacy.registry import ADDRESS, CLASSES, PERSON, Category
from praktik.rights.models import Erasure
from praktik.rights.services.erasing import emptied, tables
from praktik.rights.services.erasures import erasure_ask, person_erase
from praktik.rights.states import State
from praktik.work.services import jobs_do
from tests.factories import ApplicationFactory, UserFactory
from tests.praktik.rights.held import CANARY, NOBODYS, dump, everything_about, nests, sing, singable

pytestmark = pytest.mark.django_db


def test_every_field_that_erasure_empties_can_be_emptied():
    """And nobody stays linked by a column that cannot be null."""
    for model in tables():
        emptied(model)


def test_every_personal_text_is_somebodys():
    """A new model with personal texts names whose they are, or stands in the short list of those that are nobody's."""
    personal = {
        key.rsplit(".", 1)[0]
        for key, found in CLASSES.items()
        if found.category in (Category.CONTENT, Category.CONTACT, Category.WORK)
    }
    nobodys = {"praktik.lead", "praktik.leadnote", "praktik.listing", "praktik.merge"}
    assert personal - set(PERSON) - set(ADDRESS) == nobodys
    assert nobodys - {"praktik.listing"} <= NOBODYS


def test_a_canary_is_nowhere_after_the_erasure():
    person = UserFactory()
    everything_about(person)
    assert sing(person) == singable()
    assert len(nests(CANARY)) > 40
    person = User.objects.get(pk=person.pk)
    erasure_ask(person, by=person, now=clock.now())
    assert jobs_do(time=clock.now) == 1
    assert nests(CANARY) == []
    erasure = Erasure.objects.get()
    assert (erasure.state, erasure.user_id, erasure.asked_by_id) == (State.DONE, person.pk, None)
    person.refresh_from_db()
    assert (person.email, person.name, person.is_active, str(person)) == (
        f"erased-{person.pk}@erased.invalid", "", False, "Slettet person",
    )  # fmt: skip


def test_what_is_others_own_stays():
    """Another's application is the same to the letter, in its history too."""
    other = ApplicationFactory(purpose="keepsake", applicant__name="Bo Bliver")
    before = {table: text for table, text in dump().items() if "keepsake" in text or "Bo Bliver" in text}
    person = UserFactory()
    everything_about(person)
    person_erase(person)
    after = dump()
    assert before
    assert [table for table, text in before.items() if text not in after[table]] == []
    other.refresh_from_db()
    assert (other.purpose, str(other.applicant)) == ("keepsake", "Bo Bliver")
