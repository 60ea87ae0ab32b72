"""Words that need a share, a band, a judgement or evidence about children; and what figures cannot say."""

import re
from fractions import Fraction

from lineofsight.claims import shown
from lineofsight.claims.days import last_day, parsed
from lineofsight.claims.verdict import VERIFIED, Outcome, contradicted, unmeasured, unsupported
from lineofsight.claims.wording import own
from lineofsight.claims.wording.case import Case, asks

ON_RECORD = ("judgement", "record", "ask", "plan", "list", "said", "meeting")
# They say nothing where no figure is bound.
OF_A_FIGURE = (
    *("defined", "timed", "looked_back", "part_of_the_time", "now", "never"),
    *("over_a_time", "of_them", "added"),
)
# Levels of assurance, the lowest first, and words that each bears out.
LEVELS = ("unable to judge", "not assured", "not yet assured", "some assurance", "assured")
NOT_YET = re.compile(
    r"\b(not|cannot|could not|unable|no)\b[\w\s]{0,30}\b(assur|confiden|satisf)|\bserious (questions|concerns)|"
    r"\blimited assurance",
    re.I,
)
SOME = re.compile(r"\b(some|partial|partly|partially|reasonable|further) (re)?assur", re.I)
ACTIVITY = re.compile(
    r"\b(attend(ed|ance|ances|ees)?|train(ed|ing)|brief(ed|ings?)|sessions?|forms?|completed|delivered|events?|workshops?|leaflets?|"
    r"campaigns?|meetings?|sent out|published|launched|circulated|reached)\b",
    re.I,
)

NOT_KNOWN = re.compile(
    r"(?: on children)?(?: is| are| was| has)? not (?:yet )?(?:been )?(?:known|evidenced|shown|measured)\b",
    re.I,
)
# A measure may itself be of what something led to: contacts that become referrals.
OF_AN_OUTCOME = re.compile(r"because|led to|leading to|result(?:ed|s|ing) in", re.I)
BY_DEFINITION = re.compile(r"\b(because|leads? to|led to)\b", re.I)
THE_MATTER = re.compile(
    r"\b(?:assured|confident|satisfied|assurance|judge)\s(?:yet\s)?(?:that|about|whether|of|how)\b[^,;]*$",
    re.I,
)
TIMED = re.compile(r"\b(in time|within|by the (time|end)|due|late|overdue|up to date|weeks? or less)\b", re.I)

OF_A_DAY = re.compile(r"\bon (?:the last day of|30 September|31 March)(?! who\b)")

# Words that say nothing of their own beside the one that does: "were late", "came off".
BESIDE = {
    *("were", "was", "are", "is", "be", "been", "held", "had", "has", "have", "did", "do", "does"),
    *("the", "a", "an", "of", "in", "to", "for"),
}


def share(case: Case) -> Outcome | None:
    """All, most, few: over all who were due, not over those who answered."""
    evidence = case.after
    if not evidence.share or evidence.n is None or not evidence.d or case.part == "denominator":
        return None
    percent = 100 * evidence.n / evidence.d
    truth = shown.some(evidence)
    so = case.match.rule.holds(percent)
    if so != case.match.denied or (case.of_the_rest and case.match.rule.holds(100 - percent)):
        return VERIFIED
    answered = evidence.answered_only
    if answered and not case.match.denied and case.match.rule.holds(100 * evidence.n / answered):
        replied = f"the {shown.as_said(answered, '')} that replied"
        due = f"{shown.number(evidence.d)} were due, and of all of them it is {truth}"
        return unsupported(
            f"{due}; {case.quoted} is true only of {replied}",
            f"{shown.number(evidence.n)} of {replied}",
        )
    return contradicted(f"{case.match.as_said} means {_meant(case)}; it is {truth}", truth)


def _meant(case: Case) -> str:
    meant = case.match.rule.meant
    return f"that it is not {meant}" if case.match.denied else meant


def band(case: Case) -> Outcome | None:
    """High, low: only where the board has set a band for the measure."""
    if case.kind in ON_RECORD:
        return _on_record(case)
    bands = case.settings.bands.get(case.after.code, {})
    if case.match.rule.name not in bands:
        return unmeasured(asks(case.match))
    low, high = bands[case.match.rule.name]
    so = (low is None or case.now >= low) and (high is None or case.now <= high)
    if so != case.match.denied:
        return VERIFIED
    ends = [
        f"{word} {shown.amount(end, case.unit)}"
        for word, end in (("from", low), ("up to", high))
        if end is not None
    ]
    has = shown.part(case.after, case.part)
    return contradicted(
        f"the board's band for '{case.match.rule.name}' is {' '.join(ends)}, and the record has {has}", has
    )


