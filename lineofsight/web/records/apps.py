"""The app of the register. Accounts lie below it, so it enters agencies and people itself."""

from django.apps import AppConfig


class Records(AppConfig):
    name = "lineofsight.web.records"
    label = "records"
    verbose_name = "Records"

    def ready(self) -> None:
        from lineofsight.web.accounts.models import Agency, Person
        from lineofsight.web.accounts.permissions import Permission
        from lineofsight.web.records import register
        from lineofsight.web.records.kinds import Kept, Kind

        for_ever = Kept(None, "", "What somebody did keeps their name")
        register.enter(
            Kind(
                model=Agency, title="Agency", plural="Agencies", prefix="AGY", address="records:agency",
                needs=Permission.SIGNED_IN, kept=for_ever, searched=("name",),
                more=lambda row: row.get_kind_display(),
            ),
            Kind(
                model=Person, title="Person", plural="People", prefix="PER", address="accounts:person",
                needs=Permission.PEOPLE_VIEW, kept=for_ever, searched=("name", "email"),
                more=lambda row: row.title,
            ),
        )  # fmt: skip
