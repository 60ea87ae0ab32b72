"""What a report still lacks, by section, and what is honest about lacking it."""

from pathlib import Path

import pytest

from lineofsight.documents.coverage import Coverage, coverage
from tests.cli.command import say, say_json

WHOLE = """---
title: Briefing
area: "885"
period: 2016-17
regime: LSCB_WT2015
template: scrutiny-briefing
---

# Briefing

## Why this is before you

Members are asked to question the chair on 13 September 2017.

## The year in figures

There were [5,497]{figure=FD07 period=2016-17} referrals.

## What the Board says of itself

The Board cannot yet be assured.

## What went well, and how it is known

| What was achieved | Evidence |
|---|---|
| More interviews in time | [48%]{figure=MI06b period=2016-17} |
| Four briefings | activity |

## What does not work yet

| What | Its cause | What is being done |
|---|---|---|
| Thresholds | The guidance had no pathway | It is rewritten by December 2017 |

## What is not known

How long children waited was not measured.

## Questions members may want to ask

To the chair: when will it be measured?
"""


def found(text: str, folder: Path, template: str | None = None) -> Coverage:
    return coverage(text, folder=folder, template=template)


def lacking(text: str, folder: Path) -> list[str]:
    return [one.what for one in found(text, folder).missing]


def test_a_report_with_all_that_is_asked_for_lacks_nothing(tmp_path):
    assert lacking(WHOLE, tmp_path) == []


def test_the_demonstrations_report_has_all_that_its_guidance_asks_for():
    folder = Path(__file__).parents[2] / "examples" / "severnshire-2016-17"
    found = coverage((folder / "report.md").read_text(encoding="utf-8"), folder=folder)
    assert (found.template, found.missing, found.gaps) == ("annual-report-2015", (), ())


@pytest.mark.parametrize(("old", "new", "section", "says"), [
    ("## What is not known\n", "## Something else\n", "What is not known", "The section is missing"),
    ("How long children waited was not measured.", "", "What is not known", "Nothing is written in it yet"),
    ("How long children waited was not measured.", "[gap: what was not measured]", "What is not known",
     "Still to write: what was not measured"),
    ("[5,497]{figure=FD07 period=2016-17}", "5,497", "The year in figures", "No figure in it is bound"),
    ("| Four briefings | activity |", "| Four briefings | well received |", "What went well, and how it is known",
     "'Four briefings' has no evidence"),
    ("The guidance had no pathway", " ", "What does not work yet", "'Thresholds' has no cause"),
    ("It is rewritten by December 2017", "–", "What does not work yet", "'Thresholds' has no action"),
    ("| What was achieved | Evidence |\n|---|---|\n| More interviews in time | [48%]{figure=MI06b period=2016-17} |\n"
     "| Four briefings | activity |", "All went well.", "What went well, and how it is known", "Achievements are asked for"),
    ("# Briefing\n", "# Briefing\n\n[gap: a picture]\n", "Elsewhere in the report", "Still to write: a picture"),
])  # fmt: skip
def test_each_thing_that_is_lacking_is_named_with_its_section(tmp_path, old, new, section, says):
    assert old in WHOLE
    missing = found(WHOLE.replace(old, new), tmp_path).missing
    assert [one.section for one in missing] == [section]
    assert missing[0].what.startswith(says)


def test_what_is_missing_says_which_guidance_asks_for_it(tmp_path):
    text = "---\ntemplate: annual-report-2015\nregime: LSCB_WT2015\n---\n\n# Annual report\n"
    money = next(one for one in found(text, tmp_path).missing if "spent" in one.section)
    assert money.guidance == "Working Together 2015, chapter 3 (paragraph to be verified)"


def test_a_heading_may_have_a_number_another_name_or_a_year(tmp_path):
    text = WHOLE.replace("## The year in figures", "## 2. The year in figures, 2016/17")
    text = text.replace("## What does not work yet", "### Challenges")
    assert lacking(text, tmp_path) == []


# --- the council's form ---------------------------------------------------------------------------------------------

HEADINGS = (
    "Relevant Cabinet Member", "Relevant Officer", "Recommendation", "Background", "Key points", "Conclusion",
    "Legal, Financial and HR Implications", "Privacy and Public Health Impact Assessments",
    "Equality and Diversity Implications", "Supporting Information", "Contact Points", "Background Papers",
)  # fmt: skip


def cabinet(order=HEADINGS, **words: str) -> str:
    halves = (
        "There were [5,497]{figure=FD07 period=2016-17} referrals.\n\n"
        "| What | Evidence |\n|---|---|\n| Briefings | activity |\n\n"
        "| What | Cause | Action |\n|---|---|---|\n| Thresholds | no pathway | a new one |"
    )
    bodies = {"Key points": halves} | words
    sections = "\n\n".join(f"## {one}\n\n{bodies.get(one, 'There are none.')}" for one in order)
    return f"---\ntemplate: cabinet-report\nregime: LSCB_WT2015\n---\n\n# Paper\n\n{sections}\n"


