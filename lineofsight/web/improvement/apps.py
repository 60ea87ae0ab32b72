"""The app of improvement."""

from django.apps import AppConfig


class Improvement(AppConfig):
    name = "lineofsight.web.improvement"
    label = "improvement"
    verbose_name = "Improvement"

    def ready(self) -> None:
        from lineofsight.web.accounts.permissions import Permission
        from lineofsight.web.improvement import entering
        from lineofsight.web.records import register
        from lineofsight.web.records.kinds import Room

        register.open_room(
            Room(
                "improvement", "Improvement", "improvement/", "lineofsight.web.improvement.urls", "improvement:home",
                Permission.BOARD_VIEW, order=30, about="Priorities, plans, actions, inspections",
            )
        )  # fmt: skip
        register.enter(*entering.KINDS)
