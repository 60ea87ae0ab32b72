"""The agreed dataset: the measures that a board watches, and what they say together."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.strength import Movement
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.once import once_a_page
from lineofsight.web.indicators.models import Choice, Target
from lineofsight.web.indicators.sheets import Sheet

NOT_RETURNED, NOT_ON_RECORD = "not returned", "not on record"  # the second: nobody agreed to send it
CONTEXT = "moved, neither good nor bad"
ORDER = (Movement.BETTER, Movement.WORSE, Movement.NONE, Movement.MOVED, Movement.TOO_FEW, NOT_RETURNED)


@dataclass(frozen=True)
class Gap:
    """A return that did not come, for all of its measures: its period, and the days on which it was asked for."""

    of_when: str
    period: str
    end: date
    due: date
    asked: tuple[date, ...]
    href: str

    @property
    def words(self) -> str:
        """For a file or a public page: nobody is named."""
        return f"{self.of_when} was not returned by the day it was due, {self.due:%-d %B %Y}."


# Who knows of returns that did not come: by code, of the measures given, as of a day. Entered from apps.
KNOW_OF_GAPS: list[Callable[[date, Set[str]], Mapping[str, Gap]]] = []


def codes() -> frozenset[str]:
    """The agreed dataset; everything, where none is agreed."""
    return aimed_at() or frozenset(CATALOGUE)


@once_a_page
def aimed_at() -> frozenset[str]:
    """What was chosen; where nothing was, what has a target."""
    chosen = frozenset(Choice.objects.filter(chosen=True).values_list("code", flat=True))
    return (chosen or frozenset(Target.objects.values_list("code", flat=True))) & set(CATALOGUE)


def choose(wanted: Iterable[str], *, by: Person) -> None:
    """Make these the agreed dataset. What was chosen before and is not now stays on record as not chosen."""
    here = {one.code: one for one in Choice.objects.all()}
    wanted, now = set(wanted), timezone.now()
    for code in CATALOGUE:
        chosen = code in wanted
        if code in here and here[code].chosen != chosen:
            said = {"chosen": chosen, "decided_at": now, "decided_by": by}
            trail.change(here[code], here[code].version, by=by, why="Agreed dataset", **said)
        elif code not in here and chosen:
            trail.create(
                Choice, by=by, why="Agreed dataset", code=code, chosen=True, decided_at=now, decided_by=by
            )


def gaps(sheets: Collection[Sheet], chosen: Set[str], today: date) -> dict[str, Gap]:
    """What stands in the place of a figure: a return of the agreed dataset is late, and no newer figure came."""
    shown = chosen & {one.code for one in sheets}
    late = {code: gap for know in KNOW_OF_GAPS if shown for code, gap in know(today, shown).items()}
    return {
        one.code: late[one.code]
        for one in sheets
        if one.code in late and (one.silent or one.row is None or one.row["end"] < late[one.code].end)
    }


def counts(sheets: Iterable[Sheet], gaps: Mapping[str, Gap]) -> dict[str, int]:
    """How many are better, worse, the same, cannot say, were not returned; what nobody is, only where it matters."""
    found = Counter(NOT_RETURNED if one.code in gaps else str(one.movement or NOT_RETURNED) for one in sheets)
    words = {str(Movement.MOVED): CONTEXT}
    return {
        words.get(name, name): found[name]
        for name in map(str, ORDER)
        if found[name] or name != Movement.MOVED
    }
