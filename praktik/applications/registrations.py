"""What this noun puts into the registries of the ground floor, and what it listens to."""

from praktik.applications import mail_kinds, privacy, receivers, reminders  # noqa: F401 -- registers on import
