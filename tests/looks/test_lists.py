"""How often each page with a list asks the database, with one row and with three: the same, and this many times."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.models import Answer, Story
from evaluations.states import StoryState
from matching.models import PairRule
from praktik import clock
from praktik.applications.models import Conflict
from praktik.applications.states import Leg
from praktik.applications.states import State as ApplicationState
from praktik.home.models import PageText
from praktik.mail.models import MailBounce, MailText
from praktik.organisations.merge_models import Merge
from praktik.organisations.models import Theme
from praktik.organisations.states import State as MembershipState
from praktik.register.models import RegisterEntry
from praktik.rights.models import Copy, Hold
from praktik.rights.states import State as RightState
from praktik.rounds.states import State as RoundState
from tests import factories
from tests.looks.look import Elsewhere, Scene
from tests.looks.test_table import PAGES
from tests.praktik.mail.outbox import queued

pytestmark = pytest.mark.django_db
number = itertools.count()


@dataclass(frozen=True)
class Listed:
    """``add`` makes one row more; ``who`` looks, and asks ``queries`` times."""

    add: Callable[[Scene], Any]
    queries: int
    who: str = "consultant"
    args: Callable[[Scene], tuple[Any, ...]] = lambda scene: ()
    query: str = ""


def story(scene: Scene) -> None:
    now = clock.real()
    placement = factories.PlacementFactory()
    Story.objects.create(
        placement=placement, person=placement.application.applicant, state=StoryState.PUBLISHED, title_da="Fortælling",
        text_da="Det begyndte.", created_at=now, story_consent_at=now, name_consent_at=now, published_at=now,
    )  # fmt: skip


def something_to_do(scene: Scene) -> None:
    """Of everything that can be on somebody's page one more, in a round of its own."""
    person = scene.people["applicant"]
    round_ = factories.RoundFactory()
    application = factories.ApplicationFactory(round=round_, applicant=person)
    factories.OfferFactory(application=application, listing=factories.ListingFactory(round=round_))
    placement = factories.PlacementFactory(application__applicant=person)
    factories.EvaluationFactory(placement=placement)
    factories.AttendanceFactory(workshop__round=round_, user=person)
    membership = factories.MembershipFactory(user=person)
    factories.ListingFactory(round=round_, organisation=membership.organisation)
    factories.MembershipFactory(organisation=membership.organisation, state=MembershipState.REQUESTED)


def something_for_the_desk(scene: Scene) -> None:
    factories.MembershipFactory(state=MembershipState.REQUESTED)
    factories.OfferFactory()
    factories.ListingFactory(state="submitted")
    queued(f"dead {next(number)}", state="dead", error="550")


def reported(scene: Scene) -> None:
    application = factories.ApplicationFactory()
    placement = factories.PlacementFactory(
        application=application, listing=factories.ListingFactory(round=application.round)
    )
    evaluation = factories.EvaluationFactory(placement=placement, state="answered")
    Answer.objects.create(evaluation=evaluation, question="recommend", number=9)


def waits(scene: Scene) -> None:
    application = factories.ApplicationFactory(round=scene.listing.round, state=ApplicationState.WAITING_LIST)
    factories.WishFactory(application=application, listing=scene.listing)


def run(scene: Scene) -> tuple[int]:
    scene.round.state = RoundState.MATCHING
    scene.round.save()
    return (factories.MatchRunFactory(round=scene.round).pk,)


def draft(scene: Scene) -> None:
    factories.ApplicationFactory(round=scene.round, state=ApplicationState.DRAFT, submitted_at=None)


def rule(scene: Scene) -> None:
    application = factories.ApplicationFactory()
    PairRule.objects.create(
        application=application, listing=factories.ListingFactory(round=application.round), kind="lock",
        reason="Derfor.", by=scene.people["consultant"], at=clock.real(),
    )  # fmt: skip


