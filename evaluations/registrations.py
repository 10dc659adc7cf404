"""What this app puts into the registries of the ground floor, and what it listens to."""

from evaluations import privacy, receivers, reminders  # noqa: F401 -- registers on import
