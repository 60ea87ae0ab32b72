"""What is proposed first, how sure it is, and what the command does with it."""

import tomllib
from fractions import Fraction
from pathlib import Path

import pytest

from lineofsight.claims.check import check
from lineofsight.claims.evidence import Evidence, Unit
from lineofsight.claims.language import read
from lineofsight.claims.suggesting.facts import skeleton
from lineofsight.claims.suggesting.known import Known
from lineofsight.claims.suggesting.proposing import Sure, suggest
from tests.claims.test_suggest_placing import stated
from tests.cli.command import say, say_json

KNOWN = Known([
    stated("FD07", 5497), stated("FD07", 4966, label="2015-16"), stated("FD07", 646120, against="england"),
    stated("FD09", Fraction(112800, 5497), Unit.PERCENT, words="Re-referrals within 12 months"),
    stated("FD09", 1128, part="numerator", words="Re-referrals within 12 months"),
    stated("FD09", 5497, part="denominator", words="Re-referrals within 12 months"),
    stated("FD09", 21.9, Unit.PERCENT, against="england", words="Re-referrals within 12 months"),
    stated("FD09", 18.2, Unit.PERCENT, label="2015-16", words="Re-referrals within 12 months"),
    stated("CP05", Fraction(37400, 795), Unit.PERCENT, label="2015-16", words="Conferences within 15 working days"),
    stated("CP09", 20.5, Unit.PERCENT, words="Second or subsequent protection plans"),
    stated("CP07", 44.5, Unit.PER_10_000, words="Children on a protection plan"),
    stated("CP07", 517, part="numerator", words="Children on a protection plan"),
    stated("CP07", 473, part="numerator", words="Children on a protection plan", label="2015-16"),
    stated("CL03", 517, part="numerator", words="Three or more placements in the year"),
])  # fmt: skip
HEAD = "---\nperiod: 2016-17\n---\n"


def proposals(sentence: str):
    return suggest(f"{HEAD}{sentence}\n", KNOWN).proposals


def first(sentence: str) -> dict[str, str | None]:
    """Each of the words found, and the binding proposed first."""
    return {
        one.words: one.fits[0].binding.removesuffix(" proposed=yes") if one.fits else None
        for one in proposals(sentence)
    }


@pytest.mark.parametrize(("sentence", "words", "binding"), [
    # one value, two measures: the words decide
    ("517 children were on a protection plan.", "517", "figure=CP07 period=2016-17 part=numerator"),
    ("517 children had three or more placements.", "517", "figure=CL03 period=2016-17 part=numerator"),
    ("20.5% of plans were second or subsequent ones.", "20.5%", "figure=CP09 period=2016-17"),
    ("20.5% were re-referrals.", "20.5%", "figure=FD09 period=2016-17"),
    # the same number as a count and as a denominator
    ("There were 5,497 referrals.", "5,497", "figure=FD07 period=2016-17"),
    ("1,128 of the 5,497 were re-referrals.", "1,128 of the 5,497", "figure=FD09 period=2016-17"),
    ("Of the 5,497 received, 1,128 were re-referrals.", "1,128", "figure=FD09 period=2016-17 part=numerator"),
    ("A minority of re-referrals came in the year.", "A minority", "figure=FD09 period=2016-17"),
    ("Re-referrals were below England.", "below", "figure=FD09 period=2016-17 against=england"),
    # rounded, near, in words
    ("47% of conferences were within 15 working days in 2015/16.", "47%", "figure=CP05 period=2015-16"),
    ("Over 5,400 referrals were made.", "5,400", "figure=FD07 period=2016-17"),
    ("A fifth of referrals were re-referrals.", "A fifth", "figure=FD09 period=2016-17"),
    ("Five hundred and seventeen children were on a protection plan.", "Five hundred and seventeen",
     "figure=CP07 period=2016-17 part=numerator"),
    # a rate is a rate only where the words say so
    ("That is 44.5 children on a protection plan per 10,000.", "44.5", "figure=CP07 period=2016-17"),
    # changes
    ("Referrals rose from 4,966 to 5,497.", "rose from 4,966 to 5,497", "figure=FD07 from=2015-16 to=2016-17"),
    ("Referrals are at 5,497, up from 4,966.", "5,497, up from 4,966", "figure=FD07 from=2015-16 to=2016-17"),
    ("Plans rose by 44; protection plans are many.", "44", "figure=CP07 from=2015-16 to=2016-17 part=numerator"),
    ("Referrals rose by 10.7%.", "10.7%", "figure=FD07 from=2015-16 to=2016-17"),
    ("Referrals have risen.", "risen", "figure=FD07 from=2015-16 to=2016-17"),
    # other places and times
    ("In England there were 646,120 referrals.", "646,120", "figure=FD07 period=2016-17 against=england"),
    ("In 2015/16 there were 4,966 referrals.", "4,966", "figure=FD07 period=2015-16"),
    # cells of tables
    ("\n| | 2015/16 | 2016/17 |\n|---|---|---|\n| Referrals | 4,966 | 5,497 |\n", "4,966", "figure=FD07 period=2015-16"),
])  # fmt: skip
def test_the_right_figure_is_proposed_first(sentence, words, binding):
    assert first(sentence).get(words) == binding, first(sentence)


