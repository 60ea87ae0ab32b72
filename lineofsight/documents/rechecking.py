"""What a new run, definition or fact changes in an edition: old and new, side by side, and why it may be so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from lineofsight.claims import shown
from lineofsight.claims.check import Checked, check
from lineofsight.claims.evidence import Evidence, Resolver
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
        moved = [(a, b) for a, b in zip(old.evidence, new.evidence, strict=True) if _held(a) != _held(b)]
        if not moved and old.verdict is new.verdict:
            continue
        why = list(dict.fromkeys(why for a, b in moved for why in _why(a, b)))
        yield Changed(
            old.line,
            old.words,
            old.sentence,
            old.binding,
            _shown(old),
            _shown(new),
            str(old.verdict),
            str(new.verdict),
            "; ".join(why) or "a comparison, or an earlier value of its series, moved",
        )


def _held(one: Evidence) -> tuple[object, ...]:
    return one.value, one.n, one.d, one.missing, one.said, one.level, one.items


def _shown(one: Checked) -> str:
    said = (known.missing or known.said or shown.whole(known) for known in one.evidence)
    return " to ".join(said)


def _why(old: Evidence, new: Evidence) -> Iterator[str]:
    """Why the two may differ: by how much, date, cohort, late entries, definition."""
    if old.value is not None and new.value is not None and old.value != new.value:
        by = shown.amount(abs(new.value - old.value), old.unit)
        yield f"{by} {'more' if new.value > old.value else 'less'} than was said"
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
