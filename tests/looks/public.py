"""Pages that nobody has to log in for."""

from __future__ import annotations

import datetime as dt

from evaluations.models import Story
from evaluations.states import Phase, Respondent, StoryState
from praktik import clock
from praktik.applications.models import Application, ManagerRequest
from praktik.applications.states import State
from praktik.listings.states import State as ListingState
from praktik.mail.transport import unsubscribe_url
from praktik.placements.states import SignerRole
from praktik.recruitment.models import Lead
from praktik.recruitment.services import lead_invite
from tests import factories
from tests.looks.look import NEXT, NO_FORM, REDIRECTS, TEXT, Look, Page, Scene
from tests.praktik.applications.access import _link as manager_link
from tests.praktik.recruitment.helpers import invitation_secret

PROSE: Page = {"empty": TEXT, "filled": Look(), "error": NO_FORM}
UNKNOWN = "x" * 43


def told(scene: Scene) -> tuple[()]:
    """An open round with listings, and a story."""
    for title in ("Følg et hold fra idé til drift", "Robotter på lageret", "Data om mobilitet"):
        listing = factories.ListingFactory(round=scene.round, organisation=scene.company, title=title, remote=True)
        listing.themes.set(["data", "green_transition"])
    story(scene)
    return ()


def story(scene: Scene) -> tuple[int]:
    now = clock.real()
    told = Story.objects.create(
        placement=scene.placement, person=scene.people["applicant"], state=StoryState.PUBLISHED, quote="Spørg først.",
        title_da="Fra tavle til drift", text_da="Det begyndte.\n\nDet endte.", title_en="From board to operation",
        text_en="It began.\n\nIt ended.", created_at=now, story_consent_at=now, name_consent_at=now, published_at=now,
    )  # fmt: skip
    return (told.pk,)


def asked(**changes: dt.timedelta):
    """The manager's link, with the moments of the question moved by ``changes``."""

    def make(scene: Scene) -> tuple[str]:
        (secret,) = manager_link(scene)
        Application.objects.filter(pk=scene.application.pk).update(state=State.AWAITING_MANAGER)
        request = ManagerRequest.objects.get()
        for name, span in changes.items():
            setattr(request, name, clock.real() + span)
        request.released = True if "answered_at" in changes else None
        request.save()
        return (secret,)

    return make


def signing(scene: Scene) -> tuple[str]:
    return (scene.at(scene.case.sending()).secret(),)


def signed(scene: Scene) -> tuple[str]:
    secret = scene.at(scene.case.sending()).secret()
    scene.case.sign(SignerRole.MANAGER)
    return (secret,)


def expired(scene: Scene) -> tuple[str]:
    (secret,) = signing(scene)
    scene.time += dt.timedelta(days=99)
    return (secret,)


def questionnaire(scene: Scene) -> tuple[str]:
    case = scene.at(scene.evaluated)
    case.answer(Phase.T1, learnt="Mod", action_1="Ringe til IT", length=1, match=5)
    return (case.secret("evaluation_manager"),)


def answered(scene: Scene) -> tuple[str]:
    found = questionnaire(scene)
    scene.evaluated.answer(Phase.T1, Respondent.MANAGER)
    return found


def invited(scene: Scene) -> tuple[str]:
    lead = Lead.objects.create(round=scene.round, name="Alfa A/S", normalised="alfa")
    lead_invite(lead, name="Bo", email="bo@alfa.demo.example", by=scene.people["consultant"], now=clock.real())
    return (invitation_secret(),)


def old_invitation(scene: Scene) -> tuple[str]:
    found = invited(scene)
    scene.time = clock.real() + dt.timedelta(days=200)
    return found


PAGES: dict[str, Page] = {
    "front_page": {"empty": Look(), "filled": Look(told), "error": NO_FORM},
    "how_it_works": PROSE,
    "for_hosts": PROSE,
    "for_managers": PROSE,
    "questions": PROSE,
    "privacy_notice": PROSE,
    "accessibility_statement": PROSE,
    "listing_list": {
        "empty": Look(),
        "nothing found": Look(told, query="?q=findesikke&region=nordjylland"),
        "filled": Look(told),
        "error": Look(told, query="?days=99&week=x&region=atlantis&page=x"),
    },
    "listing_page": {"empty": TEXT, "filled": Look(lambda scene: (scene.listing.pk,)), "error": NO_FORM,
        "preview": Look(
            lambda scene: (
                factories.ListingFactory(
                    round=scene.round, organisation=scene.company, state=ListingState.DRAFT,
                    **dict.fromkeys(("task", "about", "offers", "hopes"), ""),
                ).pk,
            ),
            who="host",
        ),
    },
    "listing_data": PROSE,
    "matching_method": {"empty": Look(), "filled": Look(lambda scene: scene.matched and ()), "error": NO_FORM},
    "story_list": {"empty": Look(), "filled": Look(told), "error": NO_FORM},
    "story_page": {"empty": TEXT, "filled": Look(story), "error": NO_FORM},
    "mail_unsubscribe": {
        "empty": Look(lambda scene: (_token(),)),
        "filled": Look(lambda scene: (_token(),), send={}),
        "error": Look(lambda scene: ("nonsense",), status=404),
    },
    "manager_answer": {
        "empty": Look(asked()),
        "error": Look(asked(), send={"comment": "010190-1234"}, at="released"),
        "filled": Look(asked(), send={
            "released": "yes", "impartiality": "no", "confidentiality": "no", "procurement": "no",
        }, at="released"),
        "answered": Look(asked(answered_at=dt.timedelta(days=-1))),
        "expired": Look(asked(expires_at=dt.timedelta(days=-1)), status=410),
        "unknown": Look(lambda scene: (UNKNOWN,), status=404),
    },
    "manager_pass_on": {
        "empty": REDIRECTS,
        "error": Look(asked(), start="manager_answer", send={"other-email": "x"}, at="other-email"),
        "filled": Look(asked(), start="manager_answer", send={
            "other-name": "Bo", "other-email": "bo@demo.example",
        }, at="other-email"),
    },
    "manager_new_link": {
        "empty": TEXT, "error": NO_FORM,
        "filled": Look(asked(expires_at=dt.timedelta(days=-1)), start="manager_answer", send={}),
    },
    "manager_sign": {
        "empty": Look(signing),
        "error": Look(signing, send={"name": ""}),
        "filled": Look(signed),
        "expired": Look(expired),
        "sent anew": Look(expired, send={}),
        "unknown": Look(lambda scene: (UNKNOWN,), status=404),
    },
    "manager_evaluation": {
        "empty": Look(questionnaire),
        "error": Look(questionnaire, send={}),
        "filled": Look(answered),
        "unknown": Look(lambda scene: (UNKNOWN,), status=404),
    },
    "invitation": {
        "visitor": Look(invited),
        "empty": Look(invited, who="newcomer"),
        "error": Look(invited, who="newcomer", send={"cvr": "12"}),
        "filled": NEXT,
        "over": Look(old_invitation, status=410),
        "unknown": Look(lambda scene: (UNKNOWN,), status=404),
    },
}  # fmt: skip


def _token() -> str:
    return unsubscribe_url("a@demo.example", "lead_reminder").rstrip("/").rpartition("/")[2]
