"""The app of requests for information and incidents."""

from django.apps import AppConfig


class Information(AppConfig):
    name = "lineofsight.web.information"
    label = "information"
    verbose_name = "Information"

    def ready(self) -> None:
        from lineofsight.web.accounts.permissions import Permission
        from lineofsight.web.information import actions
        from lineofsight.web.information.models import Incident, Request
        from lineofsight.web.records import register
        from lineofsight.web.records.kinds import Kept, Kind, Room

        needs = Permission.INFORMATION_HANDLE
        register.open_room(
            Room(
                "information", "Information", "information/", "lineofsight.web.information.urls", "information:home",
                needs, order=90, optional=False, about="Requests for information, incidents, data protection papers",
            )
        )  # fmt: skip
        register.enter(
            Kind(
                model=Request, title="Request for information", plural="Requests for information", prefix="REQ",
                address="information:request", needs=needs, searched=("title", "words", "letter"),
                kept=Kept(3, "it was answered", "For a complaint to the Information Commissioner or a court"),
                more=lambda row: row.get_kind_display(), duties=actions.duties,
            ),
            Kind(
                model=Incident, title="Incident", plural="Incidents", prefix="INC", address="information:incident",
                interrupts="What is known of children is in the wrong hands, and the 72 hours run from when it was known",
                needs=needs, kept=Kept(6, "it was closed", "UK GDPR, article 33(5): what happened is documented"),
                searched=("title", "words"), duties=actions.incident_duties,
            ),
        )  # fmt: skip
