"""The rule words of a sentence: which claim each is read with, and what that claim says of it."""

import re
from collections.abc import Callable, Iterator, Sequence

from lineofsight.claims import amounts, heard, mentions
from lineofsight.claims.evidence import Evidence
from lineofsight.claims.language import Claim, Sentence
from lineofsight.claims.verdict import Outcome, Verdict, unmeasured
from lineofsight.claims.wording import change, comparing, judging, running
from lineofsight.claims.wording.case import Case, Settings, asks
from lineofsight.claims.wording.table import Match

# A rule's `test` is the name of one of these.
TESTS: dict[str, Callable[[Case], Outcome | None]] = {
    test.__name__: test
    for test in (
        *(change.direction, change.polarity, change.times, change.stable, change.slight),
        *(change.significant, change.not_significant, change.by_chance, running.trend, running.first_since),
        *(comparing.compared, comparing.in_line, comparing.extreme, comparing.ranked),
        *(judging.share, judging.band, judging.frequency, judging.judged, judging.cause, judging.impact),
        *(judging.defined, judging.timed, judging.looked_back, judging.part_of_the_time, judging.now),
        *(judging.over_a_time, judging.of_them, judging.added, judging.never),
    )
}
# Words that say nothing of a figure and stand beside it: what is said of them is not said of the claim.
ASIDE = {"band", "frequency", "judged", "impact"}
OF_FIGURES = set(TESTS) - ASIDE - {"cause"}
CLAUSE = re.compile(r"[;:,]|\b(?:but|and|while|whereas|although|though|which|however)\b", re.I)

Known = Sequence[tuple[Claim, tuple[Evidence, ...]]]
Found = tuple[int, str, int | None, Outcome]  # start, words, which claim (None: none), what is said


def word_outcomes(
    sentence: Sentence,
    known: Known,
    pairs: Sequence[tuple[Evidence, Evidence | None]],
    settings: Settings,
    year: str = "",
) -> Iterator[Found]:
    """What is said of every rule word of the sentence that does not simply hold."""
    for match in heard.matches(sentence.text):
        if match.rule.test == "unborn":
            if outcome := judging.outside_remit(sentence.text, match.words):
                yield match.start, match.words, 0 if known else None, outcome
        elif not match.hoped:
            yield from _of(match, sentence.text, known, pairs, settings, year)


def _of(
    match: Match,
    text: str,
    known: Known,
    pairs: Sequence[tuple[Evidence, Evidence | None]],
    settings: Settings,
    year: str,
) -> Iterator[Found]:
    test = match.rule.test
    silent = False
    for at in _nearest(match, text, known):
        claim, evidence = known[at]
        inside = claim.start <= match.start < claim.end
        of_values = claim.tag.kind in ("figure", "fact")
        if inside and claim.tag.kind == "said":
            return  # last year's words are held against last year's paragraph, and not against today's figures
        if test in OF_FIGURES and (not of_values or _of_another(match, text, claim, evidence)):
            continue
        if any((of_values or one.missing) and one.part(claim.tag.part) is None for one in evidence):
            silent = True
            continue
        against = claim.tag.keys.get("against") or comparing.named(text, match.start)
        over_time = test in ("compared", "in_line") and against is None
        test_of = (_over_time(match) if over_time else None) or TESTS[test]
        outcome = test_of(
            Case(
                match,
                text,
                *pairs[at],
                claim.tag.part,
                claim.tag.kind,
                inside,
                settings,
                against,
                heard.periods(text),
                year,
                amounts.states_the_rest(text, pairs[at][0], claim.tag.part),
            )
        )
        if outcome is None:
            continue
        aside = test in ASIDE and not inside and outcome.verdict in (Verdict.UNMEASURED, Verdict.UNSUPPORTED)
        yield match.start, match.words, None if aside else at, outcome.at(match.start, match.end)
        return
    if silent:
        return  # the claim is unmeasured already
    if outcome := _alone(match, text, known):
        yield match.start, match.words, None, outcome


def _of_another(match: Match, text: str, claim: Claim, evidence: Sequence[Evidence]) -> bool:
    """Whether a measure that the claim is not of stands between its words and these: they are then of that one."""
    codes = [one.code for one in evidence]
    return match.start >= claim.end and any(
        claim.end <= start
        and end <= match.start
        and not any(mentions.is_one_of(code, meant) for code in codes)
        for start, end, meant in mentions.named(text)
    )


def _over_time(match: Match) -> Callable[[Case], Outcome | None] | None:
    """ "Higher" with no comparator named is higher than before."""
    return (
        change.direction if match.rule.way in ("up", "down") else change.polarity if match.rule.way else None
    )


def _alone(match: Match, text: str, known: Known) -> Outcome | None:
    """What is said of words that no claim of their sentence bears out."""
    if match.rule.test in judging.OF_A_FIGURE and not any(
        claim.tag.kind == "figure"
        or match.rule.name == "a group"
        or (claim.tag.kind == "fact" and evidence[-1].definition)
        for claim, evidence in known
    ):
        return None
    test = match.rule.test
    if test == "cause" or (match.denied and test == "impact"):
        return None
    if test in ("compared", "in_line") and comparing.named(text, match.start) is None:
        a_place = match.words.lower() in ("above", "below") or re.match(
            "exceed|over|under|greater", match.words, re.I
        )
        if test == "in_line" or a_place:
            return None  # a place on the page, a limit or a rule, not a comparison
    if test in ASIDE:
        return unmeasured(asks(match))
    return Outcome(
        Verdict.UNBOUND, f"no claim of this sentence bears out {match.quoted}: it needs {match.rule.needs}"
    )


def _nearest(match: Match, text: str, known: Known) -> list[int]:
    """The claims in the order in which the word may belong to them: its own, those of its clause, then the nearest,
    of those behind it first: the subject comes before what is said of it."""

    def apart(at: int) -> tuple[bool, bool, int]:
        claim = known[at][0]
        if claim.start <= match.start < claim.end:
            return False, False, -1
        between = text[match.end : claim.start] if claim.start >= match.end else text[claim.end : match.start]
        another = bool(CLAUSE.search(between))
        return another, another and claim.start >= match.end, len(between)

    return sorted(range(len(known)), key=apart)
