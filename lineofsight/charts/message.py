"""What a picture says, in a sentence: for those who do not see it, and for those who see it and ask "so what?"."""

import re
from collections.abc import Sequence

from lineofsight.charts.series import Point, Series, Subject


def when(label: str) -> str:
    """ "in 2016-17", "on 31 March 2017"."""
    return f"on {label}" if re.match(r"\d{1,2} [A-Z]", label) else f"in {label}"


def joined(items: Sequence[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def of_trend(subject: Subject, own: Series, others: Sequence[Series]) -> str:
    """The way from the first to the last point that may be compared, what lay between, the others, the gaps."""
    told = [_movement(subject, own)]
    told += [_other(subject, other, own) for other in others if other.known]
    breaks = [point.label for point in own.points if point.new_definition]
    if breaks:
        told.append(
            f"The definition changed {joined([when(label) for label in breaks])}: "
            "figures before and after are not compared."
        )
    told += gaps(own)
    return " ".join(told)


def _movement(subject: Subject, own: Series) -> str:
    name = f"{subject.title} in {subject.area}"
    points = comparable(own)
    if not points:
        return f"{name}: no value in any period shown."
    first, last = points[0], points[-1]
    shown = [subject.show(point.value or 0.0) for point in points]
    if len(points) == 1:
        return f"{name}: {shown[0]} {when(first.label)}."
    if shown[0] == shown[-1]:
        said = f"{name} stood at {shown[0]} both {when(first.label)} and {when(last.label)}"
    else:
        verb = "rose" if (last.value or 0) > (first.value or 0) else "fell"
        said = f"{name} {verb} from {shown[0]} {when(first.label)} to {shown[-1]} {when(last.label)}"
    between = points[1:-1]
    ends = [first.value or 0.0, last.value or 0.0]
    peaks = []
    # A pair of ends hides the path between them: 473, 354, 517.
    for name, best, beyond in (
        ("highest", max, lambda v: v > max(ends)), ("lowest", min, lambda v: v < min(ends))
    ):  # fmt: skip
        if between:
            point = best(between, key=lambda one: one.value or 0.0)
            if beyond(point.value or 0.0) and subject.show(point.value or 0.0) not in (shown[0], shown[-1]):
                peaks.append(f"{name} {when(point.label)} at {subject.show(point.value or 0.0)}")
    return f"{said}; between them it was {joined(peaks)}." if peaks else f"{said}."


def comparable(own: Series) -> list[Point]:
    """The points with a value since the definition last changed."""
    since = max((at for at, point in enumerate(own.points) if point.new_definition), default=0)
    return [point for point in own.points[since:] if point.value is not None]


def _other(subject: Subject, other: Series, own: Series) -> str:
    last = other.known[-1]
    assert last.value is not None
    mine = next((point.value for point in own.points if point.label == last.label), None)
    said = f"{other.label}: {subject.show(last.value)} {when(last.label)}"
    if mine is None:
        return f"{said}."
    if subject.show(mine) == subject.show(last.value):
        return f"{said}, the same as {subject.area}."
    return f"{said}, {'below' if last.value < mine else 'above'} {subject.area}."


def gaps(own: Series) -> list[str]:
    """One sentence for each reason why there is no value."""
    by_reason: dict[str, list[str]] = {}
    for point in own.points:
        if point.value is None:
            by_reason.setdefault(point.silence, []).append(point.label)
    return [f"No value for {joined(labels)} ({reason})." for reason, labels in by_reason.items()]
