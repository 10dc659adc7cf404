"""A workshop of a round, and who comes to it."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from praktik.history.actors import Actor, Role
from praktik.history.door import Machine
from praktik.workshops import rules, signals, states
from praktik.workshops.states import AttendanceState, Audience, Kind, Side, State


class WorkshopQuerySet(models.QuerySet["Workshop"]):
    def visible_to(self, actor: Actor) -> WorkshopQuerySet:
        """Staff see all of them, everybody else those that they were invited to."""
        if actor.staff_roles & {Role.CONSULTANT, Role.READER}:
            return self
        invited = Attendance.objects.filter(workshop=models.OuterRef("pk"), user=actor.pk)
        return self.filter(models.Exists(invited))


@pghistory.track()
class Workshop(models.Model):
    """``seats`` is how many can come; None is no limit."""

    round = models.ForeignKey(
        "praktik.Round", on_delete=models.PROTECT, related_name="workshops", verbose_name=_("Round")
    )
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind, default=Kind.OPENING)
    audience = models.CharField(_("For whom"), max_length=10, choices=Audience, default=Audience.BOTH)
    state = models.CharField(_("Status"), max_length=10, choices=State, default=State.DRAFT)
    title_da = models.CharField(_("Title in Danish"), max_length=120)
    title_en = models.CharField(_("Title in English"), max_length=120)
    about_da = models.TextField(_("What happens, in Danish"), max_length=2000, blank=True)
    about_en = models.TextField(_("What happens, in English"), max_length=2000, blank=True)
    starts_at = models.DateTimeField(_("Begins"))
    ends_at = models.DateTimeField(_("Ends"))
    place = models.CharField(_("Place"), max_length=200, blank=True)
    online = models.URLField(_("Link to take part online"), blank=True)
    seats = models.PositiveSmallIntegerField(_("Seats"), null=True, blank=True, validators=[MinValueValidator(1)])

    objects = WorkshopQuerySet.as_manager()
    machine = Machine("workshop", State, states.WORKSHOP, rules.workshop_roles, signals.workshop_moved)

    class Meta:
        verbose_name = _("workshop")
        verbose_name_plural = _("workshops")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="workshop_state"),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="workshop_kind"),
            models.CheckConstraint(condition=models.Q(audience__in=Audience.values), name="workshop_audience"),
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="workshop_times"),
            models.CheckConstraint(
                condition=models.Q(seats__isnull=True) | models.Q(seats__gte=1), name="workshop_seats"
            ),
        ]

    def __str__(self) -> str:
        return self.title_en if get_language() == "en" else self.title_da

    @property
    def about(self) -> str:
        """What happens, in the language of the page; the other one where this is not written."""
        here, there = (self.about_en, self.about_da) if get_language() == "en" else (self.about_da, self.about_en)
        return here or there


@pghistory.track()
class Attendance(models.Model):
    """Somebody who was invited to a workshop, and whether they come."""

    workshop = models.ForeignKey(
        Workshop, on_delete=models.CASCADE, related_name="attendances", verbose_name=_("Workshop")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attendances", verbose_name=_("Person")
    )
    side = models.CharField(_("Takes part as"), max_length=10, choices=Side)
    state = models.CharField(_("Status"), max_length=10, choices=AttendanceState, default=AttendanceState.INVITED)
    invited_at = models.DateTimeField(_("Invited"))

    machine = Machine(
        "attendance", AttendanceState, states.ATTENDANCE, rules.attendance_roles, signals.attendance_moved
    )

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["workshop", "user__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "user"], name="attendance_once"),
            models.CheckConstraint(condition=models.Q(state__in=AttendanceState.values), name="attendance_state"),
            models.CheckConstraint(condition=models.Q(side__in=Side.values), name="attendance_side"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.workshop}"

    @property
    def tone(self) -> str:
        """The colour of its status (see components/status.html)."""
        return states.TONES.get(AttendanceState(self.state), "")
