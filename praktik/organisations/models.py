"""Where people work and where they go: companies, public bodies and their workplaces, and who acts for them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from praktik.history.actors import Actor, Role
from praktik.history.door import Machine
from praktik.history.models import Transition
from praktik.organisations import rules, signals
from praktik.organisations.code_models import (  # noqa: F401 -- the noun's models are imported from here
    Municipality,
    Postcode,
    Region,
    Sector,
    Theme,
    sort_key_field,
)
from praktik.organisations.follows import follow_merged
from praktik.organisations.names import beginnings, normalised
from praktik.organisations.states import ACTING, TRANSITIONS, MembershipRole, State
from praktik.organisations.validators import no_cpr, valid_postcode
from praktik.organisations.validity import Dated, DatedQuerySet
from praktik.sorting import sort_key
from praktik.stems import stems


class OrganisationQuerySet(DatedQuerySet["Organisation"]):
    def standing(self) -> OrganisationQuerySet:
        """Without those that were merged into another one."""
        return self.filter(merged_into__isnull=True)

    def valid_on(self, date: dt.date) -> OrganisationQuerySet:
        """The same as of anything dated; one that was merged into another stands on no date."""
        return super().valid_on(date).standing()

    def stays_as(self, pk: int) -> int | None:
        """The key of the one that ``pk`` was merged into; None where it was not."""
        return self.filter(pk=pk).values_list("merged_into", flat=True).first()

    def visible_to(self, user: Any) -> OrganisationQuerySet:
        """Everybody who is logged in may look organisations up; visitors see only what a public page shows."""
        return self.all() if user.is_authenticated else self.none()

    def acted_for_by(self, user: Any) -> OrganisationQuerySet:
        """Those ``user`` is a confirmed contact of, and the workplaces that belong to them."""
        own = Membership.objects.acting().filter(user=user.pk).values("organisation")
        return self.filter(Q(pk__in=own) | Q(parent__in=own))

    def worked_at_by(self, user: Any) -> OrganisationQuerySet:
        """Those ``user`` is a confirmed employee of, or acts for."""
        own = Membership.objects.filter(user=user.pk, state=State.CONFIRMED)
        return self.filter(pk__in=own.values("organisation"))

    def left_alone_by(self, user: Any) -> OrganisationQuerySet:
        """Those for which nobody acts any more when ``user`` is gone."""
        here = Q(organisation=OuterRef("pk")) | Q(organisation=OuterRef("parent"))
        others = Membership.objects.acting().filter(here, user__is_active=True).exclude(user=user.pk)
        return self.acted_for_by(user).exclude(Exists(others))

    def decided_by(self, user: Any) -> OrganisationQuerySet:
        """Those where ``user`` may say who else acts for them.

        A contact whom somebody else confirmed; one who registered the organisation only where their address is of a
        mail domain that the desk has registered for it. Otherwise whoever comes first could keep the company's own
        people out.
        """
        here = Q(organisation=OuterRef("pk")) | Q(organisation=OuterRef("parent"))
        own = Membership.objects.acting().filter(user=user.pk)
        vouched = own.annotate(why=Transition.objects.last_why(Membership, State.CONFIRMED)).exclude(why=rules.FOUNDED)
        domains = MailDomain.objects.filter(here, domain__in=rules.domains_of(user.email))
        acts, by_domain = Exists(own.filter(here)), Exists(domains)
        return self.filter(Exists(vouched.filter(here)) | Q(acts, by_domain))

    def named_like(self, part: str) -> OrganisationQuerySet:
        """Those with ``part`` in their name, names that begin with it first, then in Danish order. None for ``""``.

        One into which others were merged is found by their names too.
        """
        keys = (beginnings(part) | {normalised(part)}) - {""}
        if not keys:
            return self.none()
        inside, first = Q(), Q()
        for key in keys:
            inside |= Q(normalised_name__contains=key)
            first |= Q(normalised_name__startswith=key)
        begins = models.Case(models.When(first, then=0), default=1, output_field=models.SmallIntegerField())
        former = Exists(Organisation.objects.filter(inside, merged_into=OuterRef("pk")))
        return self.standing().filter(inside | Q(former)).order_by(begins, "sort_key", "pk")

    def twice_by_name(self, date: dt.date) -> OrganisationQuerySet:
        """Those that may be here twice on ``date``: another one is, or was before a merge, named as this one is or was,
        as names are compared.

        Two CVR numbers are two organisations, and so are workplaces of two bodies; a body is not its own workplace.
        """
        now = Q(normalised_name=OuterRef("normalised_name")) | Q(absorbed__normalised_name=OuterRef("normalised_name"))
        absorbed = Organisation.objects.filter(merged_into=OuterRef(OuterRef("pk"))).values("normalised_name")
        before = Q(normalised_name__in=absorbed) | Q(absorbed__normalised_name__in=absorbed)
        others = self._others(date).filter(now | before)
        same_body = Q(parent__isnull=True) | Q(parent=Coalesce(OuterRef("parent"), F("parent")))
        return self._with_one_of(others.filter(same_body), date)

    def twice_by_domain(self, date: dt.date) -> OrganisationQuerySet:
        """The same by a mail domain that both have. Workplaces share their body's, so two workplaces do not count."""
        domains = MailDomain.objects.filter(organisation=OuterRef(OuterRef("pk"))).values("domain")
        others = self._others(date).filter(mail_domains__domain__in=domains)
        two_workplaces = Q(parent__isnull=False) & Exists(others.filter(parent__isnull=True))
        return self._with_one_of(others, date).filter(Q(parent__isnull=True) | two_workplaces)

    @staticmethod
    def _others(date: dt.date) -> OrganisationQuerySet:
        """Inside a subquery: every other one that stands on ``date`` and is neither the outer one's body nor of it."""
        others = Organisation.objects.valid_on(date).exclude(pk=OuterRef("pk")).exclude(parent=OuterRef("pk"))
        return others.exclude(pk=Coalesce(OuterRef("parent"), 0))

    def _with_one_of(self, others: OrganisationQuerySet, date: dt.date) -> OrganisationQuerySet:
        """Those that stand on ``date`` and of which there is one among ``others``, not both with a CVR number."""
        numbered = Q(cvr__isnull=False) & Exists(others.filter(cvr__isnull=True))
        return self.valid_on(date).filter(Q(cvr__isnull=True) & Exists(others) | numbered)

    def for_list(self) -> OrganisationQuerySet:
        """With everything that one line in a list shows."""
        return self.select_related("sector", "municipality", "region", "parent")


