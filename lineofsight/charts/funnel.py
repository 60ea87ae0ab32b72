"""All areas by their size, with the limits that chance gives an area of each size round England's value."""

from collections.abc import Sequence
from dataclasses import dataclass

from lineofsight.charts import message
from lineofsight.charts.canvas import GRID, INK, NARROW, OURS, QUIET, WIDE, Axis, Canvas, Size, axis, width_of
from lineofsight.charts.series import Chart, Subject, table
from lineofsight.engine import statistics
from lineofsight.engine.statistics.funnel import Z95, Z998

STEPS = 40  # along each limit: enough for it to look like a curve


@dataclass(frozen=True)
class Spot:
    """One area's share: n of d."""

    label: str
    n: float
    d: float

    @property
    def value(self) -> float:
        return 100 * self.n / self.d


def funnel(subject: Subject, own: Spot, others: Sequence[Spot], *, england: float, period: str) -> Chart:
    """`england`: the value round which the funnel stands, in percent."""
    spots = [own, *others]
    found = statistics.funnel([(spot.n, spot.d) for spot in spots], england / 100)
    alt = _message(subject, own, found, england, period)
    caption = f"{subject.title}, {subject.area} among {len(spots)} areas, {period}"
    rows = [
        [spot.label, subject.show(spot.value), f"{spot.n:,.0f} of {spot.d:,.0f}", _beyond(point, england)]
        for spot, point in sorted(zip(spots, found.points, strict=True), key=lambda pair: -pair[0].value)
    ]
    return Chart(
        _drawn(WIDE, subject, spots, found, england).svg(alt),
        _drawn(NARROW, subject, spots, found, england).svg(alt),
        alt,
        caption,
        table(caption, ["Area", "Value", "From", "Beyond chance"], rows),
    )


def _beyond(point: statistics.FunnelPoint, england: float) -> str:
    if point.outside is None or point.share is None:
        return ""
    return f"{'above' if 100 * point.share > england else 'below'} the {point.outside} limits"


def _message(subject: Subject, own: Spot, found: statistics.Funnel, england: float, period: str) -> str:
    where = _beyond(found.points[0], england)
    said = where or "within the limits"
    outside = sum(point.outside is not None for point in found.points)
    told = [
        f"{subject.title} {message.when(period)}: {subject.area}, at {subject.show(own.value)}, lies {said} that chance "
        f"gives an area of its size round England's {subject.show(england)}.",
        f"{outside} of {len(found.points)} areas lie outside the 95% limits.",
    ]
    if found.phi > 1:
        told.append(
            "The limits are widened, because areas differ by more than chance for reasons that they share."
        )
    return " ".join(told)


def _drawn(
    size: Size, subject: Subject, spots: Sequence[Spot], found: statistics.Funnel, england: float
) -> Canvas:
    canvas = Canvas(size)
    most = max(spot.d for spot in spots)
    across = axis([most], whole=True, most=4)
    held = [spot.value for spot in spots]
    reach = found.limits(min(spot.d for spot in spots), Z998)
    values = axis([*held, 100 * reach.low, 100 * reach.high], whole=False, ceiling=100, from_zero=False)
    left = max(width_of(subject.tick(step), size.text) for step in values.steps) + 12
    right, top, bottom = size.width - 14.0, 34.0, size.height - size.text * 3.4

    def x(d: float) -> float:
        return across.at(d, left, right)

    def y(value: float) -> float:
        return values.at(value, bottom, top)

    _axes(canvas, subject, across, values, (left, right, top, bottom))
    canvas.line((left, y(england), right, y(england)), INK, 1.3)
    sizes = [across.high * (at / STEPS) ** 2 for at in range(1, STEPS + 1)]
    for z, dash in ((Z95, "6 4"), (Z998, "")):
        for side in ("low", "high"):
            curve = [(x(d), y(100 * getattr(found.limits(d, z), side))) for d in sizes]
            canvas.path([at for at in curve if top <= at[1] <= bottom], QUIET, 1.3, dash)
    for spot in spots[1:]:
        canvas.mark("ring", x(spot.d), y(spot.value), QUIET, 4)
    canvas.text(right, y(england) - 10, f"England {subject.show(england)}", anchor="end", halo=True)
    own = spots[0]
    canvas.mark("diamond", x(own.d), y(own.value), OURS, 7)
    words = f"{own.label} {subject.show(own.value)}"
    half = width_of(words, size.text) / 2
    middle = min(max(x(own.d), left + half), right - half)
    canvas.text(
        middle, y(own.value) + size.text * 1.3, words, anchor="middle", colour=OURS, bold=True, halo=True
    )
    return canvas


def _axes(
    canvas: Canvas, subject: Subject, across: Axis, values: Axis, room: tuple[float, float, float, float]
) -> None:
    left, right, top, bottom = room
    for step in values.steps:
        height = values.at(step, bottom, top)
        canvas.line((left, height, right, height), GRID)
        canvas.text(left - 8, height, subject.tick(step), anchor="end", colour=QUIET, scale=0.88)
    for step in across.steps:
        place = across.at(step, left, right)
        half = width_of(f"{step:,.0f}", canvas.size.text * 0.88) / 2
        canvas.text(
            min(place, canvas.size.width - half - 2), bottom + canvas.size.text, f"{step:,.0f}", anchor="middle",
            colour=QUIET, scale=0.88,
        )  # fmt: skip
    canvas.text(
        right, bottom + canvas.size.text * 2.3, "out of how many", anchor="end", colour=QUIET, scale=0.88
    )
    canvas.line((4, 12, 36, 12), QUIET, 1.3, "6 4")
    canvas.text(42, 12, "95%", colour=QUIET, scale=0.88)
    canvas.line((84, 12, 116, 12), QUIET, 1.3)
    canvas.text(122, 12, "99.8% of areas by chance alone", colour=QUIET, scale=0.88)
