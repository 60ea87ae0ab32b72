"""The agreed dataset: the measures that a board watches, and what they say together."""

from collections import Counter
from collections.abc import Iterable

from django.utils import timezone

from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.strength import Movement
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Person
from lineofsight.web.indicators.models import Choice, Target
from lineofsight.web.indicators.sheets import Sheet

NOT_RETURNED = "not returned"
CONTEXT = "moved, neither good nor bad"
ORDER = (Movement.BETTER, Movement.WORSE, Movement.NONE, Movement.MOVED, Movement.TOO_FEW, NOT_RETURNED)


def codes() -> set[str]:
    """What was chosen; where nothing was, what has a target; where nothing has, everything."""
    chosen = set(Choice.objects.filter(chosen=True).values_list("code", flat=True))
    aimed = chosen or set(Target.objects.values_list("code", flat=True))
    return aimed & set(CATALOGUE) or set(CATALOGUE)


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


def counts(sheets: Iterable[Sheet]) -> dict[str, int]:
    """How many are better, worse, the same, cannot say, were not returned; what nobody is, only where it matters."""
    found = Counter(str(one.movement or NOT_RETURNED) for one in sheets)
    words = {str(Movement.MOVED): CONTEXT}
    return {
        words.get(name, name): found[name]
        for name in map(str, ORDER)
        if found[name] or name != Movement.MOVED
    }
