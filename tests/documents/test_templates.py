"""What a new report is: the sections of its regime, sentences that match the record, and gaps that say what is lacking."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pypandoc
import pytest

from lineofsight.claims.check import check
from lineofsight.claims.evidence import Better, Evidence
from lineofsight.claims.figures import UNITS, Figures, limits
from lineofsight.claims.gaps import gaps
from lineofsight.claims.language import Document, read
from lineofsight.claims.ledger import Ledger, read_ledger
from lineofsight.claims.resolving import FromWorkspace
from lineofsight.claims.verdict import Verdict
from lineofsight.documents import paragraphs
from lineofsight.documents.coverage import parts_of
from lineofsight.documents.stating import NO_PERIOD, Stating
from lineofsight.documents.template import TemplateError, find, named, phrases, templates, themes
from lineofsight.engine.indicator import MeasureKind
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.periods import parse
from lineofsight.engine.store import Workspace
from lineofsight.regimes import RegimeError, guidance, regime, regimes
from lineofsight.regimes import named as regime_named
from tests.cli.command import Said, say, say_json

AREA = ("--area", "799", "--area-name", "Severnshire")
KINDS = sorted({one.kind for one in templates()})
# The council's own headings; the checker asks of this one what changed for children.
HEADING = "Privacy and Public Health Impact Assessments"


class Anything:
    """A record that has a value of every figure: a half, and three eighths before."""

    def places(self):
        return {}

    def resolve(self, tag, area, on):
        indicator = CATALOGUE[tag.id]
        n, d, scale = Fraction(400 if on.startswith("2016") else 300), Fraction(800), indicator.unit.scale
        share = indicator.kind is MeasureKind.SHARE
        value = scale * n / d if scale else n
        return Evidence(
            code=tag.id, title=indicator.title, definition=indicator.wording, limits=limits(indicator), period=on,
            value=value, n=n, d=d if scale else None, unit=UNITS[indicator.unit], share=share, area=area,
            better=Better(str(indicator.better)),
        )  # fmt: skip


@pytest.mark.parametrize("code", sorted(phrases()))
def test_every_figure_that_has_a_value_can_be_said_in_its_own_words(code):
    stated = Stating(Anything(), Ledger(), "799", parse("2016-17")).figure(code)
    assert stated.sentence or stated.missing == NO_PERIOD, stated


def new(workspace: Path, folder: Path, kind: str = "annual-report", *more: object) -> str:
    out = folder / "report.md"
    said = say(workspace, "new", kind, *AREA, "--period", "2016-17", "--out", out, *more)
    assert said.code == 0, said.plain
    return out.read_text(encoding="utf-8")


def not_borne_out(workspace: Path, folder: Path, text: str):
    """Every claim and every word of a report that the record does not bear out and that stands in no gap."""
    document = read(text)
    known = paragraphs.said_before(document.front, folder)
    resolver = FromWorkspace(Figures(Workspace(workspace)), read_ledger(folder), known)
    found = check(document, resolver, area="799")
    assert all(one.claim is None or one.verdict is Verdict.VERIFIED for one in found), [
        (one.words, one.reason) for one in found if one.claim and one.verdict is not Verdict.VERIFIED
    ]
    elsewhere = " ".join([*(words for _, words in gaps(text)), *_said_then(document)])
    return [
        one.words
        for one in found
        if one.verdict is not Verdict.VERIFIED and one.sentence != HEADING and one.words not in elsewhere
    ]


def _said_then(document: Document) -> list[str]:
    """Last year's own words, which are quoted and not said again."""
    return [claim.words for claim in document.claims if claim.tag.kind == "said"]


# --- the data ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("template", templates(), ids=lambda one: one.name)
def test_every_section_says_what_asks_for_it_and_why_in_the_words_of_each_regime(template):
    for known in regimes():
        if {known.key, known.kind} & set(template.regimes):
            for section in template.of(known).sections:
                assert section.guidance, f"{section.id} under {known.key}"
                assert section.sources
                assert section.why
                assert "{" not in f"{section.title}{section.why}{section.asks}{section.text}"


def test_every_figure_that_a_template_asks_for_has_its_words():
    told = {code for theme in themes().values() for code in theme.codes}
    assert told <= set(phrases())
    assert set(phrases()) <= set(CATALOGUE)


def test_a_guidance_that_was_not_read_is_marked():
    assert "to be verified" in str(guidance("WT2015"))
    assert find("yearly-report", regime_named("SP_WT2026")).draft
    with pytest.raises(RegimeError, match="WT2015"):
        guidance("WT1999")


def test_the_cabinet_report_has_exactly_the_councils_headings_in_order():
    assert [one.title for one in named("cabinet-report").sections] == [
        "Relevant Cabinet Member", "Relevant Officer", "Recommendation", "Background", "Key points", "Conclusion",
        "Legal, Financial and HR Implications", HEADING, "Equality and Diversity Implications",
        "Supporting Information", "Contact Points", "Background Papers",
    ]  # fmt: skip


