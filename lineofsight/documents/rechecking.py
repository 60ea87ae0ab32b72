"""What a new run, definition or fact changes in an edition: old and new, side by side, and why it may be so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from lineofsight.claims import shown
from lineofsight.claims.check import Checked, check
from lineofsight.claims.evidence import Evidence, Resolver, Unit
from lineofsight.claims.resolving import read_settings
from lineofsight.documents.editions import Edition


@dataclass(frozen=True)
class Changed:
    """One statement that would be read otherwise today."""

    line: int
    words: str
    sentence: str
    binding: str | None
    then: str
    now: str
    verdict_then: str
    verdict_now: str
    why: str


def recheck(edition: Edition, resolver: Resolver) -> list[Changed]:
    """In the order of the text. `resolver`: what is known now."""
    document = edition.document
    then = edition.checked(document)
    now = check(document, resolver, area=edition.manifest["area"], settings=read_settings(edition.folder))
    by_claim = {id(one.claim): one for one in now if one.claim}
    pairs = [(old, by_claim[id(old.claim)]) for old in then if old.claim]
    return list(_changed(pairs))


def _changed(pairs: Sequence[tuple[Checked, Checked]]) -> Iterator[Changed]:
    for old, new in pairs:
        part = old.claim.tag.part if old.claim else "value"
        both = zip(old.evidence, new.evidence, strict=True)
        moved = [(a, b) for a, b in both if _held(a, part) != _held(b, part)]
        if not moved and old.verdict is new.verdict:
            continue
        why = list(dict.fromkeys(why for a, b in moved for why in _why(a, b, part)))
        yield Changed(
            old.line,
            old.words,
            old.sentence,
            old.binding,
            _shown(old, part),
            _shown(new, part),
            str(old.verdict),
            str(new.verdict),
            "; ".join(why) or "a comparison, or an earlier value of its series, moved",
        )


def _held(one: Evidence, part: str) -> tuple[object, ...]:
    """What a statement of one part of it rests on: a number of children, and not the rate that it also gives."""
    numbers = (one.value, one.n, one.d) if part == "value" else (one.part(part),)
    return *numbers, one.missing, one.said, one.level, one.items


def _shown(one: Checked, part: str) -> str:
    said = (
        known.missing or known.said or (shown.whole(known) if part == "value" else shown.part(known, part))
        for known in one.evidence
    )
    return " to ".join(said)


def _why(old: Evidence, new: Evidence, part: str) -> Iterator[str]:
    """Why the two may differ: by how much, date, cohort, late entries, definition."""
    was, now = old.part(part), new.part(part)
    if was is not None and now is not None and was != now:
        unit = old.unit if part == "value" else Unit.COUNT
        by = shown.amount(abs(now - was), unit).replace("%", " percentage points")
        yield f"{by} {'more' if now > was else 'less'} than was said"
    if old.basis != new.basis:
        yield f"it was {old.basis}, and is now {new.basis}" + (
            ": the published figure has arrived" if new.basis == "published" else ""
        )
    if old.source != new.source and old.basis == new.basis:
        yield f"another source: {new.source}"
    if isinstance(new.known_on, date) and isinstance(old.known_on, date) and new.known_on > old.known_on:
        yield f"newer files, true on {shown.day(new.known_on)} and not {shown.day(old.known_on)}"
        if old.d is not None and new.d is not None and old.d != new.d:
            yield "another cohort, or late entries: the denominator moved too"
        elif old.n != new.n:
            yield "late entries: only the numerator moved"
    if old.missing and not new.missing:
        yield f"it was missing ({old.missing}) and is known now"
    if new.missing and not old.missing:
        yield f"it is missing now: {new.missing}"
    if (old.said, old.level, old.items) != (new.said, new.level, new.items):
        yield "the record was changed"
