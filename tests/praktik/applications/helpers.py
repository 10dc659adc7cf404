"""What the tests of this noun share."""

from __future__ import annotations

import re

from django.urls import reverse

from praktik.applications.models import Application
from praktik.applications.states import State
from praktik.mail.models import Mail
from praktik.organisations.models import MailDomain
from tests import factories


def complete_draft(**fields):
    """A draft with everything, one listing wish, and a manager whose address is of the workplace's domain."""
    application = factories.ApplicationFactory(**fields)
    Application.objects.filter(pk=application.pk).update(state=State.DRAFT, submitted_at=None)
    MailDomain.objects.create(organisation=application.workplace, domain="kommune.demo.example")
    factories.WishFactory(application=application)
    application.refresh_from_db()
    return application


def mails():
    """(kind, to) of every mail that is still to be sent, oldest first."""
    return list(Mail.objects.filter(state="queued").order_by("pk").values_list("kind", "to"))


def link_secret(kind="manager_question"):
    """The secret in the newest mail of a kind: nothing else has it."""
    text = Mail.objects.filter(kind__startswith=kind).latest("pk").text
    return re.search(r"/manager/([\w-]+)/", text).group(1)


def url(name, *args):
    return reverse(name, args=args)


def step(application, name):
    return url("application_step", application.pk, name)