def merge(scene: Scene) -> None:
    Merge.objects.create(
        gone=factories.CompanyFactory(), kept=factories.CompanyFactory(), at=clock.real(), why="Derfor.", moved={},
        by=factories.UserFactory(),
    )  # fmt: skip


def entry(scene: Scene) -> None:
    RegisterEntry.objects.create(
        cvr=factories.cvr(next(number) + 5000), name="Alfa A/S", advertising_protected=False, as_of=clock.today()
    )


def page_text(scene: Scene) -> None:
    PageText.objects.create(
        page="for_hosts", block="cost", language="da", round=factories.RoundFactory(), text="x", changed_at=clock.real()
    )


def mail_text(scene: Scene) -> None:
    MailText.objects.create(
        kind="digest", language="da", only_for=factories.RoundFactory(), subject="x", text="x", changed_at=clock.real()
    )


def hold(scene: Scene) -> None:
    Hold.objects.create(
        user=factories.UserFactory(),
        reference="Sag 1",
        until=clock.today() + dt.timedelta(days=99),
        by=scene.people["administrator"],
        at=clock.real(),
    )


def copied(scene: Scene) -> None:
    now = clock.real()
    Copy.objects.create(
        user=scene.people["applicant"], state=RightState.DONE, asked_at=now, expires_at=now + dt.timedelta(days=1),
        held={"tables": {}},
    )  # fmt: skip


WISHES = "tests/praktik/applications/test_views.py::test_the_number_of_queries_does_not_grow_with_the_rows"
LEADS = "tests/praktik/recruitment/test_admin.py::test_the_number_of_queries_does_not_grow"
WORKSHOPS = "tests/praktik/workshops/test_views.py::test_the_desk_lists_them_with_the_same_queries_however_many"

