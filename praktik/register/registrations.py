"""What this noun puts into the registries of the ground floor."""

from praktik.register import privacy  # noqa: F401 -- registers on import
