"""What an indicator means, in words and in SQL."""

from collections.abc import Iterable
from typing import Any

from lineofsight.engine.indicator import Better, Indicator, IndicatorError, MeasureKind
from lineofsight.engine.plan import BY_CHILD, PLACED, plan

DIALECTS = ("duckdb", "pyspark", "postgres", "mssql")  # SQL Server's was never run
DIRECTION = {
    Better.HIGHER: "higher is better",
    Better.LOWER: "lower is better",
    Better.NEITHER: "context: neither direction is good or bad",
}
MEASURED = {
    MeasureKind.COUNT: "a count",
    MeasureKind.SHARE: "a share: the numerator is part of the denominator",
    MeasureKind.RATIO: "a ratio of two totals, which may pass 100%",
    MeasureKind.RATE: "a rate per 10,000 children aged 0 to 17",
    MeasureKind.AVERAGE: "an average",
    MeasureKind.QUANTILE: "a quantile, which does not add up",
    MeasureKind.HANDED_OVER: "published or recorded, not worked out here",
}
SAID = {
    PLACED: "the rows, each once for every period that it belongs to",
    BY_CHILD: "how often each child is counted",
}


def meaning(indicator: Indicator) -> dict[str, Any]:
    """An indicator in plain values."""
    return {
        "code": indicator.code,
        "title": indicator.title,
        "edition": indicator.edition,
        "question": indicator.question,
        "wording": indicator.wording,
        "measure": MEASURED[indicator.kind],
        "direction": DIRECTION[indicator.better],
        "unit": indicator.unit.name.lower().replace("_", " "),
        "period": f"{indicator.over}; read for {', '.join(indicator.takes)}",
        "sees": _sees(indicator),
        "reads": " or ".join(", ".join(sorted(needs)) for needs in indicator.needs if needs),
        "by": ", ".join(name.replace("_", " ") for name in indicator.breakdowns),
        "national": indicator.national,
        "source": indicator.source,
        "reviewed": str(indicator.reviewed),
    }


def _sees(indicator: Indicator) -> str | None:
    sees = indicator.sees
    parts = []
    if sees.ever:
        parts.append("the whole history before the period")
    if sees.back:
        parts.append(f"{sees.back} months back")
    if sees.on:
        parts.append(f"{sees.on} days on")
    said = " and ".join(parts)
    if said and sees.back_unless:
        said += f", unless the return itself says ({sees.back_unless[1].replace('_', ' ')})"
    return said or None


def sql_of(indicator: Indicator, dialect: str = "duckdb") -> list[str]:
    """The statements that work an indicator out, for the whole and each breakdown."""
    if indicator.kind is MeasureKind.HANDED_OVER:
        return []
    try:
        queries = plan([indicator], dialect=dialect, in_sql=True)
    except ImportError:
        raise IndicatorError(
            f"The SQL of {dialect} can only be written where the extra for it is installed."
        ) from None
    found = []
    for query in queries:
        found += [
            f"-- {SAID.get(name, name)}\nCREATE TEMPORARY TABLE {name} AS\n{sql};" for name, sql in query.keep
        ]
        found.append(f"-- the totals, whole and by group\n{query.sql};")
    return found


def as_markdown(indicators: Iterable[Indicator]) -> str:
    """The catalogue as a document."""
    lines = ["# Catalogue of indicators", "", "Written by `lineofsight catalogue --format md`.", ""]
    for indicator in sorted(indicators, key=lambda one: one.code):
        said = meaning(indicator)
        lines += [
            f"## {said.pop('code')} {said.pop('title')}",
            "",
            f"**{said.pop('question')}**",
            "",
            said.pop("wording"),
            "",
        ]
        lines += [f"- {name}: {value}" for name, value in said.items() if value]
        lines.append("")
    return "\n".join(lines)
