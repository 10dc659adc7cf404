"""allauth's forms of passkeys and security keys, with a label that is translated."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.utils.translation import gettext_lazy as _


class Labelled:
    """Mixed into a form with a name."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")


class AddKeyForm(Labelled, AddWebAuthnForm):
    pass


class EditKeyForm(Labelled, EditWebAuthnForm):
    pass
