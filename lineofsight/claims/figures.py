"""A figure of the record as evidence: from the readings of a workspace, through the one way to ask for them."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

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


class Figures:
    """Evidence for `figure=` tags. Readings are asked for once for each code, area and breakdown.

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
        self._asked: dict[tuple[str, ...], list[dict[str, Any]]] = {}

    def resolve(self, tag: Tag, area: str | None, on: str) -> Evidence:
        indicator = self._indicator(tag.id)
        period = self._period(indicator, on)
        if area is None:
            raise TagError(
                f"no area is given for {{{tag}}}. Add --area 885, area: 885 at the top, or area=885 to the tag."
            )
        by, group = tag.keys.get("by"), tag.keys.get("group")
        self._check_group(indicator, by, group)
        rows = [row for row in self._rows(tag, area, by, ()) if row["group"] == group]
        row = next((row for row in rows if row["period"] == period.label), None)
        if row is None:
            asked_for = self._rows(tag, area, by, (period.label,))
            row = next((row for row in asked_for if row["group"] == group), None)
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

    def prepare(self, claims: Sequence[Claim], area: str | None) -> None:
        """Ask for everything that these claims will need, in as few questions as can be."""
        wanted: dict[tuple[str, str | None], dict[str, set[str]]] = {}
        for claim in claims:
            where = claim.tag.keys.get("area") or area
            if claim.tag.kind == "figure" and where and self.workspace.exists:
                of_place = wanted.setdefault((where, claim.tag.keys.get("basis")), {})
                of_place.setdefault(claim.tag.id, set()).add(claim.tag.keys.get("by", ""))
        for (where, basis), by_code in wanted.items():
            codes = [code for code in by_code if code in CATALOGUE]
            known_here = {by for code in codes for by in by_code[code] if by in CATALOGUE[code].breakdowns}
            rows = self._read(codes, where, sorted(known_here), basis, ()) if codes else []
            for code in codes:
                for by in by_code[code]:
                    self._asked[code, where, by, basis or ""] = [
                        row for row in rows if row["code"] == code and (row["by"] or "") in ("", by)
                    ]
        self._prepare_on_the_spot(claims, area)

    def _prepare_on_the_spot(self, claims: Sequence[Claim], area: str | None) -> None:
        """Days and years together that no run holds are worked out: all of a code at once."""
        absent: dict[tuple[str, str, str, str], set[str]] = {}
        for claim in claims:
            where, by = claim.tag.keys.get("area") or area, claim.tag.keys.get("by", "")
            key = (claim.tag.id, where or "", by, claim.tag.keys.get("basis", ""))
            if claim.tag.kind == "figure" and key in self._asked:
                held = {row["period"] for row in self._asked[key]}
                absent.setdefault(key, set()).update(self._readable(claim.tag) - held)
        for key, labels in absent.items():
            code, where, by, basis = key
            rows = (
                self._read([code], where, [by] if by else [], basis or None, sorted(labels)) if labels else []
            )
            for label in labels:
                self._asked[*key, label] = [row for row in rows if row["period"] == label]

    def _readable(self, tag: Tag) -> set[str]:
        """The labels of a tag that its indicator takes; the others are an error when they are asked for."""
        found = set()
        for label in tag.when:
            with suppress(engine.IndicatorError, PeriodError):
                found.add(self._indicator(tag.id).period(label).label)
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
        """Every name of an area, in lower case, and its code; England is one."""
        return {"england": ENGLAND, **{name.lower(): code for code, name in self.names.items()}}

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

    def _rows(self, tag: Tag, area: str, by: str | None, periods: tuple[str, ...]) -> list[dict[str, Any]]:
        basis = tag.keys.get("basis")
        key = (tag.id, area, by or "", basis or "", *periods)
        if key not in self._asked:
            self._asked[key] = self._read([tag.id], area, [by] if by else [], basis, periods)
        return self._asked[key]

    def _read(
        self, codes: Sequence[str], area: str, by: Sequence[str], basis: str | None, periods: Sequence[str]
    ) -> list[dict[str, Any]]:
        if not self.workspace.exists:
            return []
        ask = Ask(
            codes=codes,
            areas=[area],
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
            comparators=_comparators(row, rows, kind),
            rank=Rank(row["rank"], row["ranked"]) if row["rank"] else None,
            series=same,
            path=finer,
        )


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
    return parse(row["period"], at_census=row["start"] == row["end"] and len(row["period"]) == 4).kind


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


def _comparators(row: Row, rows: list[dict[str, Any]], kind: Kind) -> dict[str, Comparator]:
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
            )
    return made
