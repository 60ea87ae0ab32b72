"""The app of the board's business."""

from django.apps import AppConfig


class Governance(AppConfig):
    name = "lineofsight.web.governance"
    label = "governance"
    verbose_name = "Board"

    def ready(self) -> None:
        from lineofsight.web.accounts import weekly
        from lineofsight.web.accounts.permissions import Permission
        from lineofsight.web.governance import entering
        from lineofsight.web.loads import work
        from lineofsight.web.records import posting, register
        from lineofsight.web.records.kinds import Room

        register.open_room(
            Room(
                "governance", "Board", "board/", "lineofsight.web.governance.urls", "governance:home",
                Permission.BOARD_VIEW, order=20, optional=False,
                about="Meetings, decisions, asks, challenges, risks",
            )
        )  # fmt: skip
        register.enter(*entering.KINDS)
        weekly.ALSO.append(posting.with_the_trail)
        work.EACH_DAY.append(posting.send)  # after the rooms that write of their own
