"""A figure of the record as evidence: from the readings of a workspace, through the one way to ask for them."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache, cached_property
from typing import Any, NamedTuple

from lineofsight.claims.evidence import Better, Comparator, Evidence, Point, Rank, Unit
from lineofsight.claims.language import Claim
from lineofsight.claims.reading.numbers import Kind as NumberKind
from lineofsight.claims.reading.numbers import numbers
from lineofsight.claims.tags import Tag, TagError, nearest
from lineofsight.engine import indicator as engine
from lineofsight.engine.breakdowns import GROUPS
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.opened import Audience
from lineofsight.engine.periods import Kind, PeriodError, parse
from lineofsight.engine.query import Ask, figures, known
from lineofsight.engine.reading import Basis, Status
from lineofsight.engine.sources.authorities import authorities
from lineofsight.engine.sources.published import ENGLAND
from lineofsight.engine.sources.published.mapping import reference
from lineofsight.engine.statistics import Interval, poisson, rate_interval, wilson
from lineofsight.engine.store import Workspace

UNITS = {
    engine.Unit.NUMBER: Unit.COUNT,
    engine.Unit.DECIMAL: Unit.NUMBER,
    engine.Unit.PERCENT: Unit.PERCENT,
    engine.Unit.PER_10_000: Unit.PER_10_000,
    engine.Unit.RATIO: Unit.RATIO,
    engine.Unit.DAYS: Unit.DAYS,
}
COMPARATORS = {"england": "england", "region": "region", "neighbour_median": "neighbours"}
NO_PARTS = "a share without its numerator and denominator: ask for both"
Row = Mapping[str, Any]


class Cells(NamedTuple):
    """Readings of one code and place, and of the groups of one breakdown ("" the whole; of an area, all of them)."""

    code: str
    area: str
    by: str
    basis: str


def _cells(ask: Ask) -> list[Cells]:
    area, by = next(iter(ask.areas), ""), next(iter(ask.by), "")
    return [Cells(code, area, by, ask.basis or "") for code in dict.fromkeys(ask.codes)]


class Figures:
    """Evidence for `figure=` tags, and the readings of charts. Each is asked for once.

    `audience`: what it may be shown; a figure hidden from it is `missing`. `as_known`: the day by which
    things were known.
    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        audience: Audience = Audience.ANALYST,
        as_known: date | None = None,
        run: str | None = None,
    ):
        self.workspace, self.audience, self.as_known, self.run = workspace, audience, as_known, run
        self._asked: dict[Cells, list[dict[str, Any]]] = {}  # what is held
        self._spot: dict[Cells, dict[str, list[dict[str, Any]]]] = {}  # what is worked out, by its period

    def resolve(self, tag: Tag, area: str | None, on: str) -> Evidence:
        indicator = self._indicator(tag.id)
        period = self._period(indicator, on)
        if area is None:
            raise TagError(
                f"no area is given for {{{tag}}}. Add --area 885, area: 885 at the top, or area=885 to the tag."
            )
        by, group = tag.keys.get("by"), tag.keys.get("group")
        self._check_group(indicator, by, group)
        cells = Cells(tag.id, area, by or "", tag.keys.get("basis", ""))
        rows = [row for row in self._rows(cells) if row["group"] == group]
        row = next((row for row in rows if row["period"] == period.label), None)
        if row is None:
            row = next((row for row in self._rows(cells, period.label) if row["group"] == group), None)
        blank = Evidence(
            code=indicator.code,
            title=indicator.title,
            period=on,
            unit=UNITS[indicator.unit],
            better=Better(str(indicator.better)),
            share=indicator.kind is engine.MeasureKind.SHARE,
            area=area,
            group=group,
            limits=limits(indicator),
            definition=indicator.wording,
        )
        if row is None:
            return replace(blank, missing="there is no reading")
        return self._evidence(blank, indicator, row, rows, period.kind, tag.part)

    def prepare(self, claims: Sequence[Claim], area: str | None, asks: Sequence[Ask] = ()) -> None:
        """Ask for everything that these claims, charts and tables will need, in as few questions as can be."""
        if not self.workspace.exists:
            return
        wanted: dict[Cells, set[str]] = {}
        for claim in claims:
            where = claim.tag.keys.get("area") or area
            if claim.tag.kind == "figure" and where:
                by, basis = claim.tag.keys.get("by", ""), claim.tag.keys.get("basis", "")
                cells = Cells(claim.tag.id, where, by, basis)
                wanted.setdefault(cells, set()).update(self._readable(claim.tag.id, claim.tag.when))
        for ask in asks:
            for cells in _cells(ask):
                wanted.setdefault(cells, set()).update(self._readable(cells.code, ask.periods))
        wanted = {cells: labels for cells, labels in wanted.items() if cells.code in CATALOGUE}
        self._ask_for(wanted)
        self._work_out(wanted)

    def _ask_for(self, wanted: Mapping[Cells, set[str]]) -> None:
        """One question for each place; of every area, the periods wanted only."""
        together: dict[tuple[str, str], list[Cells]] = {}
        for cells in wanted:
            together.setdefault((cells.area, cells.basis), []).append(cells)
        for (where, basis), several in together.items():
            codes = list(dict.fromkeys(cells.code for cells in several))
            by = sorted({cells.by for cells in several if cells.by in CATALOGUE[cells.code].breakdowns})
            periods = [] if where else sorted(set().union(*(wanted[cells] for cells in several)))
            found: dict[str, list[dict[str, Any]]] = {}
            for row in self._read(codes, where, by, basis, periods):
                found.setdefault(row["code"], []).append(row)
            for cells in several:
                own = found.get(cells.code, ())
                self._asked[cells] = [row for row in own if (row["by"] or "") in ("", cells.by)]

    def _work_out(self, wanted: Mapping[Cells, set[str]]) -> None:
        """Days and years together that no run holds are worked out: all of a code at once."""
        for cells, labels in wanted.items():
            absent = labels - {row["period"] for row in self._asked[cells]}
            if absent and cells.area:
                by = [cells.by] if cells.by else []
                rows = self._read([cells.code], cells.area, by, cells.basis, sorted(absent))
                self._spot[cells] = {
                    label: [row for row in rows if row["period"] == label] for label in absent
                }

    def rows(self, ask: Ask) -> list[dict[str, Any]]:
        """The readings of a chart or a table."""
        found = []
        for cells in _cells(ask):
            if cells not in self._asked:
                self.prepare((), None, [ask])
            found += [row for row in self._asked.get(cells, ()) if row["period"] in ask.periods]
            found += [row for rows in self._spot.get(cells, {}).values() for row in rows]
        return found

    def _readable(self, code: str, labels: Sequence[str]) -> set[str]:
        """The labels that an indicator takes; the others are an error when they are asked for."""
        found = set()
        for label in labels:
            with suppress(engine.IndicatorError, PeriodError, TagError):
                found.add(self._indicator(code).period(label).label)
        return found

    def meaning(self, code: str) -> engine.Indicator:
        """What a code means; TagError where nobody knows it."""
        return self._indicator(code)

    def neighbours(self, area: str | None) -> list[str]:
        """The statistical neighbours of an area in the newest model that is loaded."""
        table = self.workspace.reference("neighbours") if self.workspace.exists else None
        rows = [row for row in table.to_pylist() if row["area"] == area] if table is not None else []
        newest = max((row["model"] for row in rows), default=None)
        return [row["neighbour"] for row in rows if row["model"] == newest]

    @cached_property
    def region_of(self) -> dict[str, str]:
        """The code of every area's region, where a list of areas that has it is loaded."""
        reference = self.workspace.reference("areas") if self.workspace.exists else None
        rows = reference.to_pylist() if reference is not None else []
        return {row["area"]: row["region"] for row in rows if row["region"]}

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of every area, by its code."""
        names = dict(authorities())
        reference = self.workspace.reference("areas") if self.workspace.exists else None
        for row in reference.to_pylist() if reference is not None else ():
            if row["kind"] == "authority":
                names[row["area"]] = row["name"].removesuffix(" (made up)")
        return {code: name.removesuffix(", City of").removesuffix(" UA") for code, name in names.items()}

    @cached_property
    def areas(self) -> dict[str, str]:
        """Every name of an area, in lower case, and its code; England and its regions among them."""
        wide = {
            name.lower(): one["area"]
            for one in reference()["regions"]
            for name in one["names"]
            if " " in name
        }
        return {"england": ENGLAND, **wide, **{name.lower(): code for code, name in self.names.items()}}

    def _indicator(self, code: str) -> engine.Indicator:
        try:
            (found,) = known(self.workspace, [code]) if self.workspace.exists else (CATALOGUE[code],)
        except (engine.IndicatorError, KeyError):
            raise TagError(f"figure={code}: there is no such indicator.{nearest(code, CATALOGUE)}") from None
        return found

    @staticmethod
    def _period(indicator: engine.Indicator, on: str):
        try:
            return indicator.period(on)
        except (engine.IndicatorError, PeriodError) as error:
            raise TagError(f"figure={indicator.code}: {error}") from None

    @staticmethod
    def _check_group(indicator: engine.Indicator, by: str | None, group: str | None) -> None:
        if by is None:
            return
        if by not in indicator.breakdowns:
            raise TagError(
                f"figure={indicator.code} is not broken down by {by}.{nearest(by, indicator.breakdowns)}"
            )
        if GROUPS.get(by) and group not in GROUPS[by]:
            raise TagError(f"by={by} has no group '{group}'.{nearest(str(group), GROUPS[by])}")

    def _rows(self, cells: Cells, label: str = "") -> list[dict[str, Any]]:
        """The readings of cells: all that a run holds, or those of one period that none does."""
        by = [cells.by] if cells.by else []
        if not label and cells not in self._asked:
            self._asked[cells] = self._read([cells.code], cells.area, by, cells.basis, ())
        spot = self._spot.setdefault(cells, {})
        if label and label not in spot:
            spot[label] = self._read([cells.code], cells.area, by, cells.basis, (label,))
        return spot[label] if label else self._asked[cells]

    def _read(
        self, codes: Sequence[str], area: str, by: Sequence[str], basis: str, periods: Sequence[str]
    ) -> list[dict[str, Any]]:
        if not self.workspace.exists:
            return []
        ask = Ask(
            codes=codes,
            areas=[area] if area else [],
            periods=periods,
            by=by,
            basis=Basis(basis) if basis else None,
            audience=self.audience,
            as_known=self.as_known,
            run=self.run,
        )
        return figures(self.workspace, ask).to_pylist()

    def _evidence(
        self, blank: Evidence, indicator: engine.Indicator, row: Row, rows: list[dict[str, Any]], kind: Kind, part: str
    ) -> Evidence:  # fmt: skip
        # What is not a value yet (incomplete, suppressed) bears nothing out, and contradicts nothing.
        value, n, d = exact(row, indicator) if row["status"] == Status.VALUE else (None, None, None)
        series = [one for one in rows if one["end"] <= row["end"] and one["status"] == Status.VALUE]
        same = tuple(_point(one, indicator) for one in series if _kind(one) is kind)
        finer = (
            ()
            if indicator.over is not engine.Over.STATE
            else tuple(
                _point(one, indicator)
                for one in series
                if _kind(one) in (Kind.MONTH, Kind.QUARTER, Kind.DAY) and one["end"] < row["end"]
            )
        )
        return replace(
            blank,
            value=value,
            n=n,
            d=d,
            places=_places(row) if n is None or (d is None and blank.unit is not Unit.COUNT) else None,
            interval=_interval(row, indicator, n, d),
            basis=row["basis"],
            source=row["release"] or row["load"],
            known_on=row["known_on"],
            missing=_missing(row, indicator, n, d, part),
            caveat=_caveat(row),
            comparators=_comparators(row, rows, kind, self.region_of.get(row["area"])),
            rank=Rank(row["rank"], row["ranked"]) if row["rank"] else None,
            series=same,
            newest=_newest(rows, kind),
            path=finer,
        )


def _newest(rows: list[dict[str, Any]], kind: Kind) -> str | None:
    held = [one for one in rows if one["status"] == Status.VALUE and _kind(one) is kind]
    return max(held, key=lambda one: one["end"])["period"] if held else None


def exact(row: Row, indicator: engine.Indicator) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    """Value, numerator and denominator, exact: the value is worked out from its parts where both are known."""
    n, d = (None if row[part] is None else Fraction(str(row[part])) for part in ("numerator", "denominator"))
    value = None if row["value"] is None else Fraction(str(row["value"]))
    if n is not None and d and indicator.unit.scale:
        value = indicator.unit.scale * n / d
    return value, n, d


def limits(indicator: engine.Indicator) -> tuple[tuple[Fraction, str], ...]:
    """The durations in a definition: (45, "working days")."""
    found = numbers(f"{indicator.title}. {indicator.wording} {indicator.question}")
    return tuple(dict.fromkeys((one.low, str(one.unit)) for one in found if one.kind is NumberKind.DURATION))


def _point(row: Row, indicator: engine.Indicator) -> Point:
    return Point(row["period"], *exact(row, indicator))


def _kind(row: Row) -> Kind | None:
    return _kind_of(row["period"], row["start"] == row["end"] and len(row["period"]) == 4)


@cache
def _kind_of(label: str, census: bool) -> Kind | None:
    return parse(label, at_census=census).kind


def _places(row: Row) -> int | None:
    """Decimal places of a published value that comes without its parts."""
    text = repr(row["value"])
    return None if row["value"] is None or "e" in text else len(text.rstrip("0").partition(".")[2])


def _missing(
    row: Row, indicator: engine.Indicator, n: Fraction | None, d: Fraction | None, part: str
) -> str | None:
    """Why no claim can rest on it. A share needs both its parts; a claim about one part needs that one."""
    if row["status"] != Status.VALUE:
        return f"{row['status']}{': ' + row['note'] if row['note'] else ''}"
    if part == "value" and indicator.unit is engine.Unit.PERCENT and (n is None or d is None):
        return NO_PARTS
    return None


def _caveat(row: Row) -> str | None:
    if row["basis"] == Basis.RECORDED:
        return f"as reported by {row['release'] or 'the agency itself'}, not checked by anybody else"
    if row["basis"] == Basis.COMPUTED:
        return "provisional: worked out from local rows; the published figure may differ"
    return "provisional, as published" if row["provisional"] else None


def _interval(
    row: Row, indicator: engine.Indicator, n: Fraction | None, d: Fraction | None
) -> tuple[Fraction, Fraction] | None:
    whole = n is not None and n.denominator == 1 and n >= 0
    if not whole or n is None:
        return None
    if indicator.kind is engine.MeasureKind.SHARE and d and n <= d:
        found = wilson(int(n), int(d))
        return _exactly(found, 100)
    if indicator.kind is engine.MeasureKind.RATE and d:
        found = rate_interval(int(n), float(d))
    elif indicator.kind is engine.MeasureKind.COUNT:
        found = poisson(int(n))
    else:
        return None
    return _exactly(found)


def _exactly(span: Interval | None, scale: int = 1) -> tuple[Fraction, Fraction] | None:
    return None if span is None else (Fraction(scale * span.low), Fraction(scale * span.high))


def _comparators(
    row: Row, rows: list[dict[str, Any]], kind: Kind, region: str | None
) -> dict[str, Comparator]:
    """Of the same period; where that is not out, of the last period before it that is."""
    made = {}
    earlier = [one for one in rows if one["end"] <= row["end"] and _kind(one) is kind]
    for column, name in COMPARATORS.items():
        held = [one for one in earlier if one[column] is not None]
        if held:
            last = max(held, key=lambda one: one["end"])
            text = repr(round(last[column], 6)).rstrip("0")
            made[name] = Comparator(
                name,
                Fraction(str(last[column])),
                last["period"],
                len(text.partition(".")[2]) if name != "neighbours" else None,
                area=region if name == "region" else None,
            )
    return made
