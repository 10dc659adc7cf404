from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "evaluations"

    def ready(self) -> None:
        from evaluations import registrations  # noqa: F401, PLC0415 -- models are loaded only now
