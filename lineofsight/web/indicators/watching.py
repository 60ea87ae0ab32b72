"""What asks for the board's attention: a series that moves by more than chance, a target that is missed, two measures
that part. Pure: what is seen in, signs out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from lineofsight.engine.indicator import Indicator
from lineofsight.engine.statistics import Icon, Polarity, xmr
from lineofsight.engine.statistics.spc import Rule
from lineofsight.engine.strength import Movement, movement
from lineofsight.web.indicators import seen, showing
from lineofsight.web.indicators.models import Note, Target
from lineofsight.web.indicators.seen import Reading
from lineofsight.web.indicators.sheets import Sheet

LASTS = 2  # periods after which a signal becomes a question
SERIES, TARGET = "series", "target"
SAID = {
    Rule.OUTSIDE: "outside what chance gives",
    Rule.SHIFT: "seven or more in a row on one side of the mean",
    Rule.TREND: "seven or more in a row all rising or all falling",
    Rule.NEAR_LIMIT: "two of three close to a limit",
}
WAY = {Icon.IMPROVEMENT: "the better way", Icon.CONCERN: "the worse way", Icon.NEITHER: "a change"}


@dataclass(frozen=True)
class Pair:
    """Two measures that ask a question when they part: each moved so, by more than chance gives."""

    first: str
    rises: bool
    second: str
    second_rises: bool
    asks: str


PAIRS = (
    Pair("EH01", False, "FD07", True, "Early help assessments fell and referrals rose: does help reach families in time?"),
    Pair("FD07", True, "FD11", True, "More referrals, and a larger part of them not in need: is the threshold understood?"),
    Pair("CL01", True, "LH10", False, "More children in care, and fewer with an up-to-date health assessment: why?"),
    Pair("MI01", True, "EX03", False, "More children go missing and fewer are screened for exploitation: why?"),
    Pair("CP08", True, "CP09", True, "More plans begin, and more of them again: do plans end too early?"),
)  # fmt: skip


@dataclass(frozen=True)
class Sign:
    """One thing that asks for attention. `since`: the first period of it; `lasted`: how many periods it has."""

    code: str
    name: str
    words: str
    since: str
    lasted: int
    good: bool = False

    @property
    def asks(self) -> bool:
        """Whether it becomes a question by itself: not before it lasts, unless it breaks a target."""
        return not self.good and (self.lasted >= LASTS or self.name == TARGET)


def signs(
    sheets: Mapping[str, Sheet],
    codes: Iterable[str],
    targets: Mapping[str, list[Target]],
    notes: Sequence[Note],
) -> list[Sign]:
    """All that the newest figures of some measures show."""
    watched = [sheets[code] for code in codes if code in sheets]
    each = [
        sign for sheet in watched for sign in (_of_target(sheet, targets), _of_series(sheet, notes)) if sign
    ]
    return each + [sign for pair in PAIRS if (sign := _of_pair(pair, sheets))]


def with_limits(sheets: Mapping[str, Sheet], codes: Iterable[str]) -> int:
    """How many measures have a series long enough for a chart with limits."""
    return sum(bool(sheets[code].path) for code in codes if code in sheets)


def _of_series(sheet: Sheet, notes: Sequence[Note]) -> Sign | None:
    rows = sheet.path
    about = [note for note in notes if note.code in ("", sheet.code)]
    if not rows or not seen.has_value(rows[-1]):
        return None
    values = [row["value"] if seen.has_value(row) else None for row in rows]
    better = Polarity(str(sheet.indicator.better))
    points = xmr(values, polarity=better, rebase_at=sorted(showing.starts(rows, about))).points
    last = points[-1]
    if not last.rules or last.icon is None:
        return None
    lasted = next(
        (n for n, one in enumerate(reversed(points)) if one.icon is not last.icon or not one.rules),
        len(points),
    )
    since = showing.period(sheet.indicator, rows[-lasted]["period"])
    words = f"{WAY[last.icon].capitalize()}: {', '.join(SAID[rule] for rule in sorted(last.rules))}"
    return Sign(sheet.code, SERIES, words, since, lasted, good=last.icon is Icon.IMPROVEMENT)


def _of_target(sheet: Sheet, targets: Mapping[str, list[Target]]) -> Sign | None:
    """The newest years that miss one and the same target, one after another."""
    agreed = targets.get(sheet.code, [])
    upto = sheet.rows[: sheet.rows.index(sheet.row) + 1] if sheet.row in sheet.rows else ()
    missed = list(takewhile(lambda row: _misses(sheet.indicator, row, agreed), reversed(upto)))
    same = list(
        takewhile(lambda row: showing.applied(row, agreed) is showing.applied(sheet.row, agreed), missed)
    )
    if not same:
        return None
    since = showing.period(sheet.indicator, same[-1]["period"])
    return Sign(sheet.code, TARGET, "Does not meet its target", since, len(same))


def _misses(indicator: Indicator, row: Reading, targets: Sequence[Target]) -> bool:
    return showing.against(indicator, row, showing.target_of(row, targets))[1] == "red"


def _of_pair(pair: Pair, sheets: Mapping[str, Sheet]) -> Sign | None:
    """The newest years in which both moved as the pair asks about, one after another."""
    if pair.first not in sheets or pair.second not in sheets:
        return None
    parted = _moved(sheets[pair.first], pair.rises) & _moved(sheets[pair.second], pair.second_rises)
    periods = [row["period"] for row in sheets[pair.first].rows]
    lasted = next((n for n, label in enumerate(reversed(periods)) if label not in parted), len(periods))
    if not lasted:
        return None
    return Sign(pair.first, f"{pair.first} {pair.second}", pair.asks, periods[-lasted], lasted)


def _moved(sheet: Sheet, rises: bool) -> set[str]:
    """The periods in which a measure rose, or fell, by more than chance gives."""
    return {
        now["period"]
        for then, now in pairwise(sheet.rows)
        if movement(sheet.indicator, then, now) in (Movement.BETTER, Movement.WORSE, Movement.MOVED)
        and (now["value"] > then["value"]) is rises
    }
