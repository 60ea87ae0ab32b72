"""How far the loads see, and so whether a reading may be trusted to be whole."""

from datetime import timedelta

from lineofsight.engine.indicator import Indicator, Over
from lineofsight.engine.periods import Kind, Period, months_before
from lineofsight.engine.reading import Status
from lineofsight.engine.returns import Span
from lineofsight.engine.speaking import Spoken


def speaking_for(indicator: Indicator, period: Period, spoken: Spoken) -> Spoken:
    """Whose rows answer for a period: the most trusted that cover all of it, else some of it, else the first."""
    if not spoken.others:
        return spoken
    days = during(indicator, period)
    return min((spoken, *spoken.others), key=lambda one: _reach(indicator, days, one))


def _reach(indicator: Indicator, days: Span, spoken: Spoken) -> int:
    """0 where all of some days is covered, 1 where a part is, 2 where nothing is or the rows do not join."""
    reach = 2
    for needs in indicator.needs:
        held = [spoken.coverage(table) for table in needs]
        if _unjoined(indicator, needs, spoken):
            continue
        if all(any(s.first <= days.first and s.last >= days.last for s in spans) for spans in held):
            return 0
        if all(any(meets(s, days) for s in spans) for spans in held):
            reach = 1
    return reach


def status(indicator: Indicator, period: Period, spoken: Spoken) -> tuple[Status, str | None]:
    """Whether a period can be read, and what is missing where it cannot.

    The best of the indicator's alternatives stands: one that sees everything, else one that sees part.
    """
    if indicator.since and period.end < indicator.since:
        return Status.NOT_APPLICABLE, f"not collected before {indicator.since:%-d %B %Y}"
    answers = [_seen(indicator, period, spoken, needs) for needs in indicator.needs]
    order = (Status.VALUE, Status.INCOMPLETE, Status.NOT_MEASURED)
    return min(answers, key=lambda answer: order.index(answer[0]))


def _seen(indicator: Indicator, period: Period, spoken: Spoken, needs) -> tuple[Status, str | None]:
    wanted, ever = _span_needed(indicator, period, spoken)
    absent = [table for table in sorted(needs) if not spoken.coverage(table)]
    if absent:
        return Status.NOT_MEASURED, f"no file gives {_words(absent)}"
    days = during(indicator, period)
    touched = {table: [s for s in spoken.coverage(table) if meets(s, days)] for table in needs}
    if unseen := sorted(table for table, spans in touched.items() if not spans):
        return Status.NOT_MEASURED, f"no file covers {_words(unseen)} for this period"
    if unjoined := _unjoined(indicator, needs, spoken):
        together, families = unjoined
        return Status.NOT_MEASURED, (
            f"{_words(together)} come from different returns ({', '.join(families)}), whose children cannot be matched"
        )
    for table, column in indicator.columns:
        if table in needs and (answer := _said(spoken, table, column, days)) is not None:
            return answer
    if ever:
        return Status.INCOMPLETE, "earlier years are not in the files, so that what came before is not known"
    short = []
    for table, spans in touched.items():
        if not any(span.first <= wanted.first and span.last >= wanted.last for span in spans):
            covered = ", ".join(f"{s.first:%-d %B %Y} to {s.last:%-d %B %Y}" for s in spoken.coverage(table))
            short.append(f"{_words([table])} is held for {covered}")
    if short:
        return (
            Status.INCOMPLETE,
            f"needs {wanted.first:%-d %B %Y} to {wanted.last:%-d %B %Y}; {'; '.join(sorted(short))}",
        )
    return Status.VALUE, None


def _unjoined(
    indicator: Indicator, needs: frozenset[str], spoken: Spoken
) -> tuple[list[str], list[str]] | None:
    """Tables that are to be joined and the families that they come from, where these are several."""
    for tables in indicator.joined:
        together = sorted(tables & needs)
        families = sorted({str(one.family) for table in together for one in spoken.tables.get(table, ())[:1]})
        if len(families) > 1:
            return together, families
    return None


def during(indicator: Indicator, period: Period) -> Span:
    """The days that a reading is about: a state's is the last one."""
    at_end = indicator.over is Over.STATE or Kind.CENSUS in indicator.takes
    return Span(period.end if at_end else period.start, period.end)


def meets(span: Span, other: Span) -> bool:
    return span.first <= other.last and span.last >= other.first


def _said(spoken: Spoken, table: str, column: str, days: Span) -> tuple[Status, str] | None:
    """None where every file of the period has the column; a silent file's rows would read as so many noes."""
    sent = [one for one in spoken.tables[table] if meets(one.covers, days)]
    silent = [one for one in sent if column not in one.columns]
    if not silent:
        return None
    words = f"the files of {_words([table])} do not say {column.replace('_', ' ')}"
    return (Status.NOT_MEASURED if len(silent) == len(sent) else Status.INCOMPLETE), words


def _span_needed(indicator: Indicator, period: Period, spoken: Spoken) -> tuple[Span, bool]:
    sees = indicator.sees
    told = sees.back_unless is not None and spoken.has_column(*sees.back_unless)
    anchor = during(indicator, period).first
    first = anchor if told else months_before(anchor, sees.back)
    if sees.back and not told and indicator.over is Over.STATE:
        first += timedelta(1)  # twelve months to 31 March begin on 1 April
    return Span(first, period.end + timedelta(sees.on)), sees.ever and not told


def _words(tables: list[str]) -> str:
    return ", ".join(table.replace("_", " ") for table in tables)
