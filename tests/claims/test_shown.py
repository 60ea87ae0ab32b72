"""Values and periods as a reader sees them, sentences as they end, and what the evidence protocol promises."""

from fractions import Fraction

import pytest

from lineofsight.claims import heard, shown
from lineofsight.claims.amounts import Known, judged
from lineofsight.claims.evidence import Evidence, Unit
from lineofsight.claims.sentences import split
from lineofsight.claims.tags import nearest
from tests.claims.test_sentences import judge


@pytest.mark.parametrize(("label", "words"), [
    ("2016-17", "2016/17"), ("2014-15..2016-17", "2014/15 to 2016/17"), ("2016-17-Q4", "January to March 2017"),
    ("2016-17-Q1", "April to June 2016"), ("2016-M10", "October 2016"), ("2017-03-31", "31 March 2017"),
    ("R12-2016-M12", "the year to December 2016"), ("2017", "2017"), ("some day", "some day"), (None, "no period"),
])  # fmt: skip
def test_a_period_is_shown_as_reports_write_it(label, words):
    assert shown.period(label) == words


@pytest.mark.parametrize(("value", "unit", "words"), [
    (Fraction(5497), Unit.COUNT, "5,497"), (Fraction(205, 10), Unit.PERCENT, "20.5%"), (Fraction(72), Unit.PERCENT, "72%"),
    (Fraction(48200), Unit.POUNDS, "£48,200"), (Fraction(178, 1000), Unit.RATIO, "0.18 to 1"),
    (None, Unit.COUNT, "no value"),
    (Fraction(70), Unit.DAYS, "70 days"), (Fraction(-5, 2), Unit.NUMBER, "-2.5"), (Fraction(625, 10), Unit.PERCENT, "62.5%"),
])  # fmt: skip
def test_a_value_is_shown_with_its_unit(value, unit, words):
    assert shown.amount(value, unit) == words


def test_what_is_no_share_is_shown_whole_and_without_an_interval():
    referrals = Evidence(code="FD07", title="Referrals", value=Fraction(5497))
    assert (shown.whole(referrals), shown.interval(referrals)) == ("5,497", "")


def test_small_numbers_are_spelt_where_the_author_spelt_them():
    assert [shown.as_said(Fraction(7), words) for words in ("six", "6")] == ["seven", "7"]
    assert shown.as_said(Fraction(27), "twenty") == "27"


def test_a_sentence_ends_at_a_stop_before_a_capital_and_not_after_a_short_form():
    text = "  The chair, e.g. Ms A. Smith, spoke.  It rose!  "
    assert [text[start:end] for start, end in split(text)] == [
        "The chair, e.g. Ms A. Smith, spoke.",
        "It rose!",
    ]
    assert list(split("   ")) == []


def test_nothing_near_is_said_to_be_so():
    assert nearest("anything", []) == " Nothing of the kind is recorded: write it there, or take the tag out."
    assert nearest("zzz", ["a", "b"]) == " Known: a, b."


def test_an_answer_knows_its_binding():
    bound, loose = judge("There were [5,497]{figure=FD07 period=2016-17} referrals and 3 more.")
    assert (bound.binding, loose.binding) == ("figure=FD07 period=2016-17", None)


def test_a_percentage_beside_a_part_of_what_has_no_value_is_none_of_its_own():
    parts = Evidence(code="a", title="a part", n=Fraction(15), d=Fraction(36), unit=Unit.PERCENT, share=True)
    _, percent = heard.numbers("15 (41.7%)")
    assert judged(percent, "15 (41.7%)", Known(parts, part="numerator", end=10)) is None
