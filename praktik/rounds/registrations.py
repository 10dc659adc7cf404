"""What this noun puts into the registries of the ground floor, and what it listens to."""

from praktik.rounds import mail_texts, privacy, receivers  # noqa: F401 -- registers on import
