"""Charts and tables asked for in a report's text: `::: chart FD07 from=2012-13 to=2016-17`, closed by `:::`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from lineofsight.claims import language
from lineofsight.claims.tags import TagError
from lineofsight.engine.breakdowns import GROUPS
from lineofsight.engine.indicator import Indicator
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.periods import Kind, PeriodError, parse, within
from lineofsight.engine.query import Ask
from lineofsight.engine.reading import Basis

KINDS = ("chart", "table")
KEYS = ("period", "from", "to", "area", "by", "basis", "as", "against")
SHAPES = ("trend", "spc", "bars", "strip")
RIGHT = {
    "chart": "::: chart FD07 from=2012-13 to=2016-17",
    "table": "::: table CP07 CL01 period=2016-17 by=age_band",
}
STEPS = (Kind.YEAR, Kind.QUARTER, Kind.MONTH, Kind.ROLLING, Kind.CENSUS, Kind.CALENDAR)
CODE = re.compile(r"[A-Z]{2,5}\d{2,3}[a-z]?|[A-Z]+:\w+")


class DirectiveError(TagError):
    """A directive that is not a good one: says on which line, what is wrong, and the right spelling."""


@dataclass(frozen=True)
class Directive:
    """What one directive asks for. `line`: of its first line in the text, from 1 on."""

    line: int
    kind: str
    codes: tuple[str, ...]
    keys: Mapping[str, str] = field(default_factory=dict)

    @property
    def periods(self) -> tuple[str, ...]:
        """The label of every period asked for, in order of time."""
        if "period" in self.keys:
            return (self.keys["period"],)
        return tuple(_labels(self.keys["from"], self.keys["to"]))

    @property
    def shape(self) -> str:
        """How a chart is drawn: as it says, else bars for groups and a trend for periods."""
        return self.keys.get("as") or ("bars" if "by" in self.keys else "trend")


def directives(text: str) -> list[Directive]:
    """Every directive of a report's text; DirectiveError or TagError for the first bad one."""
    return [read(line, words) for line, words in language.read(text).directives]


def read(line: int, words: str) -> Directive:
    """A directive from the words behind its colons."""
    parts = words.split()
    kind = parts[0] if parts else ""
    if kind not in KINDS:
        near = get_close_matches(kind, KINDS, 1, 0.4) or ["chart"]
        raise _wrong(line, f"'{kind}' is no directive; there are chart and table", RIGHT[near[0]])
    codes = tuple(part for part in parts[1:] if "=" not in part)
    keys: dict[str, str] = {}
    for part in parts[1:]:
        key, equals, value = part.partition("=")
        if not equals:
            continue
        if key not in KEYS:
            near = get_close_matches(key, KEYS, 1, 0.5)
            raise _wrong(
                line, f"'{key}' is no key", f"{near[0]}={value}" if near else f"one of {', '.join(KEYS)}"
            )
        if key in keys:
            raise _wrong(line, f"{key} is said twice", f"{key}={keys[key]}")
        keys[key] = value.strip('"')
    directive = Directive(line, kind, codes, keys)
    _check(directive)
    return directive


def wanted(directive: Directive, area: str) -> Ask:
    """What to ask the engine for. A strip needs every area, since it sets one among others."""
    every_area = directive.kind == "chart" and directive.shape == "strip"
    return Ask(
        codes=directive.codes,
        areas=() if every_area else (directive.keys.get("area", area),),
        periods=directive.periods,
        by=(directive.keys["by"],) if "by" in directive.keys else (),
        basis=Basis(directive.keys["basis"]) if "basis" in directive.keys else None,
    )


def drawn(
    directive: Directive,
    rows: Sequence[Mapping],
    indicators: Mapping[str, Indicator],
    *,
    area: str,
    names: Mapping[str, str] | None = None,
    neighbours: Sequence[str] = (),
) -> str:
    """The HTML of a directive. `rows`: readings as `query.figures` gives them, for what `wanted` asked.

    `indicators`: what each code means. `area`: the report's own; `names`: the areas' names by their codes.
    `neighbours`: the codes of those that a strip sets the area among; all that are in the rows where not given.
    """
    from lineofsight.documents import drawing  # it draws on charts, which only whoever draws needs

    return drawing.drawn(
        directive, rows, indicators, directive.keys.get("area", area), names or {}, neighbours
    )


