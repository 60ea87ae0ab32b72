"""How figures are put into words, pictures and files."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from string import ascii_uppercase

from django.utils.safestring import SafeString, mark_safe

from lineofsight.charts import bars, control, trend
from lineofsight.charts.message import when
from lineofsight.charts.series import Chart, Point, Series, Subject
from lineofsight.engine.indicator import Better, Indicator, MeasureKind, Over
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.periods import Kind
from lineofsight.engine.reading import Status
from lineofsight.engine.statistics import wilson
from lineofsight.engine.strength import Movement
from lineofsight.web.indicators.models import Note, Target
from lineofsight.web.indicators.seen import Reading, has_value

SILENCE = {  # the words of design.md for what is not a value
    Status.NOT_MEASURED: "not returned",
    Status.INCOMPLETE: "incomplete",
    Status.NOT_APPLICABLE: "does not apply",
    Status.SUPPRESSED: "too few to show",
    Status.MARKER_C: "suppressed by the publisher",
    Status.MARKER_X: "not available from the publisher",
    Status.MARKER_Z: "does not apply",
    Status.MARKER_U: "too unreliable to show",
    Status.MARKER_K: "rounds to nought",
    Status.MARKER_LOW: "low",
}
BASIS = {
    "published": "published",
    "computed": "worked out from files received",
    "recorded": "sent as a figure",
}
MAIN = (
    Kind.YEAR,
    Kind.CENSUS,
    Kind.ROLLING,
    Kind.QUARTER,
    Kind.MONTH,
)  # the first of these is what a page shows


@lru_cache(maxsize=20_000)
def _kind(code: str, label: str) -> Kind:
    """The kind of a label: a dashboard asks for thousands."""
    return CATALOGUE[code].period(label).kind


def main_kind(indicator: Indicator, rows: Iterable[Reading]) -> Kind | None:
    """The kind of period that a page shows: the longest that there are readings of."""
    held = {_kind(indicator.code, row["period"]) for row in rows}
    return next((kind for kind in MAIN if kind in held), None)


def of_kind(indicator: Indicator, rows: Iterable[Reading], kind: Kind | None) -> list[Reading]:
    return [row for row in rows if _kind(indicator.code, row["period"]) is kind]


def value(indicator: Indicator, row: Reading | None) -> str:
    """A value as it is read aloud, or why there is none."""
    return indicator.unit.show(row["value"]) if row and has_value(row) else silence(indicator, row)


def silence(indicator: Indicator, row: Reading | None) -> str:
    """Why there is no value. The board's own records are returned by nobody."""
    status = Status(row["status"]) if row else Status.NOT_MEASURED
    if status is Status.NOT_MEASURED and indicator.is_kept_here:
        return "not on record"
    return SILENCE.get(status, "")


def number(amount: float | None) -> str:
    if amount is None:
        return ""
    return f"{amount:,.0f}" if float(amount).is_integer() else f"{amount:,.1f}"


def parts(indicator: Indicator, row: Reading | None) -> str:
    """What a value is made of: "1,128 of 5,497", "424 among 116,697 children"."""
    if row is None or not has_value(row) or row["numerator"] is None or row["denominator"] is None:
        return ""
    if indicator.kind is MeasureKind.SHARE:
        return f"{number(row['numerator'])} of {number(row['denominator'])}"
    if indicator.kind is MeasureKind.RATE:
        return f"{number(row['numerator'])} among {number(row['denominator'])} children"
    if indicator.kind is MeasureKind.RATIO:
        return f"{number(row['numerator'])} to {number(row['denominator'])}"
    return ""


def period(indicator: Indicator, label: str) -> str:
    """A period as people say it; of a state, the day on which it was so."""
    found = indicator.period(label)
    at_its_end = indicator.over is Over.STATE and found.kind in (Kind.YEAR, Kind.QUARTER, Kind.MONTH)
    return f"{found.end:%-d %B %Y}" if at_its_end or found.kind in (Kind.DAY, Kind.CENSUS) else label


MANY = {Kind.YEAR: "years", Kind.QUARTER: "quarters", Kind.MONTH: "months", Kind.CENSUS: "censuses"}


def many(row: Reading, indicator: Indicator) -> str:
    """What periods such as this one are called together."""
    return MANY[_kind(indicator.code, row["period"])]


def point(
    indicator: Indicator,
    row: Reading,
    label: str | None = None,
    before: Reading | None = None,
    flag: str = "",
) -> Point:
    """A reading as a chart draws it, with the 95% interval of a share."""
    interval = None
    if indicator.kind is MeasureKind.SHARE and has_value(row) and row["denominator"]:
        interval = wilson(row["numerator"], row["denominator"])
    return Point(
        label=label or period(indicator, row["period"]),
        value=row["value"] if has_value(row) else None,
        low=interval.low * 100 if interval else None,
        high=interval.high * 100 if interval else None,
        note=row["note"] or "",
        silence=silence(indicator, row),
        new_definition=bool(before and new_edition(before, row)),
        of=parts(indicator, row),
        flag=flag,
    )


