"""Which of what guidance asks for a report does not have yet, section by section."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markdown_it.token import Token

from lineofsight.claims.gaps import GAP, gaps, without_gaps
from lineofsight.claims.language import Document, read
from lineofsight.claims.ledger import Ledger, read_ledger
from lineofsight.documents import carrying
from lineofsight.documents.paragraphs import read_before
from lineofsight.documents.template import Section, Template, named, themes
from lineofsight.regimes import named as regime_named
from lineofsight.regimes import regimes

NUMBER = re.compile(r"^(?:\d+(?:\.\d+)*[.)]?|[a-z][.)])\s+", re.I)
ACTIVITY = re.compile(r"\bactivity\b", re.I)
CLAIM = re.compile(r"\]\{[^{}]+\}")
NOT_SUPPLIED = "not supplied by the date asked"
ANSWER = re.compile(r"what happened", re.I)
OPEN = "Still to write: "
BLANK = re.compile(r"^[\s\-–—.…]*$")


@dataclass(frozen=True)
class Missing:
    """`section`: its heading; `line`: where, from 1, or 0; `guidance`: what asks for it."""

    section: str
    what: str
    line: int = 0
    guidance: str = ""


@dataclass(frozen=True)
class Coverage:
    """`openly`: what is lacking and is said to be, which is honest and no failure."""

    template: str
    missing: tuple[Missing, ...]
    gaps: tuple[tuple[int, str], ...]
    openly: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One row of a table: `head` and `cells` as they were written."""

    line: int
    head: tuple[str, ...]
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """A heading with everything under it, up to the next heading of its level."""

    heading: str
    line: int
    end: int
    text: str
    rows: tuple[Row, ...]


def coverage(text: str, *, folder: Path, template: str | None = None) -> Coverage:
    """What is missing. TagError, LedgerError, EditionError, TemplateError where something cannot be read."""
    document = read(text)
    name = template or str(document.front.get("template") or "")
    asked = named(name)
    front_regime = document.front.get("regime")
    regime = regime_named(str(front_regime)) if front_regime else _any_regime(asked)
    asked = asked.of(regime)
    parts = list(parts_of(document, text))
    missing: list[Missing] = []
    found: list[tuple[Section, Part]] = []
    for section in asked.sections:
        part = _find(section, parts, exact=asked.exact)
        if part is None:
            if section.required:
                missing.append(
                    Missing(section.title, f"The section is missing. {section.why}", 0, section.sources)
                )
            continue
        found.append((section, part))
        missing += _section(section, part)
    missing += _order(asked, found)
    missing += _loose_gaps(text, found)
    unanswered = list(_said_before(document, text, parts, folder))
    lines = {one.line for one in unanswered}
    missing = [one for one in missing if one.line not in lines or not one.what.startswith(OPEN)] + unanswered
    missing += _length(asked, document)
    contributions, openly = _contributions(document.front, read_ledger(folder), text)
    missing += contributions
    return Coverage(asked.name, tuple(missing), tuple(gaps(text)), openly)


def _any_regime(template: Template):
    return next(one for one in regimes() if {one.key, one.kind} & set(template.regimes))


# --- a report in parts -------------------------------------------------------------------------------------------


def parts_of(document: Document, text: str) -> Iterator[Part]:
    """Every heading of a report with what stands under it."""
    lines = text.splitlines()
    heads = [
        (int(token.tag[1]), token.map[0], document.tokens[at + 1].content)
        for at, token in enumerate(document.tokens)
        if token.type == "heading_open" and token.map and token.level == 0
    ]
    rows = list(rows_of(document.tokens))
    for at, (level, line, heading) in enumerate(heads):
        end = next((other for deep, other, _ in heads[at + 1 :] if deep <= level), len(lines))
        own = tuple(row for row in rows if line < row.line <= end)
        yield Part(heading, line + 1, end, "\n".join(lines[line + 1 : end]), own)


