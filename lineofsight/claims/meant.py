"""Whether a sentence says what its figure is of: a rate as a rate, a share with its condition, what is counted."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from functools import cache

from lineofsight.claims import heard, shown
from lineofsight.claims.evidence import Evidence, Unit
from lineofsight.claims.language import Claim
from lineofsight.claims.mentions import FILE, Mention
from lineofsight.claims.reading.numbers import Kind
from lineofsight.claims.verdict import Verdict
from lineofsight.claims.wording import own

AS_A_RATE = re.compile(r"\brates?\b|\b(?:per|every|each)\b|10,?000", re.I)
CHILDREN = re.compile(r"\)?\s+(?:of )?(?:all )?(?:the |our )?(?P<who>children|young people)\b(?!['’])", re.I)
NO_NOUN = "of|all|the|our|these|those|is|was|were|are|had|has|have"
COUNTED = re.compile(
    rf"\)?\s+(?:of )?(?:(?:all|the|our|these|those) )*(?!(?:{NO_NOUN})\b)(?P<what>[a-z][\w-]*)"
)
# "It fell from 72% to 62%": the sentence before says of what.
SAID_BEFORE = re.compile(
    r"\b(?:it|this|these|they|both)\b|\b(?:the|our) (?:share|rate|proportion|percentage|figure|number)(?! of)\b",
    re.I,
)


def unsaid(
    text: str, claims: Sequence[tuple[Claim, Sequence[Evidence]]], within: Sequence[str] = ()
) -> Iterator[Mention]:
    """What a sentence leaves out of its figures, or calls by another name. `within`: the headings of a table's cell."""
    for claim, known in claims:
        if claim.tag.kind == "figure" and not any(one.missing for one in known):
            yield from _rate_as_count(text, claim, known[-1], within)
            yield from _as_children(text, claim, known[-1])
            yield from _without_condition(text, claim, known[-1], within)


def _rate_as_count(text: str, claim: Claim, one: Evidence, within: Sequence[str]) -> Iterator[Mention]:
    """ "66 children were looked after", of 66 per 10,000."""
    if claim.tag.part != "value" or one.unit is not Unit.PER_10_000 or one.value is None:
        return
    stated = [number for number in heard.numbers(text) if claim.start <= number.start < claim.end]
    plain = any(
        number.kind is Kind.COUNT and abs(number.low - one.value) <= number.step / 2 for number in stated
    )
    if plain and not AS_A_RATE.search(" ".join((text, *within))):
        why = f"it is a rate, and the sentence makes a number of it: {shown.whole(one)}"
        yield Mention(claim.start, claim.end, claim.words, why, shown.amount(one.value, one.unit))


def _as_children(text: str, claim: Claim, one: Evidence) -> Iterator[Mention]:
    """ "5,497 children were referred", of referrals."""
    counted = "" if one.unit is Unit.PER_10_000 and claim.tag.part == "value" else _row("counts", one.code)
    found = CHILDREN.match(text, claim.end) or next(
        (
            match
            for number in heard.numbers(text)
            if claim.start <= number.start < claim.end and (match := CHILDREN.match(text, number.end))
        ),
        None,
    )
    if counted and found:
        yield Mention(
            *found.span("who"), found["who"], f"the figure is of {counted}, and one child may have several"
        )


def _without_condition(text: str, claim: Claim, one: Evidence, within: Sequence[str]) -> Iterator[Mention]:
    """ "419 initial conferences were held", of those held within 15 working days."""
    wanted = _row("condition", one.code) if one.share and claim.tag.part != "denominator" else ""
    counted = COUNTED.match(text, claim.end)
    if not counted or own.stem(counted["what"]) not in own.meaning(one.definition):
        return  # where no noun follows, the number goes by the measure's name
    said = " ".join((text, *within))
    if wanted and not re.search(rf"\b(?:{wanted})\b", said, re.I) and not SAID_BEFORE.search(said):
        why = f"the figure is of some of them only, and the sentence does not say of which: “{one.title}”"
        yield Mention(claim.start, claim.end, claim.words, why, verdict=Verdict.UNSUPPORTED)


@cache
def _table(name: str) -> dict[str, str]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))[name]


def _row(name: str, code: str) -> str:
    return next((words for pattern, words in _table(name).items() if fnmatchcase(code, pattern)), "")