def subject(indicator: Indicator, area: str) -> Subject:
    share = indicator.kind is MeasureKind.SHARE
    return Subject(
        title=indicator.title, area=area, pattern=indicator.unit.pattern,
        counts=indicator.kind is MeasureKind.COUNT, ceiling=100 if share else None,
    )  # fmt: skip


def compares(indicator: Indicator) -> bool:
    """Whether a value says something beside England's: a count goes with how many children live in an area."""
    return indicator.kind is not MeasureKind.COUNT


def line(indicator: Indicator, area: str, rows: Sequence[Reading], notes: Sequence[Note] = ()) -> Chart:
    """The area's line over its periods, England's beside it where the two compare."""
    own = Series(area, _points(indicator, rows, notes))
    if not compares(indicator):
        return trend(subject(indicator, area), own)
    england = tuple(Point(each.label, row["england"]) for each, row in zip(own.points, rows, strict=True))
    return trend(subject(indicator, area), own, Series("England", england))


def path(indicator: Indicator, area: str, rows: Sequence[Reading], notes: Sequence[Note] = ()) -> Chart:
    """A series long enough to say what is more than chance, with its limits; they begin anew where a note says so."""
    own = Series(area, _points(indicator, rows, notes))
    anew = sorted(starts(rows, notes))
    return control(subject(indicator, area), own, better=str(indicator.better), rebase_at=anew)


def starts(rows: Sequence[Reading], notes: Sequence[Note]) -> set[int]:
    """Where limits begin anew: at a new edition of the definition, and where somebody noted a change."""
    editions = {at for at, (then, now) in enumerate(pairwise(rows), start=1) if new_edition(then, now)}
    noted = {place(rows, note) for note in notes if note.begins_anew}
    return (editions | noted) & set(range(1, len(rows)))


def new_edition(then: Reading, now: Reading) -> bool:
    return bool(then["edition"] and now["edition"] and then["edition"] != now["edition"])


def _points(indicator: Indicator, rows: Sequence[Reading], notes: Sequence[Note]) -> tuple[Point, ...]:
    flags: dict[int, str] = {}
    for letter, note in zip(ascii_uppercase, notes, strict=False):
        flags[place(rows, note)] = flags.get(place(rows, note), "") + letter
    before = [None, *rows[:-1]]
    return tuple(
        point(indicator, row, before=last, flag=flags.get(at, ""))
        for at, (row, last) in enumerate(zip(rows, before, strict=True))
    )


def place(rows: Sequence[Reading], note: Note) -> int:
    """At which of the rows a note stands: the first that ends on its day or later; past the last where none does."""
    return sum(row["end"] < note.on for row in rows)


def told(movement: Movement | None, indicator: Indicator, before: Reading | None) -> str:
    """One sentence: how the newest figure stands to the one before it."""
    if movement is None:
        return ""
    if before is None:
        return "There is no figure of the period before to hold it against."
    then = f"{period(indicator, before['period'])} ({value(indicator, before)})"
    back = when(then)
    return {
        Movement.BETTER: f"Better than {back}, by more than chance gives.",
        Movement.WORSE: f"Worse than {back}, by more than chance gives.",
        Movement.MOVED: f"It moved from {then} by more than chance gives; neither direction is good or bad in itself.",
        Movement.NONE: f"No real change from {then}: the difference is no more than chance gives.",
        Movement.TOO_FEW: f"Too few to say whether it differs from {then}.",
    }[movement]


def groups(indicator: Indicator, area: str, rows: Sequence[Reading], label: str) -> Chart:
    shown = [row for row in rows if has_value(row) or row["status"] == Status.SUPPRESSED]
    own = Series(area, tuple(point(indicator, row, label=row["group"]) for row in shown))
    return bars(subject(indicator, area), own, period=period(indicator, label))


def drawn(chart: Chart) -> SafeString:
    """A chart's own markup: written by lineofsight.charts, which escapes every word."""
    return mark_safe(chart.svg + chart.narrow)  # nosec B703 # noqa: S308


def tabled(chart: Chart) -> SafeString:
    return mark_safe(chart.table_html)  # nosec B703 # noqa: S308


def applied(row: Reading | None, targets: Sequence[Target]) -> Target | None:
    """The target that applied when a reading's period ended: `targets` with the one that applied last first."""
    return next((one for one in targets if row is not None and one.applies_from <= row["end"]), None)


def target_of(row: Reading | None, targets: Sequence[Target]) -> float | None:
    found = applied(row, targets)
    return float(found.value) if found and found.value is not None else None


def against(indicator: Indicator, row: Reading | None, target: float | None) -> tuple[str, str]:
    """How a value stands to an agreed target: words and a colour, only where a direction was agreed."""
    if row is None or target is None or not has_value(row) or indicator.better is Better.NEITHER:
        return "", ""
    met = row["value"] >= target if indicator.better is Better.HIGHER else row["value"] <= target
    return ("meets the target", "green") if met else ("does not meet the target", "red")