def rows_of(tokens: Sequence[Token]) -> Iterator[Row]:
    """The rows of every table, without their header rows."""
    head: list[str] = []
    cells: list[str] = []
    line, header = 0, False
    for at, token in enumerate(tokens):
        match token.type:
            case "thead_open":
                head, header = [], True
            case "thead_close":
                header = False
            case "tr_open":
                cells, line = [], (token.map[0] + 1 if token.map else line)
            case "th_open" | "td_open":
                (head if header else cells).append(tokens[at + 1].content)
            case "tr_close" if not header:
                yield Row(line, tuple(head), tuple(cells))


def _find(section: Section, parts: Sequence[Part], *, exact: bool) -> Part | None:
    """The part with the section's heading; without `exact`, one that begins with it or with another name of it."""
    if exact:
        return next((one for one in parts if _plain(one.heading) == section.title), None)
    wanted = [_small(title) for title in (section.title, *section.also)]
    for title in wanted:
        for one in parts:
            if _small(one.heading) == title:
                return one
    return next((one for one in parts for title in wanted if _small(one.heading).startswith(title)), None)


def _plain(heading: str) -> str:
    return NUMBER.sub("", heading.strip())


def _small(heading: str) -> str:
    return " ".join(re.findall(r"\w+", _plain(heading).lower()))


# --- what each section must have ------------------------------------------------------------------------------------


def _section(section: Section, part: Part) -> Iterator[Missing]:
    def lacks(what: str, line: int = 0) -> Missing:
        return Missing(section.title, what, line or part.line, section.sources)

    open_ = list(gaps(part.text))
    if not has_words(part.text) and (section.never_blank or not open_):
        blank = "It may not be left blank. Where there is nothing to say, say so and why." if section.never_blank else (
            f"Nothing is written in it yet. {section.why}"
        )  # fmt: skip
        yield lacks(blank)
    for line, words in open_:
        yield lacks(f"{OPEN}{words.partition('. Asked for by:')[0]}", part.line + line)
    if section.themes and not CLAIM.search(part.text):
        titles = ", ".join(themes()[name].title.lower() for name in section.themes)
        yield lacks(f"No figure in it is bound to the record. These belong here: {titles}.")
    if "achievements" in section.parts:
        yield from (lacks(*one) for one in _achievements(part))
    if "challenges" in section.parts:
        yield from (lacks(*one) for one in _challenges(part))


def has_words(text: str) -> bool:
    """Whether anything stands there besides gaps, headings, directives and the heads of tables."""
    kept = []
    lines = without_gaps(text).splitlines()
    for at, line in enumerate(lines):
        following = lines[at + 1] if at + 1 < len(lines) else ""
        rule = re.compile(r"^\s*\|?[\s:|-]*-[\s:|-]*\|?\s*$")
        if (
            line.lstrip().startswith(("#", ":::"))
            or rule.match(line)
            or (rule.match(following) and "|" in following)
        ):
            continue
        kept.append(line)
    return bool(re.search(r"\w{2,}", " ".join(kept)))


def _rows(part: Part, columns: int, word: str) -> list[Row]:
    """The rows of a part's tables with such a word in their head."""
    return [row for row in part.rows if len(row.cells) >= columns and word in " ".join(row.head).lower()]


def _achievements(part: Part) -> Iterator[tuple[str, int]]:
    """Each with evidence of impact that is bound, or called activity."""
    rows = _rows(part, 2, "evidence")
    if not rows:
        yield (
            "Achievements are asked for, each with evidence of what changed: a table with a column Evidence.",
            0,
        )
    for row in rows:
        what, evidence = row.cells[0], row.cells[1]
        if GAP.search(f"{what} {evidence}"):
            continue  # told as a gap already
        if not BLANK.match(what) and not ACTIVITY.search(evidence) and not CLAIM.search(evidence):
            yield (
                f"'{_short(what)}' has no evidence bound to a figure or a fact of what changed for children: bind it, or "
                "write: activity.", row.line,
            )  # fmt: skip


def _challenges(part: Part) -> Iterator[tuple[str, int]]:
    """Each with its cause and what is being done."""
    rows = _rows(part, 3, "cause")
    if not rows:
        yield (
            "Challenges are asked for, each with its cause and what is being done: a table with a column Cause.",
            0,
        )
    for row in rows:
        for name, cell in (("cause", row.cells[1]), ("action", row.cells[2])):
            if BLANK.match(cell) and not BLANK.match(row.cells[0]):
                yield f"'{_short(row.cells[0])}' has no {name}.", row.line


