"""Claims bound to what is on record: counts, lists, meetings, asks, plans, judgements, last year's words."""

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from lineofsight.claims import shown
from lineofsight.claims.evidence import Evidence
from lineofsight.claims.language import Claim
from lineofsight.claims.reading.numbers import Kind, numbers
from lineofsight.claims.reading.times import times
from lineofsight.claims.verdict import VERIFIED, Outcome, contradicted, unmeasured, unsupported
from lineofsight.claims.wording.judging import LEVELS, said_level

GIVEN = re.compile(r"\b(provided|given|received|assured|replied|answered|confirmed)\b", re.I)
DONE = re.compile(r"\b(fully|implement\w*|complet\w*|deliver\w*|closed|achieved|in place|finished)\b", re.I)
ORDINARY = frozenset(
    [
        *(
            "the",
            "and",
            "for",
            "with",
            "from",
            "that",
            "this",
            "its",
            "are",
            "was",
            "were",
            "been",
            "has",
            "have",
            "had",
        ),
        *(
            "not",
            "their",
            "they",
            "there",
            "which",
            "who",
            "board",
            "report",
            "year",
            "last",
            "noted",
            "also",
            "more",
        ),
        *("than", "about", "into", "over"),
    ]
)


def outcomes(claim: Claim, known: Evidence, text: str) -> Iterator[Outcome]:
    """What the record says of the words."""
    if known.missing:
        return
    yield from {
        "count": _count, "list": _list, "meeting": _dated, "record": _dated, "ask": _ask, "plan": _plan,
        "judgement": _judgement, "said": _said,
    }[claim.tag.kind](claim.words, known)  # fmt: skip


def _count(words: str, known: Evidence) -> Iterator[Outcome]:
    said = [one for one in numbers(words) if one.kind in (Kind.COUNT, Kind.DURATION)]
    if not said:
        yield unmeasured(f"'{words}' states no number, and the tag counts: say {shown.part(known, 'value')}")
    for one in said:
        if known.value is not None and one.low != known.value:
            yield contradicted(
                f"it says {one.words}; the record has {shown.number(known.value)}", shown.number(known.value)
            )


def _list(words: str, known: Evidence) -> Iterator[Outcome]:
    for one in numbers(words):
        if one.kind is Kind.COUNT and known.items and one.low != len(known.items):
            yield contradicted(f"it says {one.words}; the list has {len(known.items)}", str(len(known.items)))
    if not known.items:
        yield unmeasured("the list on record is empty")
    named = [part for part in re.split(r",|;|\band\b|\n", words) if _content(part)]
    for part in named if not numbers(words) else ():
        if not any(_overlap(part, item) >= 0.5 or _overlap(item, part) >= 0.5 for item in known.items):
            yield contradicted(f"'{part.strip()}' is not on the list", ", ".join(known.items))


def _dated(words: str, known: Evidence) -> Iterator[Outcome]:
    """Its days are the record's, and so is every number in it."""
    held = {str(value) for value in known.fields.values() if isinstance(value, date)}
    for time in times(words):
        if time.label and re.fullmatch(r"\d{4}-\d{2}-\d{2}", time.label) and held and time.label not in held:
            yield contradicted(
                f"it says {time.words}; the record has {', '.join(map(_day, sorted(held)))}", _day(min(held))
            )
    figures = {
        Fraction(str(value))
        for value in known.fields.values()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }
    held_figures = ", ".join(shown.number(value) for value in sorted(figures)) or "no such number"
    for one in numbers(words):
        if one.kind is Kind.COUNT and one.low not in figures:
            yield (contradicted if figures else unmeasured)(
                f"it says {one.words}; the record has {held_figures}"
            )
    if (
        known.said
        and _content(words)
        and _overlap(words, f"{known.said} {known.title} {' '.join(map(str, known.fields.values()))}") < 0.5
    ):
        yield unsupported(f"the record reads '{known.said}'", known.said)


