"""One thing changed in one sentence: the checker must not call it a match with the record."""

import random
from collections import Counter

import pytest

from tests.examples.judging import Judge, all_mutants, caught, sound
from tests.examples.mutants import KINDS

pytestmark = pytest.mark.slow

SEED = 2017
OF_EACH = 80  # at most, in each report
AT_LEAST = 40
OVER_ALL, OF_A_KIND = 0.97, 0.90
DIGITS = ("digit", "swapped digits")


@pytest.fixture(scope="session")
def examples(worcestershire, severnshire):
    return worcestershire, severnshire


@pytest.fixture(scope="session")
def tried(examples):
    """Every mutant tried, with whether it was caught; those that stay true are counted aside."""
    aside: Counter[str] = Counter()
    false = []
    for example in examples:
        judge, taken = Judge(example), Counter()
        every = all_mutants(example)
        random.Random(SEED).shuffle(every)
        for mutant in every:
            if taken[mutant.kind] == OF_EACH or (is_false := judge.false(mutant)) is None:
                continue
            taken[mutant.kind] += 1
            if is_false:
                false.append((mutant, caught(example, mutant)))
            else:
                aside[mutant.kind] += 1
    return false, aside


def test_the_oracle_agrees_with_every_sentence_that_was_not_changed(examples):
    for example in examples:
        judge = Judge(example)
        wrong = [
            (claim.words, str(claim.tag)) for sentence in sound(example) for claim in sentence.claims
            if claim.tag.kind in ("figure", "fact", "judgement", "count") and not judge.holds(claim.words, claim.tag)
        ]  # fmt: skip
        assert wrong == []


def test_changed_sentences_are_caught(tried):
    false, aside = tried
    made, got = Counter(one.kind for one, _ in false), Counter(one.kind for one, was in false if was)
    print(f"\n{'changed':20}{'false':>7}{'caught':>8}{'share':>8}{'stayed true':>13}")
    for kind in KINDS:
        print(f"{kind:20}{made[kind]:7}{got[kind]:8}{got[kind] / max(1, made[kind]):8.1%}{aside[kind]:13}")
    print(f"{'all':20}{made.total():7}{got.total():8}{got.total() / made.total():8.1%}{aside.total():13}")
    missed = [str(one) for one, was in false if not was]
    print(*missed, sep="\n")
    assert {kind: made[kind] for kind in KINDS if made[kind] < AT_LEAST} == {}
    assert [one for one in missed if one.startswith(DIGITS)] == []
    assert got.total() >= OVER_ALL * made.total()
    assert {kind: got[kind] / made[kind] for kind in KINDS if got[kind] < OF_A_KIND * made[kind]} == {}


def test_every_sentence_of_severnshires_report_matches_the_record(severnshire):
    found = [
        (one.line, one.words, str(one.verdict), one.reason)
        for one in severnshire.checked()
        if one.verdict != "verified"
    ]
    assert found == []
