"""What this app puts into the registries of the ground floor, and what it listens to."""

from matching import privacy, receivers  # noqa: F401 -- registers on import
