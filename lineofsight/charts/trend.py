"""A line over periods, with England's and the neighbours' beside it."""

from collections.abc import Sequence

from lineofsight.charts import message
from lineofsight.charts.canvas import BAND, NARROW, OTHER, OURS, QUIET, WIDE, Canvas, Size, axis, width_of
from lineofsight.charts.plot import Name, Plot, begin, line
from lineofsight.charts.series import Chart, Series, Subject, cell, interval, table

# The other lines in their order: each has its own colour, mark and dash.
STYLES = ((QUIET, "square", "7 5"), (OTHER, "up", "2 5"), ("#5b3a8c", "diamond", "9 4 2 4"))


def trend(subject: Subject, own: Series, *others: Series) -> Chart:
    """One area's series, and up to three others whose points are those of the same periods."""
    if len(others) > len(STYLES):
        raise ValueError(f"A trend shows at most {len(STYLES)} other lines; these are {len(others)}.")
    labels = [point.label for point in own.points]
    if wrong := [other.label for other in others if [point.label for point in other.points] != labels]:
        raise ValueError(
            f"'{wrong[0]}' has other periods than {own.label}: give a point for each, with or without value."
        )
    others = tuple(other for other in others if other.known)
    alt = message.of_trend(subject, own, others)
    caption = f"{subject.title}, {subject.area}, {_span(labels)}"
    return Chart(
        _drawn(WIDE, subject, own, others).svg(alt),
        _drawn(NARROW, subject, own, others).svg(alt),
        alt,
        caption,
        _table(caption, subject, own, others),
    )


def _span(labels: Sequence[str]) -> str:
    return labels[0] if len(labels) == 1 else f"{labels[0]} to {labels[-1]}"


def _drawn(size: Size, subject: Subject, own: Series, others: Sequence[Series]) -> Canvas:
    held = [value for series in (own, *others) for value in series.values if value is not None]
    held += [bound for point in own.points for bound in (point.low, point.high) if bound is not None]
    names = [Name(own.label, own.known[-1].value or 0.0, OURS, "dot", bold=True)] if own.known else []
    for other, (colour, shape, dash) in zip(others, STYLES, strict=False):
        names.append(Name(other.label, other.known[-1].value or 0.0, colour, shape, dash))
    values = axis(held, whole=subject.counts, ceiling=subject.ceiling)
    plot = begin(size, subject, own.points, values, names)
    for at, point in enumerate(own.points):
        if point.low is not None and point.high is not None:
            wide = min(plot.step * 0.3, 14)
            plot.canvas.box(
                plot.x(at) - wide / 2, plot.y(point.high), wide, plot.y(point.low) - plot.y(point.high), BAND
            )
    for other, (colour, shape, dash) in zip(others, STYLES, strict=False):
        line(plot, other.points, colour=colour, shape=shape, dash=dash, width=2)
    line(plot, own.points, colour=OURS, shape="dot")
    _say_values(plot, subject, own, others)
    return plot.canvas


def _say_values(plot: Plot, subject: Subject, own: Series, others: Sequence[Series]) -> None:
    """The values themselves, on whichever side of the line is free; all where there is room, else the ends."""
    size = plot.canvas.size
    words = [subject.show(value) if value is not None else "" for value in own.values]
    known = [at for at, said in enumerate(words) if said]
    roomy = max((width_of(said, size.text) for said in words), default=0) < plot.step
    for at in known if roomy else {known[0], known[-1]} if known else ():
        value = own.values[at]
        assert value is not None
        y = plot.y(value)
        near = [plot.y(v) for other in others if (v := other.values[at]) is not None]
        before, after = (own.values[i] if 0 <= i < len(words) else None for i in (at - 1, at + 1))
        dip = all(v is None or v >= value for v in (before, after)) and (before, after) != (None, None)
        below = y + size.text * 1.1
        free_below = below < plot.bottom - 4 and not any(0 <= other - y < size.text * 2.2 for other in near)
        free_above = not any(0 <= y - other < size.text * 2.2 for other in near)
        under = free_below and (dip or not free_above)
        half = width_of(words[at], size.text) / 2
        plot.canvas.text(
            max(min(plot.x(at), plot.right + 6 - half), plot.left + 2 + half),
            below if under else max(y - size.text * 1.05, size.text * 0.6),
            words[at],
            anchor="middle",
            colour=OURS,
            bold=True,
            halo=True,
        )


def _table(caption: str, subject: Subject, own: Series, others: Sequence[Series]) -> str:
    head = ["Period", own.label, "From", "95% interval", *(other.label for other in others), "Note"]
    rows = []
    for at, point in enumerate(own.points):
        notes = ["new definition"] if point.new_definition else []
        notes += [point.note] if point.note else []
        rows.append(
            [point.label, cell(point, subject), point.of, interval(point, subject)]
            + [cell(other.points[at], subject) for other in others]
            + ["; ".join(notes)]
        )
    return table(caption, head, rows)
