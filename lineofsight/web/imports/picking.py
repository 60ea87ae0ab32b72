"""What minutes say that is data: decisions, actions, assurance sought, who came; each with its paragraph."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from lineofsight.engine.sources import opening
from lineofsight.engine.sources.opening import Paragraph, WordTable
from lineofsight.web.imports import words
from lineofsight.web.imports.words import BRACKETS, normal

DECISION, ACTION, ASK, CAME, LEFT = "decision", "action", "ask", "came", "left"
PRESENT, APOLOGIES, ABSENT = "present", "apologies", "absent"

MARK = r"\s*(?:no\.?\s*)?[\d.]*\s*(?:\(([^)]{1,60})\))?\s*[:–—-]\s*"  # "Action 4 (PL):"
IS_ACTION = re.compile(rf"^(?:agreed )?actions?(?: point)?s?{MARK}(.+)$", re.IGNORECASE)
IS_DECISION = re.compile(
    r"^(?:(?:decisions?|resolved|agreed|recommendation agreed)\b\s*(?:\d[\d.]*)?\s*[:–—-]?\s*(?:that\b|to\b)?\s*(?=\S)"
    r"|(?:it was|the (?:board|partnership|executive|group|meeting|committee|panel|members)|members|all)\s+(?:\w+ly\s+)?"
    r"(?:agreed|resolved|approved|endorsed|decided|ratified)\b)(.*)$",
    re.IGNORECASE,
)
# A decision under its mark, such as "RESOLVED: that ..."; else the sentence is the decision.
MARKED = re.compile(r"^(?:decisions?|resolved|agreed)\b\s*(?:\d[\d.]*)?\s*[:–—-]", re.IGNORECASE)
IS_ASK = re.compile(
    r"\b(?:seeks?|sought|asked for|requests?|requested|wants?)\s+(?:\w+\s+){0,2}assurance\b"
    r"|\bassurance (?:is|was|to be) (?:sought|requested)\b",
    re.IGNORECASE,
)
LISTS = {
    PRESENT: re.compile(
        r"^(?:present|in attendance|attendees|attendance|members present|those present)\b\s*[:–—-]?\s*",
        re.IGNORECASE,
    ),
    APOLOGIES: re.compile(
        r"^apologies(?: for absence| received(?: from)?)?\b\s*(?:were received from|from)?\s*[:–—-]?\s*",
        re.IGNORECASE,
    ),
    ABSENT: re.compile(r"^(?:absent|did not attend|non[- ]attendance)\b\s*[:–—-]?\s*", re.IGNORECASE),
}
IS_OPEN = re.compile(r"^part (?:1|one|a)\b|.*\bopen (?:part|session)\b", re.IGNORECASE)
IS_CLOSED = re.compile(
    r"\b(?:confidential|closed|restricted|exempt|private)\s+(?:part|session|section|items?|minutes?|business)\b"
    r"|^part (?:2|two|b)\b",
    re.IGNORECASE,
)
NAME = r"(?:[A-Z][\w'’.-]*|and|of|the|&|/)"
WHO = re.compile(rf"^({NAME}(?:\s+{NAME}){{0,6}})\s+(?:to|will|agreed to|is to)\s+(.+)$")
AT_THE_END = re.compile(r"[\[(–—-]\s*(?:owner|lead|action|by)?:?\s*([A-Z][\w'’. /&-]{1,60}?)\s*[\])]?\s*$")
NUMBERED = re.compile(r"^\s*(?:\(?\d{1,2}(?:\.\d{1,2})*[.)]?|[•▪*·–-])\s+")
LONGEST_NAME = 120


@dataclass(frozen=True)
class Picked:
    """`where`: the paragraph, or the row of a table. `item`: the heading above it. `why`: of what was left, why."""

    kind: str
    where: str
    words: str
    item: str = ""
    owner: str = ""
    due: str = ""
    how: str = ""
    why: str = ""

    def plain(self) -> dict[str, str]:
        return asdict(self)


def pick(path: Path, met: date | None = None) -> list[Picked]:
    """In the order of the file; of a closed part only that it is there. SourceError where the file cannot be read.

    `met`: the day of the meeting, from which "by 15 January" is the next one.
    """
    found: list[Picked] = []
    item, listing, closed = "", "", ""
    tables = 0
    for one in opening.read_word(path):
        if isinstance(one, WordTable):
            tables += 1
            found += [] if closed else _of_table(one, tables, listing, item, met)
            listing = ""
            continue
        if not one.text:
            continue
        heading = one.level > 0 or (one.bold and len(one.text) <= LONGEST_NAME)
        if heading and IS_OPEN.match(one.text):
            closed = ""
        elif heading and IS_CLOSED.search(one.text) and not closed:
            closed = one.text
            why = "From here on it is the closed part: nothing of it is read. Record what was decided there on its items"
            found.append(Picked(LEFT, f"paragraph {one.number}", one.text[:200], why=why))
        if closed:
            continue
        started = next((how for how, mark in LISTS.items() if mark.match(one.text)), "")
        if started and (heading or len(one.text) < 40 or re.match(r"[A-Za-z ]{4,30}[:–—-]", one.text)):
            listing = started
            found += _people(LISTS[started].sub("", one.text, count=1), listing, one)
        elif heading:
            listing, item = "", NUMBERED.sub("", one.text)[:200]
        elif said := _said(one, item, met):
            listing = ""
            found.append(said)
        elif listing and len(one.text) <= LONGEST_NAME:
            found += _people(one.text, listing, one)
        else:
            listing = ""
    return found


def _said(one: Paragraph, item: str, met: date | None) -> Picked | None:
    text, where = NUMBERED.sub("", one.text), f"paragraph {one.number}"
    if action := IS_ACTION.match(text):
        return _action(action[2], where, item, met, owner=action[1] or "")
    if IS_ASK.search(text):
        return Picked(ASK, where, text, item, due=_due(text, met))
    if decision := IS_DECISION.match(text):
        marked = decision[1].strip() if MARKED.match(text) else ""
        return Picked(DECISION, where, _sentence(marked or text), item)
    return None


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _action(text: str, where: str, item: str, met: date | None, *, owner: str = "") -> Picked:
    who, end = WHO.match(text), AT_THE_END.search(text)
    if not owner and who:
        owner, text = who[1], who[2]
    elif not owner and end and not words.DAYS.search(end[1]):
        owner, text = end[1], text[: end.start()].rstrip(" .;,")
    return Picked(ACTION, where, _sentence(text), item, owner=owner.strip(), due=_due(text, met))


def _due(text: str, met: date | None) -> str:
    """The day by which, where one is named after "by" or "before", or alone."""
    after = re.search(r"\b(?:by|before|due|deadline|no later than)\b(.*)$", text, re.IGNORECASE)
    return _day(after[1], met) if after else ""


def _day(text: str, met: date | None) -> str:
    """A day without its year is the next one after the meeting."""
    day = words.day(text, last=True).value or (words.next_day(text, met) if met else None)
    return f"{day}" if day else ""


def _people(text: str, how: str, one: Paragraph) -> Iterator[Picked]:
    """Names between commas or semicolons, each with what stands in brackets behind it."""
    # A line such as "Pat Lane, West Mercia Police" is one.
    alone = text == one.text and ";" not in text and "(" not in text and text.count(",") == 1
    parts = [text] if alone else re.split(r";|,(?![^(]*\))|\band\b(?![^(]*\))", text)
    for part in parts:
        name = NUMBERED.sub("", part).strip(" .,;:-–")
        if name and normal(name) not in ("none", "no apologies", "none received", "nil"):
            yield Picked(CAME, f"paragraph {one.number}", name[:LONGEST_NAME], how=how)


def _of_table(one: WordTable, number: int, listing: str, item: str, met: date | None) -> Iterator[Picked]:
    """A table of actions, or of who came."""
    head = [normal(cell) for cell in one.rows[0]] if one.rows else []
    action = _column(head, ("action", "actions", "action point", "agreed action", "action required"))
    name = _column(head, ("name", "member", "attendee", "present", "member name"))
    status = _column(
        head, ("attendance", "status", "present apologies", "present/apologies", "attended", "apologies")
    )
    for at, row in enumerate(one.rows[1:] if action is not None or name is not None else one.rows, 2):
        where = f"table {number}, row {at if action is not None or name is not None else at - 1}"
        if action is not None and action < len(row) and row[action].strip():
            owner, due = (
                _cell(row, head, ("owner", "lead", "by whom", "who", "responsible", "action by")),
                _cell(
                    row,
                    head,
                    ("by when", "due", "deadline", "date", "timescale", "when", "target date", "due date"),
                ),
            )
            picked = _action(" ".join(row[action].split()), where, item, met, owner=owner)
            yield Picked(**{**picked.plain(), "due": _day(due, met) or picked.due})
        elif action is None and (listing or (name is not None and status is not None)):
            said = row[name] if name is not None and name < len(row) else next(filter(None, row), "")
            how = _how(row[status]) if status is not None and status < len(row) else listing
            if said.strip() and how:
                yield Picked(CAME, where, " ".join(said.split())[:LONGEST_NAME], how=how)


def _column(head: list[str], heard: tuple[str, ...]) -> int | None:
    return next((place for place, cell in enumerate(head) if cell in heard), None)


def _cell(row: list[str], head: list[str], heard: tuple[str, ...]) -> str:
    place = _column(head, heard)
    return " ".join(row[place].split()) if place is not None and place < len(row) else ""


def _how(cell: str) -> str:
    said = normal(cell)
    if said.startswith(("apolog", "a ")) or said == "a":
        return APOLOGIES
    if said.startswith(("absent", "no", "x", "did not")):
        return ABSENT
    return PRESENT if said else ""


def person(name: str, members: list[Any]) -> tuple[Any, bool]:
    """Which member a name of the list is, and whether somebody came in their place."""
    bare = normal(re.split(r"[,–—]| - ", BRACKETS.sub(" ", name))[0])
    for each in members:
        if bare and (normal(each.name) == bare or bare.startswith(f"{normal(each.name)} ")):
            return each, False
    surname = bare.split()[-1] if bare else ""
    alike = [each for each in members if surname and normal(each.name).split()[-1] == surname]
    if len(alike) == 1 and (len(bare.split()) == 1 or bare[0] == normal(alike[0].name)[0]):
        return alike[0], False
    for each in members:
        instead = re.search(
            r"\b(?:for|representing|on behalf of|deputising for|substitute for)\s+(.+)", normal_kept(name)
        )
        if (instead and normal(each.name) in instead[1]) or (
            each.substitute and normal(each.substitute) == bare
        ):
            return each, True
    return None, False


def normal_kept(name: str) -> str:
    """With what stands in brackets."""
    return " ".join(re.sub(r"[^\w]+", " ", name.casefold()).split())
