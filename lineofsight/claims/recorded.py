"""Claims bound to what is on record: counts, lists, meetings, asks, plans, judgements, last year's words."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from lineofsight.claims import shown
from lineofsight.claims.days import parsed
from lineofsight.claims.evidence import Evidence
from lineofsight.claims.heard import numbers, times
from lineofsight.claims.language import Claim
from lineofsight.claims.reading.numbers import Kind
from lineofsight.claims.verdict import VERIFIED, Outcome, Verdict, contradicted, unmeasured, unsupported
from lineofsight.claims.wording.judging import LEVELS, said_level

GIVEN = re.compile(r"\b(provided|given|received|assured|replied|answered|confirmed)\b", re.I)
DONE = re.compile(r"\b(fully|implement\w*|complet\w*|deliver\w*|closed|achieved|in place|finished)\b", re.I)
HOPED = re.compile(r"\b(?:will|would|should|must|to) be\b|\b(?:will|to)$|\b(?:sought|ask(?:ed)?)\b", re.I)
DENIED = re.compile(r"\b(?:not|never|yet to)\b|n['’]t\b", re.I)
VERB = re.compile(r"(?:is|was|has|had|cannot|can|remains)\b", re.I)
# What a board says of a matter at each level.
SAID_OF = {
    "unable to judge": "is unable to judge", "not assured": "is not assured", "not yet assured": "cannot yet be assured",
    "some assurance": "has some assurance", "assured": "is assured",
}  # fmt: skip
# That the board was told: of this only papers bear witness, each at its meeting. And what says how often.
TOLD = re.compile(
    r"\bsighted on\b|\b(?:receiv\w+|given|had) (?:\w+ ){0,2}updates?\b|\bkept (?:informed|updated)\b"
    r"|\bmonitor\w*(?=.*\bthroughout\b)",
    re.I,
)
# That it was not: the telling itself is denied, and not something else in the sentence.
UNTOLD = re.compile(
    r"(?:\b(?:not|never|yet to)|n['’]t) (?:(?:yet|ever|even|be|been|being|to) ){0,3}"
    r"(?:sighted on|(?:receiv\w*|given|ha[dv]e?) (?:\w+ ){0,2}updates?|(?:kept )?(?:informed|updated)|monitor\w*)\b"
    r"|\b(?:receiv\w+|given|had) no (?:\w+ )?updates?\b",
    re.I,
)
DENIAL = re.compile(r"\b(?:not|never|no)\s|n['’]t\b")  # what is left without it says that it was told
THROUGHOUT = re.compile(r"\bthroughout(?: the year)?\b|\ball (?:through the )?year\b", re.I)
EVERY = re.compile(r"\b(?:every|each) (?:board )?meeting\b", re.I)
OFTEN = re.compile(r"\bregular(?:ly)?\b|\brepeatedly\b|\bupdates\b", re.I)
QUARTERS = 3  # of a year's four, in which something came that was "throughout" it
# Words that say nothing by themselves.
ORDINARY = frozenset(re.findall(r"\w+", """
    the and for with from that this its are was were been has have had not their they there which who board report year last
    noted also more than about into over"""))  # fmt: skip


def outcomes(claim: Claim, known: Evidence, text: str) -> Iterator[Outcome]:
    """What the record says of the words. An answer or an action that is only hoped for is no claim yet."""
    before = text[max(0, claim.start - 20) : claim.start].strip()
    if known.missing or (
        claim.tag.kind in ("ask", "plan") and (HOPED.search(before) or HOPED.search(claim.words))
    ):
        return
    yield from {
        "count": _count, "list": _list, "meeting": _dated, "record": _dated, "ask": _ask, "plan": _plan,
        "judgement": _judgement, "said": _said,
    }[claim.tag.kind](claim.words, known)  # fmt: skip


def _count(words: str, known: Evidence) -> Iterator[Outcome]:
    said = [one for one in numbers(words) if one.kind in (Kind.COUNT, Kind.DURATION, Kind.MULTIPLE)]
    if not said:
        yield unmeasured(f"'{words}' states no number, and the tag counts: say {shown.part(known, 'value')}")
    for one in said:
        if known.value is not None and one.low != known.value:
            truth = shown.as_said(known.value, one.words)
            yield contradicted(f"it says {one.words}; the record has {shown.number(known.value)}", truth).at(
                one.start, one.end
            )


def _list(words: str, known: Evidence) -> Iterator[Outcome]:
    if not known.items:
        yield unmeasured("the list on record is empty: write its items into records.toml")
        return
    counted = [one for one in numbers(words) if one.kind is Kind.COUNT]
    for one in counted:
        if one.low != len(known.items):
            truth = shown.as_said(Fraction(len(known.items)), one.words)
            said = contradicted(f"it says {one.words}; the list has {len(known.items)}", truth)
            yield said.at(one.start, one.end)
    named = [part for part in re.split(r",|;|\band\b|\n", words) if _content(part)]
    for part in () if counted else named:
        if not any(_overlap(part, item) >= 0.5 or _overlap(item, part) >= 0.5 for item in known.items):
            yield contradicted(f"'{part.strip()}' is not on the list", ", ".join(known.items))


def _dated(words: str, known: Evidence) -> Iterator[Outcome]:
    """Its days are the record's, and so is every number in it."""
    came = [paper["on"] for paper in known.fields.get("papers", ())]
    days = sorted({*came, *(value for value in known.fields.values() if isinstance(value, date))})
    for time in times(words):
        said = parsed(time.label or "")
        unread = time.label is None and time.relative is None
        if days and (unread or said) and not (said and any(said.start <= day <= said.end for day in days)):
            dates = " and ".join(map(shown.day, days))
            said_wrong = contradicted(f"it says {time.words}; the record has {dates}", shown.day(days[0]))
            yield said_wrong.at(time.start, time.end)
    figures = sorted(
        Fraction(str(value))
        for value in known.fields.values()
        if isinstance(value, int | float) and not isinstance(value, bool)
    )
    for one in numbers(words):
        held = _counted(words[one.end :], known)
        if known.said and one.words in known.said:
            continue  # the record's own words
        if one.kind not in (Kind.COUNT, Kind.MULTIPLE) or one.low in (
            [held] if held is not None else figures
        ):
            continue
        if held is not None:
            truth = shown.as_said(held, one.words)
            said_wrong = contradicted(f"it says {one.words}; the record has {shown.number(held)}", truth)
            yield said_wrong.at(one.start, one.end)
        elif figures:
            has = " and ".join(map(shown.number, figures))
            yield contradicted(f"it says {one.words}; the record has {has}: leave it out, or write it there")
        else:
            yield unmeasured(f"it says {one.words}; the record states no number")
    yield from _papers(words, known)
    on_record = " ".join(f"{key} {value}" for key, value in known.fields.items())
    for how in (TOLD, THROUGHOUT, EVERY, OFTEN) if came else ():
        words = how.sub(" ", words)  # judged by the papers
    unsaid = any(how.search(words) and not how.search(on_record) for how in (THROUGHOUT, EVERY))
    if known.said and (unsaid or _overlap(words, on_record) < 0.5):
        yield unsupported(f"the record reads '{known.said}'", known.said)


