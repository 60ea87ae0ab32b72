"""A control chart: which movements are signals, and which are what chance alone would give."""

from collections.abc import Sequence
from itertools import groupby

from lineofsight.charts import message
from lineofsight.charts.canvas import INK, NARROW, OURS, QUIET, WARM, WIDE, Canvas, Size, axis
from lineofsight.charts.plot import Name, begin, line
from lineofsight.charts.series import Chart, Series, Subject, cell, table
from lineofsight.charts.trend import _span
from lineofsight.engine.statistics import spc
from lineofsight.engine.statistics.spc import Icon, Polarity, Standing

# How a point is drawn: by what it says. Improvement and concern differ in shape and in lightness.
MARKS = {
    Icon.COMMON_CAUSE: ("dot", QUIET, "within what chance gives"),
    Icon.IMPROVEMENT: ("up", OURS, "signal of improvement"),
    Icon.CONCERN: ("diamond", WARM, "signal of concern"),
    Icon.NEITHER: ("diamond", INK, "signal of change"),
}


def control(
    subject: Subject, own: Series, *, better: str = "neither", target: float | None = None,
    rebase_at: Sequence[int] = (),
) -> Chart:  # fmt: skip
    """An XmR chart. `better`: "higher", "lower" or "neither". New limits begin where the definition changed,
    and at `rebase_at`, each for a cause that somebody recorded."""
    starts = {at for at, point in enumerate(own.points) if point.new_definition and at}
    found = spc.xmr(own.values, polarity=Polarity(better), rebase_at=sorted(starts | set(rebase_at)))
    alt = _message(subject, own, found, target)
    caption = f"{subject.title}, {subject.area}, {_span([p.label for p in own.points])}: control chart"
    return Chart(
        _drawn(WIDE, subject, own, found, target).svg(alt),
        _drawn(NARROW, subject, own, found, target).svg(alt),
        alt,
        caption,
        _table(caption, subject, own, found),
        tuple(_signals(own, found)) if found.limits else (),
    )


def _message(subject: Subject, own: Series, found: spc.Chart, target: float | None) -> str:
    name = f"{subject.title} in {subject.area}"
    known = own.known
    if not known:
        return f"{name}: no value in any period shown."
    last = known[-1]
    told = [f"{name} stood at {subject.show(last.value or 0.0)} {message.when(last.label)}."]
    limits = found.limits
    if limits is None:
        told.append(f"There are too few points ({len(known)}) to tell signal from chance.")
    else:
        told.append(
            f"The mean is {subject.show(limits.mean)} and the limits are {subject.show(_low(subject, limits.lower))} "
            f"to {subject.show(limits.upper)}{' (provisional)' if limits.standing is Standing.PROVISIONAL else ''}."
        )
        told += _signals(own, found) or ["No signal: every movement is within what chance alone would give."]
    if target is not None:
        told.append(f"The target is {subject.show(target)}{_assured(found, target)}.")
    return " ".join(told + message.gaps(own))


def _signals(own: Series, found: spc.Chart) -> list[str]:
    """Every run of points that make the same signal, as one clause."""
    told = []
    marked = zip(own.points, found.points, strict=True)
    for icon, run in groupby(marked, key=lambda pair: pair[1].icon if pair[1].rules else None):
        if icon is None:
            continue
        stretch = list(run)
        labels = [point.label for point, _ in stretch]
        rules = {rule for _, found_at in stretch for rule in found_at.rules}
        span = message.when(labels[0]) if len(labels) == 1 else f"from {labels[0]} to {labels[-1]}"
        told.append(f"{MARKS[icon][2].capitalize()} {span}: {message.joined(sorted(rules))}.")
    return told


def _assured(found: spc.Chart, target: float) -> str:
    said = spc.assurance(found, target)
    return f": {said}" if said else ""


def _low(subject: Subject, lower: float) -> float:
    """A count or a share cannot fall below nought, whatever the sum says."""
    return max(lower, 0.0) if subject.counts or subject.ceiling is not None else lower


