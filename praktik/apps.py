from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PraktikConfig(AppConfig):
    name = "praktik"

    def ready(self) -> None:
        from praktik import registrations  # noqa: F401, PLC0415 -- models are loaded only now
        from praktik.organisations.code_tables import load_after_migrate  # noqa: PLC0415 -- same

        post_migrate.connect(load_after_migrate, sender=self)
