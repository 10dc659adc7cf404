from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "matching"

    def ready(self) -> None:
        from matching import registrations  # noqa: F401, PLC0415 -- models are loaded only now
