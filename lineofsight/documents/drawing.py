"""From readings to the chart or table that a directive asked for, with the words for silence."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from html import escape

from lineofsight import charts
from lineofsight.charts import Point, Series, Subject
from lineofsight.engine.indicator import Better, Indicator, MeasureKind, Over, Unit, count
from lineofsight.engine.periods import Kind, Period
from lineofsight.engine.reading import Status

# What stands where a number does not. A reader must never take silence for nought.
SILENCE = {
    Status.NOT_MEASURED: "not returned",
    Status.INCOMPLETE: "too early to say",
    Status.NOT_APPLICABLE: "not applicable",
    Status.SUPPRESSED: "suppressed",
    Status.MARKER_C: "suppressed by the publisher",
    Status.MARKER_X: "not available",
    Status.MARKER_Z: "not applicable",
    Status.MARKER_U: "not reliable enough to publish",
    Status.MARKER_K: "rounds to nought",
    Status.MARKER_LOW: "rounds to nought",
}
IN_PART = "incomplete"  # covered in part, and no waiting will mend it
SHARED = (MeasureKind.SHARE, MeasureKind.RATIO, MeasureKind.RATE, MeasureKind.AVERAGE)
WHOLE = "All"

NEEDED = re.compile(
    r"needs \d+ \w+ \d{4} to (\d+ \w+ \d{4})"
)  # as the engine says why a reading is incomplete

Row = Mapping
Cells = Mapping[tuple[str, str, str | None], Row]


def drawn(
    directive,
    rows: Sequence[Row],
    indicators: Mapping[str, Indicator],
    area: str,
    names: Mapping[str, str],
    neighbours: Sequence[str],
) -> str:
    """See `directives.drawn`."""
    by = directive.keys.get("by")
    kept = [row for row in rows if row.get("by") in (None, by)]
    kept, indicators = _counted(kept, {code: indicators[code] for code in directive.codes})
    own = {(row["code"], row["period"], row.get("group")): row for row in kept if row["area"] == area}
    place = names.get(area, area)
    if directive.kind == "table":
        return _table(directive, own, indicators, place)
    indicator = indicators[directive.codes[0]]
    subject = _subject(indicator, place)
    if directive.shape == "strip":
        return _strip(directive, kept, indicator, subject, area, names, neighbours)
    if directive.shape == "bars":
        groups = _groups(own, by)
        cells = {group: own[indicator.code, directive.periods[0], group] for group in groups}
        mine = Series(
            place, tuple(_point(group.capitalize(), row, indicator) for group, row in cells.items())
        )
        england = _others("england", "England", {group.capitalize(): row for group, row in cells.items()})
        return charts.bars(subject, mine, england, period=said(indicator, directive.periods[0])).figure()
    labels = {said(indicator, label): own.get((indicator.code, label, None)) for label in directive.periods}
    mine = _series(place, labels, indicator)
    if directive.shape == "spc":
        return charts.control(subject, mine, better=_better(indicator)).figure()
    return charts.trend(subject, mine, *_lines(directive, indicator, labels)).figure()


def _subject(indicator: Indicator, place: str) -> Subject:
    """The words of a unit go into the title, so that beside a point there is a number alone."""
    pattern, *words = indicator.unit.pattern.split(" ")
    unit = (
        {Unit.PER_10_000: " per 10,000 children", Unit.DAYS: ", in days"}.get(indicator.unit, "")
        if words
        else ""
    )
    return Subject(
        title=indicator.title + unit, area=place, pattern=pattern, counts=indicator.unit in (Unit.NUMBER, Unit.DAYS),
        ceiling=100 if indicator.kind is MeasureKind.SHARE else None,
    )  # fmt: skip


def _counted(
    rows: Sequence[Row], indicators: Mapping[str, Indicator]
) -> tuple[list[Row], Mapping[str, Indicator]]:
    """Rates of groups whose population nobody knows, as numbers: a rate of all beside them would mislead."""
    without = {
        row["code"] for row in rows
        if indicators[row["code"]].kind is MeasureKind.RATE and row.get("group") is not None
        and row["status"] == Status.VALUE and row["value"] is None and row["numerator"] is not None
    }  # fmt: skip
    as_numbers = {
        code: replace(one, title=f"{one.title} (number)", unit=Unit.NUMBER, measure=count(one.measure.numerator))
        for code, one in indicators.items() if code in without
    }  # fmt: skip
    silent = {"denominator": None, "england": None, "region": None, "neighbour_median": None}
    counted = [
        {**row, **silent, "value": row["numerator"]} if row["code"] in without else row for row in rows
    ]
    return counted, {**indicators, **as_numbers}


def said(indicator: Indicator, label: str) -> str:
    """A period as the text around it says it: 2016/17; a state's by its last day, a month by its name."""
    period = indicator.period(label)
    if period.kind in (Kind.DAY, Kind.CENSUS) or (indicator.over is Over.STATE and period.kind is Kind.YEAR):
        return _day(period)
    if period.kind is Kind.MONTH:
        return f"{period.end:%b %Y}"
    if period.kind is Kind.ROLLING:
        return f"year to {period.end:%b %Y}"
    if period.kind is Kind.QUARTER:
        return f"{period.start:%b} to {period.end:%b %Y}"
    if period.kind is Kind.SPAN:
        return f"{period.start.day} {period.start:%b %Y} to {_day(period)}"
    return label.removeprefix("AY").replace("..", " to ").replace("-", "/")


