"""Measures by which records go, beside what is wanted of them: the newest value, its target, and its signals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.strength import Movement
from lineofsight.web.accounts.models import Person
from lineofsight.web.indicators import actions as targets
from lineofsight.web.indicators import seen, sheets, showing, watching
from lineofsight.web.indicators.models import BoundMeasure, Note, Target
from lineofsight.web.indicators.sheets import Sheet
from lineofsight.web.indicators.watching import Sign

MOVED = {
    Movement.BETTER: ("better", "green"),
    Movement.WORSE: ("worse", "red"),
    Movement.MOVED: ("moved", "blue"),
    Movement.NONE: ("no real change", "grey"),
    Movement.TOO_FEW: ("too few to say", "grey"),
}


@dataclass(frozen=True)
class Shown:
    """A measure as this person may see it: the sheet of its newest values, its target and what signals in it."""

    measure: Any  # a BoundMeasure, of whichever record
    sheet: Sheet
    target: str
    against: tuple[str, str]  # how it stands to its target, and a colour
    signs: tuple[Sign, ...]

    @property
    def moved(self) -> tuple[str, str]:
        """How it moved since the period before, in two words and a colour."""
        return (
            MOVED.get(self.sheet.movement, ("", ""))
            if self.sheet.movement and self.sheet.before
            else ("", "")
        )


def shown(person: Person, measures: Iterable[BoundMeasure]) -> list[Shown]:
    """One read of the run, of the targets and of the notes, however many measures there are."""
    wanted = [one for one in measures if one.code in CATALOGUE]
    if not wanted:
        return []
    opened, aims = seen.open_for(person), targets.targets_now()
    every = sheets.by_code(opened)
    signs = watching.signs(every, {one.code for one in wanted}, aims, list(Note.objects.standing()))
    return [_shown(one, every[one.code], aims.get(one.code, []), signs) for one in wanted]


def _shown(measure: BoundMeasure, sheet: Sheet, aims: Sequence[Target], signs: Sequence[Sign]) -> Shown:
    aim = showing.target_of(sheet.row, aims)
    return Shown(
        measure,
        sheet,
        sheet.indicator.unit.show(aim) if aim is not None else "",
        showing.against(sheet.indicator, sheet.row, aim),
        tuple(sign for sign in signs if sign.code == measure.code),
    )
