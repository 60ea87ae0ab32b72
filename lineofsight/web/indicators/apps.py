"""The app of indicators."""

from django.apps import AppConfig


class Indicators(AppConfig):
    name = "lineofsight.web.indicators"
    label = "indicators"
    verbose_name = "Indicators"

    def ready(self) -> None:
        from lineofsight.web.accounts.permissions import Permission
        from lineofsight.web.records import register
        from lineofsight.web.records.kinds import Room

        register.open_room(
            Room(
                "indicators",
                "Indicators",
                "indicators/",
                "lineofsight.web.indicators.urls",
                "indicators:dashboard",
                Permission.FIGURES_VIEW,
                order=10,
                optional=False,
            )
        )