def silence(row: Row | None, indicator: Indicator) -> str:
    """The words for a reading that has no value. The board's own records are returned by nobody."""
    status = Status(row["status"]) if row is not None else Status.NOT_MEASURED
    if status is Status.NOT_MEASURED and indicator.is_kept_here:
        return "not on record"
    if row is None:
        return SILENCE[status]
    if status is Status.VALUE:
        return "not known"  # a rate without its population, a share of nobody
    if status is Status.INCOMPLETE and not _may_yet_come(row):
        return IN_PART
    return SILENCE.get(status, str(status))


def _may_yet_come(row: Row) -> bool:
    """Whether the files were true on a day before the last that the reading needs."""
    needed = NEEDED.search(row.get("note") or "")
    if needed is None or row.get("known_on") is None:
        return bool(row.get("known_on") and row.get("end") and row["end"] > row["known_on"])
    return datetime.strptime(needed[1], "%d %B %Y").date() > row["known_on"]


def _day(period: Period) -> str:
    return f"{period.end.day} {period.end:%b %Y}"


def _known(row: Row | None) -> bool:
    return row is not None and row["status"] == Status.VALUE and row["value"] is not None


def _better(indicator: Indicator) -> str:
    return {Better.HIGHER: "higher", Better.LOWER: "lower"}.get(indicator.better, "neither")


def _of(row: Row | None, indicator: Indicator) -> str:
    """ "1,128 of 5,497": what a value is drawn from."""
    if row is None or not _known(row) or indicator.kind not in SHARED:
        return ""
    if row.get("numerator") is None or row.get("denominator") is None:
        return ""
    return f"{row['numerator']:,.0f} of {row['denominator']:,.0f}"


def _point(label: str, row: Row | None, indicator: Indicator, before: Row | None = None) -> Point:
    notes = []
    if row is not None and row.get("provisional"):
        notes.append("provisional")
    return Point(
        label,
        row["value"] if row is not None and _known(row) else None,
        silence="" if _known(row) else silence(row, indicator),
        note="; ".join(notes),
        of=_of(row, indicator),
        new_definition=bool(row and before and row.get("edition") != before.get("edition")),
    )


def _series(name: str, labels: Mapping[str, Row | None], indicator: Indicator) -> Series:
    points, before = [], None
    for label, row in labels.items():
        points.append(_point(label, row, indicator, before))
        before = row if row is not None and row.get("edition") else before
    return Series(name, tuple(points))


def _others(column: str, name: str, labels: Mapping[str, Row | None]) -> Series | None:
    values = [(label, row.get(column) if row is not None else None) for label, row in labels.items()]
    if all(value is None for _, value in values):
        return None
    return Series(name, tuple(Point(label, value, silence="not published") for label, value in values))


def _lines(directive, indicator: Indicator, labels: Mapping[str, Row | None]) -> list[Series]:
    """England and the neighbours beside an area; not beside a count, which grows with the place."""
    if indicator.kind is MeasureKind.COUNT or directive.keys.get("against") == "none":
        return []
    columns = {"england": "England", "region": "Region", "neighbour_median": "Neighbours (median)"}
    asked = {"england": ["england"], "region": ["region"], "neighbours": ["neighbour_median"]}.get(
        directive.keys.get("against", ""), ["england", "neighbour_median"]
    )
    return [line for column in asked if (line := _others(column, columns[column], labels)) is not None]