LISTS: dict[str, Listed | Elsewhere] = {
    "front_page": Elsewhere("tests/praktik/home/test_texts.py::test_what_the_front_page_asks_the_database"),
    "listing_list": Elsewhere(
        "tests/praktik/listings/test_search.py::test_the_number_of_queries_is_the_same_at_1_3_and_300_rows"
    ),
    "matching_method": Elsewhere(
        "tests/matching/test_views.py::test_the_method_page_takes_the_same_queries_at_one_and_three_rounds"
    ),
    "story_list": Listed(story, 2, who="visitor"),
    # Each noun asks once what it has for somebody, who here is applicant and host at once.
    "my_page": Listed(something_to_do, 13, who="applicant"),
    "alert_list": Listed(
        lambda scene: factories.AlertFactory(user=scene.people["applicant"], query=f"q=ord{next(number)}"), 3,
        who="applicant",
    ),
    "application_page": Elsewhere(WISHES),
    "application_step": Elsewhere(WISHES),
    "host_home": Elsewhere("tests/praktik/home/test_company.py::test_the_page_asks_the_same_whatever_it_shows"),
    "organisation_join": Listed(
        lambda scene: factories.CompanyFactory(name=f"Vindkant {next(number)}"), 4, who="applicant", query="?q=vindkant"
    ),
    "wish_choice": Elsewhere(
        "tests/praktik/recruitment/test_choosing.py::test_the_page_asks_the_same_at_one_and_three_listings"
    ),
    "mail_list": Elsewhere("tests/praktik/mail/test_views.py::test_the_list_takes_as_many_queries_for_many_as_for_one"),
    "placement_page": Elsewhere(
        "tests/praktik/placements/test_views.py::"
        "test_the_page_asks_the_same_number_of_questions_with_one_and_three_messages"
    ),
    "my_data": Listed(copied, 4, who="applicant"),
    "copy_page": Elsewhere(
        "tests/praktik/rights/test_copies.py::test_the_page_asks_the_same_of_the_database_however_much_there_is"
    ),
    "waiting_page": Elsewhere(
        "tests/matching/test_seats.py::test_the_waiting_lists_take_the_same_queries_at_three_and_five"
    ),
    "listing_ranking": Elsewhere(
        "tests/matching/test_ranking.py::test_the_page_takes_the_same_queries_at_one_and_three_applicants"
    ),
    "evaluation_reports": Listed(reported, 6),
    "evaluation_report": Elsewhere(
        "tests/evaluations/test_views.py::test_a_report_asks_the_same_number_of_questions_with_one_and_three_answers"
    ),
    # A count for each figure; and one for each rule of reminders.
    "admin:index": Listed(something_for_the_desk, 29),
    "admin:recruitment_board": Elsewhere(LEADS),
    "admin:recruitment_open": Elsewhere(
        "tests/praktik/recruitment/test_open_wishes.py::test_the_number_of_queries_does_not_grow"
    ),
    "admin:mail_calendar": Listed(draft, 28),
    "admin:mail_in_vain": Elsewhere("tests/praktik/mail/test_vain.py::test_the_page_links_to_what_it_is_about"),
    "admin:work": Elsewhere("tests/praktik/work/test_desk.py::test_the_page_asks_as_much_with_one_row_as_with_three"),
    "admin:retention": Elsewhere(
        "tests/praktik/rights/test_desk.py::test_the_page_asks_the_same_of_the_database_however_much_is_due"
    ),
    "admin:organisations_merge": Elsewhere(
        "tests/praktik/organisations/test_merge_pages.py::test_the_page_asks_as_much_for_three_as_for_one"
    ),
    "admin:matching_matchrun_change": Elsewhere(
        "tests/matching/test_admin.py::test_the_run_page_takes_the_same_queries_at_two_and_four_people"
    ),
    "admin:matching_publish": Elsewhere(
        "tests/matching/test_publishing.py::test_the_preview_takes_a_fixed_number_of_queries"
    ),
    "admin:matching_compare": Elsewhere(
        "tests/matching/test_runs.py::test_the_draft_is_read_with_a_fixed_number_of_queries"
    ),
    "admin:matching_waiting": Listed(waits, 25, args=run),
    "admin:matching_matchrun_changelist": Listed(lambda scene: factories.MatchRunFactory(), 7),
    "admin:matching_pairrule_changelist": Listed(rule, 7),
    "admin:matching_offer_changelist": Listed(lambda scene: factories.OfferFactory(), 9),
    "admin:evaluations_evaluation_changelist": Listed(lambda scene: factories.EvaluationFactory(), 7),
    "admin:evaluations_story_changelist": Listed(story, 6),
    "admin:praktik_application_changelist": Elsewhere(
        "tests/praktik/applications/test_admin.py::test_the_number_of_queries_of_the_list_does_not_grow"
    ),
    "admin:praktik_attendance_changelist": Elsewhere(WORKSHOPS),
    "admin:praktik_workshop_changelist": Elsewhere(WORKSHOPS),
    "admin:praktik_conflict_changelist": Listed(
        lambda scene: Conflict.objects.create(
            application=factories.ApplicationFactory(), leg=Leg.PROCUREMENT, text="Udbud", company_name="Alfa",
            declared_at=clock.real(),
        ), 7,
    ),
    "admin:praktik_erasure_changelist": Elsewhere(
        "tests/praktik/rights/test_desk.py::test_the_list_asks_the_same_of_the_database_however_long_it_is"
    ),
    "admin:praktik_hold_changelist": Listed(hold, 6),
    "admin:praktik_lead_changelist": Elsewhere(LEADS),
    "admin:praktik_listing_changelist": Listed(lambda scene: factories.ListingFactory(), 9),
    "admin:praktik_mail_changelist": Listed(lambda scene: queued(f"mail {next(number)}"), 8),
    "admin:praktik_mailbounce_changelist": Listed(
        lambda scene: MailBounce.objects.create(address=f"{next(number)}@demo.example", at=clock.real()), 6
    ),
    "admin:praktik_mailtext_changelist": Listed(mail_text, 8),
    "admin:praktik_membership_changelist": Listed(lambda scene: factories.MembershipFactory(), 7),
    "admin:praktik_merge_changelist": Listed(merge, 6),
    "admin:praktik_organisation_changelist": Elsewhere(
        "tests/praktik/organisations/test_twice.py::test_the_desk_finds_them_in_its_list"
    ),
    "admin:praktik_pagetext_changelist": Listed(page_text, 7),
    "admin:praktik_placement_changelist": Elsewhere(
        "tests/praktik/placements/test_views.py::"
        "test_the_admins_list_asks_the_same_number_of_questions_with_one_and_three_rows"
    ),
    "admin:praktik_registerentry_changelist": Listed(entry, 6),
    "admin:praktik_round_changelist": Listed(lambda scene: factories.RoundFactory(), 7),
    "admin:praktik_theme_changelist": Listed(
        lambda scene: Theme.objects.create(slug=f"x{next(number)}", name_da="X", name_en="X"), 6
    ),
    "admin:praktik_user_changelist": Listed(lambda scene: factories.UserFactory(), 7),
}  # fmt: skip

