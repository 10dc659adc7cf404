"""What this noun puts into the registries of the ground floor."""

from praktik import registries
from praktik.home import privacy  # noqa: F401 -- registers on import
from praktik.home.wishing import standing

registries.register_standing(standing)
