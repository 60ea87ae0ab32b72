"""The toy app, as any app enters itself."""

from django.apps import AppConfig


class Toy(AppConfig):
    name = "tests.web.toy"
    label = "toy"

    def ready(self) -> None:
        from lineofsight.web.accounts.permissions import Permission
        from lineofsight.web.records import register
        from lineofsight.web.records.kinds import Kept, Kind, Room
        from tests.web.toy import models

        register.open_room(
            Room(
                "toy", "Promises", "toy/", "tests.web.toy.urls", "toy:list", Permission.FIGURES_VIEW, order=90
            )
        )
        register.enter(
            Kind(
                model=models.Promise, title="Promise", plural="Promises", prefix="TOY", address="toy:promise",
                needs=Permission.FIGURES_VIEW, kept=Kept(6, "the day it was due", "a limitation period"),
                searched=("text",), duties=models.duties, asked_of=models.asked_of, happenings=models.happenings,
                gathers=models.gathers, bound=models.bound,
            )
        )  # fmt: skip
