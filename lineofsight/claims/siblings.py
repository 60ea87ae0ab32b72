"""What differs from a claim's own in one word: another referrer, group or district, or everybody in place of some."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from lineofsight.claims import heard
from lineofsight.claims.evidence import Evidence
from lineofsight.claims.language import Claim
from lineofsight.claims.mentions import FILE, Mention
from lineofsight.engine.breakdowns import GROUPS

IN_A_PLACE = re.compile(r"\b[Ii]n ([A-Z][\w'-]+(?: [A-Z][\w'-]+)*)")


@cache
def _told_apart() -> tuple[Mapping[str, re.Pattern[str]], ...]:
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["siblings"]
    return tuple(
        {code: re.compile(rf"\b(?:{words})\b".replace(" ", r"\s+"), re.I) for code, words in row.items()}
        for row in rows.values()
    )


@cache
def _groups_told_apart(by: str) -> Mapping[str, re.Pattern[str]]:
    """The groups of a breakdown by their own first words; those known by numbers, or by no name, are left out."""
    names = {
        group: re.split(r"[ ']", group)[0].rstrip("s") for group in GROUPS.get(by, ()) if group[0].islower()
    }
    return {
        group: re.compile(rf"\b{word}s?\b", re.I)
        for group, word in names.items()
        if len(word) > 3 and word not in ("other", "known") and list(names.values()).count(word) == 1
    }


def unlike(text: str, claims: Sequence[tuple[Claim, Sequence[Evidence]]]) -> Iterator[Mention]:
    """ "Schools made [34.7%]" of the police's share; "emotional abuse was the reason for [227]" of neglect."""
    yield from _of_everybody(text, claims)
    ordered = sorted(claims, key=lambda one: one[0].start)
    for at, (claim, known) in enumerate(ordered):
        begins = ordered[at - 1][0].end if at else 0
        yield from _other_place(text, begins, claim)
        ends = ordered[at + 1][0].start if at + 1 < len(ordered) else len(text)
        for own, apart in _kin(claim, known):
            for start, end in ((begins, claim.end), (claim.end, ends)):
                if apart[own].search(text, start, end):
                    break
                others = [
                    found
                    for name, one in apart.items()
                    if name != own and (found := one.search(text, start, end))
                ]
                if others:
                    words = others[0].group()
                    yield Mention(*others[0].span(), words, f"no claim of this sentence is about '{words}'")
                    break


# "Of children in Severnshire": of all of them, unless the sentence says which.
EVERYBODY = re.compile(
    r"\bof (?:all )?(?:the |our )?children(?: and young people)? in (?:[A-Z]\w+|(?:the|our) (?:county|area)\b)"
)
SOME = {
    "looked after": re.compile(r"looked[- ]after|\bcare\b", re.I),
    "protection plan": re.compile(r"\bplans?\b", re.I),
}


def _of_everybody(text: str, claims: Sequence[tuple[Claim, Sequence[Evidence]]]) -> Iterator[Mention]:
    """ "48% of children in Severnshire", of a share of those looked after."""
    found = EVERYBODY.search(text)
    for _, known in claims if found else ():
        for whom, said in SOME.items():
            if found and known[-1].share and whom in known[-1].definition and not said.search(text):
                yield Mention(
                    *found.span(), found[0], f"the figure is of some of them only: '{known[-1].definition}'"
                )


def _other_place(text: str, begins: int, claim: Claim) -> Iterator[Mention]:
    """ "In Wyreford", beside a claim of the district of Redmarley."""
    by, group = claim.tag.keys.get("by", ""), claim.tag.keys.get("group", "")
    if GROUPS.get(by) != () or group.lower() in text.lower():
        return
    dated = {(time.start, time.end) for time in heard.times(text)}
    for found in IN_A_PLACE.finditer(text, begins, claim.end):
        start, end = found.span(1)
        if not any(first < end and start < last for first, last in dated):
            yield Mention(start, end, found[1], f"the claim is of {group}, and not of '{found[1]}'")


def _kin(claim: Claim, known: Sequence[Evidence]) -> Iterator[tuple[str, Mapping[str, re.Pattern[str]]]]:
    """Each set of siblings that a claim belongs to, and which of them is its own."""
    group = claim.tag.keys.get("group", "")
    groups = _groups_told_apart(claim.tag.keys.get("by", ""))
    if group in groups:
        yield group, groups
    yield from ((known[0].code, apart) for apart in _told_apart() if known[0].code in apart)