def test_the_councils_headings_stand_exactly_so_and_in_order(tmp_path):
    assert lacking(cabinet(), tmp_path) == []
    swapped = [*HEADINGS[:6], HEADINGS[7], HEADINGS[6], *HEADINGS[8:]]
    assert [one.section for one in found(cabinet(swapped), tmp_path).missing] == [HEADINGS[7]]
    renamed = cabinet().replace("## Conclusion", "## Conclusions")
    assert "The section is missing" in lacking(renamed, tmp_path)[0]


@pytest.mark.parametrize(
    "heading", [one for one in HEADINGS if "Implications" in one or "Assessments" in one]
)
@pytest.mark.parametrize("blank", ["", "[gap: legal implications]", "–"])
def test_an_implication_section_may_not_be_blank(tmp_path, heading, blank):
    what = lacking(cabinet(**{heading: blank}), tmp_path)
    assert what[0].startswith("It may not be left blank")


# --- last year, and partners ------------------------------------------------------------------------------------------

LAST = "# Report 2015/16\n\nEarly help remains a risk.\n\nAssurance will be sought from the police.\n"
ROW = '| 1 | [Early help remains a risk.]{{said="last#p2"}} | {} |\n'
TABLE = (
    "\n## What we said, what happened\n\n| No. | What we said | What happened |\n|---|---|---|\n" + ROW
    + '| 2 | [Assurance will be sought from the police.]{{said="last#p3"}} | It came in May. |\n'
)  # fmt: skip


@pytest.mark.parametrize("blank", ["", "–", "[gap: what came of this risk, and how it is known]"])
def test_what_was_said_last_year_and_not_answered_is_a_failure(tmp_path, blank):
    (tmp_path / "last.md").write_text(LAST)
    text = WHOLE.replace("template:", "after: last.md\ntemplate:")
    assert lacking(text + TABLE.format("It is answered below."), tmp_path) == []
    assert lacking(text + TABLE.format(blank), tmp_path) == [
        "Said last year and not answered: Early help remains a risk."
    ]


def test_what_was_said_last_year_and_left_out_is_a_failure(tmp_path):
    (tmp_path / "last.md").write_text(LAST)
    text = WHOLE.replace("template:", "after: last.md\ntemplate:")
    (one,) = found(text + TABLE.replace(ROW, "").format(), tmp_path).missing
    assert one.what == "Said last year and left out (risk, paragraph 2 of last): Early help remains a risk."


def test_a_contribution_that_did_not_come_is_honest_where_it_is_said(tmp_path):
    text = WHOLE.replace("template:", "contributions:\n- Police:\n- Health: 2017-06-01\ntemplate:")
    covered = found(text, tmp_path)
    assert (covered.missing, covered.openly) == ((), ("Police: not supplied by the date asked",))


def test_a_contribution_that_did_not_come_is_missing_where_nothing_is_said(tmp_path):
    (tmp_path / "records.toml").write_text('[ask.police]\nof = "Fire service"\ncontribution = true\n')
    (what,) = lacking(WHOLE, tmp_path)
    assert what.startswith("Fire service was asked and has sent nothing")


def test_a_page_for_children_has_room_for_so_many_words(tmp_path):
    text = "---\ntemplate: child-version\nregime: LSCB_WT2015\n---\n\n# Ours\n\n" + "word " * 500
    assert "It has 501 words; 400 fit on one page." in lacking(text, tmp_path)


# --- the command --------------------------------------------------------------------------------------------------------


def test_the_command_ends_with_0_1_or_2(tmp_path):
    report = tmp_path / "report.md"
    report.write_text(WHOLE)
    whole = say(tmp_path, "coverage", report)
    assert (whole.code, "everything that is asked for is there" in whole.plain) == (0, True)
    report.write_text(WHOLE.replace("To the chair: when will it be measured?", ""))
    partly = say(tmp_path, "coverage", report)
    assert (partly.code, "1 thing is missing" in partly.plain) == (1, True)
    assert say_json(tmp_path, "coverage", report).json["missing"][0]["section"].startswith("Questions")
    assert say(tmp_path, "coverage", tmp_path / "nowhere.md").code == 2
    report.write_text(WHOLE.replace("{figure=FD07 period", "{figure=FD07, period"))
    assert say(tmp_path, "coverage", report).code == 2
    report.write_text("# No template\n")
    unnamed = say(tmp_path, "coverage", report)
    assert (unnamed.code, "annual-report-2015" in unnamed.plain) == (2, True)


def test_a_report_that_names_no_template_is_told_what_to_write(tmp_path):
    report = tmp_path / "report.md"
    report.write_text(WHOLE.replace("template: scrutiny-briefing\n", ""))
    assert "Write 'template: annual-report-2015' at its top" in say(tmp_path, "coverage", report).plain
    report.write_text(WHOLE.replace("scrutiny-briefing", "scrutiny-brief"))
    assert "Did you mean scrutiny-briefing?" in say(tmp_path, "coverage", report).plain
