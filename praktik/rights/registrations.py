"""What this noun puts into the registries of the ground floor, and what it listens to."""

from praktik.rights import privacy  # noqa: F401 -- registers on import
from praktik.rights.services import erasures  # noqa: F401 -- registers erasures as work