def frequency(case: Case) -> Outcome | None:
    """Often, generally, routinely: a share, with its n, of the cases looked at."""
    evidence = case.after
    if case.kind in ON_RECORD:
        return _on_record(case)
    if not evidence.share or evidence.n is None or not evidence.d:
        return unmeasured(asks(case.match))
    if case.match.rule.holds(100 * evidence.n / evidence.d) != case.match.denied:
        return VERIFIED
    truth = shown.whole(evidence)
    return contradicted(f"{case.match.as_said} means {_meant(case)}; it is {truth}", truth)


def judged(case: Case) -> Outcome | None:
    """Strong, good, assured: a judgement on record."""
    if case.kind in ON_RECORD:
        return _on_record(case)
    return unmeasured(f"{case.quoted} is a judgement, and no figure can bear it out. {case.match.rule.ask}")


def _on_record(case: Case) -> Outcome:
    """The words are borne out by what was decided: its words, or its level of assurance."""
    on_record = case.after
    if not case.inside and THE_MATTER.search(case.text[: case.match.start]):
        return VERIFIED  # what it is that the Board is, or is not, assured of
    if case.match.rule.name == "assured" and on_record.level:
        held = LEVELS.index(on_record.level)
        claimed = said_level(case.text, case.match.denied)
        if claimed == held:
            return VERIFIED
        truth = f"the judgement on record is '{on_record.level}'"
        make = unsupported if 0 < held < claimed and held >= 2 else contradicted
        return make(f"it says {case.quoted}; {truth}", on_record.said or on_record.level)
    if on_record.said and _shares_words(case.match.words, on_record.said):
        return VERIFIED
    if on_record.said and not on_record.level:
        return unsupported(f"{case.quoted} is not in what is on record: '{on_record.said}'", on_record.said)
    if on_record.said:
        return unsupported(
            f"{case.quoted} is more than the judgement on record says: '{on_record.said}'", on_record.said
        )
    return unmeasured(asks(case.match))


def said_level(text: str, denied: bool = False) -> int:
    """The level of assurance that a sentence claims."""
    if re.search(r"\b(unable|cannot|not possible) to (judge|say)", text, re.I):
        return LEVELS.index("unable to judge")
    if re.search(
        r"\bnot (yet|fully)\b|\bcannot yet\b|\bnot (yet )?possible\b|\blimited assurance\b", text, re.I
    ):
        return LEVELS.index("not yet assured")
    if denied or NOT_YET.search(text):
        return LEVELS.index("not assured")
    return LEVELS.index("some assurance") if SOME.search(text) else LEVELS.index("assured")


def _shares_words(words: str, said: str) -> bool:
    stems = [word[:5].lower() for word in re.findall(r"\w{4,}", words)]
    return any(stem in said.lower() for stem in stems)


def defined(case: Case) -> Outcome | None:
    """Late, girls, killed: only where the measure's own definition, or the claim's group, says so."""
    a_group = case.match.rule.name == "a group" and "measure" in case.after.fields
    told = case.kind == "fact" and (case.after.definition or a_group)
    if case.kind != "figure" and not told:
        return VERIFIED
    if case.of_the_rest or (case.after.group and case.match.rule.name != "counted"):
        return VERIFIED
    words = [word for word in re.findall(r"\w+", case.match.words.lower()) if word not in BESIDE]
    noted = " ".join(str(case.after.fields.get(key, "")) for key in ("words", "note", "document"))
    held = f"{case.after.title} {case.after.definition} {case.after.group or ''} {noted}"
    same = own.meaning(held) if case.match.rule.name == "counted" else frozenset[str]()
    return (
        VERIFIED if words and all(_stands(word, held) or own.stem(word) in same for word in words) else None
    )


def _stands(word: str, held: str) -> bool:
    """In one number or the other: "families" where a definition has "family"."""
    stem = re.sub(r"(?:ies|s|y|ren)$", "", word) if len(word) > 3 else rf"{word}\b"
    return bool(re.search(rf"\b{stem}", held, re.I))


