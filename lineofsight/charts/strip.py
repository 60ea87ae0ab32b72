"""One period, one measure, all neighbours in a row: where the area stands among those most like it."""

from collections.abc import Sequence
from statistics import median

from lineofsight.charts import message
from lineofsight.charts.canvas import (
    GRID,
    INK,
    NARROW,
    OTHER,
    OURS,
    QUIET,
    WIDE,
    Canvas,
    Size,
    axis,
    width_of,
)
from lineofsight.charts.series import Chart, Point, Series, Subject, cell, table


def strip(
    subject: Subject, own: Point, others: Sequence[Point], *, period: str, england: float | None = None,
    who: str = "statistical neighbours",
) -> Chart:  # fmt: skip
    """`own` and `others`: a point an area, labelled with its name; those without a value are counted and named."""
    known = [point for point in others if point.value is not None]
    middle = median(point.value or 0.0 for point in known) if known else None
    alt = _message(subject, own, others, middle, england, period, who)
    caption = f"{subject.title}, {subject.area} among its {who}, {period}"
    ordered = sorted([own, *others], key=lambda point: (point.value is None, -(point.value or 0.0)))
    rows = [[point.label, cell(point, subject), point.of, point.note] for point in ordered]
    rows += (
        [[f"Median of {who}", subject.show(middle), "", f"{len(known)} of {len(others)}"]]
        if middle is not None
        else []
    )
    rows += [["England", subject.show(england), "", ""]] if england is not None else []
    return Chart(
        _drawn(WIDE, subject, own, known, middle, england).svg(alt),
        _drawn(NARROW, subject, own, known, middle, england).svg(alt),
        alt,
        caption,
        table(caption, ["Area", "Value", "From", "Note"], rows),
    )


def _message(
    subject: Subject, own: Point, others: Sequence[Point], middle: float | None, england: float | None,
    period: str, who: str,
) -> str:  # fmt: skip
    known = [point.value for point in others if point.value is not None]
    name = f"{subject.title} {message.when(period)}"
    if own.value is None:
        told = [f"{name}: no value for {subject.area} ({own.silence})."]
    else:
        told = [f"{name}: {subject.show(own.value)} in {subject.area}."]
        if known:
            higher = sum(value > own.value for value in known)
            lower = sum(value < own.value for value in known)
            told.append(f"Of {len(known)} {who}, {higher} were higher and {lower} lower.")
    if middle is not None:
        told.append(f"Their median is {subject.show(middle)}.")
    if england is not None:
        told.append(f"England: {subject.show(england)}.")
    return " ".join([*told, *message.gaps(Series(who, tuple(others)))])


def _drawn(
    size: Size,
    subject: Subject,
    own: Point,
    known: Sequence[Point],
    middle: float | None,
    england: float | None,
) -> Canvas:
    canvas = Canvas(Size(size.width, 190, size.text, size.narrow))
    held = [value for value in (own.value, middle, england, *(p.value for p in known)) if value is not None]
    spread = bool(held) and not subject.counts and min(held) > 0.5 * max(held)
    values = axis(held, whole=subject.counts, ceiling=subject.ceiling, from_zero=not spread)
    left, right, row = 26.0, size.width - 26.0, 92.0

    def x(value: float) -> float:
        return values.at(value, left, right)

    steps = values.steps[::2] if size.narrow else values.steps
    for step in values.steps:
        canvas.line((x(step), 62, x(step), 124), GRID)
    for step in steps:
        canvas.text(x(step), 138, subject.tick(step), anchor="middle", colour=QUIET, scale=0.88)
    canvas.line((left, row, right, row), QUIET)
    for value, colour, words, height in ((middle, OTHER, "median", 166.0), (england, INK, "England", 40.0)):
        if value is not None:
            dash = "" if words == "England" else "3 3"
            canvas.line((x(value), min(height, 66) + 8, x(value), max(height, 118) - 8), colour, 2, dash)
            said = f"{words} {subject.show(value)}"
            if words == "England" and own.value is not None:  # away from the area's own line
                after = value >= own.value and x(value) + 6 + width_of(said, size.text) < size.width
                canvas.text(
                    x(value) + (6 if after else -6), height + 2, said, anchor="start" if after else "end"
                )
            else:
                _label(canvas, x(value), height, said, colour, left, right)
    for point in known:
        canvas.mark("ring", x(point.value or 0.0), row, QUIET, 6)
    if own.value is not None:
        canvas.line((x(own.value), 24, x(own.value), row), OURS, 1.5)
        canvas.mark("diamond", x(own.value), row, OURS, 7.5)
        _label(
            canvas, x(own.value), 14, f"{own.label} {subject.show(own.value)}", OURS, left, right, bold=True
        )
    return canvas


def _label(
    canvas: Canvas, x: float, y: float, words: str, colour: str, left: float, right: float, bold: bool = False
) -> None:
    """Words over a place, kept inside the picture."""
    half = width_of(words, canvas.size.text) / 2
    canvas.text(
        min(max(x, left - 20 + half), right + 20 - half), y, words, anchor="middle", colour=colour, bold=bold
    )
