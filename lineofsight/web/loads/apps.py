"""The app of files received."""

from django.apps import AppConfig


class Loads(AppConfig):
    name = "lineofsight.web.loads"
    label = "loads"
    verbose_name = "Files received"

    def ready(self) -> None:
        from lineofsight.web.accounts import weekly
        from lineofsight.web.accounts.permissions import Permission
        from lineofsight.web.loads import own_records, work
        from lineofsight.web.records import register
        from lineofsight.web.records.kinds import Room

        register.open_room(
            Room(
                "loads",
                "Files received",
                "files/",
                "lineofsight.web.loads.urls",
                "loads:list",
                Permission.FILES_VIEW,
                order=70,
                optional=False,
                about="What was sent and loaded, row by row",
            )
        )
        work.EACH_DAY += [own_records.each_month, work.refresh, weekly.send_if_due, work.clear_uploads]