def _short(words: str) -> str:
    plain = CLAIM.sub("]", words).replace("[", "").replace("]", "")
    return plain if len(plain) <= 60 else plain[:57].rsplit(" ", 1)[0] + " ..."


def _order(template: Template, found: Sequence[tuple[Section, Part]]) -> Iterator[Missing]:
    """Headings that stand exactly so stand in that order too."""
    last = 0
    for section, part in found if template.exact else ():
        if part.line < last:
            yield Missing(
                section.title,
                "It stands in another place than the council's order has it.",
                part.line,
                section.sources,
            )
        last = max(last, part.line)


def _loose_gaps(text: str, found: Sequence[tuple[Section, Part]]) -> Iterator[Missing]:
    """Gaps outside every section that the template knows."""
    spans = [(part.line, part.end) for _, part in found]
    for line, words in gaps(text):
        if not any(first <= line <= last for first, last in spans):
            yield Missing("Elsewhere in the report", f"{OPEN}{words}", line)


def _length(template: Template, document: Document) -> Iterator[Missing]:
    if template.most_words:
        words = sum(len(without_gaps(one.text).split()) for one in document.sentences)
        if words > template.most_words:
            yield Missing("The whole page", f"It has {words} words; {template.most_words} fit on one page.")


# --- last year's words, and partners' ---------------------------------------------------------------------------------


def _said_before(document: Document, text: str, parts: Sequence[Part], folder: Path) -> Iterator[Missing]:
    """Everything that the last report promised or feared has its answer."""
    heading = "What we said, what happened"
    for row in {row.line: row for part in parts for row in part.rows}.values():
        at = next((nth for nth, head in enumerate(row.head) if ANSWER.search(head)), None)
        if at and at < len(row.cells) and BLANK.match(without_gaps(row.cells[at])):
            yield Missing(heading, f"Said last year and not answered: {_short(row.cells[at - 1])}", row.line)
    bound = [claim.tag.id for claim in document.claims if claim.tag.kind == "said"]
    after = document.front.get("after") or ()
    for name in [after] if isinstance(after, str) else after:
        before = read_before(folder / str(name))
        for one in carrying.unanswered(carrying.promises(before.document), before.name, bound, text):
            where = one.paragraph.removeprefix("p")
            yield Missing(
                heading,
                f"Said last year and left out ({one.kind}, paragraph {where} of {before.name}): {_short(one.words)}",
            )


def _contributions(
    front: Mapping[str, Any], ledger: Ledger, text: str
) -> tuple[list[Missing], tuple[str, ...]]:
    """Who was asked and sent nothing: said at the top of the report, it is open; said nowhere, it is missing."""
    openly, named_ = [], set()
    for row in front.get("contributions") or ():
        name, came = next(iter(row.items())) if isinstance(row, Mapping) and len(row) == 1 else _pair(row)
        named_.add(str(name).lower())
        if came is None or str(came).strip().lower() in ("", "none", "no", "false", NOT_SUPPLIED):
            openly.append(f"{name}: {NOT_SUPPLIED}")
    missing = []
    for (kind, name), editions in ledger.records.items():
        row = editions[-1]
        if kind == "ask" and row.get("contribution") and not row.get("reply"):
            who = str(row.get("of") or name)
            if who.lower() not in named_ and who.lower() not in text.lower():
                missing.append(
                    Missing("Contributions", f"{who} was asked and has sent nothing, and the report does not say so. Add "
                            f"'- {who}:' under contributions: at its top, and it is printed as {NOT_SUPPLIED}.")
                )  # fmt: skip
    return missing, tuple(openly)


def _pair(row: Any) -> tuple[str, Any]:
    if not isinstance(row, Mapping):
        return str(row), None
    name = next((row[key] for key in ("from", "body", "agency", "name") if key in row), "")
    return str(name), next(
        (row[key] for key in ("received", "date", "on", "status", "supplied") if key in row), None
    )
