"""An application in rows that pages print: for the applicant, the manager and the desk."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from praktik.applications.completeness import Step
from praktik.applications.models import Application, Wish
from praktik.applications.states import WITH_OTHERS, WishKind
from praktik.dates import week_label


def wish_words(wish: Wish) -> str:
    """What a wish is for, in one line. Needs ``listing__organisation``, ``themes`` and ``region``."""
    if wish.kind == WishKind.LISTING and wish.listing:
        return f"{wish.listing.title} ({wish.listing.organisation})"
    if wish.kind == WishKind.COMPANY:
        if wish.listing:
            return f"{wish.company_name}: {wish.listing.title}"
        if wish.chosen_at:
            return _("%(company)s: none of its listings") % {"company": wish.company_name}
        return wish.company_name
    parts = [", ".join(theme.name for theme in wish.themes.all()), str(wish.region or "")]
    return _("Open wish: %(what)s") % {"what": " – ".join(part for part in parts if part)}


def week_words(application: Application) -> str:
    """The weeks in which the applicant can go, a line each."""
    return "\n".join(f"{week_label(week)} ({date_format(week, 'j. F Y')})" for week in application.weeks)


def days_words(application: Application) -> str:
    return ngettext("%(n)d day", "%(n)d days", application.days) % {"n": application.days}


def region_words(application: Application) -> str:
    return ", ".join(str(region) for region in application.regions.all()) or _("Anywhere")


def yes_no(value: bool) -> str:
    return _("Yes") if value else _("No")


def rows(application: Application, *, change: bool) -> list[dict[str, Any]]:
    """Every answer with its label, and with ``change`` where it can be changed. Needs ``whole()`` to be cheap."""
    steps = {step: reverse("application_step", args=[application.pk, step]) if change else "" for step in Step}
    goals = "\n".join(f"{goal.position}. {goal.text}" for goal in application.goals.all())
    wished = "\n".join(f"{wish.rank}. {wish_words(wish)}" for wish in application.wishes.all())
    conflicts = [row for row in application.conflicts.all() if not row.by_manager]
    declared = "\n".join(f"{row.get_leg_display()}: {row.organisation or row.company_name}" for row in conflicts)
    if application.conflicts_asked and not declared:
        declared = _("No conflict of interest is known")
    table = [
        (_("Workplace"), str(application.workplace or ""), Step.ABOUT),
        (_("Job title"), application.job_title, Step.ABOUT),
        (_("Purpose"), application.purpose, Step.TASK),
        (_("Task"), application.task, Step.TASK),
        (_("Learning goals"), goals, Step.GOALS),
        (_("What you bring"), application.brings, Step.GOALS),
        (_("Weeks"), week_words(application), Step.WHEN),
        (_("Days"), days_words(application), Step.WHEN),
        (_("Regions"), region_words(application), Step.WHEN),
        (_("From home"), yes_no(application.remote), Step.WHEN),
        (_("Can work in English"), yes_no(application.speaks_english), Step.WHEN),
        (_("Wishes"), wished, Step.WISHES),
        (_("Impartiality"), declared, Step.IMPARTIALITY),
        (_("Manager"), "\n".join(filter(None, (application.manager_name, application.manager_email))), Step.MANAGER),
    ]
    found = [{"label": label, "value": value, "href": steps[step]} for label, value, step in table]
    if application.state in WITH_OTHERS:
        consent = _("Carry it over to the next round") if application.carry_over_consent else _("Do not carry it over")
        page = reverse("application_carry_over", args=[application.pk])
        found.append({"label": _("If you are not placed"), "value": consent, "href": page})
    return found
