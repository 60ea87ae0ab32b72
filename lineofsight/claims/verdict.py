"""What is said of a claim: a verdict, why, and wording that would be true."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class Verdict(StrEnum):
    """The worst of a claim's tests stands for it; the worst is named first."""

    CONTRADICTED = "contradicted"  # a part is false
    UNMEASURED = "unmeasured"  # no reading, an incomplete one, or a share without n and d
    UNSUPPORTED = "unsupported"  # right in direction, stronger than the statistic, or finer than the source
    UNBOUND = "unbound"  # words that no claim of their sentence bears out
    VERIFIED = "verified"

    @property
    def badness(self) -> int:
        return -list(Verdict).index(self)


@dataclass(frozen=True)
class Outcome:
    """One test's answer. `caution`: true, and yet a reader could be misled; it changes no verdict.

    `over`: where in the sentence the words stand that it is about; None where it is about all of the claim's.
    """

    verdict: Verdict
    reason: str = ""
    suggestion: str | None = None
    caution: str | None = None
    over: tuple[int, int] | None = None

    def at(self, start: int, end: int) -> "Outcome":
        """The same, of the words that stand there."""
        return replace(self, over=(start, end))

    def after(self, start: int) -> "Outcome":
        """The same, of words that begin so much later."""
        return self.at(self.over[0] + start, self.over[1] + start) if self.over else self


VERIFIED = Outcome(Verdict.VERIFIED)


def contradicted(reason: str, suggestion: str | None = None) -> Outcome:
    return Outcome(Verdict.CONTRADICTED, reason, suggestion)


def unmeasured(reason: str, suggestion: str | None = None) -> Outcome:
    return Outcome(Verdict.UNMEASURED, reason, suggestion)


def unsupported(reason: str, suggestion: str | None = None) -> Outcome:
    return Outcome(Verdict.UNSUPPORTED, reason, suggestion)


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """The one that stands: of equally bad ones the first that has wording to offer, else the first."""
    return max(outcomes, key=lambda one: (one.verdict.badness, one.suggestion is not None), default=VERIFIED)