def test_the_halves_are_asked_for_in_every_report_on_a_year():
    for template in templates():
        parts = {part for section in template.sections for part in section.parts}
        if template.kind != "child-version":
            assert {"achievements", "challenges"} <= parts, template.name


@pytest.mark.parametrize(("on", "switched", "key"), [
    ("2014-03-31", None, "LSCB_WT2013"),
    ("2017-03-31", None, "LSCB_WT2015"),
    ("2019-03-31", None, "LSCB_WT2015"),
    ("2019-03-31", "2018-09-01", "SP_WT2018"),
    ("2019-09-29", None, "SP_WT2018"),
    ("2023-12-14", None, "SP_WT2018"),
    ("2023-12-15", None, "SP_WT2023"),
    ("2026-03-31", None, "SP_WT2026"),
])  # fmt: skip
def test_a_regime_holds_from_its_first_day_and_a_partnership_from_the_areas_own(on, switched, key):
    day = date.fromisoformat(switched) if switched else None
    assert regime(date.fromisoformat(on), switched=day).key == key


def test_a_template_of_another_regime_is_refused_with_the_one_to_write():
    with pytest.raises(TemplateError, match="write: new yearly-report"):
        find("annual-report", regime_named("SP_WT2018"))


# --- a new report -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "yearly-report"])
def test_every_statement_of_a_new_report_matches_the_record_or_is_a_gap(loaded, tmp_path, kind):
    text = new(loaded, tmp_path, kind)
    assert not_borne_out(loaded, tmp_path, text) == []
    assert list(gaps(text))


def test_a_partnerships_report_has_its_own_sections_and_names(loaded, tmp_path):
    out = tmp_path / "report.md"
    said = say(
        loaded, "new", "yearly-report", *AREA, "--period", "2016-17", "--regime", "SP_WT2023", "--out", out
    )
    text = out.read_text()
    assert said.code == 0, said.plain
    assert "## Independent scrutiny" in text
    assert "Child Safeguarding Practice Review Panel" in text
    assert "Safeguarding Children Partnership yearly report 2016/17" in text
    assert "Board" not in text.replace("Health and Wellbeing Board", "")
    assert not_borne_out(loaded, tmp_path, text) == []


def test_a_figure_stands_as_a_true_sentence_with_the_year_before(loaded, tmp_path):
    text = new(loaded, tmp_path)
    assert (
        "Referrals to children's social care [rose from 400 to 520]{figure=FD07 from=2015-16 to=2016-17}"
        in text
    )
    assert "::: chart FD07 from=2014-15 to=2016-17\n:::" in text


def test_a_change_that_chance_alone_could_make_is_given_no_direction(tmp_path, loaded):
    text = new(loaded, tmp_path)
    assert "Referrals with no further action: [10.0%]{figure=FD10 period=2016-17}" in text


def test_what_is_not_in_the_record_is_a_gap_and_a_row_to_fill_in(loaded, tmp_path):
    text = new(loaded, tmp_path)
    assert "[gap: not in the record for 2016/17: early help begun (EH01)" in text
    assert '# code = "EH01"' in (tmp_path / "facts.toml").read_text()


def test_made_up_data_are_said_to_be_made_up(loaded, tmp_path):
    assert "Made-up data: nobody in it exists." in new(loaded, tmp_path)


def test_a_fact_of_the_same_measure_fills_the_gap(loaded, tmp_path):
    (tmp_path / "facts.toml").write_text(
        '[interviews]\ncode = "MI06b"\nn = 48\nd = 100\nperiod = "2016-17"\ndocument = "return"\npage = 3\n'
    )
    text = new(loaded, tmp_path)
    assert "[48 of 100 (48%)]{fact=interviews}" in text
    assert not_borne_out(loaded, tmp_path, text) == []


def test_priorities_and_judgements_on_record_are_told(loaded, tmp_path):
    (tmp_path / "records.toml").write_text(
        '[list.priorities]\nat = 2016-09-13\nitems = ["early help", "neglect"]\n'
        '[judgement.early-help]\nat = 2017-03-31\nlevel = "not yet assured"\n'
        'sentence = "The Board cannot yet be assured about early help."\n'
    )
    text = new(loaded, tmp_path)
    assert "The Board had [2]{count=priorities at=2017-03-31} priorities:" in text
    assert "[early help]{list=priorities at=2017-03-31}" in text
    assert "{judgement=early-help at=2017-03-31}" in text


def test_numbers_hidden_from_the_public_are_said_to_be_hidden_and_shown_to_the_board(tmp_path):
    from tests.documents import small

    few = small.workspace(tmp_path / "few", {2014: 30, 2015: 30, 2016: 30})
    public, board = tmp_path / "public", tmp_path / "board"
    assert "Not shown, because the numbers behind it are small" in new(few, public)
    assert "[3 of 30 referrals]{figure=FD10 period=2016-17}" not in (public / "report.md").read_text()
    assert "[3 of 30 referrals]{figure=FD10 period=2016-17}" in new(few, board, "annual-report", "--board")


