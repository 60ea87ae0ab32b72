"""Reports as documents through the command: drafts, what stops an edition, replay and recheck."""

import hashlib
import json
import re
import shutil
from pathlib import Path

import pytest

from lineofsight.documents.paragraphs import own_words
from tests.cli.command import say, say_json

DATA = Path(__file__).parents[2] / "examples" / "worcestershire-2016-17" / "data"
TOP = "---\ntitle: A small report\narea: 885\nperiod: 2016-17\ndate: 2017-09-13\n---\n"
TRUE = "Referrals [rose from 4,966 to 5,497]{figure=FD07 from=2015-16 to=2016-17}.\n"
CHART = "\n::: chart FD07 from=2012-13 to=2016-17\n:::\n"
FACTS = '[seen]\nvalue = 48\nn = 24\nd = 50\nunit = "%"\nperiod = "2016-17"\nsource = "A paper"\npage = 3\n'
SEEN = "\nThe share seen was [48%]{fact=seen}.\n"


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Path:
    """A workspace with the few published rows of the Worcestershire example."""
    workspace = tmp_path_factory.mktemp("record") / "workspace"
    assert say(workspace, "load", DATA).code == 0
    return workspace


@pytest.fixture
def workspace(record: Path, tmp_path: Path) -> Path:
    return shutil.copytree(record, tmp_path / "workspace")


def written(folder: Path, text: str, facts: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "facts.toml").write_text(facts)
    report = folder / "report.md"
    report.write_text(TOP + text)
    return report


def signed(workspace: Path, folder: Path, text: str = TRUE + CHART + SEEN) -> Path:
    report = written(folder, text, FACTS)
    made = say_json(workspace, "report", report, "--out", folder / "out", "--final")
    assert made.code == 0, made.plain
    return Path(made.json["edition"])


def test_a_draft_becomes_four_files_and_marks_what_does_not_match(workspace, tmp_path):
    report = written(
        tmp_path / "draft", TRUE + "\nThere were [5,947]{figure=FD07 period=2016-17} referrals.\n" + CHART
    )
    made = say(workspace, "report", report, "--out", tmp_path / "out")
    assert made.code == 0, made.plain
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == {".html", ".docx", ".odt", ".pdf"}
    page = (tmp_path / "out" / "report.html").read_text()
    assert "does not match the record" in page
    assert "Draft" in page


def test_what_is_contradicted_stops_a_final_edition_with_its_line_and_true_words(workspace, tmp_path):
    report = written(
        tmp_path / "draft", TRUE + "\nThere were [5,947]{figure=FD07 period=2016-17} referrals.\n"
    )
    made = say(workspace, "report", report, "--out", tmp_path / "out", "--final")
    assert made.code == 1
    assert ":9 “5,947”" in made.plain
    assert "5,497" in made.plain
    assert not (tmp_path / "out").exists()
    assert not (workspace / "editions").exists() or not list((workspace / "editions").iterdir())


def test_a_figure_that_two_people_dispute_is_printed_with_that_beside_it(workspace, tmp_path):
    disputed = (
        "disputed:\n  - words: 5,947\n    by: [the business manager, the analyst]\n    reason: two digits were swapped\n"
        "    source: the council's return of 3 May 2017\n"
    )
    report = written(tmp_path / "draft", "There were [5,947]{figure=FD07 period=2016-17} referrals.\n")
    report.write_text(report.read_text().replace("date: 2017-09-13\n", f"date: 2017-09-13\n{disputed}"))
    made = say(workspace, "report", report, "--out", tmp_path / "out", "--final")
    assert made.code == 0, made.plain
    assert "two digits were swapped" in (tmp_path / "out" / "report.html").read_text()


def test_one_person_cannot_dispute_a_figure(workspace, tmp_path):
    report = written(tmp_path / "draft", TRUE)
    report.write_text(
        report.read_text().replace(
            "date: 2017-09-13\n", "disputed:\n  - words: x\n    by: [one]\n    reason: r\n    source: s\n"
        )
    )
    made = say(workspace, "report", report, "--out", tmp_path / "out")
    assert made.code == 2
    assert "two people" in made.plain


def test_a_proposal_that_nobody_accepted_stops_a_final_edition(workspace, tmp_path):
    report = written(tmp_path / "draft", TRUE.replace("to=2016-17}", "to=2016-17 proposed=yes}"))
    made = say(workspace, "report", report, "--out", tmp_path / "out", "--final")
    assert made.code == 1
    assert "proposed=yes" in made.plain


def test_an_edition_is_replayed_from_itself_alone(workspace, tmp_path):
    edition = signed(workspace, tmp_path / "paper")
    alone = tmp_path / "elsewhere" / edition.name
    shutil.copytree(edition, alone)
    shutil.rmtree(workspace)
    again = say_json(tmp_path / "no-workspace", "replay", alone)
    assert again.code == 0, again.plain
    assert again.json["differences"] == []
    assert again.json["verdicts"] == []
    assert all(again.json["bytes_same"].values())


