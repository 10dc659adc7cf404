"""The desk's pages that are ours: those with a view or a template of our own."""

from __future__ import annotations

import datetime as dt

from evaluations.models import Answer
from evaluations.states import Phase
from matching.states import RunState
from praktik import clock
from praktik.applications.models import Application, Conflict
from praktik.applications.services import Declared, application_submit, conflicts_declare
from praktik.applications.states import ConflictState, Leg, WishKind
from praktik.applications.states import State as ApplicationState
from praktik.history.models import Read
from praktik.home.services import page_text_save
from praktik.listings.states import State as ListingState
from praktik.mail.states import State as MailState
from praktik.organisations.states import State as MembershipState
from praktik.recruitment.models import Lead
from praktik.recruitment.services import lead_invite, lead_note
from praktik.rounds.states import MilestoneKind
from praktik.rounds.states import State as RoundState
from tests import factories
from tests.looks import own, placed, public
from tests.looks.look import NEXT, NO_FORM, SENTENCE, TEXT, Look, Page, Scene
from tests.praktik.applications.helpers import complete_draft
from tests.praktik.mail.outbox import queued
from tests.praktik.organisations.test_merge_in_browser import twice
from tests.praktik.recruitment.helpers import wish_for

DESK = "consultant"
NO_WHY = {"confirmed": "1", "why": ""}


def wished(scene: Scene) -> tuple[()]:
    """Two companies that somebody wishes for, and open wishes."""
    wish_for("Alfa A/S", "90000012", scene.round, purpose="Jeg vil se, hvordan andre gør.").themes.set(["data"])
    wish_for("Beta ApS", "", scene.round)
    Lead.objects.filter(name="Beta ApS").update(
        state="in_dialogue", owner=scene.people[DESK], next_step="Ring til Bo", next_step_on=clock.today()
    )
    for region in ("midtjylland", "hovedstaden", None):
        asks = factories.ApplicationFactory(round=scene.round, purpose="Jeg vil se, hvordan andre bruger deres data.")
        wish = factories.WishFactory(application=asks, kind=WishKind.OPEN, region_id=region)
        wish.themes.set(["data", "green_transition"])
    return ()


def lead(scene: Scene) -> tuple[int]:
    wished(scene)
    found = Lead.objects.get(name="Alfa A/S")
    now = clock.real()
    lead_note(found, text="Har ringet: de vender tilbage.", by=scene.people[DESK], now=now)
    lead_invite(found, name="Bo", email="bo@alfa.demo.example", by=scene.people[DESK], now=now)
    return (found.pk,)


def uninvited(scene: Scene) -> tuple[int]:
    wished(scene)
    return (Lead.objects.get(name="Beta ApS").pk,)


def round_slug(scene: Scene) -> tuple[str]:
    return (scene.round.slug,)


def with_open_wishes(scene: Scene) -> tuple[str]:
    wished(scene)
    return (scene.round.slug,)


def declared(scene: Scene) -> Application:
    found = complete_draft(round=scene.round, manager_email="chef@elsewhere.demo.example")
    now = clock.real()
    said = [Declared(Leg.PROCUREMENT, "Vi har et udbud i gang.", company_name="Alfa A/S")]
    conflicts_declare(found, conflicts=said, version=None, by=found.applicant, now=now)
    application_submit(found, by=found.applicant, now=now)
    return found


def conflict(scene: Scene) -> tuple[int]:
    return (Conflict.objects.get(application=declared(scene), state=ConflictState.DECLARED).pk,)


def run(name: str):
    return lambda scene: (scene.matched[name].pk,)


def failed(scene: Scene) -> tuple[int]:
    made = factories.MatchRunFactory(
        round__state=RoundState.MATCHING, state=RunState.FAILED, error="The worker was lost three times."
    )
    return (made.pk,)


def merging(scene: Scene) -> str:
    kept, gone = twice()
    return f"?id={kept.pk}&id={gone.pk}"


def in_use(scene: Scene) -> str:
    one, other = factories.CompanyFactory(name="Vindkant A/S"), factories.CompanyFactory(name="Vindkant ApS")
    factories.MatchRunFactory(round=factories.ListingFactory(organisation=one).round, asked_at=clock.real())
    return f"?id={one.pk}&id={other.pk}"


