"""What people do when allauth has let somebody in, or tied a log-in to somebody."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import user_logged_in
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.signals import social_account_added
from django.dispatch import receiver

from praktik import clock
from praktik.people.models import User
from praktik.people.provider import claimed_cvr
from praktik.people.signals import workplace_claimed


@receiver(user_logged_in)
def logged_in_at_the_provider(*, user: User, sociallogin: SocialLogin | None = None, **_others: Any) -> None:
    """Comes when everything is done: the address confirmed, the second factor given."""
    if sociallogin is not None:
        _tell(user, sociallogin)


@receiver(social_account_added)
def provider_connected(*, sociallogin: SocialLogin, **_others: Any) -> None:
    _tell(sociallogin.user, sociallogin)


def _tell(user: User, sociallogin: SocialLogin) -> None:
    if cvr := claimed_cvr(sociallogin.account.extra_data):
        workplace_claimed.send(User, user=user, cvr=cvr, now=clock.now())
