"""Gathers the nouns' models, so that Django finds them."""

from praktik.clock import ClockOffset
from praktik.history.models import Read, Transition
from praktik.mail.models import Mail
from praktik.people.models import User

__all__ = ["ClockOffset", "Mail", "Read", "Transition", "User"]
