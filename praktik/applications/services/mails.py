"""What the mails to an applicant have in common."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import models

from praktik.applications.models import Application
from praktik.links import absolute
from praktik.mail.services import mail_to_user
from praktik.rounds.states import MilestoneKind


def tell_applicant(
    application: Application,
    kind: str,
    *,
    key: str,
    now: dt.datetime,
    about: models.Model | None = None,
    context: Mapping[str, object] | None = None,
) -> None:
    """Queue a mail to the applicant, in their language, with ``application``, ``round``, its deadline
    ``closes`` (or None) and the page's ``url``."""
    user = application.applicant
    mail_to_user(
        user,
        kind,
        about=about or application,
        key=key,
        now=now,
        context={
            "application": application,
            "round": application.round,
            "closes": application.round.at(MilestoneKind.CLOSES),
            "url": absolute("application_page", application.pk, language=user.language),
            **(context or {}),
        },
    )