def _strip(
    directive,
    rows: Sequence[Row],
    indicator: Indicator,
    subject: Subject,
    area: str,
    names: Mapping[str, str],
    neighbours: Sequence[str],
) -> str:
    whole = {row["area"]: row for row in rows if row.get("group") is None and row["code"] == indicator.code}
    among = neighbours or [code for code in whole if code != area]
    own = _point(subject.area, whole.get(area), indicator)
    others = [_point(names.get(code, code), whole.get(code), indicator) for code in among if code != area]
    who = "statistical neighbours" if neighbours else "other areas"
    england = whole[area].get("england") if area in whole else None
    period = said(indicator, directive.periods[0])
    return charts.strip(subject, own, others, period=period, england=england, who=who).figure()


def _groups(own: Cells, by: str | None) -> list[str]:
    """The groups that any reading has, in the order of the readings."""
    named = (group for (_, _, group), row in own.items() if group is not None and row.get("by") == by)
    return list(dict.fromkeys(named))


def _table(directive, own: Cells, indicators: Mapping[str, Indicator], place: str) -> str:
    codes, periods, by = directive.codes, directive.periods, directive.keys.get("by")
    first = indicators[codes[0]]
    span = said(first, periods[0]) + (f" to {said(first, periods[-1])}" if len(periods) > 1 else "")
    rows: list[tuple[str, list[tuple[str, str, str | None]]]] = []
    if by:
        words = f"by {by.replace('_', ' ')}"
        lead = by.replace("_", " ").capitalize()
        for group in [*_groups(own, by), None]:
            name = WHOLE if group is None else group.capitalize()
            rows.append((name, [(code, period, group) for code in codes for period in periods]))
    elif len(codes) == 1:
        words, lead = "", "Period"
        rows = [(said(first, period), [(codes[0], period, None)]) for period in periods]
    else:
        words, lead = "", "Measure"
        rows = [(indicators[code].title, [(code, period, None) for period in periods]) for code in codes]
    title = first.title
    if len(codes) == 2 or (by and len(codes) > 1):
        title = " and ".join(indicators[code].title for code in codes)
    elif len(codes) > 2:
        title = f"{first.title} and {_in_words(len(codes) - 1)} other measures"
    caption = ", ".join(part for part in (f"{title} {words}".strip(), place, span) if part)
    if all(len(cells) == 1 for _, cells in rows):
        head, body = _in_full(rows, own, indicators)
    else:
        head = [_heading(directive, indicators, code, period) for code, period, _ in rows[0][1]]
        body = [[_cell(own.get(cell), indicators[cell[0]]) for cell in cells] for _, cells in rows]
    return _markup(
        caption, [lead, *head], [(name, cells) for (name, _), cells in zip(rows, body, strict=True)]
    )


def _in_words(n: int) -> str:
    words = ("two", "three", "four", "five", "six", "seven", "eight", "nine")
    return words[n - 2] if n - 2 < len(words) else str(n)


def _in_full(rows, own: Cells, indicators: Mapping[str, Indicator]) -> tuple[list[str], list[list[str]]]:
    """One reading a row: n of d, value, England, neighbours; columns that nobody fills are left out."""
    head = ["Number", "Value", "England", "Neighbours (median)"]
    body = []
    for _, (cell,) in rows:
        row, indicator = own.get(cell), indicators[cell[0]]
        compared = indicator.kind is not MeasureKind.COUNT
        near = [
            row.get(column) if row is not None and compared else None
            for column in ("england", "neighbour_median")
        ]
        body.append(
            [_of(row, indicator), _cell(row, indicator), *(indicator.unit.show(value) for value in near)]
        )
    kept = [at for at in range(len(head)) if at == 1 or any(cells[at] for cells in body)]
    return [head[at] for at in kept], [[cells[at] for at in kept] for cells in body]


def _heading(directive, indicators: Mapping[str, Indicator], code: str, period: str) -> str:
    title, when = indicators[code].title, said(indicators[code], period)
    if len(directive.codes) == 1 or "by" not in directive.keys:
        return when
    return title if len(directive.periods) == 1 else f"{title}, {when}"


def _cell(row: Row | None, indicator: Indicator) -> str:
    return indicator.unit.show(row["value"]) if row is not None and _known(row) else silence(row, indicator)


def _markup(caption: str, head: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> str:
    heads = "".join(f'<th scope="col">{escape(words)}</th>' for words in head)
    body = "".join(
        f'<tr{" class=total" if name == WHOLE else ""}><th scope="row">{escape(name)}</th>'
        + "".join(f"<td>{escape(words)}</td>" for words in cells)
        + "</tr>"
        for name, cells in rows
    )
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
