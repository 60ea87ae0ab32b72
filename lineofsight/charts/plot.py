"""The ground that charts over time stand on: axes, gaps, breaks, and the names at the ends of lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from lineofsight.charts.canvas import (
    GRID,
    INK,
    PALE,
    QUIET,
    Axis,
    Canvas,
    Size,
    along,
    apart,
    width_of,
)  # fmt: skip
from lineofsight.charts.series import Point, Subject


@dataclass(frozen=True)
class Name:
    """A line's name, and where the line ends. `dash` and `shape` show the line again where names stand apart."""

    words: str
    value: float
    colour: str
    shape: str = ""
    dash: str = ""
    bold: bool = False


@dataclass(frozen=True)
class Plot:
    """Where the points are: `x(at)` for the point number `at`, `y(value)` for a value."""

    canvas: Canvas
    left: float
    right: float
    top: float
    bottom: float
    count: int
    axis: Axis

    @property
    def step(self) -> float:
        return (self.right - self.left) / max(self.count, 1)

    def x(self, at: float) -> float:
        return self.left + (at + 0.5) * self.step

    def y(self, value: float) -> float:
        return self.axis.at(value, self.bottom, self.top)


def begin(size: Size, subject: Subject, points: Sequence[Point], axis: Axis, names: Sequence[Name]) -> Plot:
    """The axes, with gaps hatched in and breaks of definition drawn, and the lines' names."""
    canvas = Canvas(size)
    small = size.text * 0.88
    shown = [subject.tick(step) for step in axis.steps]
    left = max(width_of(words, small) for words in shown) + 12
    legend = [name for name in names if name.words]
    if size.narrow:
        right, top = size.width - 6, 12 + 20 * len(legend)
        for at, name in enumerate(legend):
            _sample(canvas, 4, 12 + 20 * at, name)
            canvas.text(44, 12 + 20 * at, name.words, colour=name.colour, bold=name.bold)
        top += 14
    else:
        widest = max((width_of(name.words, size.text) for name in legend), default=0)
        right, top = size.width - (widest + 18 if legend else 10), 22
    plot = Plot(canvas, left, right, top, size.height - size.text * 2, len(points), axis)
    for at, point in enumerate(points):
        if point.value is None:
            canvas.box(plot.x(at - 0.5), top, plot.step, plot.bottom - top, PALE)
    for step, words in zip(axis.steps, shown, strict=True):
        canvas.line((left, plot.y(step), right, plot.y(step)), QUIET if step == axis.low else GRID)
        canvas.text(left - 8, plot.y(step), words, anchor="end", colour=QUIET, scale=0.88)
    _say_gaps(plot, points)
    for at, point in enumerate(points):
        if point.new_definition:
            _break(plot, at)
        if point.flag:
            _flag(plot, at, point.flag)
    labels = [point.label for point in points]
    for at, x in along(labels, [plot.x(at) for at in range(len(points))], size.width, small):
        canvas.text(x, plot.bottom + size.text * 1.1, labels[at], anchor="middle", colour=QUIET, scale=0.88)
    if not size.narrow and legend:
        heights = apart([plot.y(name.value) for name in legend], size.text * 1.25, top, plot.bottom - 4)
        for name, height in zip(legend, heights, strict=True):
            canvas.text(right + 10, height, name.words, colour=name.colour, bold=name.bold)
    return plot


def _say_gaps(plot: Plot, points: Sequence[Point]) -> None:
    """Why there is no value, once for all that stand side by side: along the gap where it is wide enough, else up it."""
    size = plot.canvas.size
    at = 0
    for why, side_by_side in groupby(point.silence if point.value is None else "" for point in points):
        many = len(list(side_by_side))
        if why:
            along = plot.step * many > width_of(why, size.text * 0.88)
            plot.canvas.text(
                plot.x(at + (many - 1) / 2),
                (plot.top + plot.bottom) / 2 if along else plot.bottom - 6,
                why,
                anchor="middle" if along else "start",
                colour=QUIET,
                scale=0.88,
                upright=along,
            )
        at += many


def _break(plot: Plot, at: int) -> None:
    """A line between two points that are counted differently, and the words for it."""
    x = plot.x(at - 0.5)
    plot.canvas.line((x, plot.top - 8, x, plot.bottom), INK, 1.2, "2 4")
    words = "new definition"
    room = width_of(words, plot.canvas.size.text * 0.88)
    after = x + 5 + room < plot.right
    plot.canvas.text(
        x + (5 if after else -5),
        plot.top - 8,
        words,
        anchor="start" if after else "end",
        colour=INK,
        scale=0.88,
    )


def _flag(plot: Plot, at: int, letters: str) -> None:
    """Letters over a point: something that happened then, told beside the chart."""
    x, half = plot.x(at), width_of(letters, plot.canvas.size.text * 0.88) / 2 + 4
    plot.canvas.line((x, plot.top + 8, x, plot.bottom), INK, 1, "1 4")
    plot.canvas.box(x - half, plot.top - 10, 2 * half, 18, INK)
    plot.canvas.text(x, plot.top - 1, letters, anchor="middle", colour="#ffffff", bold=True, scale=0.88)


def _sample(canvas: Canvas, x: float, y: float, name: Name) -> None:
    canvas.path([(x, y), (x + 32, y)], name.colour, 2.5 if name.bold else 2, name.dash)
    if name.shape:
        canvas.mark(name.shape, x + 16, y, name.colour)


def line(
    plot: Plot, points: Sequence[Point], *, colour: str, shape: str, dash: str = "", width: float = 2.5,
    marks: bool = True,
) -> None:  # fmt: skip
    """A line through the points, broken at gaps and where the definition changed."""
    run: list[tuple[float, float]] = []
    runs = [run]
    for at, point in enumerate(points):
        if point.value is None or point.new_definition:
            run = []
            runs.append(run)
        if point.value is not None:
            run.append((plot.x(at), plot.y(point.value)))
    for run in runs:
        if len(run) > 1:
            plot.canvas.path(run, colour, width, dash)
    for run in runs:
        if marks or len(run) == 1:  # a point alone has no line to be seen by
            for x, y in run:
                plot.canvas.mark(shape, x, y, colour, 4.5 if width > 2 else 3.5)