def _check(directive: Directive) -> None:
    line, kind, codes, keys = directive.line, directive.kind, directive.codes, directive.keys
    if not codes:
        raise _wrong(line, f"the {kind} names no figure", RIGHT[kind])
    for code in codes:
        if not CODE.fullmatch(code):
            raise _wrong(line, f"'{code}' is no code of a figure", _as_code(code) or RIGHT[kind])
    if kind == "chart" and len(codes) > 1:
        raise _wrong(
            line, "a chart shows one figure", f"::: chart {codes[0]} ... and another chart for {codes[1]}"
        )
    if not {"period"} <= set(keys) and not {"from", "to"} <= set(keys):
        raise _wrong(line, f"the {kind} says no period", "period=2016-17, or from=2012-13 to=2016-17")
    if "period" in keys and {"from", "to"} & set(keys):
        raise _wrong(line, "the period is said twice", "either period=, or from= and to=")
    for key in ("period", "from", "to"):
        if key in keys:
            try:
                parse(keys[key])
            except PeriodError as error:
                raise _wrong(line, f"{key}={keys[key]} is no period", str(error).partition(". ")[2]) from None
    if "from" in keys:
        _check_span(directive)
    known: dict[str, Sequence[str]] = {
        "by": tuple(GROUPS), "as": SHAPES, "basis": tuple(Basis), "against": ("england", "region", "neighbours", "none"),
    }  # fmt: skip
    for key, values in known.items():
        if key in keys and keys[key] not in values:
            near = get_close_matches(keys[key], values, 1, 0.6)
            raise _wrong(
                line, f"{key}={keys[key]} is not known", f"{key}={near[0] if near else ' or '.join(values)}"
            )
    if kind == "table" and "as" in keys:
        raise _wrong(line, "as= is for charts", RIGHT["table"])
    one_period = "period" in keys
    if kind == "chart" and directive.shape in ("bars", "strip") and not one_period:
        raise _wrong(line, f"{directive.shape} show one period", "period=2016-17")
    if kind == "chart" and directive.shape in ("trend", "spc") and one_period:
        raise _wrong(line, "a line needs several periods", "from=2012-13 to=2016-17")
    if directive.shape == "bars" and kind == "chart" and "by" not in keys:
        raise _wrong(line, "bars need groups", "by=age_band")
    _check_meaning(directive)


def _check_meaning(directive: Directive) -> None:
    """What no figure of the catalogue could answer; what only a publisher calls so is for the record to know."""
    line, keys = directive.line, directive.keys
    for code in directive.codes:
        if code not in CATALOGUE and ":" not in code:
            near = get_close_matches(code, CATALOGUE, 1, 0.5)
            raise _wrong(
                line, f"there is no figure {code}", near[0] if near else "a code of docs/catalogue.md"
            )
    figures = [CATALOGUE[code] for code in directive.codes if code in CATALOGUE]
    if len(figures) < len(directive.codes):
        return
    label = directive.periods[0]
    if not any(parse(label, at_census=Kind.CENSUS in one.takes).kind in one.readable for one in figures):
        kinds = ", ".join(figures[0].takes)
        raise _wrong(
            line, f"{figures[0].code} cannot be read for {label}", f"a period of its own kind ({kinds})"
        )
    groups = dict.fromkeys(by for one in figures for by in one.breakdowns)
    if "by" in keys and keys["by"] not in groups:
        known = (
            " or ".join(f"by={one}" for one in groups) or f"{directive.kind} {directive.codes[0]} without by="
        )
        raise _wrong(line, f"{directive.codes[0]} is not broken down by {keys['by']}", known)


def _as_code(words: str) -> str:
    """What was meant by a code with a comma behind it or in small letters; nothing where no code comes of it."""
    said = words.strip(",;").upper()
    return said if CODE.fullmatch(said) else ""


def _check_span(directive: Directive) -> None:
    first, last = parse(directive.keys["from"]), parse(directive.keys["to"])
    if first.kind is not last.kind:
        raise _wrong(
            directive.line, f"from is a {first.kind} and to is a {last.kind}", "two periods of one kind"
        )
    if first.kind not in STEPS:
        raise _wrong(
            directive.line, f"nothing lies between two of a {first.kind}", "years, quarters or months"
        )
    if first.end >= last.end:
        raise _wrong(
            directive.line, f"{first.label} is not before {last.label}", "the earlier period in from="
        )


def _labels(first: str, last: str) -> Iterator[str]:
    start, stop = parse(first), parse(last)
    if start.kind is Kind.CALENDAR:  # also how a census is written
        yield from (str(year) for year in range(start.end.year, stop.end.year + 1))
        return
    for period in within(start.start, stop.end, {start.kind}):
        if start.end <= period.end <= stop.end:
            yield period.label


def _wrong(line: int, what: str, right: str) -> DirectiveError:
    return DirectiveError(f"line {line}: {what}. Write: {right.rstrip('.')}.")
