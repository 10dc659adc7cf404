"""Gathers the nouns' admin pages."""

from praktik.applications import admin as applications_admin  # noqa: F401 -- registers on import
from praktik.home import admin as home_admin  # noqa: F401 -- registers on import
from praktik.listings import admin as listings_admin  # noqa: F401 -- registers on import
from praktik.mail import admin as mail_admin  # noqa: F401 -- registers on import
from praktik.organisations import admin as organisations_admin  # noqa: F401 -- registers on import
from praktik.people import admin as people_admin  # noqa: F401 -- registers on import
from praktik.placements import admin as placements_admin  # noqa: F401 -- registers on import
from praktik.recruitment import admin as recruitment_admin  # noqa: F401 -- registers on import
from praktik.register import admin as register_admin  # noqa: F401 -- registers on import
from praktik.rights import admin as rights_admin  # noqa: F401 -- registers on import
from praktik.rounds import admin as rounds_admin  # noqa: F401 -- registers on import
from praktik.workshops import admin as workshops_admin  # noqa: F401 -- registers on import
