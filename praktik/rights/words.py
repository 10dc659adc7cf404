"""What columns and tables of a copy are called where the models have no words for people, only for programs."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

_FIELDS = {
    "accepted_by": _("Accepted by"), "actor": _("By"), "agreement": _("Agreement"), "applicant": _("Applicant"),
    "application": _("Application"), "at": _("When"), "author": _("Written by"), "by": _("By"),
    "content_type": _("What it is about (number of the table)"), "created_at": _("Created"),
    "digest": _("Control sum"), "edits": _("Number of changes"), "evaluation": _("Evaluation"),
    "from_state": _("Status before"), "held": _("What was held"), "id": _("Number"),
    "lead": _("Recruitment card"), "listing": _("Listing"),
    "message_id": _("The mail's own number"), "number": _("Number answered"),
    "object_id": _("What it is about (number of the row)"), "organisation": _("Organisation"),
    "placement": _("Placement"), "position": _("Order"), "protected": _("Goes before others in the matching"),
    "protected_reason": _("Why it goes before others"), "provider_id": _("The mail server's number"),
    "question": _("Question"), "reader": _("Who looked"), "reasons": _("Reasons"), "region": _("Region"),
    "replaced_at": _("Replaced"), "role": _("In the role of"), "round": _("Round"), "run": _("Matching run"),
    "shares": _("What the fit is made of"), "subject": _("Whom it is about"), "text": _("Text"),
    "to_state": _("Status after"), "token": _("Number for the draw"), "token_hash": _("Fingerprint of a link"),
    "user": _("User"), "version": _("Version"), "waited": _("Rounds waited"), "week": _("Week"),
    "what": _("What was looked at"), "why": _("Why"), "claim": _("The worker's mark"),
    "lease_until": _("Held by a worker until"), "problem": _("What was matched"), "slug": _("Code"),
}  # fmt: skip
_TABLES = {
    "evaluations.answer": _("Answers"), "matching.matchpair": _("Proposals of the matching"),
    "praktik.invitation": _("Invitations"), "praktik.leadnote": _("Notes on recruitment cards"),
    "praktik.learninggoal": _("Learning goals"), "praktik.listingcomment": _("Comments on listings"),
    "praktik.mail": _("Mails"), "praktik.message": _("Messages"), "praktik.read": _("Who has looked"),
    "praktik.signature": _("Signatures"), "praktik.transition": _("What has happened"),
}  # fmt: skip


def field_words(field: models.Field[Any, Any]) -> str:
    """The model's own words, or those from here where it has none but the name in the code."""
    own = str(field.verbose_name)
    if own in (field.name.replace("_", " "), "ID"):
        own = str(_FIELDS.get(field.name, own))
    return capfirst(own)


def table_words(model: type[models.Model]) -> str:
    return str(_TABLES.get(model._meta.label_lower, model._meta.verbose_name_plural))
