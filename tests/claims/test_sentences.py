"""Sentences on a small made-up record, each with what is said of it. The cases stand in sentences/*.txt.

A case is its text, then one indented line for everything that is said of it, in order:
verdict "words": a piece of the reason => a piece of the wording offered ~ a piece of a caution
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from lineofsight.claims.check import Checked, check
from lineofsight.claims.language import read
from lineofsight.claims.verdict import Verdict
from lineofsight.claims.wording.case import Settings
from tests.claims.on_record import OnRecord

FILES = sorted((Path(__file__).parent / "sentences").glob("*.txt"))
SAID = re.compile(
    r'(?P<verdict>\w+)(?: "(?P<words>[^"]*)")?(?:: (?P<reason>.*?))?(?: => (?P<offer>.*?))?(?: ~ (?P<caution>.*))?'
)
BANDS = {"CA01": {"low": (None, Fraction(250)), "high": (Fraction(400), None)}}


@dataclass(frozen=True)
class Case:
    file: str
    line: int
    text: str
    said: tuple[dict[str, str | None], ...]


def cases() -> Iterator[Case]:
    for path in FILES:
        text: list[str] = []
        said: list[dict[str, str | None]] = []
        for number, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), "== end =="], 1):
            if line.startswith("  "):
                found = SAID.fullmatch(line.strip())
                assert found, f"{path.name}:{number}: cannot be read"
                said.append(found.groupdict())
                continue
            if said:
                kept = tuple(one for one in said if one["verdict"] != "nothing")
                yield Case(path.name, number - len(said) - 1, "\n".join(text), kept)
                text, said = [], []
            if line and not line.startswith("== "):
                text.append(line)


CASES = list(cases())


@cache
def judge(text: str) -> list[Checked]:
    return check(read(text), OnRecord(), area="799", settings=Settings(bands=BANDS))


def test_there_are_at_least_250_sentences():
    assert len({case.text for case in CASES}) >= 250


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}:{case.line}")
def test_a_sentence_is_told_what_the_record_says(case):
    found = judge(case.text)
    told = [(one.verdict, one.words, one.reason, one.suggestion, one.cautions) for one in found]
    assert [str(one.verdict) for one in found] == [one["verdict"] for one in case.said], told
    for one, wanted in zip(found, case.said, strict=True):
        has = {
            "words": one.words,
            "reason": one.reason,
            "offer": one.suggestion,
            "caution": "; ".join(one.cautions),
        }
        assert all((wanted[piece] or "") in (text or "") for piece, text in has.items()), told


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}:{case.line}")
def test_wording_that_is_offered_matches_the_record_where_it_would_stand(case):
    found = judge(case.text)
    claims = [one for one in found if one.claim]
    assert all(one.claim for one in found if one.suggestion)
    for at, one in enumerate(claims):
        if one.suggestion is not None:
            inside = one.instead_of == one.words
            was, now = (
                (f"[{one.words}]", f"[{one.suggestion}]") if inside else (one.instead_of, one.suggestion)
            )
            assert was in case.text
            then = [again for again in judge(case.text.replace(was, now, 1)) if again.claim][at]
            # What is wrong in the rest of the sentence was said already.
            said_already = (
                then.reason in one.reason
                and not one.reason.startswith(then.reason)
                and one.instead_of == one.words
            )
            assert then.verdict is Verdict.VERIFIED or said_already, (one.suggestion, then.reason)


def test_no_period_is_offered_in_the_place_of_children_or_a_county():
    for words in ("62% of children in Severnshire", "62% of those in Marlshire"):
        (found,) = judge(f"[{words}]{{figure=LH10 period=2016-17}}.")
        assert (found.verdict, found.suggestion) == (Verdict.CONTRADICTED, None)
    (found,) = judge("There were [5,497 referrals in 2015/16]{figure=FD07 period=2016-17}.")
    assert found.suggestion == "5,497 referrals in 2016/17"


def test_wording_is_offered_wherever_a_true_sentence_could_stand_and_else_what_to_do():
    wrong = [one for case in CASES for one in judge(case.text) if one.verdict is Verdict.CONTRADICTED]
    bare = [one.reason for one in wrong if one.suggestion is None]
    assert len(bare) <= 0.03 * len(wrong)
    to_do = "no other number would match|put the earlier first|leave (it|these words) out"
    assert [reason for reason in bare if not re.search(to_do, reason)] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}:{case.line}")
def test_every_reason_is_plain_words(case):
    for one in judge(case.text):
        assert not re.search(
            r"\bNone\b(?! of)|Fraction|Evidence|\bnan\b|  |\.\.(?!\.)|Unit\.",
            f"{one.reason} {one.suggestion or ''}",
        ), one
        assert one.reason, one
