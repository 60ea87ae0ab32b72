"""The app of what is published."""

from django.apps import AppConfig


class Publishing(AppConfig):
    name = "lineofsight.web.publishing"
    label = "publishing"
    verbose_name = "Public site"

    def ready(self) -> None:
        from lineofsight.web.accounts.permissions import Permission
        from lineofsight.web.loads import work
        from lineofsight.web.publishing import actions
        from lineofsight.web.records import register
        from lineofsight.web.records.kinds import Room

        register.open_room(
            Room(
                "publishing", "Public site", "publishing/", "lineofsight.web.publishing.urls", "publishing:list",
                Permission.PUBLISH, order=80, optional=True, about="What the public may read",
            )
        )  # fmt: skip
        work.AFTER_A_RUN.append(actions.look_again)
