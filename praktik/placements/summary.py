"""A placement and its agreement in rows that pages and documents print."""

from __future__ import annotations

import datetime as dt

from django.utils import formats
from django.utils.translation import gettext as _

from praktik import dates
from praktik.placements import rules, services
from praktik.placements.models import TEXTS, Agreement


def agreement_rows(agreement: Agreement) -> list[dict[str, str]]:
    """An agreement as label and text, the programme day by day."""
    days = rules.working_days(agreement.starts_on, agreement.ends_on)
    programme = "\n\n".join(
        f"{weekday(day)}\n{text}" for day, text in zip(days, agreement.programme, strict=False) if text
    )
    rows = [
        {
            "label": _("Days"),
            "value": f"{dates.day(agreement.starts_on)} – {dates.day(agreement.ends_on)}",
        }
    ]
    for name in TEXTS:
        rows.append({"label": services.agreement_label(name), "value": getattr(agreement, name)})
        if name == "host_goals":
            rows.append({"label": services.agreement_label("programme"), "value": programme})
    return rows


def signature_rows(agreement: Agreement) -> list[tuple[str, str]]:
    """As whom each one signs, and who did and when. Needs ``signatures`` to be cheap."""
    return [
        (
            signature.get_role_display(),
            f"{signature.name}, {dates.moment(signature.signed_at)}" if signature.signed_at else _("Not yet"),
        )
        for signature in agreement.signatures.all()
    ]


def weekday(day: dt.date) -> str:
    """“mandag 13. september 2027”, “Monday 13 September 2027”."""
    return f"{formats.date_format(day, 'l')} {dates.day(day)}"
