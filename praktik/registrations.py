"""What the nouns put into the registries of the ground floor, gathered for ``AppConfig.ready``."""

from praktik.alerts import registrations as alerts  # noqa: F401 -- registers on import
from praktik.applications import registrations as applications  # noqa: F401 -- registers on import
from praktik.home import registrations as home  # noqa: F401 -- registers on import
from praktik.listings import registrations as listings  # noqa: F401 -- registers on import
from praktik.mail import registrations as mail  # noqa: F401 -- registers on import
from praktik.organisations import registrations as organisations  # noqa: F401 -- registers on import
from praktik.people import privacy as people_privacy  # noqa: F401 -- registers on import
from praktik.people import receivers as people_receivers  # noqa: F401 -- listens from import
from praktik.placements import registrations as placements  # noqa: F401 -- registers on import
from praktik.privacy import ground as ground_privacy  # noqa: F401 -- registers on import
from praktik.recruitment import registrations as recruitment  # noqa: F401 -- registers on import
from praktik.register import registrations as register  # noqa: F401 -- registers on import
from praktik.rights import registrations as rights  # noqa: F401 -- registers on import
from praktik.rounds import registrations as rounds  # noqa: F401 -- registers on import
from praktik.workshops import registrations as workshops  # noqa: F401 -- registers on import
