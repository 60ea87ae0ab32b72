"""What a chart is given and what it gives back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

NOT_RETURNED = "not returned"


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What is drawn: the measure as a reader knows it, where, and how one value of it is written.

    `counts`: whole things are counted, so the axis begins at nought and has no fractions. `ceiling`: what a
    value cannot pass, such as 100 for a share.
    """

    title: str
    area: str
    pattern: str = "{:,.0f}"
    counts: bool = True
    ceiling: float | None = None

    def show(self, value: float) -> str:
        return self.pattern.format(value)

    def tick(self, value: float) -> str:
        """As `show`, without places that say nothing, and without words: 20% and not 20.0%."""
        return re.sub(r"\.0+(?!\d)", "", self.show(value)).split(" ")[0]


@dataclass(frozen=True)
class Point:
    """One value, or the reason why there is none. `low` and `high` bound its interval, in its unit.

    `silence`: in words ("not returned", "suppressed"). `new_definition`: counted otherwise than the point
    before it, so no line joins the two. `of`: the words for what it is drawn from, such as "1,128 of 5,497".
    `flag`: a letter over the point, which a list beside the chart explains.
    """

    label: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    note: str = ""
    silence: str = NOT_RETURNED
    new_definition: bool = False
    of: str = ""
    flag: str = ""


@dataclass(frozen=True)
class Series:
    """Points in order, of one place or one line."""

    label: str
    points: tuple[Point, ...]

    @property
    def values(self) -> list[float | None]:
        return [point.value for point in self.points]

    @property
    def known(self) -> list[Point]:
        return [point for point in self.points if point.value is not None]


@dataclass(frozen=True)
class Chart:
    """A picture for a page (`svg`) and for a narrow screen (`narrow`), its message, its title and its figures."""

    svg: str
    narrow: str
    alt: str
    caption: str
    table_html: str
    signals: tuple[str, ...] = ()  # of a control chart: each run of points that is more than chance, in words

    def figure(self) -> str:
        """All of it as one HTML figure. Documents move the table to the annex of figures behind the charts."""
        caption = f"<figcaption>{escape(self.caption)}</figcaption>"
        return f'<figure class="chart">{self.svg}{self.narrow}{caption}{self.table_html}</figure>'


def table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The figures behind a picture. The first cell of a row names it; an empty column is left out."""
    kept = [at for at in range(len(head)) if at == 0 or any(row[at] for row in rows)]
    heads = "".join(f'<th scope="col">{escape(head[at])}</th>' for at in kept)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(row[at])}</td>" for at in kept[1:])
        + "</tr>"
        for row in rows
    )
    return (
        f'<table class="behind"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    )


def cell(point: Point | None, subject: Subject) -> str:
    """A point in words, as a table shows it."""
    if point is None:
        return ""
    return point.silence if point.value is None else subject.show(point.value)


def interval(point: Point, subject: Subject) -> str:
    if point.low is None or point.high is None:
        return ""
    return f"{subject.show(point.low)} to {subject.show(point.high)}"
