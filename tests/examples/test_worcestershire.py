"""The Cabinet report of 2016/17, retold: its table of claims says what the checker says."""

import re
from collections import Counter

import pytest

from lineofsight.claims.verdict import Verdict
from tests.examples.reading import EXAMPLES

README = EXAMPLES / "worcestershire-2016-17" / "README.md"
ROW = re.compile(r"^\| (\d+) \| (\d+|end) \| (.+?) \| (.+?) \| (.+?) \| (\w+) \|$", re.MULTILINE)
ROWS = ROW.findall(README.read_text(encoding="utf-8"))
HEADINGS = [
    "Relevant Cabinet Member", "Relevant Officer", "Recommendation", "Background", "Key points", "Conclusion",
    "Legal, Financial and HR Implications", "Privacy and Public Health Impact Assessments",
    "Equality and Diversity Implications", "Supporting Information", "Contact Points", "Background Papers",
]  # fmt: skip


@pytest.fixture(scope="session")
def found(worcestershire):
    return worcestershire.checked()


def test_the_table_holds_all_76_claims():
    assert [int(row[0]) for row in ROWS] == list(range(1, 77))


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_each_row_of_the_table_says_what_the_checker_says(row, found, worcestershire):
    _, number, words, _, _, verdict = row
    paragraph = 0 if number == "end" else int(number)
    here = [one for one in found if worcestershire.paragraph(one.line) == paragraph and words in one.words]
    exact = [one for one in here if one.words == words] or here
    assert {str(one.verdict) for one in exact} == {verdict}, [(one.words, one.reason) for one in exact]


def test_all_five_verdicts_are_seen(found):
    assert set(Counter(one.verdict for one in found)) == set(Verdict)


def test_only_the_papers_own_contradictions_are_called_so(found):
    contradicted = [one.words for one in found if one.verdict is Verdict.CONTRADICTED]
    assert contradicted == ["six", "40% of the 14 reviewed", "thresholds, early help"]
    readme = README.read_text(encoding="utf-8")
    assert [words for words in contradicted if f'- "{words}"' not in readme] == []


def test_the_path_between_two_year_ends_is_a_caution_and_no_error(found):
    (plans,) = [one for one in found if one.words == "rose from 473 to 517"]
    assert plans.verdict is Verdict.VERIFIED
    assert any("354" in caution for caution in plans.cautions)


def test_it_has_exactly_the_headings_of_a_cabinet_report(worcestershire):
    tokens = worcestershire.document.tokens
    found = [
        tokens[at + 1].content
        for at, one in enumerate(tokens)
        if one.type == "heading_open" and one.tag == "h2"
    ]
    assert found == HEADINGS


def test_it_is_numbered_throughout(worcestershire):
    text = (worcestershire.folder / "report.md").read_text(encoding="utf-8")
    assert [int(one) for one in re.findall(r"^(\d+)\. ", text, re.MULTILINE)] == list(range(1, 22))