def own_text(scene: Scene) -> tuple[int]:
    by, now = scene.people[DESK], clock.real()
    for text in ("## Pris\n\nGratis", "## Pris\n\n- Det er **gratis**"):
        made = page_text_save("for_hosts", "cost", language="da", round_=scene.round, text=text, by=by, now=now)
        now += dt.timedelta(hours=1)
    return (made.pk,)


def overdue(scene: Scene) -> tuple[()]:
    at = clock.real() - dt.timedelta(days=500)
    Read.objects.create(reader=None, subject=factories.UserFactory(), what="x", object_id=1, at=at)
    return ()


def stuck(scene: Scene) -> tuple[()]:
    """One mail and one run of each sort that needs somebody."""
    ago = clock.real() - dt.timedelta(hours=1)
    queued("late", not_before=ago, to="late@demo.example", subject="Svar på dit tilbud")
    queued("held", state=MailState.HELD)
    queued("dead", state=MailState.DEAD, error="550 unknown", to="dead@demo.example", attempts=4)
    factories.MatchRunFactory(state=RunState.FAILED, error="No round")
    factories.MatchRunFactory(state=RunState.RUNNING, lease_until=clock.real() + dt.timedelta(hours=1), progress=40)
    return ()


def reminded(scene: Scene) -> tuple[()]:
    """Drafts whose round closes, and a manager who has not answered since."""
    closes = clock.real() + dt.timedelta(days=60)
    round_ = factories.RoundFactory(name_da="Forår 2027", dates={MilestoneKind.CLOSES: closes})
    for name in ("anne", "bo"):
        person = factories.UserFactory(email=f"{name}@demo.example")
        factories.ApplicationFactory(round=round_, applicant=person, state=ApplicationState.DRAFT, submitted_at=None)
    return ()


def in_vain(scene: Scene) -> tuple[()]:
    from praktik.applications.models import ManagerRequest  # noqa: PLC0415

    now = clock.real()
    application = factories.ApplicationFactory(state=ApplicationState.AWAITING_MANAGER)
    ManagerRequest.objects.create(
        application=application, name="Lis Leder", email="leder@kommune.example", token_hash="x",
        asked_at=now - dt.timedelta(days=20), expires_at=now + dt.timedelta(days=40),
    )  # fmt: skip
    return ()


def answers(scene: Scene) -> tuple[()]:
    """Enough of them for every figure."""
    for number in range(9):
        application = factories.ApplicationFactory(round=scene.round)
        placement = factories.PlacementFactory(
            application=application, listing=factories.ListingFactory(round=scene.round)
        )
        evaluation = factories.EvaluationFactory(placement=placement, state="answered")
        for question, value in (("recommend", number + 2), ("satisfied", number % 6)):
            Answer.objects.create(evaluation=evaluation, question=question, number=value)
        Answer.objects.create(evaluation=evaluation, question="learnt", text="At spørge, før man svarer.")
    return ()


def reported(scene: Scene) -> tuple[str]:
    answers(scene)
    return (scene.round.slug,)


def emptied_report(scene: Scene) -> tuple[str]:
    placed.over(scene)
    return (scene.evaluated.round.slug,)


def listing(state: ListingState = ListingState.SUBMITTED):
    return lambda scene: (
        factories.ListingFactory(round=scene.round, organisation=scene.company, state=state).pk,
    )  # fmt: skip


def draft_round(scene: Scene) -> tuple[int]:
    return (factories.RoundFactory(state=RoundState.DRAFT, seed="", name_da="Foråret 2028").pk,)


def asks_to_join(scene: Scene) -> tuple[int]:
    return (factories.MembershipFactory(organisation=scene.company, state=MembershipState.REQUESTED).pk,)


def draft_workshop(scene: Scene) -> tuple[int]:
    return (factories.WorkshopFactory(round=scene.round, state="draft").pk,)


def workshop(scene: Scene) -> tuple[int]:
    found = factories.WorkshopFactory(round=scene.round)
    factories.AttendanceFactory(workshop=found)
    return (found.pk,)


def attendance(scene: Scene) -> tuple[int]:
    return (factories.AttendanceFactory(workshop__round=scene.round, state="coming").pk,)


def evaluation(scene: Scene) -> tuple[int]:
    placed.answered_case(scene)
    return (scene.evaluated.of(Phase.T1).pk,)


