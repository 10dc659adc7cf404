"""Somebody about whom everything is held that can be: a row of every model that is a person's."""

from __future__ import annotations

from typing import Any

import pgtrigger
from allauth.account.models import EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from evaluations.models import Answer, Story
from matching.models import HostTier, MatchPair, PairRule
from matching.states import RunState
from praktik import clock
from praktik.applications.models import Application, Conflict, ManagerRequest
from praktik.applications.states import Leg
from praktik.history.actors import Role
from praktik.history.models import Read, Transition
from praktik.listings.states import State as ListingState
from praktik.mail.models import Mail, MailBounce, MailOptOut
from praktik.mail.states import State as MailState
from praktik.people.models import User
from praktik.placements.models import Agreement, Message, Signature
from praktik.placements.states import SignerRole
from praktik.placements.states import State as PlacementState
from praktik.privacy.registry import Category, field_class
from praktik.recruitment.models import Invitation, Lead, LeadNote
from praktik.rights.models import Copy
from praktik.rights.services.erasing import tables
from praktik.rights.states import State
from tests.factories import (
    AlertFactory,
    ApplicationFactory,
    AttendanceFactory,
    EvaluationFactory,
    ListingFactory,
    MatchRunFactory,
    MembershipFactory,
    OfferFactory,
    PlacementFactory,
    UserFactory,
    WishFactory,
)

CANARY = "canary"
# The person's own address, by which these rows are theirs.
ADDRESSES = {
    "praktik.user.email",
    "account.emailaddress.email",
    "praktik.mailbounce.address",
    "praktik.mailoptout.address",
}
# Texts that are nobody's own: what consultants wrote about a company, who changed something, who is logged in.
NOBODYS = {"praktik.lead", "praktik.leadnote", "praktik.merge", "pghistory.context", "sessions.session"}


def everything_about(person: User) -> None:
    """Make it: an intern whose placement is over, who was a host's contact and a consultant once too."""
    now = clock.real()
    desk = UserFactory(roles={Role.CONSULTANT})
    application = _application(person, desk)
    _placement(person, application)
    _account(person, desk)
    company = MembershipFactory(user=person).organisation
    MembershipFactory(organisation=company)
    listing = ListingFactory(organisation=company, round=application.round, state=ListingState.CLOSED)
    listing.contacts.add(person)
    lead = Lead.objects.create(round=application.round, name="Vindmøller A/S", normalised="vindmøller", owner=person)
    LeadNote.objects.create(lead=lead, text="Har ringet.", by=person, at=now)
    Invitation.objects.create(
        lead=lead, name="Ida", email="ida@demo.example", token_hash="i", sent_at=now, expires_at=now, accepted_by=person
    )
    about = {"content_type": ContentType.objects.get_for_model(Application), "object_id": application.pk}
    Transition.objects.create(**about, from_state="", to_state="draft", actor=person, role="applicant", at=now)
    Transition.objects.create(**about, from_state="draft", to_state="x", actor=desk, role="consultant", at=now, why="?")
    for number, user in enumerate((person, desk, None)):
        mail = {"kind": "application_received", "state": MailState.SENT, "sent_at": now, "not_before": now}
        Mail.objects.create(
            **about, **mail, key=f"mail {number}", user=user, to=f"{number}@demo.example", message_id=f"{number}",
            created_at=now, subject="Ansøgning", text="Tak.",
        )  # fmt: skip


def _application(person: User, desk: User) -> Application:
    now = clock.real()
    application = ApplicationFactory(applicant=person)
    WishFactory(application=application).delete()  # taken back: in the history alone
    wish = WishFactory(application=application)
    Conflict.objects.create(application=application, company_name="X", leg=Leg.IMPARTIALITY, declared_at=now)
    ManagerRequest.objects.create(application=application, token_hash="m", asked_at=now, expires_at=now)
    OfferFactory(application=application, listing=wish.listing)
    run = MatchRunFactory(round=application.round, asked_by=desk, state=RunState.DISCARDED)
    MatchPair.objects.create(run=run, application=application, listing=wish.listing)
    PairRule.objects.create(application=application, listing=wish.listing, kind="lock", by=desk, at=now)
    HostTier.objects.create(application=application, listing=wish.listing, tier=1, at=now)
    return application