@pytest.mark.parametrize(("sentence", "words"), [
    ("The Board has seven priorities.", "seven"),
    ("There were 5,479 referrals.", "5,479"),  # two digits swapped
    ("There were 5,497.5 referrals.", "5,497.5"),  # finer than any count
    ("£5,497 was spent.", "£5,497"),
    ("20.5 children were re-referred.", "20.5"),  # a share is no count
    ("Between 4,966 and 5,497 things are unknown.", "Between 4,966 and 5,497"),
    ("5,497 children were not heard in 1998/99.", "5,497"),
])  # fmt: skip
def test_a_number_that_nothing_on_record_fits_is_listed_without_a_proposal(sentence, words):
    assert first(sentence) == {words: None}


@pytest.mark.parametrize("sentence", [
    "Children aged 16 and 17 in 2016.", "Section 47 and paragraph 12 of Working Together 2015.", "It opened on 1 July 2016.",
    "Assessments must end within 45 working days.", "One of the referrals was late.", "Referrals will rise.",
])  # fmt: skip
def test_years_ages_references_limits_and_hopes_are_no_numbers(sentence):
    assert first(sentence) == {}


def test_it_is_sure_only_where_value_measure_and_period_agree():
    sure = {one.words: one.sure for one in proposals("5,497 referrals came in 2016/17.")}
    assert sure == {"5,497": Sure.GOOD}
    sure = {one.words: one.sure for one in proposals("It came to 5,497.")}
    assert sure["5,497"] in (Sure.WEAK, Sure.FAIR)


def test_every_alternative_says_why():
    (one,) = proposals("5,497 referrals came in 2016/17.")
    assert {"value equal", "measure named", "period named"} <= set(one.fits[0].why)
    assert 1 < len(one.fits) <= 3
    assert [fit.score for fit in one.fits] == sorted((fit.score for fit in one.fits), reverse=True)


class OnRecord:
    """Knows FD07 alone."""

    def resolve(self, tag, area, on):
        return Evidence(code="FD07", title="Referrals", period=on, value=Fraction(5497))

    def places(self):
        return {}


def test_claims_that_are_there_are_kept_and_what_they_bear_out_is_left_alone():
    text = "[5,497 referrals]{figure=FD07 period=2016-17} came, 5,497 in all, and 1,128 were re-referrals.\n"
    made = suggest(HEAD + text, KNOWN, OnRecord(), "885")
    assert [one.words for one in made.proposals] == ["1,128"]
    assert "[5,497 referrals]{figure=FD07 period=2016-17} came, 5,497 in all" in made.text


def test_a_proposal_counts_for_nothing_until_it_is_accepted():
    proposed = suggest(f"{HEAD}There were 5,497 referrals.\n", KNOWN).text
    (before,) = check(read(proposed), OnRecord(), area="885")
    (after,) = check(read(proposed.replace(" proposed=yes", "")), OnRecord(), area="885")
    assert (before.verdict, after.verdict) == ("unbound", "verified")


