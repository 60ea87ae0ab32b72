"""The app of reports held against the record."""

from django.apps import AppConfig


class Reports(AppConfig):
    name = "lineofsight.web.reports"
    label = "reports"
    verbose_name = "Reports checked"

    def ready(self) -> None:
        from lineofsight.web.accounts.permissions import Permission
        from lineofsight.web.loads import work
        from lineofsight.web.loads.models import Task
        from lineofsight.web.records import register
        from lineofsight.web.records.kinds import Kept, Kind, Room
        from lineofsight.web.reports import holding
        from lineofsight.web.reports.models import Report

        needs = Permission.REPORT_CHECK
        register.open_room(
            Room(
                "reports", "Reports checked", "reports/", "lineofsight.web.reports.urls", "reports:list", needs,
                order=75, about="Each sentence of a report beside what is on record",
            )
        )  # fmt: skip
        register.enter(
            Kind(
                model=Report, title="Report checked", plural="Reports checked", prefix="CHK", address="reports:report",
                needs=needs, searched=("name", "text"),
                kept=Kept(None, "", "What the board said in public stays beside what was found of it"),
            )
        )  # fmt: skip
        work.DOES[Task.Kind.REPORT] = holding.work
        work.AFTER_A_RUN.append(holding.look_again)
