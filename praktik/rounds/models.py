"""A round: who may apply and host, when, and under which limits."""

from __future__ import annotations

import datetime as dt
import hashlib

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from praktik.dates import monday
from praktik.history.actors import Actor, Role
from praktik.history.door import Machine
from praktik.rounds import rules, signals, states
from praktik.rounds.states import Kind, MilestoneKind, State

FIXED_WEEK = Machine("round (fixed week)", State, states.FIXED_WEEK, rules.roles, signals.round_moved)
ROLLING = Machine("round (rolling)", State, states.ROLLING, rules.roles, signals.round_moved)


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, actor: Actor) -> RoundQuerySet:
        """Staff see every round, everybody else those that are not drafts."""
        if actor.staff_roles & {Role.CONSULTANT, Role.READER}:
            return self
        return self.filter(state__in=states.PUBLIC)

    def open(self) -> RoundQuerySet:
        return self.filter(state=State.OPEN)

    def current_for_applicants(self, now: dt.datetime) -> RoundQuerySet:
        """Those that take applications at ``now``, nearest deadline first, with their dates (two queries)."""
        return self.filter(state=State.OPEN)._before(MilestoneKind.CLOSES, now)

    def current_for_hosts(self, now: dt.datetime) -> RoundQuerySet:
        """Those that hosts may make listings for at ``now``, nearest deadline first, with their dates (two queries)."""
        return self.filter(state__in=(State.OPEN, State.CLOSED))._before(MilestoneKind.LISTINGS_CLOSE, now)

    def _before(self, kind: MilestoneKind, now: dt.datetime) -> RoundQuerySet:
        """Where the milestone is still ahead, or where there is none (those come last)."""
        deadline = Milestone.objects.filter(round=models.OuterRef("pk"), kind=kind).values("at")[:1]
        return (
            self.annotate(deadline=models.Subquery(deadline))
            .filter(models.Q(deadline__isnull=True) | models.Q(deadline__gt=now))
            .order_by(models.F("deadline").asc(nulls_last=True), "pk")
            .prefetch_related("milestones")
        )


@pghistory.track()
class Round(models.Model):
    """``seed`` decides the matching's lottery: made at random when the round opens, its hash shown from then on,
    itself shown with the result."""

    name_da = models.CharField(_("Name in Danish"), max_length=120)
    name_en = models.CharField(_("Name in English"), max_length=120)
    slug = models.SlugField(_("Short name in addresses"), max_length=40, unique=True)
    kind = models.CharField(_("Kind"), max_length=12, choices=Kind, default=Kind.FIXED_WEEK)
    state = models.CharField(_("Status"), max_length=12, choices=State, default=State.DRAFT)
    applicant_sectors = ArrayField(models.CharField(max_length=20), verbose_name=_("Sectors that may apply"))
    host_sectors = ArrayField(models.CharField(max_length=20), verbose_name=_("Sectors that may host"))
    max_wishes = models.PositiveSmallIntegerField(
        _("Most wishes in an application"), default=10, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    minimum_list = models.PositiveSmallIntegerField(
        _("Wishes that protect a place"), default=5, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    answer_days = models.PositiveSmallIntegerField(_("Working days to answer an offer"), default=5)
    auto_refill = models.BooleanField(_("Free places are offered on at once"), default=False)
    seed = models.CharField(max_length=32, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="round_state"),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="round_kind"),
            models.CheckConstraint(
                condition=models.Q(kind=Kind.FIXED_WEEK)
                | models.Q(state__in=[State.DRAFT, State.OPEN, State.EVALUATING, State.ARCHIVED]),
                name="round_rolling_states",
            ),
            models.CheckConstraint(condition=models.Q(state=State.DRAFT) | ~models.Q(seed=""), name="round_seed"),
        ]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_da

    @property
    def machine(self) -> Machine:
        return FIXED_WEEK if self.kind == Kind.FIXED_WEEK else ROLLING

    @property
    def seed_hash(self) -> str:
        """SHA-256 of the seed in hexadecimal; empty before the round has opened."""
        return hashlib.sha256(self.seed.encode()).hexdigest() if self.seed else ""

    def at(self, kind: MilestoneKind) -> dt.datetime | None:
        """When a milestone is (aware), or None. Reads ``milestones`` from the prefetch where there is one."""
        return next((milestone.at for milestone in self.milestones.all() if milestone.kind == kind), None)

    def dates(self) -> dict[MilestoneKind, dt.datetime]:
        """Every date that the round has, in the order of time."""
        return {MilestoneKind(milestone.kind): milestone.at for milestone in self.milestones.all()}

    def takes_applications(self, now: dt.datetime) -> bool:
        """Open, and the deadline (if it has one) not passed."""
        closes = self.at(MilestoneKind.CLOSES)
        return self.state == State.OPEN and (closes is None or now < closes)

    def takes_listings(self, now: dt.datetime) -> bool:
        """Until the listings' deadline; in a rolling round as long as it is open."""
        closes = self.at(MilestoneKind.LISTINGS_CLOSE)
        return self.state in (State.DRAFT, State.OPEN, State.CLOSED) and (closes is None or now < closes)

    def announced(self, now: dt.datetime) -> bool:
        """A draft that will open by itself: everything that it needs is there, and the day is ahead. The public is told
        of it (decision 34)."""
        opens = self.at(MilestoneKind.OPENS)
        ready = not rules.dates_missing(self.kind, self.dates()) and not rules.dates_problem(self.kind, self.dates())
        return self.state == State.DRAFT and opens is not None and opens > now and ready

    def week(self) -> dt.date | None:
        """The Monday of a fixed-week round's week."""
        starts = self.at(MilestoneKind.STARTS)
        if self.kind != Kind.FIXED_WEEK or starts is None:
            return None
        return monday(timezone.localdate(starts))

    def weeks(self, today: dt.date) -> list[dt.date]:
        """The Mondays of the weeks in which a placement can be: a fixed-week round's one week; in a rolling round
        from next week (or the first day) until the last day, a year at most."""
        if self.kind == Kind.FIXED_WEEK:
            week = self.week()
            return [week] if week else []
        first, last = today + dt.timedelta(weeks=1), today + dt.timedelta(weeks=52)
        if starts := self.at(MilestoneKind.STARTS):
            first = max(first, timezone.localdate(starts))
        if ends := self.at(MilestoneKind.ENDS):
            last = min(last, timezone.localdate(ends))
        start = monday(first)
        return [start + dt.timedelta(weeks=n) for n in range(max(0, (last - start).days // 7 + 1))]


@pghistory.track()
class Milestone(models.Model):
    """One date of a round."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="milestones")
    kind = models.CharField(_("What"), max_length=16, choices=MilestoneKind)
    at = models.DateTimeField(_("When"))

    class Meta:
        verbose_name = _("date")
        verbose_name_plural = _("dates")
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["round", "kind"], name="milestone_once"),
            models.CheckConstraint(condition=models.Q(kind__in=MilestoneKind.values), name="milestone_kind"),
        ]

    def __str__(self) -> str:
        return str(MilestoneKind(self.kind).label)
