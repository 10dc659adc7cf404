"""Pages of those who have an offer, a placement, an evaluation or a story."""

from __future__ import annotations

from evaluations.models import Story
from evaluations.states import Phase, Respondent, StoryState
from matching.models import Offer
from praktik import clock
from praktik.applications.models import Application
from praktik.applications.states import State as ApplicationState
from praktik.placements import services as placements
from praktik.placements.states import SignerRole
from praktik.rights.services.retaining import retention_apply
from tests.looks.look import ANY_ANSWER, MINE, NEXT, NO_FORM, SENTENCE, TEXT, Look, Page, Scene


def drafting(scene: Scene) -> tuple[int]:
    case = scene.at(scene.case)
    placements.message_send(case.placement, text="Hej\nHvornår skal jeg møde?", by=case.intern, now=case.now)
    return (case.placement.pk,)


def written(scene: Scene) -> tuple[int]:
    scene.at(scene.case.fill())
    return (scene.case.placement.pk,)


def out(scene: Scene) -> tuple[int]:
    scene.at(scene.case.sending())
    return (scene.case.placement.pk,)


def half(scene: Scene) -> tuple[int]:
    scene.at(scene.case.sending().sign(SignerRole.INTERN, SignerRole.HOST))
    return (scene.case.placement.pk,)


def agreed(scene: Scene) -> tuple[int]:
    scene.at(scene.case.agreed())
    return (scene.case.placement.pk,)


def under_way(scene: Scene) -> tuple[int]:
    scene.at(scene.case.under_way())
    return (scene.case.placement.pk,)


def completed(scene: Scene) -> tuple[int]:
    scene.at(scene.case.completed())
    return (scene.case.placement.pk,)


def cancelled(scene: Scene) -> tuple[int]:
    case = scene.at(scene.case.agreed())
    placements.placement_cancel(case.placement, why="Praktikanten er blevet syg.", by=case.host, now=case.now)
    return (case.placement.pk,)


def version(scene: Scene) -> tuple[int, int]:
    return (*agreed(scene), 1)


def changed_since(scene: Scene) -> tuple[int]:
    """The other side writes after this one has opened the page."""
    case = scene.at(scene.case)
    placements.agreement_save(case.placement, data={"purpose": "Værtens tekst"}, version=1, by=case.host, now=case.now)
    return (case.placement.pk,)


def answered_case(scene: Scene) -> None:
    case = scene.at(scene.evaluated)
    case.answer(Phase.T1, Respondent.HOST, learnt="At spørge før man svarer", overlooked="Skiltene")
    case.answer(Phase.T1, learnt="Mod", action_1="Ringe til IT inden 1. oktober", length=1, match=5)


def over(scene: Scene) -> None:
    """Everything that is said about the case has had its time."""
    case = scene.at(scene.evaluated)
    answered_case(scene)
    placements.message_send(case.placement, text="Tak for nu", by=case.intern, now=case.now)
    Application.objects.filter(pk=case.application.pk).update(state=ApplicationState.PLACED)
    # Longer than anything is kept; but nobody has been away so long that the account goes too.
    scene.time = case.now.replace(year=case.now.year + 8)
    type(case.intern).objects.update(last_login=scene.time)
    while retention_apply(scene.time):
        pass


def emptied(what: str):
    def make(scene: Scene) -> tuple[int]:
        over(scene)
        case = scene.evaluated
        rows = {"evaluation": case.of(Phase.T1), "application": case.application, "placement": case.placement}
        return (rows[what].pk,)

    return make


# --- evaluations, stories, offers ---


def questionnaire(scene: Scene) -> tuple[int]:
    return (scene.at(scene.evaluated).of(Phase.T1).pk,)


def hosts_questionnaire(scene: Scene) -> tuple[int]:
    return (scene.at(scene.evaluated).of(Phase.T1, Respondent.HOST).pk,)


def answered(scene: Scene) -> tuple[int]:
    answered_case(scene)
    return (scene.evaluated.of(Phase.T1).pk,)