def _papers(words: str, known: Evidence) -> Iterator[Outcome]:
    """ "Sighted on", "received updates", "monitored throughout the year": by papers at meetings, and one is not a year."""
    papers = known.fields.get("papers", ())
    if not papers:
        if TOLD.search(words) and not UNTOLD.search(words):
            lacking = "no paper at a meeting is on record: name each with its meeting, item, version and who was there"
            yield unmeasured(lacking)
        return
    days = sorted({paper["on"] for paper in papers})
    told = f"it came to the board {_times(len(days))}, on {_and([shown.day(day) for day in days])}"
    less = _less_often(words, days, told, known.fields.get("meetings_held"))
    if UNTOLD.search(words):
        if less is None:
            yield contradicted(told, DENIAL.sub("", words, count=1))
        elif less.verdict is not Verdict.UNSUPPORTED:
            yield less
        return
    if less:
        yield less
    if TOLD.search(words) and not any(paper.get("paper") for paper in papers):
        yield Outcome(VERIFIED.verdict, caution="it stood on agendas, and nothing about it came in writing")
    if unseen := sorted({paper["on"] for paper in papers if not paper.get("present")}):
        when = _and([shown.day(day) for day in unseen])
        yield Outcome(VERIFIED.verdict, caution=f"nobody said who was in the room on {when}")


