"""Runs of the matching, what consultants fix before them, and the offers that come of them."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from matching import rules, signals, states
from matching.fit import USUAL, Weights, default_weights
from matching.states import Answer, OfferState, Profile, PublishingState, RunState, Tier
from praktik.history.actors import Actor, Role
from praktik.history.door import Machine
from praktik.listings.models import Listing
from praktik.organisations.models import Organisation
from praktik.work.models import Job


class MatchRunQuerySet(models.QuerySet["MatchRun"]):
    def last_way(self, round_: models.Model) -> tuple[str, Weights]:
        """Profile and weights of the round's last publishing: what goes on from it goes on by them. One query."""
        published = self.filter(round=round_, state=RunState.PUBLISHED).order_by("-asked_at", "-pk")
        profile, weights = published.values_list("profile", "weights").first() or (Profile.MOST_PLACED, None)
        return profile, Weights.of(weights) if weights else USUAL


# What a run found is written once and never changed: a copy of each in every event would be in vain.
@pghistory.track(exclude=["lease_until", "attempts", "progress", "problem", "result", "names", "figures", "seats"])
class MatchRun(Job):
    """One run: the problem as it was, the result as it came, both kept whole (the file format of docs/matching.md).

    ``weights`` made the problem's ``fit`` (see :mod:`matching.fit`).
    ``names`` maps the problem's tokens to keys: ``{"applications": {token: pk}, "listings": {id: pk}, "weeks": {place:
    date}}``. ``figures`` is what every profile would have given, side by side; ``seats`` where one more place would
    help (see ``services.seats.seats_data``). Nobody but the desk sees a run.
    """

    round = models.ForeignKey(
        "praktik.Round", on_delete=models.PROTECT, related_name="match_runs", verbose_name=_("Round")
    )
    state = models.CharField(_("Status"), max_length=10, choices=RunState, default=RunState.QUEUED)
    profile = models.CharField(_("Profile"), max_length=12, choices=Profile, default=Profile.MOST_PLACED)
    weights = models.JSONField(_("Weights of the fit"), default=default_weights, editable=False)
    problem = models.JSONField(null=True, blank=True, editable=False)
    result = models.JSONField(null=True, blank=True, editable=False)
    names = models.JSONField(null=True, blank=True, editable=False)
    figures = models.JSONField(null=True, blank=True, editable=False)
    seats = models.JSONField(null=True, blank=True, editable=False)
    digest = models.CharField(max_length=80, blank=True, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
        verbose_name=_("Asked for by"),
    )
    asked_at = models.DateTimeField(_("Asked for"), editable=False)
    finished_at = models.DateTimeField(_("Finished"), null=True, blank=True, editable=False)

    objects = MatchRunQuerySet.as_manager()
    machine = Machine("match run", RunState, states.RUN_TRANSITIONS, rules.run_roles, signals.run_moved)

    class Meta:
        verbose_name = _("matching run")
        verbose_name_plural = _("matching runs")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round"], condition=models.Q(state__in=states.BUSY), name="match_run_one_busy"
            ),
            models.CheckConstraint(condition=models.Q(state__in=RunState.values), name="match_run_state"),
            models.CheckConstraint(
                condition=~models.Q(state__in=[RunState.DONE, RunState.PUBLISHED]) | models.Q(result__isnull=False),
                name="match_run_has_result",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} #{self.pk}"


@pghistory.track(exclude=["lease_until", "attempts", "progress"])
class Publishing(Job):
    """A consultant has said "publish": a worker makes the offers, all of them in one transaction or none.

    ``only``: these applications alone (a rolling round); empty means everybody. ``offers``: how many it made.
    """

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="publishings")
    state = models.CharField(_("Status"), max_length=10, choices=PublishingState, default=PublishingState.QUEUED)
    only = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)
    offers = models.PositiveIntegerField(null=True, blank=True, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    asked_at = models.DateTimeField(_("Asked for"), editable=False)

    machine = Machine(
        "publishing", PublishingState, states.PUBLISHING_TRANSITIONS, rules.publishing_roles, signals.publishing_moved
    )

    class Meta:
        verbose_name = _("publishing")
        verbose_name_plural = _("publishings")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run"], condition=models.Q(state__in=states.PUBLISHING_BUSY), name="publishing_one_busy"
            ),
            models.CheckConstraint(condition=models.Q(state__in=PublishingState.values), name="publishing_state"),
        ]

    def __str__(self) -> str:
        return f"{self.run} ({self.get_state_display()})"


