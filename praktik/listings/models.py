"""A listing: what a host offers in a round."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from praktik.history.actors import Actor, Role
from praktik.history.door import Machine
from praktik.listings import rules, signals, states
from praktik.listings.states import State
from praktik.organisations.follows import follow_merged
from praktik.organisations.models import Municipality, Organisation
from praktik.rounds.states import PUBLIC as PUBLIC_ROUNDS
from praktik.stems import stems


class ListingQuerySet(models.QuerySet["Listing"]):
    def visible_to(self, actor: Actor) -> ListingQuerySet:
        """Published ones for everybody, a host's own in any state, all of them for staff."""
        if actor.staff_roles & {Role.CONSULTANT, Role.READER}:
            return self
        seen = models.Q(state=State.PUBLISHED, round__state__in=PUBLIC_ROUNDS)
        if actor.pk:
            seen |= models.Q(organisation__in=Organisation.objects.acted_for_by(actor))
        return self.filter(seen)

    def of_host(self, actor: Actor) -> ListingQuerySet:
        """Those of the organisations that the actor acts for."""
        return self.filter(organisation__in=Organisation.objects.acted_for_by(actor))

    def published(self) -> ListingQuerySet:
        return self.filter(state=State.PUBLISHED)

    def on_show(self) -> ListingQuerySet:
        """What the public pages show: published, in a round that is public."""
        return self.published().filter(round__state__in=PUBLIC_ROUNDS)

    def taken_down(self) -> ListingQuerySet:
        """What visitors could read once and cannot now: no draft, nor what was never published."""
        return self.filter(
            state__in=(State.PAUSED, State.CLOSED), published_at__isnull=False, round__state__in=PUBLIC_ROUNDS
        )

    def for_list(self) -> ListingQuerySet:
        """With everything that one line in a list shows (three queries)."""
        related = ("organisation__municipality", "organisation__region", "municipality__region", "round")
        return self.select_related(*related).prefetch_related("themes", "round__milestones")


def _vector(config: str) -> models.expressions.Combinable:
    return (
        stems("title", weight="A", config=config)
        + stems("task", "about", weight="B", config=config)
        + stems("offers", "hopes", "practical", weight="C", config=config)
    )


_Manager = models.Manager.from_queryset(ListingQuerySet)


class ListingManager(_Manager["Listing"]):
    """Reads everything but the words of the search, which are for the database alone and as long as the texts."""

    def get_queryset(self) -> models.QuerySet[Listing]:
        return super().get_queryset().defer("vector")


@pghistory.track(exclude=["vector"])
class Listing(models.Model):
    """``weeks`` are Mondays; in a fixed-week round the one week of the round. ``capacity`` counts over the round,
    ``week_capacity`` in one week. ``vector``: the stems of the texts, by the listing's language."""

    round = models.ForeignKey(
        "praktik.Round", on_delete=models.PROTECT, related_name="listings", verbose_name=_("Round")
    )
    organisation = models.ForeignKey(
        "praktik.Organisation", on_delete=models.PROTECT, related_name="listings", verbose_name=_("Organisation")
    )
    state = models.CharField(_("Status"), max_length=12, choices=State, default=State.DRAFT)
    title = models.CharField(_("Title"), max_length=120)
    about = models.TextField(_("What the company does"), max_length=2000, blank=True)
    task = models.TextField(_("What the days are about"), max_length=4000, blank=True)
    offers = models.TextField(_("What we offer"), max_length=2000, blank=True)
    hopes = models.TextField(_("What we hope to learn"), max_length=2000, blank=True)
    practical = models.TextField(
        _("Practical conditions: confidentiality, clearance, access"), max_length=2000, blank=True
    )
    themes = models.ManyToManyField("praktik.Theme", verbose_name=_("Themes"), blank=True, related_name="listings")
    municipality = models.ForeignKey(
        "praktik.Municipality", null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("Municipality")
    )
    remote = models.BooleanField(_("Can be done remotely"), default=False)
    weeks = ArrayField(models.DateField(), verbose_name=_("Weeks"), default=list, blank=True)
    days = models.PositiveSmallIntegerField(
        _("Days"), default=5, validators=[MinValueValidator(2), MaxValueValidator(5)]
    )
    capacity = models.PositiveSmallIntegerField(
        _("Places over the round"), default=1, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    week_capacity = models.PositiveSmallIntegerField(
        _("Places in one week"), default=1, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    language = models.CharField(
        _("Working language"), max_length=2, choices=[("da", _("Danish")), ("en", _("English"))], default="da"
    )
    contacts = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("Contact persons"), related_name="contact_for", blank=True
    )
    version = models.PositiveIntegerField(default=1)
    published_at = models.DateTimeField(_("Published"), null=True, blank=True)
    vector = models.GeneratedField(
        expression=models.Case(models.When(language="en", then=_vector("english")), default=_vector("danish")),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ListingManager()
    machine = Machine("listing", State, states.TRANSITIONS, rules.roles, signals.listing_moved)

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        ordering = ["title", "pk"]
        indexes = [
            models.Index(fields=["round", "state"]),
            # What is pending in a GIN index is read through in each search; a listing is seldom written.
            GinIndex(fields=["vector"], name="listing_vector", fastupdate=False),
            models.Index(
                models.F("published_at").desc(),
                models.F("id").desc(),
                name="listing_newest",
                condition=models.Q(state=State.PUBLISHED),
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="listing_state"),
            models.CheckConstraint(condition=models.Q(days__range=(2, 5)), name="listing_days"),
            models.CheckConstraint(condition=models.Q(capacity__gte=1), name="listing_capacity"),
            models.CheckConstraint(
                condition=models.Q(week_capacity__gte=1, week_capacity__lte=models.F("capacity")),
                name="listing_week_capacity",
            ),
        ]
        triggers = [follow_merged("organisation")]

    def __str__(self) -> str:
        return self.title

    @property
    def tone(self) -> str:
        """The colour of its status (see components/status.html)."""
        return states.TONES.get(State(self.state), "")

    @property
    def place(self) -> Municipality | None:
        """Where it is: what the listing says, otherwise where the company is."""
        return self.municipality or self.organisation.municipality

    @property
    def region_id(self) -> str | None:
        """Of the same, or of the company that the workplace belongs to."""
        here, organisation = self.municipality, self.organisation
        return here.region_id if here else organisation.region_id or organisation.body.region_id


@pghistory.track()
class ListingComment(models.Model):
    """What a consultant asks the host to change, beside the field that it is about."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="comments")
    field = models.CharField(_("About"), max_length=30, blank=True)
    text = models.TextField(_("Comment"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(verbose_name=_("When"))
    resolved = models.BooleanField(default=False, verbose_name=_("Dealt with"))

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
