"""The app of indicators."""

from django.apps import AppConfig


class Indicators(AppConfig):
    name = "lineofsight.web.indicators"
    label = "indicators"
    verbose_name = "Indicators"

    def ready(self) -> None:
        from lineofsight.web.accounts import weekly
        from lineofsight.web.accounts.permissions import Permission
        from lineofsight.web.indicators import digest, questions
        from lineofsight.web.indicators.models import Question
        from lineofsight.web.loads import work
        from lineofsight.web.records import register
        from lineofsight.web.records.kinds import Kept, Kind, Room

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
                about="What the figures say",
            )
        )
        register.enter(
            Kind(
                model=Question, title="Question", plural="Questions", prefix="QUE", address="indicators:question",
                needs=Permission.FIGURES_VIEW, kept=Kept(None, "", "What a board asked and was told stays"),
                searched=("title", "reason", "because"), more=lambda row: row.get_state_display(),
                duties=questions.duties, happenings=questions.happenings,
            )
        )  # fmt: skip
        work.AFTER_A_RUN.append(questions.watch)
        work.EACH_DAY.append(digest.send_if_due)
        weekly.ALSO.append(digest.with_the_trail)
