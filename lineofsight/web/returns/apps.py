"""The app of the returns calendar."""

from django.apps import AppConfig


class Returns(AppConfig):
    name = "lineofsight.web.returns"
    label = "returns"
    verbose_name = "Returns"

    def ready(self) -> None:
        from lineofsight.web.accounts.permissions import Permission
        from lineofsight.web.indicators import agreed
        from lineofsight.web.loads import work
        from lineofsight.web.records import register
        from lineofsight.web.records.kinds import Kept, Kind, Room
        from lineofsight.web.returns import asked, chasing, going_over, models, receiving

        register.open_room(
            Room(
                "returns", "Returns", "returns/", "lineofsight.web.returns.urls", "returns:calendar",
                Permission.RETURNS_VIEW, order=60, about="Who sends what by when, and what came",
            )
        )  # fmt: skip
        register.enter(
            Kind(
                model=models.Return, title="Return", plural="Returns", prefix="RET", address="returns:return",
                needs=Permission.RETURNS_VIEW, kept=Kept(None, "", "What was and was not returned is the board's record"),
                searched=("supply__title", "period"), more=lambda row: row.get_state_display(), duties=asked.duties,
                asked_of=asked.asked_of, happenings=asked.happenings, goes_over=going_over.supplies,
            )
        )  # fmt: skip
        work.AFTER_A_FILE.append(receiving.taken_in)
        work.AFTER_A_RUN.append(receiving.used)
        agreed.KNOW_OF_GAPS.append(asked.gaps)
        work.EACH_DAY.append(chasing.chase)
