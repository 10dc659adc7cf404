"""Who may open which address of this noun (see tests/access.py)."""

from __future__ import annotations

from django.utils import timezone

from praktik.mail.models import Mail
from praktik.mail.states import State
from praktik.mail.transport import unsubscribe_url
from tests.access import APPLICANT, EVERYBODY, SIGNED_IN, Page, World


def sent(world: World) -> tuple[int]:
    now = timezone.now()
    person = world.people["applicant"]
    mail = Mail.objects.create(
        key=f"test:{person.pk}", kind="account", state=State.SENT, user=person, to=person.email, subject="Hej",
        text="Hej\n", message_id="<x@y>", created_at=now, not_before=now, sent_at=now,
    )  # fmt: skip
    return (mail.pk,)


def token(world: World) -> tuple[str]:
    return (unsubscribe_url("a@demo.example", "lead_reminder").rstrip("/").rpartition("/")[2],)


PAGES: dict[str, Page] = {
    "mail_list": Page(SIGNED_IN),
    "mail_page": Page(APPLICANT, args=sent),
    "mail_unsubscribe": Page(EVERYBODY, EVERYBODY, args=token),
}
