"""What the applicant's pages have in common."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from praktik.applications.completeness import Missing, Step
from praktik.applications.models import Application, Wish
from praktik.applications.states import WishKind
from praktik.links import address
from praktik.people.access import actor


def own(request: HttpRequest, pk: int, *, whole: bool = False) -> Application:
    """The person's own application, or 404: consultants read applications at the desk, where it is noted. ``whole``
    for a page that shows all of it, not a step alone."""
    mine = Application.objects.visible_to(actor(request)).filter(applicant=request.user.pk)
    return get_object_or_404(mine.whole() if whole else mine.for_step(), pk=pk)


def choice(wish: Wish) -> str:
    """Where a company that was wished for has answered, the page on which one says which of its listings is meant."""
    answered = wish.kind == WishKind.COMPANY and (wish.listing_id or wish.chosen_at)
    return address("wish_choice", wish.pk) if answered else ""


def step_guide(application: Application, current: Step, lacking: list[Missing]) -> dict[str, Any]:
    """Context of ``components/step_guide.html``: a step is done when nothing is missing in it."""
    incomplete = {one.step for one in lacking}
    steps = [
        {
            "text": step.label,
            "href": reverse("application_step", args=[application.pk, step]),
            "done": step not in incomplete and step != Step.REVIEW,
            "error": current == Step.REVIEW and step in incomplete,
        }
        for step in Step
    ]
    return {"steps": steps, "current": list(Step).index(current) + 1}