def test_nothing_that_is_already_there_is_written_over(loaded, tmp_path):
    new(loaded, tmp_path)
    (tmp_path / "report.md").write_text("mine")
    (tmp_path / "facts.toml").write_text("# mine")
    again = say(loaded, "new", "annual-report", *AREA, "--period", "2016-17", "--out", tmp_path / "report.md")
    assert (again.code, (tmp_path / "report.md").read_text()) == (1, "mine")
    assert "--force" in again.plain
    assert new(loaded, tmp_path, "annual-report", "--force") != "mine"
    assert (tmp_path / "facts.toml").read_text() == "# mine"


def test_recipients_and_titles_are_those_of_the_day_of_publication(loaded, tmp_path):
    late = new(loaded, tmp_path, "annual-report", "--published", "2020-01-31")
    assert "Child Safeguarding Practice Review Panel" in late
    assert "regime: LSCB_WT2015" in late


@pytest.mark.parametrize(("words", "says"), [
    (("anual-report", "--period", "2016-17"), "Did you mean annual-report?"),
    (("annual-report", "--period", "2016"), "annual-report"),
    (("annual-report", "--period", "2016-17", "--regime", "LSCB"), "LSCB_WT2015"),
    (("annual-report", "--period", "2016-17", "--after", "nowhere.docx"), "no such report"),
    (("annual-report", "--period", "2021-22"), "yearly-report"),
])  # fmt: skip
def test_what_cannot_be_begun_says_what_can(loaded, tmp_path, words, says):
    said: Said = say(loaded, "new", *words, *AREA, "--out", tmp_path / "report.md")
    if words[2] != "2016":
        assert said.code == 1
        assert says in said.plain


# --- what we said, what happened ------------------------------------------------------------------------------------

LAST = """---
area: "799"
period: 2015-16
---

# Annual report 2015/16

## Conclusion

Referrals [rose to 400]{figure=FD07 period=2015-16}, and the board will look at the front door again.

Early help remains a risk. The board would like to thank everybody.

The board is unable to judge how training helps. The board holds two risks.

- Assurance will be sought from the police on return interviews.
- Neglect is a priority for 2016/17.

| Risk | Rating |
|---|---|
| Too few escorts for children at court | Very high |
"""


@pytest.fixture(params=["edition", "markdown", "word"])
def last(request, tmp_path) -> Path:
    """Last year's report in each form in which it may be given."""
    if request.param == "word":
        plain = LAST.replace("[rose to 400]{figure=FD07 period=2015-16}", "rose to 400")
        pypandoc.convert_text(
            plain, "docx", format="markdown", outputfile=str(tmp_path / "ours-2015-16.docx")
        )
        return tmp_path / "ours-2015-16.docx"
    path = tmp_path / ("ours-2015-16.md" if request.param == "markdown" else "ours-2015-16/report.md")
    path.parent.mkdir(exist_ok=True)
    path.write_text(LAST)
    return path if request.param == "markdown" else path.parent


def test_every_risk_promise_ask_and_priority_is_carried_forward_with_its_figures(loaded, tmp_path, last):
    text = new(loaded, tmp_path / "now", "annual-report", "--after", last)
    (part,) = (one for one in parts_of(read(text), text) if one.heading == "What we said, what happened")
    said = [row.cells[1] for row in part.rows]
    assert [cell.partition("]")[0][1:] for cell in said] == [
        "Referrals rose to 400, and the board will look at the front door again.",
        "Early help remains a risk.",
        "The board is unable to judge how training helps.",
        "The board holds two risks.",
        "Assurance will be sought from the police on return interviews.",
        "Neglect is a priority for 2016/17.",
        "Too few escorts for children at court",
    ]
    assert '{said="ours-2015-16#p3"}' in said[0]
    assert "rose from 400 to 520" in part.rows[0].cells[3]
    assert all("[gap: what came of this" in row.cells[2] for row in part.rows)
    assert not_borne_out(loaded, tmp_path / "now", text) == []
    assert say(loaded, "check", tmp_path / "now" / "report.md").code == 0


def test_paragraphs_are_numbered_as_the_checker_numbers_them():
    known = paragraphs.paragraphs(LAST)
    assert known["p1"] == "Annual report 2015/16"
    assert known["p4"] == "Early help remains a risk. The board would like to thank everybody."


def test_children_are_told_two_plain_numbers(loaded, tmp_path):
    text = new(loaded, tmp_path, "child-version")
    said = "[520]{figure=FD07 period=2016-17}. The year before: [400]{figure=FD07 period=2015-16}."
    assert f"Times somebody asked social workers to look after a child's safety: {said}" in text
    assert "per 10,000" not in text


def test_json_says_what_was_written(loaded, tmp_path):
    said = say_json(
        loaded, "new", "child-version", *AREA, "--period", "2016-17", "--out", tmp_path / "child.md"
    )
    assert said.json["written"] == [
        str(tmp_path / name) for name in ("child.md", "facts.toml", "records.toml")
    ]