@pghistory.track(exclude=["vector"])
class Organisation(Dated):
    """A company, a public body, or a workplace of one.

    A company or a body has a CVR number of its own and no parent. A workplace (production unit) has a parent, may have
    a P number, and its CVR number is the parent's: a municipality is one CVR number with many workplaces. ``vector``:
    the name in stems of both languages, since listings in either are looked for by it.

    ``merged_into``: this one was here twice, and nothing is kept here any more; always one that was not merged itself.
    ``former_names``: what those merged into this one were called, since wishes and conflicts name companies.
    """

    name = models.CharField(_("Name"), max_length=160)
    sort_key = sort_key_field()
    normalised_name = models.CharField(max_length=400, editable=False, db_collation="C", db_index=True)
    cvr = models.CharField(_("CVR number"), max_length=8, null=True, blank=True, unique=True)
    p_number = models.CharField(_("P number"), max_length=10, null=True, blank=True, unique=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("Belongs to"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="workplaces",
    )
    sector = models.ForeignKey(Sector, verbose_name=_("Sector"), on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(
        Region, verbose_name=_("Region"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("Municipality"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="organisations",
    )
    address = models.CharField(_("Street and number"), max_length=160, blank=True)
    postcode = models.CharField(_("Postcode"), max_length=4, blank=True, validators=[valid_postcode])
    city = models.CharField(_("City"), max_length=60, blank=True)
    website = models.URLField(_("Website"), blank=True)
    about_da = models.TextField(_("What it does, in Danish"), blank=True, max_length=2000, validators=[no_cpr])
    about_en = models.TextField(_("What it does, in English"), blank=True, max_length=2000, validators=[no_cpr])
    advertising_protected = models.BooleanField(
        _("Protected against advertising"),
        default=False,
        help_text=_("Marked “reklamebeskyttet” in CVR: gets no mail that is sent to many."),
    )
    created_at = models.DateTimeField(_("Created"))
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("Merged into"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="absorbed",
    )
    former_names = ArrayField(
        models.CharField(max_length=160), verbose_name=_("Other names"), default=list, blank=True, editable=False
    )
    vector = models.GeneratedField(
        expression=stems("name", weight="A", config="danish") + stems("name", weight="A", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["sort_key", "pk"]
        indexes = [GinIndex(fields=["vector"], name="organisation_vector", fastupdate=False)]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=Q(cvr__regex=r"^[0-9]{8}$"), name="organisation_cvr_digits"),
            models.CheckConstraint(condition=Q(p_number__regex=r"^[0-9]{10}$"), name="organisation_p_number_digits"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | Q(cvr__isnull=True), name="organisation_workplace_has_parents_cvr"
            ),
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="organisation_not_own_parent"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | (Q(cvr__isnull=True, p_number__isnull=True)),
                name="organisation_merged_has_no_number",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("pk")), name="organisation_not_into_itself"),
        ]
        triggers = [follow_merged("parent"), follow_merged("successor")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Also sets what follows from other fields: the two keys of the name, and a municipality's region."""
        self.name = " ".join(self.name.split())
        self.sort_key = sort_key(self.name)
        self.normalised_name = normalised(self.name)
        if self.municipality is not None:
            self.region_id = self.municipality.region_id
        super().save(*args, **kwargs)

    @property
    def body(self) -> Organisation:
        """The legal body: itself, or what this workplace belongs to."""
        return self.parent or self

    @property
    def legal_cvr(self) -> str | None:
        return self.body.cvr

    @property
    def compared_names(self) -> frozenset[str]:
        """By which names somebody may mean this one, as names are compared."""
        return frozenset({self.normalised_name, *(normalised(name) for name in self.former_names)})

    @property
    def about(self) -> str:
        """What it does, in the reader's language where there is a text in it, otherwise in the other."""
        texts = (self.about_da, self.about_en)
        first, second = reversed(texts) if (get_language() or "da").startswith("en") else texts
        return first or second

    def region_on(self, date: dt.date) -> Region | None:
        return self.region.current(date) if self.region else None


class MailDomain(models.Model):
    """People who work here have addresses here (or under it). Shown by consultants, never by the person who applies."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="mail_domains")
    domain = models.CharField(_("Mail domain"), max_length=253)

    class Meta:
        verbose_name = _("mail domain")
        verbose_name_plural = _("mail domains")
        ordering = ["domain"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "domain"], name="mail_domain_once"),
            models.CheckConstraint(condition=Q(domain__regex=r"^[a-z0-9.-]+$"), name="mail_domain_lower_case"),
        ]
        triggers = [follow_merged("organisation")]

    def __str__(self) -> str:
        return self.domain


class MembershipQuerySet(models.QuerySet["Membership"]):
    def acting(self) -> MembershipQuerySet:
        """Confirmed, in a role that may act for the organisation."""
        return self.filter(state=State.CONFIRMED, role__in=ACTING)

    def about_acting(self) -> MembershipQuerySet:
        """In a role that may act for the organisation, whether confirmed or not: not those who only work there."""
        return self.filter(role__in=ACTING)

    def decidable_by(self, user: Any) -> MembershipQuerySet:
        """Other people's memberships in the organisations ``user`` acts for."""
        return self.filter(organisation__in=Organisation.objects.acted_for_by(user)).exclude(user=user.pk)

    def own_or_decidable_by(self, user: Any) -> MembershipQuerySet:
        """One's own, and other people's in the organisations ``user`` acts for."""
        return self.filter(Q(user=user.pk) | Q(organisation__in=Organisation.objects.acted_for_by(user)))

    def visible_to(self, user: Any) -> MembershipQuerySet:
        """One's own, those one decides about, and all for consultants. A reader sees no personal details."""
        return self.all() if Role.CONSULTANT in user.staff_roles else self.own_or_decidable_by(user)


@pghistory.track()
class Membership(models.Model):
    """A person's tie to an organisation, confirmed by somebody who is not that person."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("Person"), on_delete=models.CASCADE, related_name="memberships"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("Organisation"), on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("Role"), max_length=10, choices=MembershipRole)
    state = models.CharField(_("Status"), max_length=10, choices=State, default=State.REQUESTED)
    requested_at = models.DateTimeField(_("Asked"))

    objects = MembershipQuerySet.as_manager()
    machine = Machine("membership", State, TRANSITIONS, rules.membership_roles, signals.membership_moved)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["requested_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation"], name="membership_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="membership_state"),
            models.CheckConstraint(condition=Q(role__in=MembershipRole.values), name="membership_role"),
        ]
        triggers = [follow_merged("organisation")]

    def __str__(self) -> str:
        return f"{self.user} – {self.organisation}"

    def may(self, actor: Actor, to: str) -> bool:
        return self.machine.may(actor, self, to)
