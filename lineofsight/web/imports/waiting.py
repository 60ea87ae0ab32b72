"""What the register is told of imports: a file that was read, and neither taken in nor set aside."""

from collections.abc import Iterator
from datetime import date

from lineofsight.web.accounts.models import Person
from lineofsight.web.imports.models import Import
from lineofsight.web.records import register
from lineofsight.web.records.kinds import Duty


def duties(person: Person, today: date) -> Iterator[Duty]:
    kind = register.kind_of(Import)
    mine = Import.objects.visible_to(person).filter(read_by=person, accepted_at=None, set_aside_at=None)
    for one in mine.defer("tables", "rows"):
        yield kind.duty(one, "Take the file in, or set it aside")
