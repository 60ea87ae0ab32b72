"""The night before: a draft with nine failing sentences, two partners who sent nothing, and nobody who is an analyst."""

import re
from pathlib import Path

import pytest

from tests.cli.command import say, say_json

DATA = Path(__file__).parents[2] / "examples" / "worcestershire-2016-17" / "data"
TOP = (
    "---\ntitle: Annual report\narea: 885\nperiod: 2016-17\ndate: 2017-09-13\ncontributions:\n"
    "  - from: the police\n  - from: the hospital trust\n  - from: schools\n    received: 2017-05-02\n---\n"
)
# What was drafted; its verdict; what the business manager writes instead, from the command's own words.
DRAFTED = [
    ("Referrals [rose from 4,966 to 5,479]{figure=FD07 from=2015-16 to=2016-17}.", "contradicted",
     "Referrals [rose from 4,966 to 5,497]{figure=FD07 from=2015-16 to=2016-17}."),
    ("Referrals [fell]{figure=FD07 from=2015-16 to=2016-17}.", "contradicted",
     "Referrals [rose]{figure=FD07 from=2015-16 to=2016-17}."),
    ("Re-referrals were [25.1%]{figure=FD09 period=2016-17}.", "contradicted",
     "Re-referrals were [20.5%]{figure=FD09 period=2016-17}."),
    ("Re-referrals were [above England]{figure=FD09 period=2016-17}.", "contradicted",
     "Re-referrals were [below England]{figure=FD09 period=2016-17}."),
    ("Initial conferences in time [improved]{figure=CP05 from=2015-16 to=2016-17}.", "unsupported",
     "Initial conferences in time [rose from 47.0% to 50.7%]{figure=CP05 from=2015-16 to=2016-17}."),
    ("Referrals [rose]{figure=FD07 from=2015-16 to=2016-17} because of poverty.", "unsupported",
     "Referrals [rose]{figure=FD07 from=2015-16 to=2016-17}."),
    ("[48%]{fact=seen} of return interviews were held in time.", "unmeasured",
     "The share of return interviews held in time was not sent with its numbers."),
    ("There were [5,497]{figure=FD07 period=2016-17} referrals, which is an improvement.", "unbound",
     "There were [5,497]{figure=FD07 period=2016-17} referrals."),
    ("In 2014/15 there were [5,497]{figure=FD07 period=2016-17} referrals.", "unbound",
     "In 2016/17 there were [5,497]{figure=FD07 period=2016-17} referrals."),
]  # fmt: skip
WORST_FIRST = ["contradicted", "unmeasured", "unsupported", "unbound"]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Path:
    workspace = tmp_path_factory.mktemp("night") / "workspace"
    assert say(workspace, "load", DATA).code == 0
    return workspace


def written(folder: Path, sentences: list[str]) -> Path:
    report = folder / "report.md"
    report.write_text(TOP + "\n\n".join(sentences) + "\n")
    (folder / "facts.toml").write_text('[seen]\nvalue = 48\nunit = "%"\nsource = "A paper"\npage = 3\n')
    return report


@pytest.mark.parametrize(("sentence", "verdict"), [(drafted, verdict) for drafted, verdict, _ in DRAFTED])
def test_each_failing_sentence_is_caught(workspace, tmp_path, sentence, verdict):
    found = say_json(workspace, "check", written(tmp_path, [sentence])).json["claims"]
    assert verdict in [one["verdict"] for one in found]


def test_what_blocks_is_listed_worst_first_each_contradiction_with_words_that_would_be_true(
    workspace, tmp_path
):
    report = written(tmp_path, [drafted for drafted, _, _ in DRAFTED])
    said = say(workspace, "check", report)
    assert said.code == 1
    listed = [
        verdict for verdict in re.findall(r"report\.md:\d+\s+(\w+)", said.out) if verdict in WORST_FIRST
    ]
    assert listed == sorted(listed, key=WORST_FIRST.index)
    assert len(listed) >= len(DRAFTED)
    contradicted = [
        one for one in say_json(workspace, "check", report).json["claims"] if one["verdict"] == "contradicted"
    ]
    assert len(contradicted) == 4
    offered = report.read_text()
    for one in contradicted:
        offered = offered.replace(f"[{one['words']}]", f"[{one['suggestion']}]")
    report.write_text(offered)
    assert say(workspace, "check", report).code == 0  # nothing is contradicted any more


def test_a_final_edition_waits_until_nothing_is_contradicted_and_then_has_four_files(workspace, tmp_path):
    drafted = written(tmp_path, [drafted for drafted, _, _ in DRAFTED])
    assert say(workspace, "report", drafted, "--out", tmp_path / "out", "--final").code == 1
    mended = written(tmp_path, [mended for _, _, mended in DRAFTED])
    said = say(workspace, "check", mended)
    assert said.code == 0, said.plain
    made = say_json(workspace, "report", mended, "--out", tmp_path / "out", "--final")
    assert made.code == 0, made.plain
    assert set(made.json["files"]) == {"html", "docx", "odt", "pdf"}
    page = (tmp_path / "out" / "report.html").read_text()
    assert page.count("not supplied by the date asked") == 2


def test_a_draft_marks_in_its_own_text_what_no_claim_bears_out_and_a_final_edition_does_not(
    workspace, tmp_path
):
    report = written(
        tmp_path, ["There were [5,497]{figure=FD07 period=2016-17} referrals, which is *an* improvement."]
    )
    marked = '<span class="claim unbound">improvement</span>'
    assert say(workspace, "report", report, "--out", tmp_path / "draft").code == 0
    assert marked in (tmp_path / "draft" / "report.html").read_text()
    assert say(workspace, "report", report, "--out", tmp_path / "final", "--final").code == 0
    assert marked not in (tmp_path / "final" / "report.html").read_text()


def test_where_there_is_no_workspace_it_says_so_and_what_to_do(tmp_path):
    report = written(tmp_path, ["There were [5,497]{figure=FD07 period=2016-17} referrals."])
    said = say(tmp_path / "nowhere", "check", report)
    assert "There is no workspace at" in said.err
    assert "lineofsight -w FOLDER" in said.err
    only_facts = written(tmp_path, ["[48%]{fact=seen} of interviews were in time."])
    assert "no workspace" not in say(tmp_path / "nowhere", "check", only_facts).err


def test_a_sign_that_cannot_be_printed_is_named_and_a_letter_is_refused_with_its_line(tmp_path):
    report = written(tmp_path, ["We thank all 😀."])
    said = say(tmp_path / "nowhere", "report", report, "--out", tmp_path / "out")
    assert said.code == 0, said.err
    line = report.read_text().splitlines().index("We thank all 😀.") + 1
    assert f"report.md:{line}: '😀' is printed as [grinning face] in the PDF" in " ".join(said.plain.split())
    report = written(tmp_path, ["We thank all বাংলা."])
    said = say(tmp_path / "nowhere", "report", report, "--out", tmp_path / "out2")
    assert said.code == 2
    assert f"line {line}: the fonts have no 'ব' (bengali letter ba)" in " ".join(said.err.split())
    assert not (tmp_path / "out2").exists()