def _ask(words: str, known: Evidence) -> Iterator[Outcome]:
    """Given is not accepted; a reply without evidence is self-report."""
    if not GIVEN.search(words) or re.search(r"\b(will|to|must|should) be\b|\bsought\b|\bask(ed)?\b", words, re.I):
        return
    reply, answer = known.fields.get("reply"), str(known.fields.get("answer", "")).lower()
    if not reply:
        yield contradicted(
            "nothing has been replied to this ask yet", "assurance has been asked for and not yet given"
        )
    elif answer not in ("accepted", "enough"):
        yield unsupported(
            f"a reply was given and the board has {'answered ' + repr(answer) if answer else 'not accepted it yet'}",
            "a reply has been received, which the board has not accepted",
        )
    elif not known.fields.get("evidence"):
        yield Outcome(VERIFIED.verdict, caution="the reply came without evidence: it is self-report")


def _plan(words: str, known: Evidence) -> Iterator[Outcome]:
    """Fully implemented: actions closed, closed with accepted evidence, impact evidenced; all three, or says which."""
    actions, closed, evidenced = (int(known.fields.get(key, 0)) for key in ("actions", "closed", "evidenced"))
    plain = [int(one.low) for one in numbers(words) if one.kind is Kind.COUNT and one.low.denominator == 1]
    for one in plain:
        if one not in (actions, closed, evidenced):
            yield contradicted(
                f"it says {one}; {closed} of {actions} actions are closed",
                f"{closed} of {actions} actions closed",
            )
    if plain or not DONE.search(words):
        return
    truth = f"{closed} of {actions} actions are closed, {evidenced} with accepted evidence"
    if not actions:
        yield unmeasured("the plan on record has no actions to count")
    elif closed < actions:
        yield contradicted(f"{truth}", f"{closed} of {actions} actions closed")
    elif evidenced < closed:
        yield unsupported(truth, f"all actions closed, {evidenced} of {actions} with accepted evidence")
    elif not known.fields.get("impact"):
        yield unsupported(
            "every action is closed with accepted evidence, and its impact is not evidenced",
            "all actions closed, with impact not yet evidenced",
        )


def _judgement(words: str, known: Evidence) -> Iterator[Outcome]:
    """No stronger than the judgement on record."""
    if known.level and re.search(r"\b(re)?assur|\bconfiden|\bjudge\b", words, re.I):
        claimed, held = said_level(words), LEVELS.index(known.level)
        if claimed != held:
            make = unsupported if held >= 2 and claimed > held else contradicted
            yield make(
                f"it says '{words}'; the judgement on record is '{known.level}'", known.said or known.level
            )
    elif known.said and _overlap(words, known.said) < 0.5:
        yield unsupported(f"the judgement on record reads '{known.said}'", known.said)


def _said(words: str, known: Evidence) -> Iterator[Outcome]:
    """Last year's report said so: its numbers and most of its words."""
    there = [one.low for one in numbers(known.said or "")]
    for one in numbers(words):
        if one.low not in there:
            yield contradicted(f"{one.words} does not stand in {known.title}: '{known.said}'")
    if _overlap(words, known.said or "") < 0.5:
        yield contradicted(f"{known.title} reads '{known.said}'", known.said)


def _content(text: str) -> set[str]:
    return {_stem(word) for word in re.findall(r"[^\W\d]{3,}", text.lower()) if word not in ORDINARY}


def _stem(word: str) -> str:
    return re.sub(r"(?:ies|ing|ed|es|s|ly|ment|y)$", "", word)[:7]


def _overlap(words: str, on_record: str) -> float:
    """How much of what the words say stands on record, 0 to 1."""
    wanted = _content(words)
    return len(wanted & _content(on_record)) / len(wanted) if wanted else 1.0


def _day(label: str) -> str:
    day = date.fromisoformat(label)
    return f"{day.day} {day:%B %Y}"
