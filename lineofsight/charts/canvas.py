"""Drawing by hand: marks, lines and words on a page of SVG, and the scales that place them.

Colours have a contrast of at least 3:1 on white (words 4.5:1) and differ in lightness, so that they print in grey.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from math import ceil, floor, log10

FONT = "Atkinson Hyperlegible Next, Arial, Helvetica, sans-serif"
INK = "#1a1a1a"  # words
QUIET = "#565656"  # words of the axes, other lines
GRID = "#dcdfe3"
OURS = "#12436d"  # the area's own
OTHER = "#0b7285"  # neighbours
WARM = "#a8460f"  # concern
PALE = "#f1f3f5"  # where nothing is known
BAND = "#dbe6f0"  # intervals


@dataclass(frozen=True)
class Size:
    """A page of a width and height, in units that are pixels on a screen; `text` is the size of its letters."""

    width: float
    height: float
    text: float
    narrow: bool = False


WIDE = Size(680, 290, 15)
NARROW = Size(320, 300, 13, narrow=True)


class Canvas:
    def __init__(self, size: Size):
        self.size = size
        self.parts: list[str] = []

    def line(self, ends: Sequence[float], colour: str = QUIET, width: float = 1, dash: str = "") -> None:
        x1, y1, x2, y2 = map(_n, ends)
        self.parts.append(
            f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}" stroke-width="{_n(width)}"{_dash(dash)}/>'
        )

    def path(
        self, points: Sequence[tuple[float, float]], colour: str, width: float = 2.5, dash: str = ""
    ) -> None:
        way = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        self.parts.append(
            f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="{_n(width)}" '
            f'stroke-linejoin="round" stroke-linecap="round"{_dash(dash)}/>'
        )

    def area(self, points: Sequence[tuple[float, float]], colour: str) -> None:
        way = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        self.parts.append(f'<polygon points="{way}" fill="{colour}"/>')

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self.parts.append(
            f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(max(width, 0))}" height="{_n(height)}" fill="{colour}"/>'
        )

    def mark(self, shape: str, x: float, y: float, colour: str, size: float = 4.5) -> None:
        """A shape at a place: "dot", "ring", "square", "diamond", "up" or "down"."""
        if shape in ("dot", "ring"):
            fill, edge = (colour, "#ffffff") if shape == "dot" else ("#ffffff", colour)
            width = 1 if shape == "dot" else 2
            self.parts.append(
                f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(size)}" fill="{fill}" stroke="{edge}" stroke-width="{width}"/>'
            )
            return
        s = size * 1.25
        corners = {
            "square": [(-size, -size), (size, -size), (size, size), (-size, size)],
            "diamond": [(0, -s * 1.1), (s * 1.1, 0), (0, s * 1.1), (-s * 1.1, 0)],
            "up": [(0, -s), (s, s * 0.8), (-s, s * 0.8)],
            "down": [(0, s), (s, -s * 0.8), (-s, -s * 0.8)],
        }[shape]
        way = " ".join(f"{_n(x + dx)},{_n(y + dy)}" for dx, dy in corners)
        self.parts.append(f'<polygon points="{way}" fill="{colour}" stroke="#ffffff" stroke-width="1"/>')

    def text(
        self, x: float, y: float, words: str, *, anchor: str = "start", colour: str = INK, bold: bool = False,
        scale: float = 1, upright: bool = True, halo: bool = False,
    ) -> None:  # fmt: skip
        """Words with their middle at height `y`; the letters' own middle lies a third of their size above the line."""
        size = self.size.text * scale
        weight = ' font-weight="700"' if bold else ""
        turned = "" if upright else f' transform="rotate(-90 {_n(x)} {_n(y)})"'
        edge = (
            ' stroke="#ffffff" stroke-width="3.5" stroke-linejoin="round" paint-order="stroke"'
            if halo
            else ""
        )
        self.parts.append(
            f'<text x="{_n(x)}" y="{_n(y + size * 0.34)}" font-size="{_n(size)}" text-anchor="{anchor}" '
            f'fill="{colour}"{weight}{edge}{turned}>{escape(words)}</text>'
        )

    def svg(self, alt: str) -> str:
        size, kind = self.size, "narrow" if self.size.narrow else "wide"
        return (
            f'<svg class="{kind}" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(size.width)} {_n(size.height)}" '
            f'width="{_n(size.width)}" height="{_n(size.height)}" role="img" aria-label="{escape(alt)}" '
            f'font-family="{FONT}">{"".join(self.parts)}</svg>'
        )


def _n(number: float) -> str:
    """A number with one place at most, written the same on every machine."""
    return f"{round(number, 1) + 0.0:.1f}".removesuffix(".0")  # + 0.0 makes -0.0 plain nought


def _dash(dash: str) -> str:
    return f' stroke-dasharray="{dash}"' if dash else ""


def width_of(words: str, size: float) -> float:
    """About how wide words are, erring on the wide side."""
    return (len(words) + words.count("%") * 0.7 + sum(map(str.isupper, words)) * 0.15) * size * 0.56


@dataclass(frozen=True)
class Axis:
    """A scale of values with round steps."""

    low: float
    high: float
    steps: tuple[float, ...]

    def at(self, value: float, start: float, end: float) -> float:
        return start + (value - self.low) / (self.high - self.low) * (end - start)


def axis(
    values: Iterable[float],
    *,
    whole: bool,
    ceiling: float | None = None,
    from_zero: bool = True,
    most: int = 5,
) -> Axis:
    """An axis that holds the values. From nought unless told otherwise; never past the ceiling."""
    held = list(values) or [1.0]
    top = max(held)
    bottom = min(0.0, *held) if from_zero else min(held)
    if top <= bottom:
        top = bottom + (1 if whole else max(abs(bottom), 1.0))
    step = _round_step((top - bottom) / most)
    if whole:
        step = max(1.0, step if step != 2.5 else 5.0)
    low, high = floor(bottom / step + 1e-9) * step, ceil(top / step - 1e-9) * step
    if ceiling is not None:
        high = max(min(high, ceiling), top)
    steps = [low + step * at for at in range(int((high - low) / step + 1.000001))]
    return Axis(low, high, tuple(steps))


def _round_step(least: float) -> float:
    power = 10.0 ** floor(log10(least))
    return next(power * times for times in (1, 2, 2.5, 5, 10) if power * times >= least * 0.999)


def along(
    labels: Sequence[str], wanted: Sequence[float], width: float, size: float
) -> list[tuple[int, float]]:
    """Which labels of an axis have room, every one, every second ... back from the newest, and where: inside the
    picture, and clear of the one before."""
    halves = [width_of(label, size) / 2 for label in labels]
    places = [min(max(x, half), width - half) for x, half in zip(wanted, halves, strict=True)]
    for step in range(1, len(labels) + 1):
        shown = range(len(labels) - 1, -1, -step)[::-1]
        if all(
            places[one] + halves[one] + size / 2 <= places[two] - halves[two] for one, two in pairwise(shown)
        ):
            return [(at, places[at]) for at in shown]
    return []


def apart(wanted: Sequence[float], least: float, top: float, bottom: float) -> list[float]:
    """Heights near those wanted, in their order, at least so far from each other and inside the picture."""
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    placed = [0.0] * len(wanted)
    floor_at = top
    for at in order:
        placed[at] = max(wanted[at], floor_at)
        floor_at = placed[at] + least
    ceiling_at = bottom
    for at in reversed(order):
        placed[at] = min(placed[at], ceiling_at)
        ceiling_at = placed[at] - least
    return placed