def open_evaluation(scene: Scene) -> tuple[int]:
    return (scene.at(scene.evaluated).of(Phase.T1).pk,)


def everything(scene: Scene) -> tuple[()]:
    wished(scene)
    stuck(scene)
    conflict(scene)
    listing()(scene)
    asks_to_join(scene)
    return ()


def moves(make, name: str, *, why: str = "") -> Page:
    """The page that asks before a row is moved; with ``why`` one that asks for a reason too."""
    asked: Page = {"empty": Look(lambda scene: (*make(scene), name), who=DESK), "filled": NEXT, "error": NO_FORM}
    if why:
        asked["with a reason"] = Look(lambda scene: (*make(scene), why), who=DESK)
        asked["error"] = Look(lambda scene: (*make(scene), why), who=DESK, send=NO_WHY, at="confirmed")
    return asked


def row(make, **more) -> Page:
    """A row's own page: Django's form, with our buttons above it."""
    return {"empty": TEXT, "filled": Look(make, who=DESK, django=True), "error": "Django's own", **more}


def _application(scene: Scene) -> tuple[int]:
    return (declared(scene).pk,)


PAGES: dict[str, Page] = {
    "admin:index": {"empty": Look(who=DESK), "filled": Look(everything, who=DESK), "error": NO_FORM,
        "reader": Look(who="reader")},
    "admin:recruitment_board": {"empty": Look(who=DESK), "filled": Look(wished, who=DESK), "error": NO_FORM},
    "admin:recruitment_open": {
        "empty": Look(round_slug, who=DESK), "filled": Look(with_open_wishes, who=DESK), "error": NO_FORM,
        "chosen": Look(with_open_wishes, who=DESK, query="?theme=data&region=midtjylland"),
    },
    "admin:recruitment_add": {
        "empty": Look(round_slug, who=DESK), "filled": NEXT,
        "error": Look(round_slug, who=DESK, send={"name": "", "cvr": "12"}, at="cvr"),
    },
    "admin:recruitment_invite": {
        "empty": Look(uninvited, who=DESK),
        "error": Look(uninvited, who=DESK, send={"email": "x", "preview": "1"}, at="email"),
        "filled": Look(uninvited, who=DESK, at="email", send={
            "name": "Bo", "email": "bo@beta.demo.example", "asked_for": "on", "preview": "1",
        }),
    },
    "admin:praktik_lead_change": row(lead),
    "admin:praktik_lead_changelist": {
        "empty": Look(who=DESK, django=True), "filled": Look(wished, who=DESK, django=True), "error": NO_FORM,
    },
    "admin:praktik_lead_move": moves(uninvited, "plan", why="decline"),
    "admin:praktik_application_change": row(
        _application, emptied=Look(placed.emptied("application"), who=DESK, django=True),
    ),
    "admin:praktik_application_move": moves(_application, "confirm", why="withdraw"),
    "admin:praktik_conflict_change": row(conflict),
    "admin:praktik_conflict_move": moves(conflict, "clear", why="clear"),
    "admin:praktik_listing_change": row(listing(), reader=Look(listing(), who="reader", django=True)),
    "admin:praktik_listing_move": moves(listing(), "publish", why="return"),
    "admin:praktik_round_change": row(lambda scene: (scene.round.pk,)),
    "admin:praktik_round_move": moves(draft_round, "open"),
    "admin:praktik_membership_change": row(asks_to_join),
    "admin:praktik_membership_move": moves(asks_to_join, "confirm", why="decline"),
    "admin:praktik_organisation_change": row(lambda scene: (scene.company.pk,)),
    "admin:praktik_placement_change": row(
        placed.agreed, emptied=Look(placed.emptied("placement"), who=DESK, django=True),
    ),
    "admin:praktik_placement_move": moves(placed.agreed, "cancel", why="cancel"),
    "admin:praktik_workshop_change": row(workshop),
    "admin:praktik_workshop_move": moves(draft_workshop, "announce"),
    "admin:praktik_attendance_change": row(attendance),
    "admin:praktik_attendance_move": moves(attendance, "not_coming"),
    "admin:evaluations_evaluation_change": row(
        evaluation, emptied=Look(placed.emptied("evaluation"), who=DESK, django=True),
    ),
    "admin:evaluations_evaluation_move": moves(open_evaluation, "bypass", why="bypass"),
    "admin:evaluations_story_change": row(public.story),
    "admin:evaluations_story_move": moves(placed.agreed_story, "publish", why="withdraw"),
    "admin:praktik_pagetext_changelist": {
        "empty": Look(who=DESK, django=True), "filled": Look(lambda s: own_text(s) and (), who=DESK, django=True),
        "error": NO_FORM,
    },
    "admin:praktik_pagetext_change": row(own_text),
    "admin:praktik_mail_changelist": {
        "empty": Look(who=DESK, django=True), "filled": Look(stuck, who=DESK, django=True), "error": NO_FORM,
    },
    "admin:mail_calendar": {"empty": Look(who=DESK), "filled": Look(reminded, who=DESK), "error": NO_FORM},
    "admin:mail_in_vain": {"empty": Look(who=DESK), "filled": Look(in_vain, who=DESK), "error": NO_FORM},
    "admin:work": {"empty": Look(who=DESK), "filled": Look(stuck, who=DESK), "error": SENTENCE},
    "admin:retention": {"empty": Look(who=DESK), "filled": Look(overdue, who=DESK), "error": NO_FORM},
    "admin:erasure_ask": {
        "empty": Look(lambda scene: (scene.newcomer.pk,), who="administrator"),
        "error": Look(lambda scene: (scene.newcomer.pk,), who="administrator", send={"why": ""}, at="why"),
        "filled": Look(lambda scene: (scene.application.applicant_id,), who="administrator"),
    },
    "admin:organisations_merge": {
        "empty": Look(who=DESK), "filled": Look(who=DESK, query=merging),
        "error": Look(who=DESK, query=merging, send={"why": ""}, at="why"),
        "refused": Look(who=DESK, query=in_use), "nothing found": Look(who=DESK, query="?q=findesikke"),
    },
    "admin:matching_matchrun_changelist": {
        "empty": Look(who=DESK, django=True), "filled": Look(lambda s: s.matched and (), who=DESK, django=True),
        "error": NO_FORM,
    },
    "admin:matching_ask": {
        "empty": Look(who=DESK), "filled": Look(lambda s: s.matched and (), who=DESK),
        "error": Look(lambda s: s.matched and (), who=DESK, send={"round": ""}, at="round"),
    },
    "admin:matching_matchrun_change": {
        "empty": Look(run("queued"), who=DESK), "filled": Look(run("draft"), who=DESK), "error": Look(failed, who=DESK),
        "published": Look(run("run"), who=DESK), "nothing found": Look(run("draft"), who=DESK, query="?q=findesikke"),
    },
    "admin:matching_compare": {
        "empty": TEXT, "error": NO_FORM,
        "filled": Look(lambda s: (s.matched["draft"].pk, s.matched["run"].pk), who=DESK),
    },
    "admin:matching_pair": {
        "empty": Look(lambda s: (s.matched["draft"].pk, s.matched["someone"]), who=DESK), "filled": NEXT,
        "error": Look(
            lambda s: (s.matched["draft"].pk, s.matched["someone"]), who=DESK, send={"listing": "", "reason": ""},
            at="reason",
        ),
    },
    "admin:matching_publish": {"empty": TEXT, "filled": Look(run("draft"), who=DESK), "error": NO_FORM},
    "admin:matching_waiting": {
        "empty": Look(run("queued"), who=DESK), "error": NO_FORM,
        "filled": Look(lambda scene: own.waiting(scene) and (scene.matched["run"].pk,), who=DESK),
    },
    "admin:matching_offer_withdraw": {
        "empty": Look(run("open"), who=DESK), "filled": NEXT,
        "error": Look(run("open"), who=DESK, send={"reason": ""}, at="reason"),
    },
    "evaluation_reports": {"empty": Look(who=DESK), "filled": Look(answers, who=DESK), "error": NO_FORM,
        "reader": Look(answers, who="reader")},
    "evaluation_report": {
        "empty": Look(round_slug, who=DESK), "filled": Look(reported, who=DESK), "error": NO_FORM,
        "reader": Look(reported, who="reader"), "emptied": Look(emptied_report, who=DESK),
    },
}  # fmt: skip
