"""The form of allauth's about connections, a file of its own: allauth reads ``forms`` before it has its own."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.forms import DisconnectForm
from allauth.socialaccount.models import SocialAccount

from praktik.people.provider import configured


class DisconnectProviderForm(DisconnectForm):
    """Only connections with the provider of today; those with one that was here before let nobody in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        app = configured()
        mine = SocialAccount.objects.filter(user=self.request.user, provider=app["provider_id"] if app else "")
        self.accounts = mine.order_by("pk")
        self.fields["account"].queryset = self.accounts
