"""Several papers about the same matter: the same figure must read the same in all of them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lineofsight.claims.check import Checked
from lineofsight.claims.reading.numbers import Kind, Number, numbers
from lineofsight.claims.verdict import Verdict

Paper = tuple[str, Sequence[Checked]]
COMPARED = (Kind.COUNT, Kind.PERCENT, Kind.POINTS, Kind.RATE, Kind.MONEY)


def differing(papers: Sequence[Paper]) -> list[list[Checked]]:
    """The papers' verdicts again, where a claim that an earlier paper makes with other numbers is contradicted."""
    first: dict[str, tuple[str, Checked]] = {}
    made = []
    for name, found in papers:
        own = []
        for one in found:
            said = first.get(_bound(one)) if one.claim else None
            if said and said[0] != name and (unlike := _unlike(said[1], one)):
                where = f"{said[0]}, line {said[1].line}, says “{said[1].words}”"
                reason = f"two papers quote the same figure differently: {where}, and here it is {unlike}"
                right = one.suggestion or (said[1].words if said[1].verdict is Verdict.VERIFIED else None)
                one = replace(
                    one, verdict=Verdict.CONTRADICTED, reason=reason, suggestion=right,
                    instead_of=one.instead_of or one.words,
                )  # fmt: skip
            own.append(one)
        for one in own:
            if one.claim:
                first.setdefault(_bound(one), (name, one))
        made.append(own)
    return made


def _bound(one: Checked) -> str:
    return str(one.binding).replace(" proposed=yes", "")


def _unlike(one: Checked, other: Checked) -> str | None:
    """The number of the other that cannot be the same as the one's, however either is rounded."""
    said, again = (
        [number for number in numbers(claim.words) if number.kind in COMPARED] for claim in (one, other)
    )
    for a, b in _pairs(said, again):
        if abs(a.low - b.low) > max(a.step, b.step) / 2 and not (a.qualifier or b.qualifier):
            return b.words
    held, holds = (claim.evidence[-1].value if claim.evidence else None for claim in (one, other))
    return None if held == holds or held is None or holds is None else str(other.words)


def _pairs(said: Sequence[Number], again: Sequence[Number]) -> Iterator[tuple[Number, Number]]:
    for kind in COMPARED:
        yield from zip(
            [n for n in said if n.kind is kind], [n for n in again if n.kind is kind], strict=False
        )
