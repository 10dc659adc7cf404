"""Gathers the nouns' admin pages."""

from praktik.mail import admin as mail_admin  # noqa: F401 -- registers on import
from praktik.people import admin as people_admin  # noqa: F401 -- registers on import
