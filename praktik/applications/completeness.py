"""What an application lacks before it can be sent in, and the steps it is filled in by."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praktik.applications.models import Application


class Step(TextChoices):
    """The steps of the form, in order."""

    ABOUT = "about", gettext_lazy("You and your workplace")
    TASK = "task", gettext_lazy("Purpose and task")
    GOALS = "goals", gettext_lazy("What you want to learn, and what you bring")
    WHEN = "when", gettext_lazy("When and where")
    WISHES = "wishes", gettext_lazy("Wishes")
    IMPARTIALITY = "impartiality", gettext_lazy("Impartiality")
    MANAGER = "manager", gettext_lazy("Your manager")
    REVIEW = "review", gettext_lazy("Review and send")


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is lacking: in which step, at which field of its form, and the sentence that says so."""

    step: Step
    field: str
    text: str


def missing(application: Application) -> list[Missing]:
    """Everything that keeps the application from being sent in, in the order of the steps. At most three queries."""
    found = []

    def need(holds: object, step: Step, field: str, text: str) -> None:
        if not holds:
            found.append(Missing(step, field, text))

    need(application.workplace_id, Step.ABOUT, "workplace", _("Choose the workplace that employs you."))
    if application.workplace and not sector_may_apply(application):
        text = _("This round is not for people employed in the sector “%(sector)s”. Choose another workplace.")
        need(False, Step.ABOUT, "workplace", text % {"sector": application.workplace.sector})
    need(application.job_title, Step.ABOUT, "job_title", _("Write your job title."))
    need(application.purpose, Step.TASK, "purpose", _("Write why you want to go to a company, and why now."))
    need(application.task, Step.TASK, "task", _("Describe the task you sit with."))
    need(application.goals.all(), Step.GOALS, "goal_1", _("Write at least one learning goal."))
    need(application.brings, Step.GOALS, "brings", _("Write what you bring to the host."))
    need(application.weeks, Step.WHEN, "weeks", _("Choose at least one week."))
    need(application.wishes.all(), Step.WISHES, "wishes", _("Add at least one wish."))
    need(application.conflicts_asked, Step.IMPARTIALITY, "impartiality", _("Answer the question of impartiality."))
    need(application.manager_name, Step.MANAGER, "manager_name", _("Write your manager's name."))
    need(application.manager_email, Step.MANAGER, "manager_email", _("Write your manager's e-mail address."))
    return found


def sector_may_apply(application: Application) -> bool:
    """Whether the round takes people employed in the sector of the application's workplace."""
    workplace = application.workplace
    return workplace is not None and workplace.sector_id in application.round.applicant_sectors