@pghistory.track()
class MatchPair(models.Model):
    """One pair of a run's draft. ``rank`` is the wish's tier, null where placed by hand; ``reasons`` are data.
    ``fit`` is 0-100 and ``shares`` what it was made of, null and empty without a place."""

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="pairs")
    application = models.ForeignKey("praktik.Application", on_delete=models.PROTECT, related_name="+")
    listing = models.ForeignKey("praktik.Listing", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    week = models.DateField(null=True, blank=True)
    rank = models.PositiveSmallIntegerField(_("Rank"), null=True, blank=True)
    fit = models.PositiveSmallIntegerField(_("Fit"), null=True, blank=True)
    shares = models.JSONField(default=dict)
    locked = models.BooleanField(_("Locked"), default=False)
    reasons = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["run", "application"], name="match_pair_once")]

    def __str__(self) -> str:
        return f"{self.application} → {self.listing or '–'}"


@pghistory.track()
class PairRule(models.Model):
    """A pair that consultants lock or forbid before a run, with the reason."""

    class Kind(models.TextChoices):
        LOCK = "lock", _("Locked")
        FORBID = "forbid", _("Forbidden")

    application = models.ForeignKey(
        "praktik.Application", on_delete=models.CASCADE, related_name="pair_rules", verbose_name=_("Application")
    )
    listing = models.ForeignKey(
        "praktik.Listing", on_delete=models.CASCADE, related_name="pair_rules", verbose_name=_("Listing")
    )
    kind = models.CharField(_("Kind"), max_length=6, choices=Kind)
    # Of a lock in a rolling round: in which week. Without one it is the first that suits and has room.
    week = models.DateField(_("Week"), null=True, blank=True)
    reason = models.CharField(_("Reason"), max_length=300)
    # Proposed by the system ("recruited from this wish") until a consultant has decided.
    confirmed = models.BooleanField(_("Confirmed"), default=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("By"),
    )
    at = models.DateTimeField(verbose_name=_("When"))

    class Meta:
        verbose_name = _("locked or forbidden pair")
        verbose_name_plural = _("locked and forbidden pairs")
        constraints = [
            models.UniqueConstraint(fields=["application", "listing"], name="pair_rule_once"),
            models.CheckConstraint(condition=models.Q(kind="lock") | models.Q(week=None), name="pair_rule_week"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.application} – {self.listing}"


class HostTierQuerySet(models.QuerySet["HostTier"]):
    def visible_to(self, actor: Actor) -> HostTierQuerySet:
        """The host's own, all of them for consultants; never the applicant's: it is the host's word to the desk."""
        if Role.CONSULTANT in actor.staff_roles:
            return self
        return self.filter(listing__organisation__in=Organisation.objects.acted_for_by(actor))


@pghistory.track()
class HostTier(models.Model):
    """What a host says about one applicant who has wished for its listing. No row: it says nothing about that one.
    ``reason``: why somebody does not suit the place, for the desk alone; "" in every other tier."""

    listing = models.ForeignKey("praktik.Listing", on_delete=models.CASCADE, related_name="host_tiers")
    application = models.ForeignKey("praktik.Application", on_delete=models.CASCADE, related_name="host_tiers")
    tier = models.PositiveSmallIntegerField(_("Tier"), choices=Tier)
    reason = models.CharField(_("Reason"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    objects = HostTierQuerySet.as_manager()

    class Meta:
        verbose_name = _("host's view of an applicant")
        verbose_name_plural = _("hosts' views of applicants")
        constraints = [
            models.UniqueConstraint(fields=["listing", "application"], name="host_tier_once"),
            models.CheckConstraint(condition=models.Q(tier__in=Tier.values), name="host_tier_known"),
        ]

    def __str__(self) -> str:
        return f"{self.listing}: {self.application} – {self.get_tier_display()}"


# The same from the listing's side: what is offered or taken cannot be made not to be there. A writer of an offer holds
# the listing's row, so of two that meet here the second sees what the first has done.
_CAPACITY_KEPT = """
    SELECT count(*) INTO taken FROM matching_offer WHERE listing_id = NEW.id AND state IN ('open', 'accepted');
    SELECT coalesce(max(n), 0) INTO taken_in_week FROM (
        SELECT count(*) AS n FROM matching_offer
        WHERE listing_id = NEW.id AND state IN ('open', 'accepted') GROUP BY week
    ) AS weeks;
    IF taken > NEW.capacity OR taken_in_week > NEW.week_capacity THEN
        RAISE EXCEPTION 'listing % has more live offers than places', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'listing_capacity_kept';
    END IF;
    RETURN NULL;
"""


class OfferedListing(Listing):
    """A listing as offers see it. Only its trigger is its own: a floor below cannot know of offers."""

    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Trigger(
                name="capacity_kept",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("capacity", "week_capacity"),
                condition=pgtrigger.Q(new__capacity__lt=pgtrigger.F("old__capacity"))
                | pgtrigger.Q(new__week_capacity__lt=pgtrigger.F("old__week_capacity")),
                declare=[("taken", "INT"), ("taken_in_week", "INT")],
                func=_CAPACITY_KEPT,
            ),
        ]


class OfferQuerySet(models.QuerySet["Offer"]):
    def visible_to(self, actor: Actor) -> OfferQuerySet:
        """The applicant's own, the host's own, all of them for consultants. A draft match is no offer yet."""
        if Role.CONSULTANT in actor.staff_roles:
            return self
        return self.filter(
            models.Q(application__applicant_id=actor.pk)
            | models.Q(listing__organisation__in=Organisation.objects.acted_for_by(actor))
        )

    def live(self) -> OfferQuerySet:
        return self.filter(state__in=states.LIVE)


# The last word on capacity is the database's: whoever writes an offer that holds a place waits for the listing's row,
# and is refused where no place is left. Reads after the lock see what the one before has committed.
_CAPACITY = """
    IF TG_OP = 'UPDATE' THEN
        IF OLD.state IN ('open', 'accepted') AND OLD.listing_id = NEW.listing_id
           AND OLD.week IS NOT DISTINCT FROM NEW.week THEN
            RETURN NEW;
        END IF;
    END IF;
    SELECT capacity, week_capacity INTO STRICT places, in_week
        FROM praktik_listing WHERE id = NEW.listing_id FOR NO KEY UPDATE;
    SELECT count(*), count(*) FILTER (WHERE week IS NOT DISTINCT FROM NEW.week) INTO taken, taken_in_week
        FROM matching_offer
        WHERE listing_id = NEW.listing_id AND state IN ('open', 'accepted') AND id IS DISTINCT FROM NEW.id;
    IF taken >= places OR taken_in_week >= in_week THEN
        RAISE EXCEPTION 'listing % has no free place', NEW.listing_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'offer_capacity';
    END IF;
    RETURN NEW;
"""


@pghistory.track()
class Offer(models.Model):
    """A place offered to an applicant and a host at once; it holds both answers."""

    application = models.ForeignKey(
        "praktik.Application", on_delete=models.PROTECT, related_name="offers", verbose_name=_("Application")
    )
    listing = models.ForeignKey(
        "praktik.Listing", on_delete=models.PROTECT, related_name="match_offers", verbose_name=_("Listing")
    )
    week = models.DateField(_("Week"), null=True, blank=True)
    run = models.ForeignKey(
        MatchRun, null=True, blank=True, on_delete=models.PROTECT, related_name="offers", verbose_name=_("Match run")
    )
    state = models.CharField(_("Status"), max_length=10, choices=OfferState, default=OfferState.OPEN)
    rank = models.PositiveSmallIntegerField(_("Rank"), null=True, blank=True)
    fit = models.PositiveSmallIntegerField(_("Fit"), null=True, blank=True)
    intern_answer = models.CharField(_("Intern's answer"), max_length=4, choices=Answer, default=Answer.NONE)
    host_answer = models.CharField(_("Host's answer"), max_length=4, choices=Answer, default=Answer.NONE)
    reason = models.TextField(_("Reason"), max_length=1000, blank=True)
    reasons = models.JSONField(default=dict, editable=False)
    offered_at = models.DateTimeField(_("Offered"))
    deadline = models.DateTimeField(_("Deadline"))

    objects = OfferQuerySet.as_manager()
    machine = Machine("offer", OfferState, states.OFFER_TRANSITIONS, rules.offer_roles, signals.offer_moved)

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ["-offered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(state__in=states.LIVE), name="offer_one_live"
            ),
            models.CheckConstraint(condition=models.Q(state__in=OfferState.values), name="offer_state"),
            models.CheckConstraint(
                condition=~models.Q(state=OfferState.ACCEPTED)
                | models.Q(intern_answer=Answer.YES, host_answer=Answer.YES),
                name="offer_accepted_by_both",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="capacity",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__state__in=states.LIVE),
                declare=[("places", "INT"), ("in_week", "INT"), ("taken", "INT"), ("taken_in_week", "INT")],
                func=_CAPACITY,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} → {self.listing}"

    @property
    def tone(self) -> str:
        """The colour of its status (see components/status.html)."""
        return states.TONES.get(OfferState(self.state), "")