def _less_often(words: str, days: Sequence[date], told: str, held: int | None) -> Outcome | None:
    """What is said where it came less often than the words have it."""
    quarters = {(day.year, (day.month - 1) // 3) for day in days}
    if THROUGHOUT.search(words) and len(quarters) < QUARTERS:
        return unsupported(f"{told}: that is not throughout the year", told)
    if EVERY.search(words) and held is None:
        return unmeasured("the record does not say how often the board met: write its meetings_held")
    if EVERY.search(words) and held is not None and len(days) < held:
        return unsupported(f"{told}, and the board met {_times(held)}", told)
    if OFTEN.search(words) and len(days) < 2:
        return unsupported(told, told)
    return None


def _times(many: int) -> str:
    return {1: "once", 2: "twice"}.get(many, f"{many} times")


def _and(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _counted(after: str, known: Evidence) -> Fraction | None:
    """The number on record of the thing named next: cases = 6 for "six cases"."""
    thing = re.match(r"\W*(\w+)", after)
    said = next(
        (
            value
            for key, value in known.fields.items()
            if thing and key.rstrip("s") == thing[1].lower().rstrip("s")
        ),
        None,
    )
    return Fraction(str(said)) if isinstance(said, int | float) and not isinstance(said, bool) else None


def _ask(words: str, known: Evidence) -> Iterator[Outcome]:
    """Given is not accepted; a reply without evidence is self-report."""
    if not GIVEN.search(words):
        return
    reply, answer = known.fields.get("reply"), str(known.fields.get("answer", "")).lower()
    accepted = answer in ("accepted", "enough")
    if DENIED.search(words):
        if reply and accepted:
            yield contradicted("a reply came, and the board accepted it", "assurance has been given")
    elif not reply:
        yield contradicted(
            "nobody has replied to this ask yet", "assurance has been asked for and not yet given"
        )
    elif not accepted:
        said = f"its answer was '{answer}'" if answer else "the board has not accepted it"
        yield unsupported(
            f"a reply came, and {said}", "a reply has been received, which the board has not yet accepted"
        )
    elif not known.fields.get("evidence"):
        yield Outcome(VERIFIED.verdict, caution="the reply came without evidence: it is self-report")


def _plan(words: str, known: Evidence) -> Iterator[Outcome]:
    """Fully implemented: actions closed, closed with accepted evidence, impact evidenced; all three, or says which."""
    actions, closed, evidenced = (int(known.fields.get(key, 0)) for key in ("actions", "closed", "evidenced"))
    plain = [one for one in numbers(words) if one.kind is Kind.COUNT]
    truth = f"{closed} of {actions} actions are closed, {evidenced} with accepted evidence"
    for one in numbers(words):
        if one.kind not in (Kind.COUNT, Kind.DURATION):
            yield unmeasured(f"{one.words}: a plan is counted in actions: {truth}", truth)
    for one in plain:
        is_whole = any(other.of and other.of.start == one.start for other in plain)
        end = max(one.end, one.of.end if one.of else 0)
        tail = words[end : next((other.start for other in plain if other.start >= end), len(words))]
        with_evidence = re.search(r"\bevidence", tail, re.I)
        said_done = one.of or with_evidence or (DONE.search(words) and not is_whole)
        right = actions if not said_done or is_whole else evidenced if with_evidence else closed
        if one.low != right:
            yield contradicted(truth, shown.as_said(Fraction(right), one.words)).at(one.start, one.end)
    if plain or not DONE.search(words):
        return
    if not actions:
        yield unmeasured("the plan on record has no actions to count")
    elif DENIED.search(words):
        if closed == evidenced == actions and known.fields.get("impact"):
            yield contradicted(f"{truth}, and its impact is on record", "fully implemented")
    elif closed < actions:
        yield contradicted(truth, f"{closed} of {actions} actions closed")
    elif evidenced < closed:
        yield unsupported(truth, f"all {actions} actions closed, {evidenced} of them with accepted evidence")
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
            verb = VERB.match(words)
            truth = SAID_OF[known.level] if verb else known.said or known.level
            if verb and verb[0].lower() in ("was", "had"):
                truth = truth.replace("is ", "was ").replace("has ", "had ").replace("cannot ", "could not ")
            yield make(f"it says '{words}'; the judgement on record is '{known.level}'", truth)
    elif known.said and _overlap(words, known.said) < 0.5:
        yield unsupported(f"the judgement on record reads '{known.said}'", known.said)


def _said(words: str, known: Evidence) -> Iterator[Outcome]:
    """Last year's report said so: its numbers and most of its words."""
    there = iter([one.low for one in numbers(known.said or "")])
    for one in numbers(words):
        if one.low not in there:  # in the order in which they stand there
            yield contradicted(f"{one.words} does not stand in {known.title}: '{known.said}'", known.said)
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
