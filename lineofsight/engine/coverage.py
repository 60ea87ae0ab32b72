"""How far the loads see, and so whether a reading may be trusted to be whole."""

from datetime import timedelta

from lineofsight.engine.indicator import Indicator, Over
from lineofsight.engine.periods import Kind, Period, months_before
from lineofsight.engine.reading import Status
from lineofsight.engine.returns import Span
from lineofsight.engine.speaking import Spoken


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
    first = period.end if indicator.over is Over.STATE or Kind.CENSUS in indicator.takes else period.start
    during = Span(first, period.end)
    touched = {
        t: [s for s in spoken.coverage(t) if s.first <= during.last and s.last >= during.first] for t in needs
    }
    if unseen := sorted(table for table, spans in touched.items() if not spans):
        return Status.NOT_MEASURED, f"no file covers {_words(unseen)} for this period"
    for together in indicator.joined:
        families = {spoken.tables[table][0].family for table in together & needs}
        if len(families) > 1:
            return Status.NOT_MEASURED, (
                f"{_words(sorted(together & needs))} come from different returns ({', '.join(sorted(families))}), whose "
                f"children cannot be matched"
            )
    for table, column in indicator.columns:
        if table in needs and (answer := _said(spoken, table, column, during)) is not None:
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


def _said(spoken: Spoken, table: str, column: str, during: Span) -> tuple[Status, str] | None:
    """None where every file of the period has the column; a silent file's rows would read as so many noes."""
    sent = [
        s for s in spoken.tables[table] if s.covers.first <= during.last and s.covers.last >= during.first
    ]
    silent = [one for one in sent if column not in one.columns]
    if not silent:
        return None
    words = f"the files of {_words([table])} do not say {column.replace('_', ' ')}"
    return (Status.NOT_MEASURED if len(silent) == len(sent) else Status.INCOMPLETE), words


def _span_needed(indicator: Indicator, period: Period, spoken: Spoken) -> tuple[Span, bool]:
    sees = indicator.sees
    told = sees.back_unless is not None and spoken.has_column(*sees.back_unless)
    anchor = period.end if indicator.over is Over.STATE or Kind.CENSUS in indicator.takes else period.start
    first = anchor if told else months_before(anchor, sees.back)
    if sees.back and not told and indicator.over is Over.STATE:
        first += timedelta(1)  # twelve months to 31 March begin on 1 April
    return Span(first, period.end + timedelta(sees.on)), sees.ever and not told


def _words(tables: list[str]) -> str:
    return ", ".join(table.replace("_", " ") for table in tables)