def _placement(person: User, application: Application) -> None:
    now = clock.real()
    placement = PlacementFactory(application=application, state=PlacementState.COMPLETED)
    agreement = Agreement.objects.create(
        placement=placement, version=1, starts_on=placement.starts_on, ends_on=placement.ends_on, sent_at=now
    )
    for role, user in ((SignerRole.INTERN, person), (SignerRole.MANAGER, None)):
        Signature.objects.create(agreement=agreement, role=role, user=user, asked_at=now, signed_at=now, digest="d")
    Message.objects.create(placement=placement, author=person, text="Hej", at=now)
    evaluation = EvaluationFactory(placement=placement)
    Answer.objects.create(evaluation=evaluation, question="use", number=4)
    Story.objects.create(placement=placement, person=person, title_da="En uge", text_da="Tekst", created_at=now)


def _account(person: User, desk: User) -> None:
    now = clock.real()
    address = person.emailaddress_set.get()
    EmailConfirmation.objects.create(email_address=address, key="k")
    Authenticator.objects.create(user=person, type="totp", data={})
    UserSession.objects.create(user=person, ip="127.0.0.1", session_key="s", user_agent="u")
    account = SocialAccount.objects.create(user=person, provider="oidc", uid="u")
    SocialToken.objects.create(account=account, token="t")
    for user in (person, desk):
        LogEntry.objects.create(
            user=user, content_type=ContentType.objects.get_for_model(User), object_id=str(person.pk),
            object_repr=str(person), action_flag=CHANGE, change_message="x",
        )  # fmt: skip
    Read.objects.create(reader=desk, subject=person, what="application", object_id=1, at=now)
    Read.objects.create(reader=person, subject=desk, what="application", object_id=1, at=now)
    Copy.objects.create(user=person, state=State.DONE, asked_at=now, held={}, expires_at=now)
    AlertFactory(user=person)
    AttendanceFactory(user=person)
    MailBounce.objects.create(address=person.email, at=now)
    MailOptOut.objects.create(address=person.email, kind="round_opened", at=now)


def singable() -> set[str]:
    """Every personal field that can hold text."""
    return {f"{model._meta.label_lower}.{field.name}" for model in _models() for field in _texts(model)}


def sing(person: User) -> set[str]:
    """Put a canary into each of them, in every row that is not another's account, and in its history. Returns the
    fields of which there was a row."""
    sung = set()
    own = {"user": person}
    others = {"praktik.user": {"pk": person.pk}, "account.emailaddress": own, "mfa.authenticator": own}
    for model in _models():
        label = model._meta.label_lower
        for row in model._base_manager.filter(**others.get(label, {})):
            for field in _texts(model):
                _put(row, field)
                sung.add(f"{label}.{field.name}")
    return sung


def _models() -> list[Any]:
    kept = [model for model in tables() if not hasattr(model, "pgh_tracked_model")]
    return [model for model in kept if model._meta.label_lower not in NOBODYS]


def _texts(model: Any) -> list[Any]:
    kinds = models.CharField | models.TextField | models.JSONField | ArrayField
    fields = [field for field in model._meta.concrete_fields if isinstance(field, kinds) and not field.choices]
    return [field for field in fields if (found := field_class(field)) and found.category != Category.PLAIN]


def _put(row: Any, field: Any) -> None:
    """By SQL, past the triggers that let nobody change a signed agreement; and into its events."""
    value: Any = f"{CANARY} {row.pk}"
    if f"{row._meta.label_lower}.{field.name}" in ADDRESSES:
        value = f"{CANARY}@demo.example"
    elif isinstance(field, models.EmailField):
        value = f"{CANARY}-{row.pk}@demo.example"
    elif isinstance(field, models.JSONField):
        value = {"said": value}
    elif isinstance(field, ArrayField):
        value = [value]
    with pgtrigger.ignore():
        type(row)._base_manager.filter(pk=row.pk).update(**{field.name: value})
        for event in apps.get_models():
            if getattr(event, "pgh_tracked_model", None) is type(row) and field.name in _names(event):
                event._base_manager.filter(pgh_obj_id=row.pk).update(**{field.name: value})


def _names(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields}


def dump() -> dict[str, str]:
    """Every table as text."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = {}
        for table in tables:
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT coalesce(string_agg(t::text, E'\\n'), '') FROM {name} t")  # noqa: S608 -- a table's name
            found[table] = cursor.fetchone()[0]
    return found


def nests(word: str) -> list[str]:
    """The tables that hold ``word``."""
    return sorted(table for table, text in dump().items() if word in text)
