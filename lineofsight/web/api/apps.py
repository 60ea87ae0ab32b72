"""The app of what other systems ask."""

from django.apps import AppConfig


class Api(AppConfig):
    name = "lineofsight.web.api"
    label = "api"
    verbose_name = "API"

    def ready(self) -> None:
        from lineofsight.web.accounts.permissions import Permission
        from lineofsight.web.records import register
        from lineofsight.web.records.kinds import Room

        register.open_room(
            Room(
                "api", "Other systems", "api/", "lineofsight.web.api.urls", "api:tokens", Permission.TOKENS_GIVE, order=85,
                about="What lets a system of an agency read figures",
            )
        )  # fmt: skip
