"""What holds of every text, whatever it says."""

import re
from fractions import Fraction
from itertools import combinations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from lineofsight.claims import heard
from lineofsight.claims.check import check
from lineofsight.claims.language import read
from lineofsight.claims.tags import TagError
from lineofsight.claims.verdict import Verdict
from tests.claims.on_record import OnRecord
from tests.claims.test_sentences import CASES, judge

RECORD = OnRecord()
calm = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
WORDS = re.findall(
    r"\S+",
    """referrals re-referrals rose fell improved not had significantly most all few the of in England above below 2016/17
    5,497 20.5% half nearly about because high often first time since continued to rise per 10,000 points up 72 hours
    highest ranked 3rd no never will be 15 36 ( ) , ; – £ % doubled halved stable in line with neighbours previous year
    impact unborn deaths first time since for five years none more than every worse best top quartile of 150""",
)
BINDINGS = re.findall(
    r"\S.*",
    """figure=FD07 period=2016-17
    figure=FD07 from=2015-16 to=2016-17
    figure=FD09 period=2016-17
    figure=FD09 from=2016-17 to=2017-18
    figure=CD03 period=2016-17
    figure=CD03 period="2014-15..2016-17"
    figure=LH10 from=2015-16 to=2016-17
    figure=CP07 part=numerator from=2015-16 to=2016-17
    figure=CP05 period=2016-17 against=england
    figure=MI04 period=2016-17
    figure=EX03 from=2015-16 to=2016-17
    figure=CL03 from=2015-16 to=2016-17
    figure=WF02 from=2015-16 to=2016-17
    figure=CA05a from=2015-16 to=2016-17
    figure=FD07 period=2016-17 area=798
    fact=section-11-returns
    fact=return-interviews-reported
    count=priorities
    list=priorities
    judgement=front-door
    plan=missing
    ask=audits
    record=learning-review
    meeting=scrutiny""",
)
phrases = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
claims = st.builds("[{}]{{{}}}".format, phrases, st.sampled_from(BINDINGS))
sentences = st.lists(phrases | claims, min_size=1, max_size=5).map(lambda parts: f"It {' '.join(parts)}.")
ONE_LINE = [case for case in CASES if "\n" not in case.text]
VERIFIED = [case.text for case in ONE_LINE if {one["verdict"] for one in case.said} == {"verified"}]
CONTRADICTED = [
    case.text
    for case in ONE_LINE
    if case.said and case.said[0]["verdict"] == "contradicted" and case.text.endswith(".")
]


def answers(text):
    """What is said of a text; of one that is refused, that its line is named."""
    try:
        found = check(read(text), RECORD, area="799")
    except TagError as error:
        return str(error)
    return [(one.line, one.words, one.verdict, one.reason, one.suggestion) for one in found]


def answered(said):
    return said.startswith("line ") if isinstance(said, str) else all(reason for *_, reason, _ in said)


@calm
@given(sentences)
def test_the_same_sentence_on_the_same_record_gets_the_same_answer(text):
    first = answers(text)
    for kept in (heard.numbers, heard.times, heard.matches):
        kept.cache_clear()
    assert answered(first)
    assert answers(text) == first


@calm
@given(st.text(max_size=200))
def test_any_text_is_answered(text):
    assert answered(answers(text))


@calm
@given(st.text(st.characters(codec="utf-8"), max_size=60), st.sampled_from(BINDINGS))
def test_any_words_in_a_claim_are_answered(words, binding):
    assert answered(answers(f"It [{words}]{{{binding}}} stands."))


@calm
@given(st.data())
def test_a_changed_digit_never_stays_verified_unless_it_is_still_true(data):
    text = data.draw(st.sampled_from(VERIFIED))
    outside_tags = re.sub(r"\{[^}]*\}", lambda tag: " " * len(tag[0]), text)
    at = data.draw(st.sampled_from([spot.start() for spot in re.finditer(r"\d", outside_tags)] or [0]))
    assume(text[at].isdigit())
    changed = text[:at] + data.draw(st.sampled_from(sorted(set("0123456789") - {text[at]}))) + text[at + 1 :]
    one, other = (read(each).sentences[-1].text for each in (text, changed))
    place = next(at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b)
    number = next((each for each in heard.numbers(other) if each.start <= place < each.end), None)
    if number and any(each.start <= place < each.end for each in heard.numbers(one)):
        caught = any(each.verdict is not Verdict.VERIFIED for each in judge(changed))
        assert caught or still_true(number, read(changed).claims), changed


def still_true(number, bound):
    """By sums of its own: whether some value, part or change that the claims hold is what the number says."""
    values = []
    for claim in bound:
        known = [
            RECORD.resolve(claim.tag, claim.tag.keys.get("area", "799"), on)
            for on in claim.tag.when or (None,)
        ]
        parts = [[one.part(part) for one in known] for part in ("value", "numerator", "denominator")]
        for row in parts:
            held = [value for value in row if value is not None]
            values += held
            values += [abs(b - a) for a, b in combinations(held, 2)]
            values += [100 * abs(b - a) / a for a, b in combinations(held, 2) if a]
        values += [other.value for one in known for other in one.comparators.values()]
        values += [limit for one in known for limit, _ in one.limits]
    slack = abs(number.low) * Fraction(5, 100) if number.qualifier else number.step / 2
    return any(number.low - slack <= value <= number.high + slack for value in values)


@calm
@given(st.sampled_from(CONTRADICTED), claims)
def test_another_claim_in_its_sentence_never_verifies_a_contradicted_one(text, claim):
    (own,) = read(text).claims[:1]
    try:
        found = judge(f"{text[:-1]}, and elsewhere {claim}.")
    except TagError:
        return
    still = next(
        one for one in found if one.claim and one.claim.start == own.start and one.words == own.words
    )
    assert still.verdict is not Verdict.VERIFIED, still
