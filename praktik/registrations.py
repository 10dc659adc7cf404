"""What the nouns put into the registries of the ground floor, gathered for ``AppConfig.ready``."""

from praktik.mail import privacy as mail_privacy  # noqa: F401 -- registers on import
from praktik.people import privacy as people_privacy  # noqa: F401 -- registers on import
from praktik.privacy import ground as ground_privacy  # noqa: F401 -- registers on import
