"""What Danish numbers look like. Each ``clean_…`` takes what people type and returns what is stored.

All raise :class:`django.core.exceptions.ValidationError` with a sentence that says what to do.
"""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.dk import cvr as stdnum_cvr
from stdnum.exceptions import InvalidChecksum
from stdnum.exceptions import ValidationError as NumberError

_FILLING = re.compile(r"[\s\-‐–.]")

# DDMMYY and four digits, with or without something between. No modulus check: not every number passes it. A longer
# number, or a foreign phone number after a plus, is something else.
_CPR = re.compile(r"(?<![\d+])(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}\s?[-‐–]?\s?\d{4}(?!\d)")

# Nobody's workplace: whoever likes can get an address here.
PUBLIC_MAIL_DOMAINS = frozenset(
    {
        "gmail.com", "googlemail.com", "hotmail.com", "hotmail.dk", "live.com", "live.dk", "outlook.com",
        "outlook.dk", "msn.com", "yahoo.com", "yahoo.dk", "icloud.com", "me.com", "mac.com", "mail.dk", "mail.com",
        "proton.me", "protonmail.com", "pm.me", "gmx.com", "gmx.de", "aol.com", "tdcadsl.dk", "jubii.dk", "ofir.dk",
        "youmail.dk", "mail.tele.dk", "get2net.dk", "stofanet.dk", "webspeed.dk", "post.tele.dk", "tiscali.dk",
    }
)  # fmt: skip
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


def clean_cvr(text: str) -> str:
    """Eight digits. Takes spaces, dashes and a ``DK`` in front; checks modulus 11 with weights 2 7 6 5 4 3 2 1."""
    try:
        return stdnum_cvr.validate(_FILLING.sub("", text))
    except InvalidChecksum as error:
        raise ValidationError(_("There is no CVR number like this: check the digits."), code="cvr_checksum") from error
    except NumberError as error:
        raise ValidationError(_("A CVR number has eight digits."), code="cvr") from error


def clean_p_number(text: str) -> str:
    """Ten digits. No modulus check: a whole series was given out with other weights."""
    digits = _FILLING.sub("", text)
    if not re.fullmatch(r"[0-9]{10}", digits):
        raise ValidationError(_("A P number has ten digits."), code="p_number")
    return digits


def clean_phone(text: str) -> str:
    """Eight digits for a Danish number (``+45`` and spaces are taken off); ``+`` and digits for a foreign one."""
    number = re.sub(r"[\s\-‐–.()/]", "", text)
    number = "+" + number[2:] if number.startswith("00") else number
    number = number.removeprefix("+45") if len(number) == 11 else number
    if not re.fullmatch(r"[2-9][0-9]{7}|\+(?!45)[1-9][0-9]{6,14}", number):
        raise ValidationError(
            _("A Danish phone number has eight digits; write a foreign one with + and the country code."), code="phone"
        )
    return number


def clean_mail_domain(text: str) -> str:
    """A workplace's mail domain in lower case, without an ``@``. Refuses domains that are open to everybody."""
    domain = text.strip().lower().removeprefix("@")
    if len(domain) > 253 or not _DOMAIN.fullmatch(domain):
        raise ValidationError(_("Write only what stands after the @, for instance kommune.dk."), code="mail_domain")
    if domain in PUBLIC_MAIL_DOMAINS:
        raise ValidationError(
            _("Anybody can get an address at %(domain)s, so it does not show where people work."),
            code="public_mail_domain",
            params={"domain": domain},
        )
    return domain


def valid_postcode(text: str) -> None:
    """Four digits. The table of postcodes fills in the city; a code that is newer than the table is no error."""
    if not re.fullmatch(r"[0-9]{4}", text):
        raise ValidationError(_("A postcode has four digits."), code="postcode")


def no_cpr(text: str) -> None:
    """Refuse free text with something that looks like a Danish personal number.

    Not for fields that ask for a P number: those are ten digits too.
    """
    if _CPR.search(text):
        raise ValidationError(
            _(
                "The text has a number that looks like a CPR number. Praktik never needs one: please take it out. "
                "If it is something else, write it in another way."
            ),
            code="cpr",
        )