def timed(case: Case) -> Outcome | None:
    """In time: of a measure with a limit of time, and not of all that were due."""
    if case.kind != "figure":
        return VERIFIED
    held = f"{case.after.title} {case.after.definition}"
    return VERIFIED if case.part != "denominator" and TIMED.search(held) else None


def looked_back(case: Case) -> Outcome | None:
    """In the last year: of a measure that looks back so far, and not of one that asks whether it ever was so."""
    months = {(Fraction(12), "months"), (Fraction(1), "year")}
    return VERIFIED if case.kind != "figure" or months & set(case.after.limits) else None


def part_of_the_time(case: Case) -> Outcome | None:
    """In the last quarter: of a claim whose own period is shorter than a year."""
    period = parsed(case.after.period or "")
    days = (period.end - period.start).days if period else 0
    return VERIFIED if case.kind != "figure" or 0 < days < 360 else None


def now(case: Case) -> Outcome | None:
    """Now: of the report's own year; where it has none, of the newest value on record."""
    period, newest = case.after.period, case.year or case.after.newest
    ends, last = last_day(period or ""), last_day(newest or "")
    if case.kind != "figure" or ends is None or last is None or ends >= last:
        return VERIFIED
    whose = "this report is about" if case.year else "the record goes on to"
    return contradicted(
        f"it says {case.quoted}; the figure is of {shown.period(period)}, and {whose} {shown.period(newest)}",
        f"in {shown.period(period)}",
    )


def over_a_time(case: Case) -> Outcome | None:
    """During the year: not of those counted on its last day, unless of how they changed."""
    on_a_day = case.kind == "figure" and OF_A_DAY.search(case.after.definition)
    return None if on_a_day and case.before is None else VERIFIED


def of_them(case: Case) -> Outcome | None:
    """All of them: of a share; of a number nothing says what all of them are."""
    return share(case) if case.inside else None


def added(case: Case) -> Outcome | None:
    """Another 12: beside a number that it comes on top of."""
    return VERIFIED if re.search(r"\d", case.text[: case.match.start]) else None


def never(case: Case) -> Outcome | None:
    """Words that no record bears out."""
    return None


def cause(case: Case) -> Outcome | None:
    """Because: figures that move together do not say why."""
    if case.kind in ON_RECORD:
        return _on_record(case) if case.inside else None
    held = f"{case.after.title} {case.after.definition}"
    if OF_AN_OUTCOME.match(case.match.words) and _follows_by_definition(case, held):
        return None
    if case.match.denied or (OF_AN_OUTCOME.match(case.match.words) and BY_DEFINITION.search(held)):
        return None
    if case.after.group and case.after.group in case.text:
        return None  # "because of neglect", of the plans whose category is neglect
    return unsupported(
        f"{case.quoted} says why, and figures that move together do not: give the figures and leave the reason out, or "
        "say whose view it is",
        case.plain() if case.then is not None else None,
    )


def _follows_by_definition(case: Case, held: str) -> bool:
    """ "Led to no further action": what the measure itself counts."""
    next_ = own.WORD.findall(case.text[case.match.end :])[:3]
    return len(next_) == 3 and all(own.stem(word) in own.meaning(held) for word in next_)


def impact(case: Case) -> Outcome | None:
    """Impact: needs evidence about children; attendance and forms are activity."""
    if case.match.denied or NOT_KNOWN.match(case.text, case.match.end):
        return VERIFIED
    if case.after.fields.get("impact"):
        return VERIFIED
    if case.kind in ON_RECORD:
        return _on_record(case)
    if ACTIVITY.search(case.text) or ACTIVITY.search(case.after.title):
        return unsupported(
            f"this is activity, not impact: say that its effect on children is not yet known. {case.match.rule.ask}"
        )
    return None


def outside_remit(text: str, words: str) -> Outcome | None:
    """Unborn children and stillbirths beside deaths that a panel reviewed."""
    said_so = re.search(r"\b(?:not|outside|exclud\w+|without)\b", text, re.I)
    if not said_so and re.search(r"\b(?:deaths?|died|reviewed|review|panel|modifiable|CDOP)\b", text, re.I):
        return unsupported(
            f"'{words}': the panel reviews the deaths of children born alive; unborn children and stillbirths are outside "
            "its remit: leave them out, or say that it did not review them"
        )
    return None
