"""The app of the register. Accounts lie below it, so it enters agencies and people itself."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig

if TYPE_CHECKING:
    from lineofsight.web.records.kinds import Duty, Going


class Records(AppConfig):
    name = "lineofsight.web.records"
    label = "records"
    verbose_name = "Records"

    def ready(self) -> None:
        from lineofsight.web.accounts.models import Agency, Opening, Person
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
                more=lambda row: row.title, goes_over=_people_of,
            ),
            Kind(
                model=Opening, title="Opened in an emergency", plural="Opened in an emergency", prefix="BGL",
                address="accounts:opening", needs=Permission.SIGNED_IN,
                kept=Kept(6, "it was opened", "With the trail, for whoever asks who looked and why"), duties=_unseen,
            ),
        )  # fmt: skip


def _people_of(old: Any, new: Any, on: date) -> Iterator["Going"]:
    from lineofsight.web.records.merging import pointed_at

    yield from pointed_at(new, "People", old.people.filter(deactivated_at=None))


def _unseen(person: Any, today: date) -> Iterator["Duty"]:
    """Somebody opened what their role does not: whoever reads the trail looks at why, the same day."""
    from lineofsight.web.accounts.models import Opening
    from lineofsight.web.accounts.permissions import Permission
    from lineofsight.web.records import register

    if person.may(Permission.TRAIL_VIEW):
        unseen = Opening.objects.filter(seen_at=None).exclude(opened_by=person).select_related("opened_by")
        for row in unseen:
            yield register.kind_of(row).duty(
                row, "Look at what was opened in an emergency", today, urgent=row.is_open
            )
