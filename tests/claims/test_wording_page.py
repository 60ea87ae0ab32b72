"""The rule table and the page that is written from it."""

from pathlib import Path

import pytest

from lineofsight.claims.wording.page import SECTIONS, page
from lineofsight.claims.wording.table import edition, find, otherwise, rules, tolerances
from lineofsight.claims.words import TESTS

HOME = Path(__file__).resolve().parent.parent.parent


def test_the_page_is_as_the_table_says():
    written = (HOME / "docs" / "wording.md").read_text(encoding="utf-8")
    assert written == page(), "write it again: lineofsight wording > docs/wording.md"


def test_every_rule_stands_in_a_section_and_says_what_happens_otherwise():
    tests = {rule.test for rule in rules()}
    assert tests == {test for section in SECTIONS.values() for test in section}
    assert tests - set(TESTS) == {"prose", "unborn"}
    assert all(otherwise(test) != "nothing is said" for test in tests - {"prose"})


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_the_words_shown_for_a_rule_are_read_by_it(rule):
    for words in rule.such_as:
        text = f"It is so that {words} children were seen."
        if rule.test == "prose":
            assert [match for match in find(text) if match.words in words] == [], words
        else:
            assert rule.name in {match.rule.name for match in find(text)}, words


def test_a_word_stands_in_one_row_of_the_tolerances():
    words = [word for row in tolerances() for word in row.words]
    assert len(words) == len(set(words))
    assert edition().isdigit()
