"""Tags around an author's own words: nothing of the words changes, and no tag stands where none may."""

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from lineofsight.claims.days import parsed
from lineofsight.claims.evidence import Unit
from lineofsight.claims.language import read
from lineofsight.claims.suggesting.known import Known, Stated
from lineofsight.claims.suggesting.placing import stripped
from lineofsight.claims.suggesting.proposing import suggest
from lineofsight.claims.tags import TagError


def stated(code: str, value: float, unit: Unit = Unit.COUNT, label: str = "2016-17", **more) -> Stated:
    return Stated(
        kind="figure", id=code, code=code, words=more.pop("words", "Referrals"), value=Fraction(str(value)), unit=unit,
        label=label, period=parsed(label), **more,
    )  # fmt: skip


KNOWN = Known([
    stated("FD07", 5497), stated("FD07", 4966, label="2015-16"), stated("FD09", 48, Unit.PERCENT),
    stated("CD03", 15, part="numerator"), stated("CD03", 36, part="denominator"),
])  # fmt: skip
TAG = "{figure=FD07 period=2016-17 proposed=yes}"

PIECES = st.sampled_from([
    "5,497 referrals", "48% of referrals", "rose from 4,966 to 5,497 referrals", "15 of the 36 deaths", "referrals",
    " ", "\n", "\n\n", "\r\n", "\t", "# ", "## Referrals 5,497 {#id-5497}", "> ", "- ", "1. ", "`5,497`", "``5,497",
    "```\n5,497\n```\n", "    5,497 referrals\n", '[5,497 referrals](x.md "5,497")', "[5,497][5497]",
    "[5497]: x.md\n", "![5,497](a.png)", "![", "*", "**", "_", "~~", '\\', "\\*", "&amp;", "&#53;", "&", "<b>",
    "<http://x/5,497>", "http://x/5,497", "[^5497]", "[", "]", "(", ")", "!",
    "| a | 5,497 referrals |\n|---|---|\n| referrals | 5,497 |\n", "|", "\\|", "---\n", "===\n",
    "---\nperiod: 2016-17\n---\n", "[5,497]{figure=FD07 period=2016-17}",
    "[4,966 referrals]{figure=FD07 period=2015-16}", "5,497 refer\xa0rals", "\u2009", "\ufb01", "5\xa0497 referrals",
    "\xe9", "\U0001f600", "\x00", "\x0b", "\x0c", "\u2028", "\x85", "{", "}", "<!-- 5,497 -->", ". ",
    "Over 5,400 referrals.",
])  # fmt: skip


@settings(
    max_examples=150, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow], deadline=None
)
@given(st.lists(PIECES | st.text(max_size=3), max_size=14).map("".join))
def test_without_its_proposed_tags_the_new_text_is_the_old_one_to_the_byte(text):
    try:
        old = read(text)
    except TagError:
        assume(False)
    assume("proposed=yes" not in text)
    made = suggest(text, KNOWN)
    assert stripped(made.text).encode() == text.encode()
    new = read(made.text)
    assert [one.text for one in new.sentences] == [one.text for one in old.sentences]
    assert len(new.claims) == len(old.claims) + sum(one.placed for one in made.proposals)


@pytest.mark.parametrize("text", [
    "There were `5,497 referrals`.", "```\n5,497 referrals\n```\n", "    5,497 referrals\n", "See [5,497 referrals](x.md).",
    '[Here](x.md "5,497 referrals").', "![5,497 referrals](a.png)", "[5,497]{figure=FD07 period=2016-17} referrals",
    "See <http://x/5,497> on referrals.", "Referrals {#of-5,497}",
    "[Referrals were 5,497 in all]{figure=FD07 period=2016-17}.",
    "| 5,497 referrals | b |\n|---|---|\n| a | b |\n",
])  # fmt: skip
def test_no_tag_is_put_in_code_links_pictures_ids_headers_of_tables_or_other_claims(text):
    assert suggest(text, KNOWN).text == text


@pytest.mark.parametrize(("text", "new"), [
    ("There were 5,497 referrals.", f"There were [5,497]{TAG} referrals."),
    ("There were **5,497** referrals.", f"There were **[5,497]{TAG}** referrals."),
    ("> - There were\r\n>   5,497 referrals.\r\n", f"> - There were\r\n>   [5,497]{TAG} referrals.\r\n"),
    ("A & B&amp;C \\* 5,497 referrals.", f"A & B&amp;C \\* [5,497]{TAG} referrals."),
    ("`5,497` and 5,497 referrals.", f"`5,497` and [5,497]{TAG} referrals."),
    ('[a](x "y 5,497 referrals") 5,497 referrals.', f'[a](x "y 5,497 referrals") [5,497]{TAG} referrals.'),
    ("## Referrals: 5,497 ##\n", f"## Referrals: [5,497]{TAG} ##\n"),
    ("| a | Referrals |\n|---|---|\n| 5,497 | 5,497 |\n",
     f"| a | Referrals |\n|---|---|\n| [5,497]{TAG} | [5,497]{TAG} |\n"),
])  # fmt: skip
def test_a_tag_goes_around_the_words_where_they_stand(text, new):
    assert suggest(text, KNOWN).text == new


def test_words_that_cannot_bear_a_tag_are_still_proposed_for_a_person_to_place():
    (one,) = suggest("See [5,497 referrals](x.md).", KNOWN).proposals
    assert (one.words, one.placed) == ("5,497", False)
    assert one.fits[0].stated.code == "FD07"
