"""Bars by group: one value a group, with England's marked where it is known."""

from lineofsight.charts import message
from lineofsight.charts.canvas import (
    GRID,
    INK,
    NARROW,
    OURS,
    QUIET,
    WIDE,
    Canvas,
    Size,
    axis,
    width_of,
)  # fmt: skip
from lineofsight.charts.series import Chart, Point, Series, Subject, cell, table


def bars(subject: Subject, own: Series, other: Series | None = None, *, period: str) -> Chart:
    """A bar for each point, whose label is its group. `other`: the same groups elsewhere, drawn as a mark."""
    beside = {point.label: point for point in other.points} if other and other.known else {}
    alt = _message(subject, own, period)
    caption = f"{subject.title} by group, {subject.area}, {period}"
    rows = []
    for point in own.points:
        theirs = cell(beside.get(point.label), subject)
        rows.append([point.label, cell(point, subject), point.of, theirs, point.note])
    head = ["Group", own.label, "From", other.label if other else "", "Note"]
    return Chart(
        _drawn(WIDE, subject, own, beside, other).svg(alt),
        _drawn(NARROW, subject, own, beside, other).svg(alt),
        alt,
        caption,
        table(caption, head, rows),
    )


def _message(subject: Subject, own: Series, period: str) -> str:
    known = sorted(own.known, key=lambda point: -(point.value or 0.0))
    name = f"{subject.title} in {subject.area} {message.when(period)}"
    if not known:
        return " ".join([f"{name}: no value for any group.", *message.gaps(own)])
    told = [f"{point.label}: {subject.show(point.value or 0.0)}" for point in known]
    said = f"{name}, highest first: {'; '.join(told)}." if len(told) > 1 else f"{name}: {told[0]}."
    return " ".join([said, *message.gaps(own)])


def _drawn(
    size: Size, subject: Subject, own: Series, beside: dict[str, Point], other: Series | None
) -> Canvas:
    row = size.text * (2.9 if size.narrow else 2.0)
    top = 34.0 if beside else 8.0
    canvas = Canvas(Size(size.width, top + row * len(own.points) + 8, size.text, size.narrow))
    left = 4.0 if size.narrow else max(width_of(point.label, size.text) for point in own.points) + 14
    held = [point.value for point in (*own.points, *beside.values()) if point.value is not None]
    values = axis(held, whole=subject.counts, ceiling=subject.ceiling)
    room = max((width_of(subject.show(value), size.text) for value in held), default=0) + 14
    right = size.width - room
    bottom = canvas.size.height - 8
    canvas.line((left, top - 4, left, bottom), QUIET)
    for at, point in enumerate(own.points):
        middle = top + row * (at + 0.5)
        if size.narrow:
            canvas.text(left + 4, middle - size.text * 0.75, point.label)
            middle += size.text * 0.5
        else:
            canvas.text(left - 10, middle, point.label, anchor="end")
        thick = size.text * 1.1
        end = left
        if point.value is not None:
            end = values.at(point.value, left, right)
            canvas.box(left, middle - thick / 2, end - left, thick, OURS)
        theirs = beside[point.label].value if point.label in beside else None
        if theirs is not None:
            x = values.at(theirs, left, right)
            over = thick * (0.5 if size.narrow else 0.8)  # the group's name stands over the bar there
            canvas.line((x, middle - over, x, middle + thick * 0.8), "#ffffff", 5)
            canvas.line((x, middle - over, x, middle + thick * 0.8), INK, 2.5)
            end = max(end, x)
        if point.value is None:
            canvas.text(end + 8, middle, point.silence, colour=QUIET, scale=0.92)
        else:
            canvas.text(end + 8, middle, subject.show(point.value), bold=True, colour=OURS)
    if other is not None and beside:
        canvas.box(left + 2, 8, 22, 12, OURS)
        canvas.text(left + 30, 14, own.label, colour=OURS, bold=True)
        x = left + 30 + width_of(own.label, size.text) + 24
        canvas.line((x, 5, x, 23), INK, 2.5)
        canvas.text(x + 9, 14, other.label)
        canvas.line((left, top - 4, right, top - 4), GRID)
    return canvas