# Each about one thing, or a form; and allauth's list of log-ins, which asks of each whether it still is one.
ONE = {
    "how_it_works", "for_hosts", "for_managers", "questions", "privacy_notice", "accessibility_statement",
    "listing_page", "story_page", "mail_unsubscribe", "manager_answer", "manager_new_link",
    "manager_pass_on", "application_carry_over", "membership_end", "listing_data", "manager_sign",
    "manager_evaluation", "invitation", "application_start", "wish_add", "application_withdraw", "listing_new",
    "listing_edit", "listing_move", "organisation_new", "organisation_edit", "membership_answer", "mail_page",
    "agreement_edit", "agreement_page", "agreement_sign", "placement_end", "erase_me", "workshop_page", "offer_page",
    "offer_decline", "evaluation_page", "story_consent", "usersessions_list",
    "admin:recruitment_add", "admin:recruitment_invite", "admin:erasure_ask", "admin:matching_ask",
    "admin:matching_pair", "admin:matching_offer_withdraw",
}  # fmt: skip


def one(name: str) -> bool:
    allauths = name.startswith(("account_", "mfa_", "socialaccount_", "openid_connect_"))
    return name in ONE or allauths or (name.startswith("admin:") and name.endswith(("_change", "_move")))


def test_every_page_is_about_one_thing_or_is_counted():
    lists = {f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist" for model in admin.site._registry}
    assert sorted((set(PAGES) | lists) - set(LISTS)) == sorted(
        name for name in PAGES if one(name) and name not in LISTS
    )
    assert set(LISTS) - set(PAGES) - lists == set()
    assert set(LISTS) & ONE == set()


def test_what_is_counted_elsewhere_is_a_test_that_there_is():
    for entry in LISTS.values():
        if isinstance(entry, Elsewhere):
            assert callable(entry.found()), entry.test


HERE = {name: entry for name, entry in LISTS.items() if isinstance(entry, Listed)}


@pytest.mark.parametrize("name", HERE)
def test_a_list_asks_the_same_at_1_and_3_rows(client, name):
    listed, scene = HERE[name], Scene()
    args, person = listed.args(scene), scene.people[listed.who]
    if person is not None:
        client.force_login(person)
    ContentType.objects.get_for_models(*apps.get_models())
    address = reverse(name, args=args) + listed.query
    client.get(address)
    asked, said = [], []
    for more in (1, 9 if name == "admin:index" else 2):  # there the rows are figures
        for _row in range(more):
            listed.add(scene)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address)
        asked.append(len(queries))
        said.append(len(page.content))
    assert (page.status_code, said[0] < said[1]) == (200, True)
    assert asked == [listed.queries, listed.queries]