def later_questionnaire(scene: Scene) -> tuple[int]:
    answered_case(scene)
    scene.evaluated.later(95)
    scene.at(scene.evaluated)
    return (scene.evaluated.of(Phase.T2).pk,)


def draft_story(scene: Scene, **fields) -> tuple[int]:
    now = clock.real()
    made = Story.objects.create(
        placement=scene.placement, person=scene.people[MINE], state=StoryState.DRAFT, title_da="Fra tavle til drift",
        text_da="Det begyndte.\n\nDet endte.", quote="Spørg først.", created_at=now, **fields,
    )  # fmt: skip
    return (made.pk,)


def agreed_story(scene: Scene) -> tuple[int]:
    return draft_story(scene, story_consent_at=clock.real(), name_consent_at=clock.real())


def offer(state: str, side: str):
    def make(scene: Scene) -> tuple[int]:
        found: Offer = scene.matched[state]
        scene.reader_of_offer = found.application.applicant if side == "intern" else found.host
        return (found.pk,)

    return make


PAGES: dict[str, Page] = {
    "placement_page": {
        "empty": TEXT, "filled": Look(drafting, who="intern"), "error": SENTENCE,
        "host": Look(drafting, who="host_of_case"), "desk": Look(drafting, who="consultant"),
        "written": Look(written, who="host_of_case"),
        "signing": Look(out, who="intern"), "half signed": Look(half, who="host_of_case"),
        "agreed": Look(agreed, who="intern"), "under way": Look(under_way, who="host_of_case"),
        "completed": Look(completed, who="intern"), "cancelled": Look(cancelled, who="intern"),
        "emptied": Look(emptied("placement"), who="intern", status=404),
        "emptied, host": Look(emptied("placement"), who="host_of_case"),
        "emptied, desk": Look(emptied("placement"), who="consultant"),
    },
    "agreement_edit": {
        "empty": Look(drafting, who="intern"), "filled": Look(written, who="host_of_case"),
        "error": Look(drafting, who="intern", send={"purpose": "010190-1234"}, at="purpose"),
        "stale": Look(changed_since, who="intern", send={"purpose": "Min tekst", "version": "1"}, at="purpose",
                      status=409),
    },
    "agreement_page": {"empty": TEXT, "filled": Look(version, who="intern"), "error": NO_FORM,
        "draft": Look(lambda scene: (*written(scene), 1), who="host_of_case")},
    "agreement_sign": {
        "empty": Look(out, who="intern"), "error": Look(out, who="intern", send={}), "filled": NEXT,
    },
    "placement_end": {
        "empty": Look(agreed, who="intern"), "filled": NEXT,
        "error": Look(agreed, who="intern", send={"why": ""}),
        "under way": Look(under_way, who="host_of_case"),
    },
    "offer_page": {
        "empty": TEXT, "filled": Look(offer("open", "intern"), who="reader_of_offer"), "error": NEXT,
        "host": Look(offer("open", "host"), who="reader_of_offer"),
        "accepted": Look(offer("accepted", "intern"), who="reader_of_offer"),
        "accepted, host": Look(offer("accepted", "host"), who="reader_of_offer"),
        "declined": Look(offer("declined", "intern"), who="reader_of_offer"),
        "desk": Look(offer("open", "intern"), who="consultant"),
    },
    "offer_decline": {
        "empty": TEXT, "filled": NEXT,
        "error": Look(offer("open", "intern"), who="reader_of_offer", start="offer_page", send={}, at="send"),
    },
    "evaluation_page": {
        "empty": Look(questionnaire, who="intern"), "error": Look(questionnaire, who="intern", send={}),
        "filled": Look(answered, who="intern"),
        "host": Look(hosts_questionnaire, who="host_of_case"),
        "three months after": Look(later_questionnaire, who="intern"),
        "emptied": Look(emptied("evaluation"), who="intern", status=404),
    },
    "story_consent": {
        "empty": Look(draft_story, who=MINE), "filled": Look(agreed_story, who=MINE), "error": ANY_ANSWER,
    },
}  # fmt: skip
