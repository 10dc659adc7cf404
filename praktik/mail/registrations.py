"""What the outbox puts into the registries of the ground floor."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from praktik.mail import (
    privacy,  # noqa: F401 -- registers on import
    receivers,  # noqa: F401 -- connects on import
)
from praktik.mail.kinds import Kind, register
from praktik.mail.models import Mail
from praktik.mail.reminders import reminders_queue
from praktik.mail.services import mail_bodies_expire
from praktik.mail.states import State
from praktik.mail.vain import tasks_count
from praktik.registries import Count, register_counts, register_look

register(
    Kind(
        name="account",
        whom="Whoever logs in, signs up or changes address",
        when="At once",
        why="Codes and confirmations of the log-in; written by the log-in itself",
        stops="Nothing: it is sent even to an address that has bounced, since somebody waits for it",
        shows="A code or a link that expires; the text is deleted after a day",
        always=True,
    ),
    Kind(
        name="digest",
        whom="Somebody with several reminders on one day",
        when="A working day between 07 and 18",
        why="One mail instead of several",
        stops="None of its reminders is needed any more",
        shows="The subjects of its reminders and their links",
    ),
    Kind(
        name="text_trial",
        whom="A consultant",
        when="When the consultant asks for it",
        why="To see a text of one's own as a mail",
        stops="Nothing",
        shows="No case: placeholders show their names",
    ),
)


def _counts(now: dt.datetime) -> Iterable[Count]:
    address = reverse("admin:praktik_mail_changelist")
    waiting = Mail.objects.filter(state=State.QUEUED, not_before__lt=now - dt.timedelta(minutes=15), digest=None)
    yield Count(
        _("Mails given up"), Mail.objects.filter(state=State.DEAD).count(), f"{address}?state__exact=dead", _("Mail")
    )
    yield Count(_("Mails late by 15 minutes"), waiting.count(), f"{address}?state__exact=queued", _("Mail"))
    yield Count(_("Reminded in vain"), tasks_count(now), reverse("admin:mail_in_vain"), _("Mail"))


register_counts(_counts)
register_look("reminders", reminders_queue)
register_look("mail texts", mail_bodies_expire)
