from django.apps import AppConfig


class PraktikConfig(AppConfig):
    name = "praktik"

    def ready(self) -> None:
        from praktik import registrations  # noqa: F401, PLC0415 -- models are loaded only now