def _drawn(size: Size, subject: Subject, own: Series, found: spc.Chart, target: float | None) -> Canvas:
    held = [value for value in own.values if value is not None]
    held += [bound for phase in found.phases for bound in (_low(subject, phase.lower), phase.upper)]
    held += [] if target is None else [target]
    # A count is always drawn from nought; a share or rate may begin higher, and then the picture says so.
    zoom = not subject.counts and bool(held) and min(held) > 0.5 * max(held)
    values = axis(held, whole=subject.counts, ceiling=subject.ceiling, from_zero=not zoom)
    limits = found.limits
    names = []
    if limits is not None:
        names = [
            Name(f"upper limit {subject.show(limits.upper)}", limits.upper, QUIET, dash="6 4"),
            Name(f"mean {subject.show(limits.mean)}", limits.mean, INK),
            Name(
                f"lower limit {subject.show(_low(subject, limits.lower))}",
                _low(subject, limits.lower),
                QUIET,
                dash="6 4",
            ),
        ]
    if target is not None:
        names.append(Name(f"target {subject.show(target)}", target, WARM, dash="2 3"))
    taller = Size(size.width, size.height + (44 if size.narrow else 30), size.text, size.narrow)
    plot = begin(Size(size.width, size.height, size.text, size.narrow), subject, own.points, values, names)
    plot.canvas.size = taller  # room for the key below
    for phase in found.phases:
        ends = (plot.x(phase.start - 0.45), plot.x(phase.stop - 0.55))
        for value, colour, dash in (
            (phase.mean, INK, ""), (_low(subject, phase.lower), QUIET, "6 4"), (phase.upper, QUIET, "6 4")
        ):  # fmt: skip
            plot.canvas.line((ends[0], plot.y(value), ends[1], plot.y(value)), colour, 1.3, dash)
    if target is not None:
        plot.canvas.line((plot.left, plot.y(target), plot.right, plot.y(target)), WARM, 1.5, "2 3")
    line(plot, own.points, colour="#8a9099", shape="dot", width=1.6, marks=False)
    for at, point in enumerate(found.points):
        if point.value is not None:
            shape, colour, _ = MARKS[point.icon or Icon.COMMON_CAUSE]
            plot.canvas.mark(shape, plot.x(at), plot.y(point.value), colour, 5)
    _key(plot.canvas, size, found)
    if zoom:
        plot.canvas.text(
            plot.left + 4,
            plot.top - 10,
            f"the axis begins at {subject.show(values.low)}",
            colour=QUIET,
            scale=0.8,
        )
    return plot.canvas


def _key(canvas: Canvas, size: Size, found: spc.Chart) -> None:
    """What the marks mean: only those that are there."""
    there = list(dict.fromkeys(point.icon for point in found.points if point.icon is not None))
    x, y = 12.0, size.height + 14
    step = (size.width - 20) / max(len(there), 1) if size.narrow else 210
    for icon in [icon for icon in MARKS if icon in there]:
        shape, colour, words = MARKS[icon]
        canvas.mark(shape, x, y, colour, 5)
        for at, part in enumerate([words] if not size.narrow or len(there) == 1 else _halves(words)):
            canvas.text(x + 11, y + at * 13, part, colour=INK, scale=0.88)
        x += step


def _halves(words: str) -> list[str]:
    parts = words.split()
    middle = (len(parts) + 1) // 2
    return [" ".join(parts[:middle]), " ".join(parts[middle:])]


def _table(caption: str, subject: Subject, own: Series, found: spc.Chart) -> str:
    rows = []
    for point, marked in zip(own.points, found.points, strict=True):
        limits = marked.limits
        mean = subject.show(limits.mean) if limits else ""
        span = (
            f"{subject.show(_low(subject, limits.lower))} to {subject.show(limits.upper)}" if limits else ""
        )
        signal = message.joined(sorted(marked.rules)) if marked.rules else ""
        rows.append([point.label, cell(point, subject), point.of, mean, span, signal, point.note])
    return table(caption, ["Period", own.label, "From", "Mean", "Limits", "Signal", "Note"], rows)