def test_an_edition_that_was_changed_is_not_replayed(workspace, tmp_path):
    edition = signed(workspace, tmp_path / "paper")
    report = edition / "report.md"
    report.chmod(0o644)
    report.write_text(report.read_text().replace("4,966", "4,996"))
    again = say(workspace, "replay", edition)
    assert again.code == 2
    assert "report.md was changed after it was signed" in again.plain


def test_a_verdict_that_todays_rules_give_differently_is_listed_and_never_changed(workspace, tmp_path):
    edition = signed(workspace, tmp_path / "paper")
    kept = edition / "verdicts.json"
    verdicts = json.loads(kept.read_text())
    verdicts[0]["verdict"] = "unsupported"  # as older rules might have said
    kept.chmod(0o644)
    kept.write_text(json.dumps(verdicts))
    manifest = edition / "manifest.json"
    manifest.chmod(0o644)
    said = json.loads(manifest.read_text())
    said["hashes"]["verdicts.json"] = hashlib.sha256(kept.read_bytes()).hexdigest()
    manifest.write_text(json.dumps(said))
    again = say_json(workspace, "replay", edition)
    assert [row[2:] for row in again.json["verdicts"]] == [["unsupported", "verified"]]
    assert json.loads(kept.read_text())[0]["verdict"] == "unsupported"


def test_recheck_lists_exactly_the_sentences_that_a_new_fact_changes(workspace, tmp_path):
    edition = signed(workspace, tmp_path / "paper")
    assert say(workspace, "recheck", edition).code == 0
    corrected = tmp_path / "corrected"
    corrected.mkdir()
    (corrected / "facts.toml").write_text(
        FACTS.replace("n = 24", "n = 25").replace("value = 48", "value = 50")
    )
    again = say_json(workspace, "recheck", edition, "--facts", corrected)
    assert again.code == 1
    (changed,) = again.json["changed"]
    assert (changed["then"], changed["now"]) == ("24 of 50 (48%)", "25 of 50 (50%)")
    assert (changed["verdict_then"], changed["verdict_now"]) == ("verified", "contradicted")


def test_two_papers_that_quote_a_figure_differently_are_caught(workspace, tmp_path):
    one = written(tmp_path / "one", "The share seen was [48%]{fact=seen}.\n", FACTS)
    other_facts = FACTS.replace("n = 24", "n = 26").replace("value = 48", "value = 52")
    other = written(tmp_path / "other", "The share seen was [52%]{fact=seen}.\n", other_facts)
    assert say(workspace, "check", one).code == 0
    assert say(workspace, "check", other).code == 0
    both = say(workspace, "check", one, other)
    assert both.code == 1
    assert "two papers quote the same figure differently" in both.plain


def test_what_a_partner_did_not_send_is_said_to_be_missing(workspace, tmp_path):
    report = written(tmp_path / "draft", TRUE)
    asked = "contributions:\n  - from: the police\n    received: 2017-05-02\n  - from: the hospital trust\n"
    report.write_text(report.read_text().replace("date: 2017-09-13\n", asked))
    assert say(workspace, "report", report, "--out", tmp_path / "out").code == 0
    page = (tmp_path / "out" / "report.html").read_text()
    assert "not supplied by the date asked" in page
    assert "2 May 2017" in page


def test_a_report_brings_the_files_that_it_rests_on(tmp_path):
    report = written(tmp_path / "paper", TRUE)
    shutil.copytree(DATA, tmp_path / "paper" / "data")
    report.write_text(report.read_text().replace("date: 2017-09-13\n", "files: [data]\n"))
    assert say(tmp_path / "no-workspace", "check", report).code == 0
    assert not (tmp_path / "no-workspace").exists()


def test_a_fact_read_by_its_number_alone_asks_for_its_documents_words(tmp_path):
    fact = "[tests]\nvalue = 7\nperiod = '2016-17'\ndocument = 'Minutes'\npage = 2\n"
    report = written(tmp_path / "paper", "There were [7]{fact=tests} fire drills.\n")
    for words, asked in (("", True), ("words = 'Seven fire drills were held.'\n", False)):
        (report.parent / "facts.toml").write_text(fact + words)
        said = say(tmp_path / "no-workspace", "check", report)
        assert said.code == 0, said.plain
        assert ("read by number alone: tests" in said.plain) == asked


@pytest.mark.parametrize(("line", "said"), [
    ("titel: x", "Did you mean title?"),
    ("date: someday", "is not a day"),
    ("files: [nowhere]", "there is no"),
    ("  : [", "cannot be read"),
])  # fmt: skip
def test_a_slip_at_the_top_of_a_report_is_an_error_that_says_what_to_do(workspace, tmp_path, line, said):
    report = written(tmp_path / "draft", TRUE)
    report.write_text(report.read_text().replace("date: 2017-09-13", line))
    made = say(workspace, "check", report)
    assert made.code == 2, made.plain
    assert said in made.plain


