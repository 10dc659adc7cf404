"""What this noun puts into the registries of the ground floor, and what it listens to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count as CountOf
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from praktik.applications.models import Wish
from praktik.applications.states import COUNTED
from praktik.recruitment import mail_kinds, privacy, receivers, reminders  # noqa: F401 -- registers on import
from praktik.recruitment.models import Lead
from praktik.recruitment.services import merging  # noqa: F401 -- registers on import
from praktik.recruitment.states import OPEN, State
from praktik.registries import Count, register_counts


def counts(now: dt.datetime) -> Iterator[Count]:
    """The board's columns that somebody has to work on, the steps whose day has come, and the wishes that wait for
    somebody to say which company their name means. Three queries."""
    group = _("Recruitment")
    board = reverse("admin:recruitment_board")
    due = Lead.objects.filter(state__in=OPEN, next_step_on__lte=timezone.localdate(now)).count()
    listed = reverse("admin:praktik_lead_changelist")
    yield Count(_("Next steps that are due"), due, f"{listed}?due=yes", group)
    unsure = Wish.objects.filter(alike_leads__isnull=False, application__state__in=COUNTED).count()
    yield Count(_("Wishes for a company by its name, to be confirmed"), unsure, f"{listed}?unsure=yes", group)
    by_state = dict(Lead.objects.order_by().values_list("state").annotate(CountOf("pk")))
    for state in (State.FOUND, State.CONTACTED, State.IN_DIALOGUE):
        yield Count(str(state.label), by_state.get(state, 0), board, group)


register_counts(counts)