def test_what_fits_no_figure_is_printed_as_facts_to_fill_in():
    made = suggest(f"{HEAD}48% of interviews and 740 attendances, 740 in all.\n", KNOWN)
    rows = tomllib.loads(skeleton(made.proposals, None))
    assert [(row["value"], row["unit"], row["words"]) for row in rows.values()] == [
        (48, "%", "48%"), (740, "count", "740"),
    ]  # fmt: skip


# --- the command ----------------------------------------------------------------------------------------------------

FACTS = '[plans-october-2016]\nvalue = 354\nmeasure = "Children on a plan"\nat = 2016-10-23\nsource = "Ofsted"\npage = 5\n'


@pytest.fixture
def report(tmp_path: Path) -> Path:
    (tmp_path / "facts.toml").write_text(FACTS, encoding="utf-8")
    path = tmp_path / "report.md"
    path.write_bytes(
        b"\xef\xbb\xbfOn 23 October 2016 there were 354 children on a plan.\r\n\r\n740 came.\r\n"
    )
    return path


def test_the_command_writes_a_new_file_and_leaves_the_report_as_it_was(report, tmp_path):
    before = report.read_bytes()
    said = say(tmp_path / "w", "suggest", report, "--area", "885")
    assert said.code == 0, said.err
    assert report.read_bytes() == before
    new = (tmp_path / "report.proposed.md").read_bytes()
    assert new == before.replace(b"354", b"[354]{fact=plans-october-2016 proposed=yes}")
    assert "A fact to record?" in said.plain
    assert "value = 740" in said.plain


def test_the_command_answers_in_json_with_why(report, tmp_path):
    said = say_json(tmp_path / "w", "suggest", report, "--area", "885", "--out", tmp_path / "new.md")
    one, other = said.json["proposals"]
    assert one["binding"] == "fact=plans-october-2016 proposed=yes"
    assert "value equal" in one["alternatives"][0]["why"]
    assert (other["binding"], other["sure"]) == (None, "no figure fits")


def test_nothing_is_written_over_unless_asked(report, tmp_path):
    there = tmp_path / "report.proposed.md"
    there.write_text("decided", encoding="utf-8")
    said = say(tmp_path / "w", "suggest", report, "--area", "885")
    assert (said.code, there.read_text(encoding="utf-8")) == (2, "decided")
    assert "--force" in said.plain
    assert say(tmp_path / "w", "suggest", report, "--area", "885", "--force").code == 0
    assert say(tmp_path / "w", "suggest", report, "--area", "885", "--force", "--out", report).code == 2


@pytest.mark.parametrize(("name", "content", "told"), [
    ("none.md", None, "no such file"), ("latin.md", b"Caf\xe9 354", "UTF-8"), ("bad.docx", b"no zip", "Word"),
    ("slip.md", b"[354]{figure=FD07}", "line 1"), ("area.md", b"354", None), ("folder/x.md", None, "no such file"),
])  # fmt: skip
def test_what_cannot_be_read_is_said_kindly(name, content, told, tmp_path):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    where = [] if told is None else ["--area", "885"]
    said = say(tmp_path / "w", "suggest", tmp_path / name, *where)
    assert said.code == 2
    assert (told or "--area") in said.plain
    assert not list(tmp_path.glob("*.proposed.md"))


def test_a_word_file_becomes_a_proposed_text(tmp_path):
    import pypandoc as pandoc

    pandoc.convert_text("# Plans\n\n354 children were on a plan on 23 October 2016.\n", "docx", "md",
                        outputfile=str(tmp_path / "report.docx"))  # fmt: skip
    (tmp_path / "facts.toml").write_text(FACTS, encoding="utf-8")
    said = say(tmp_path / "w", "suggest", tmp_path / "report.docx", "--area", "885")
    assert said.code == 0, said.err
    new = (tmp_path / "report.proposed.md").read_text(encoding="utf-8")
    assert new.startswith("---\narea: 885\n---\n")  # a Word file says nowhere which area it is of
    assert "# Plans" in new
    assert "[354]{fact=plans-october-2016 proposed=yes}" in new