def test_a_template_that_there_is_not_is_refused_with_the_nearest(workspace, tmp_path):
    report = written(tmp_path / "draft", TRUE)
    report.write_text(report.read_text().replace("date: 2017-09-13", "template: cabinet-paper"))
    made = say(workspace, "report", report, "--out", tmp_path / "out")
    assert made.code == 2
    assert "There is no template 'cabinet-paper'. Did you mean cabinet-report?" in made.plain


def test_what_is_still_to_be_written_claims_nothing_and_stops_a_final_edition(workspace, tmp_path):
    report = written(tmp_path / "draft", TRUE + "\n[gap: how many of the 12 improved, and why]\n")
    assert "no claim bears out" not in say(workspace, "check", report).plain
    made = say(workspace, "report", report, "--out", tmp_path / "out", "--final")
    assert made.code == 1
    assert "still to be written" in made.plain
    assert say(workspace, "report", report, "--out", tmp_path / "out").code == 0


def test_recheck_lists_exactly_the_sentences_that_newer_figures_change_and_why(workspace, tmp_path):
    steady = "\nIn 2014/15 there were [4,087]{figure=FD07 period=2014-15} referrals.\n"
    # Its share moves, and the number that is said does not.
    part = "\nThere were [1,128]{figure=FD09 part=numerator period=2016-17} re-referrals.\n"
    edition = signed(workspace, tmp_path / "paper", TRUE + steady + part)
    name = "c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv"
    newer = tmp_path / "newer" / name
    newer.parent.mkdir()
    newer.write_text((DATA / name).read_text().replace("Re-referrals,5497,1128", "Re-referrals,5510,1128"))
    assert say(workspace, "load", newer, "--known-on", "2026-10-30").code == 0
    again = say_json(workspace, "recheck", edition)
    assert again.code == 1, again.plain
    (changed,) = again.json["changed"]
    assert changed["words"] == "rose from 4,966 to 5,497"
    assert changed["now"].endswith("5,510")
    assert changed["verdict_now"] == "contradicted"
    assert "13 more than was said" in changed["why"]


def test_whoever_signs_twice_gets_the_edition_that_is_there(workspace, tmp_path):
    first = signed(workspace, tmp_path / "paper")
    assert signed(workspace, tmp_path / "paper") == first
    assert signed(workspace, tmp_path / "paper", TRUE) != first


def test_a_report_that_nobody_signs_as_its_author_is_not_final(workspace, tmp_path):
    report = written(tmp_path / "draft", TRUE)
    report.write_text(report.read_text().replace("date: 2017-09-13\n", "authors: [to be filled in]\n"))
    made = say(workspace, "report", report, "--out", tmp_path / "out", "--final")
    assert made.code == 1
    assert "who wrote it" in made.plain


def test_an_edition_lists_the_words_that_the_record_does_not_bear_out(workspace, tmp_path):
    signed(workspace, tmp_path / "paper", TRUE + "\nReferrals have improved.\n")
    page = (tmp_path / "paper" / "out" / "report.html").read_text()
    assert "Words that the record does not bear out" in page


def test_files_go_into_a_folder_and_never_over_a_file(workspace, tmp_path):
    (tmp_path / "taken").write_text("mine")
    made = say(workspace, "report", written(tmp_path / "draft", TRUE), "--out", tmp_path / "taken")
    assert made.code == 2
    assert "is a file" in made.plain
    assert (tmp_path / "taken").read_text() == "mine"


PROMISED = """
## The front door

The Board is [not assured]{judgement=front-door} about the front door. It will ask the police for their figures.

Referrals [rose from 4,966 to 5,497]{figure=FD07 from=2015-16 to=2016-17}, and early help remains a risk.
"""
NOT_ASSURED = '[judgement.front-door]\nlevel = "not assured"\nwords = "The Board is not assured about the front door."\n'


def test_last_years_word_file_carries_the_same_promises_forward_as_its_edition(workspace, tmp_path):
    (tmp_path / "last").mkdir()
    (tmp_path / "last" / "records.toml").write_text(NOT_ASSURED)
    edition = signed(workspace, tmp_path / "last", PROMISED + CHART)
    rows = []
    for name, after in (("edition", edition.name), ("word", tmp_path / "last" / "out" / "report.docx")):
        begun = tmp_path / name / "report.md"
        words = ("--area", "885", "--period", "2017-18", "--after", after, "--out", begun)
        assert say(workspace, "new", "annual-report", *words).code == 0
        rows.append(re.findall(r"^\| \w+ \| (.+?)\]", begun.read_text(), re.M))
        assert say(workspace, "check", begun).code == 0
    assert rows[0] == rows[1]
    assert [one[:35] for one in rows[0]] == [
        "[The Board is not assured about the",
        "[It will ask the police for their f",
        "[Referrals rose from 4,966 to 5,497",
    ]


def test_what_a_word_file_says_is_read_without_its_contents_and_annexes():
    text = "Contents\n[Early help](#early-help)\n# Early help\nOurs.\n# Where every figure comes from\nNot ours.\n"
    assert own_words(text) == "Contents\n# Early help\nOurs."
