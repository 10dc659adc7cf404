"""Placements as the services leave them. What a test is about is what it names."""

from __future__ import annotations

import datetime as dt
import re

from django.utils import timezone

from praktik.mail.models import Mail
from praktik.placements import services
from praktik.placements.states import SignerRole, State
from tests import factories

TEXT = "Vi har aftalt det."


def noon(day):
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


class Case:
    """A placement in a fixed-week round eight weeks ahead, with an intern, a host and a manager; ``now`` is noon on
    the Monday four weeks before it begins."""

    def __init__(self, **fields):
        self.round = factories.RoundFactory()
        self.company = factories.CompanyFactory(address="Havnegade 1", postcode="8000", city="Aarhus C")
        self.intern = factories.UserFactory(name="Åse Ørsted", phone="20304050")
        self.host = factories.UserFactory(name="Hans Vært", phone="50403020")
        factories.MembershipFactory(user=self.host, organisation=self.company)
        self.listing = factories.ListingFactory(round=self.round, organisation=self.company)
        self.application = factories.ApplicationFactory(round=self.round, applicant=self.intern)
        week = self.round.week()
        self.now = noon(week - dt.timedelta(weeks=4))
        self.placement = services.placement_create(
            self.application,
            listing=self.listing,
            starts_on=week,
            ends_on=week + dt.timedelta(days=4),
            **{"by": self.host, "now": self.now, **fields},
        )

    def fill(self, **data):
        """Write what an agreement cannot do without."""
        draft = self.placement.agreements.draft()
        texts = {name: getattr(draft, name) or TEXT for name in services.REQUIRED}
        data = {**texts, "programme": [TEXT] * len(draft.programme), **data}
        services.agreement_save(self.placement, data=data, version=draft.edits, by=self.intern, now=self.now)
        return self

    def send(self):
        services.agreement_send(self.placement, by=self.intern, now=self.now)
        return self

    def sending(self):
        return self.fill().send()

    @property
    def agreement(self):
        return self.placement.agreements.sent()

    def signature(self, role):
        return self.agreement.signatures.get(role=role)

    def secret(self, kind="manager_signature"):
        """The secret in the newest mail of ``kind``."""
        text = Mail.objects.filter(kind=kind).latest("pk").text
        return re.search(r"https?://\S+/([\w-]{43})/", text).group(1)

    def sign(self, *roles, now=None):
        people = {SignerRole.INTERN: self.intern, SignerRole.HOST: self.host}
        for role in roles or (SignerRole.INTERN, SignerRole.HOST, SignerRole.MANAGER):
            digest = self.agreement.digest()
            if role == SignerRole.MANAGER:
                services.signature_give_by_link(self.secret(), name="Mads", digest=digest, now=now or self.now)
            else:
                services.signature_give(self.signature(role), digest=digest, by=people[role], now=now or self.now)
        self.placement.refresh_from_db()
        return self

    def agreed(self):
        return self if self.placement.state == State.AGREED else self.sending().sign()

    def under_way(self):
        self.agreed()
        self.now = noon(self.placement.starts_on)
        services.placements_look(self.now)
        self.placement.refresh_from_db()
        return self

    def completed(self):
        self.under_way()
        self.now = noon(self.placement.ends_on + dt.timedelta(days=1))
        services.placements_look(self.now)
        self.placement.refresh_from_db()
        return self


def mails(kind):
    """The addresses that got ``kind``, in order."""
    return sorted(Mail.objects.filter(kind=kind).values_list("to", flat=True))
