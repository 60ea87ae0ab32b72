"""The rule words of a sentence: which claim each is read with, and what that claim says of it."""

import re
from collections.abc import Callable, Iterator, Sequence

from lineofsight.claims.evidence import Evidence
from lineofsight.claims.language import Claim, Sentence
from lineofsight.claims.reading.times import times
from lineofsight.claims.verdict import Outcome, Verdict, unmeasured
from lineofsight.claims.wording import change, comparing, judging
from lineofsight.claims.wording.case import Case, Settings
from lineofsight.claims.wording.table import Match, find

TESTS: dict[str, Callable[[Case], Outcome | None]] = {
    "direction": change.direction, "polarity": change.polarity, "times": change.times, "significant": change.significant,
    "slight": change.slight, "stable": change.stable, "trend": change.trend, "first_since": change.first_since,
    "compared": comparing.compared, "in_line": comparing.in_line, "extreme": comparing.extreme, "ranked": comparing.ranked,
    "share": judging.share, "band": judging.band, "frequency": judging.frequency, "judged": judging.judged,
    "cause": judging.cause, "impact": judging.impact,
}  # fmt: skip
# Words that say nothing of a figure and stand beside it: what is said of them is not said of the claim.
ASIDE = {"band", "frequency", "judged", "impact"}
OF_FIGURES = {
    "direction",
    "polarity",
    "times",
    "significant",
    "slight",
    "stable",
    "trend",
    "first_since",
    "compared",
    "in_line",
    "extreme",
    "ranked",
    "share",
}
CLAUSE = re.compile(r"[;:,]|\b(?:but|and|while|whereas|although|though|which|however)\b", re.I)

Known = Sequence[tuple[Claim, tuple[Evidence, ...]]]
Found = tuple[int, str, int | None, Outcome]  # start, words, which claim (None: none), what is said


def word_outcomes(
    sentence: Sentence, known: Known, pairs: Sequence[tuple[Evidence, Evidence | None]], settings: Settings
) -> Iterator[Found]:
    """What is said of every rule word of the sentence that does not simply hold."""
    text = sentence.text
    periods = tuple(time.label for time in times(text) if time.label)
    for match in find(text):
        if match.rule.test == "unborn":
            if outcome := judging.outside_remit(text, match.words):
                yield match.start, match.words, 0 if known else None, outcome
            continue
        if match.hoped:
            continue
        yield from _of(match, sentence, known, pairs, settings, periods)


def _of(
    match: Match, sentence: Sentence, known: Known, pairs: Sequence[tuple[Evidence, Evidence | None]], settings: Settings,
    periods: Sequence[str],
) -> Iterator[Found]:  # fmt: skip
    test = match.rule.test
    silent = False
    for at in _nearest(match, sentence.text, known):
        claim, evidence = known[at]
        inside = claim.start <= match.start < claim.end
        if test in OF_FIGURES and claim.tag.kind not in ("figure", "fact"):
            continue
        if any(one.missing for one in evidence):
            silent = True
            continue
        against = claim.tag.keys.get("against") or comparing.named(sentence.text, match.start)
        if test in ("compared", "in_line") and against is None and (fallen_back := _over_time(match)):
            test_of = fallen_back
        else:
            test_of = TESTS[test]
        case = Case(
            match,
            sentence.text,
            *pairs[at],
            claim.tag.part,
            claim.tag.kind,
            inside,
            settings,
            against,
            periods,
        )
        outcome = test_of(case)
        if outcome is None:
            continue
        aside = test in ASIDE and not inside and outcome.verdict in (Verdict.UNMEASURED, Verdict.UNSUPPORTED)
        yield match.start, match.words, None if aside else at, outcome
        return
    if silent or (not known and test == "cause"):
        return  # the claim is unmeasured already, or there is no figure that could be taken for a cause
    if outcome := _alone(match, sentence, known):
        yield match.start, match.words, None, outcome


def _over_time(match: Match) -> Callable[[Case], Outcome | None] | None:
    """ "Higher" with no comparator named is higher than before."""
    return (
        change.direction if match.rule.way in ("up", "down") else change.polarity if match.rule.way else None
    )


def _alone(match: Match, sentence: Sentence, known: Known) -> Outcome | None:
    """What is said of words that no claim of their sentence bears out."""
    test, words = match.rule.test, f"'{' '.join(match.words.split())}'"
    if match.denied and test in ASIDE:
        return None
    if test in ("compared", "in_line") and comparing.named(sentence.text, match.start) is None:
        a_place = match.words.lower() in ("above", "below") or re.match(
            "exceed|over|under|greater", match.words, re.I
        )
        if test == "in_line" or a_place:
            return None  # a place on the page, a limit or a rule, not a comparison
    if test in ASIDE:
        return unmeasured(f"{words}: {match.rule.ask} It needs {match.rule.needs}")
    if test == "cause":
        return None
    return Outcome(
        Verdict.UNBOUND, f"no claim of this sentence bears out {words}: it needs {match.rule.needs}"
    )


def _nearest(match: Match, text: str, known: Known) -> list[int]:
    """The claims in the order in which the word may belong to them: its own, those of its clause, then the nearest."""

    def apart(at: int) -> tuple[bool, int]:
        claim = known[at][0]
        if claim.start <= match.start < claim.end:
            return False, -1
        between = text[match.end : claim.start] if claim.start >= match.end else text[claim.end : match.start]
        return bool(CLAUSE.search(between)), len(between)

    return sorted(range(len(known)), key=apart)
