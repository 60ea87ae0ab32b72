"""What a report is to those who print it."""

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime

# The annexes that every report is given: its readers' way back, and no words of its own.
VALUES, ANNEX = "Values behind the charts", "Where every figure comes from"
# A statement that the record does not bear out carries the words for it, in every format. A statement that
# matches the record carries none: readers find it in the annex.
VERDICTS = {
    "verified": "matches the record",
    "contradicted": "does not match the record",
    "unmeasured": "not measured",
    "unsupported": "goes further than the record",
    "unbound": "not tied to the record",
}


class PageError(ValueError):
    """A body that cannot be printed for everybody: says what is wrong and what to do."""


@dataclass(frozen=True)
class Source:
    """One row of the annex of figures: what the report says, what the record holds, and where it comes from.

    `verdict`: a key of VERDICTS. `anchor`: the id of the statement in the body, to which the row leads back.
    """

    statement: str
    record: str
    source: str
    verdict: str
    note: str = ""
    anchor: str = ""


@dataclass(frozen=True, kw_only=True)
class Page:
    """A whole report. `body`: HTML with headings, paragraphs, lists, tables with captions and header cells, charts
    as `charts.Chart.figure()` gives them, statements as `<span class="claim contradicted" id="...">`, and asides as
    `<aside>`. `front`: rows of the title page (what, words). `banner`: what stands on every page ("Internal edition").
    `numbered`: paragraphs are numbered from 1 on, as in a Cabinet report. `cover`: the title has a page of its own.
    """

    title: str
    board: str
    area: str
    body: str
    date: date
    subtitle: str = ""
    language: str = "en-GB"
    authors: tuple[str, ...] = ()
    regime: str = ""
    front: tuple[tuple[str, str], ...] = ()
    banner: str = ""
    annex: tuple[Source, ...] = ()
    numbered: bool = False
    contents: bool = True
    cover: bool = True

    @property
    def moment(self) -> datetime:
        """The moment that all files bear: SOURCE_DATE_EPOCH where it is set, else the report's own date."""
        if said := os.environ.get("SOURCE_DATE_EPOCH"):
            return datetime.fromtimestamp(int(said), UTC)
        return datetime(self.date.year, self.date.month, self.date.day, tzinfo=UTC)

    @property
    def day(self) -> str:
        return f"{self.date.day} {self.date:%B %Y}"

    @property
    def front_rows(self) -> tuple[tuple[str, str], ...]:
        """The rows of the title page, with those that every report has."""
        rows = [("Area", self.area), ("Date", self.day)]
        rows += (
            [("Authors" if len(self.authors) > 1 else "Author", ", ".join(self.authors))]
            if self.authors
            else []
        )
        rows += [("Written under", self.regime)] if self.regime else []
        return (*rows, *self.front)
