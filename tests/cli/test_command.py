"""The command as somebody types it: what each part prints, how it ends, and what it leaves behind."""

import csv
import io
import multiprocessing
import shutil
from pathlib import Path

import pytest
import typer.main

from lineofsight.cli import ROOMS
from lineofsight.cli.commands import app
from lineofsight.cli.looking import COLUMNS, _cell
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.store import MADE_UP, Workspace
from tests.cli.command import say, say_json, tree

COMMANDS = tuple(sorted(typer.main.get_command(app).commands))
# The columns of `readings`, as they were promised.
PROMISED = [
    "code", "edition", "area", "period", "start", "end", "by", "group", "numerator", "denominator", "children",
    "value", "status", "basis", "release", "england", "region", "neighbour_median", "neighbours_n",
    "neighbour_model", "rank", "ranked",
]  # fmt: skip


# --- how it is asked -------------------------------------------------------------------------------------


def test_every_command_that_was_promised_is_there():
    promised = {
        "load", "loads", "quality", "map", "compute", "runs", "readings", "explain", "trace", "diff", "catalogue",
        "template", "synthesise", "holdings", "erase", "bench",
    }  # fmt: skip
    assert promised <= set(COMMANDS)


def test_every_command_is_found_in_the_room_that_it_is_said_to_be_in():
    found = {
        name: command.callback.__module__.rpartition(".")[2] if command.callback else "serving"
        for name, command in typer.main.get_command(app).commands.items()
    }
    assert found == {name: room for room, names in ROOMS.items() for name in names}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_an_example(name, tmp_path):
    said = say(tmp_path, name, "--help")
    assert said.code == 0
    assert f"lineofsight {name}" in said.plain.split("Example", 1)[1], "its help shows no example"


@pytest.mark.parametrize("words", [
    ("nonesuch",), (), ("readings",), ("readings", "FD07", "--basis", "rumour"), ("readings", "FD07", "--as-known", "soon"),
    ("load", "x.csv", "--area", "88"), ("load", "x.csv", "--covers", "last year"), ("catalogue", "--format", "pdf"),
    ("compute", "--engine", "abacus"), ("template", "nonesuch"), ("trace", "FD07"), ("load",),
    ("synthesise", "out", "--area", "79"), ("synthesise", "out", "--area", "885"), ("synthesise", "out", "--from", "2030"),
], ids=lambda words: " ".join(words) or "nothing")  # fmt: skip
def test_what_is_not_understood_ends_with_2_and_changes_nothing(words, tmp_path):
    said = say(tmp_path / "workspace", *words)
    assert said.code == 2
    assert said.err
    assert "Traceback" not in said.err
    assert tree(tmp_path) == {}


def test_the_version_is_told(tmp_path):
    assert say(tmp_path, "--version").out.startswith("lineofsight ")


@pytest.mark.parametrize(("words", "told"), [
    (("loads",), "Begin with: lineofsight load"), (("runs",), "lineofsight compute"), (("quality",), "Begin with"),
    (("holdings",), "No personal data"),
])  # fmt: skip
def test_an_empty_workspace_says_how_to_begin(words, told, tmp_path):
    said = say(tmp_path / "workspace", *words)
    assert said.code == 0
    assert told in said.plain
    assert say_json(tmp_path / "workspace", *words).json


def test_days_that_are_none_are_refused(tmp_path):
    said = say(tmp_path / "workspace", "compute", "--from", "2017-18", "--to", "2016-17")
    assert (said.code, "no day from 2017-04-01" in said.plain, "Traceback" in said.plain) == (2, True, False)
    assert (say(tmp_path / "workspace", "load", "").code, tree(tmp_path)) == (2, {})


def test_computing_nothing_says_what_to_do(tmp_path):
    said = say(tmp_path / "workspace", "compute")
    assert said.code == 1
    assert "lineofsight load" in said.plain


# --- readings --------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_readings_have_the_columns_that_were_promised(severnshire):
    assert list(COLUMNS) == PROMISED
    (row,) = say_json(severnshire, "readings", "CP07", "--area", "799", "--period", "2016-17").readings
    assert [name for name in row if name != "note"] == PROMISED
    said = say(severnshire, "readings", "CP07", "FD07", "--area", "799", "--by", "sex", "--format", "csv")
    rows = list(csv.reader(io.StringIO(said.out)))
    assert rows[0] == [*PROMISED, "made_up"]  # of real data it ends with "ranked"
    assert {row[-1] for row in rows[1:]} == {MADE_UP}
    assert {len(row) for row in rows} == {len(rows[0])}
    as_json = say(severnshire, "readings", "CP07", "--area", "799", "--period", "2016-17", "--format", "json")
    assert as_json.readings == [row]


@pytest.mark.slow
@pytest.mark.parametrize("words", [
    ("readings", "CP07", "--area", "799"), ("trace", "CP07", "--area", "799", "--period", "2016-17"), ("loads",),
    ("quality",), ("runs",), ("diff", "20", "20"), ("holdings",),
], ids=lambda words: words[0])  # fmt: skip
def test_every_page_of_made_up_data_says_so(words, severnshire):
    assert MADE_UP in say(severnshire, *words).plain
    assert say_json(severnshire, *words).json["made_up"] is True


@pytest.mark.parametrize("text", ["=1+1", "+1", "-x", "@sum", "\t=1", "\r=1"])
def test_no_spreadsheet_takes_a_text_for_a_formula(text):
    assert _cell(text) == f"'{text}"


def test_numbers_stay_numbers_in_a_csv():
    assert [_cell(value) for value in (-1.5, 5497.0, None, "2016-17")] == [-1.5, 5497, None, "2016-17"]


@pytest.mark.slow
def test_without_a_period_every_period_there_is_is_shown(severnshire):
    found = say_json(severnshire, "readings", "FD07", "--area", "799").readings
    periods = [row["period"] for row in found]
    assert {"2012-13", "2016-17", "2016-17-Q4", "2016-M12"} <= set(periods)
    assert [row["end"] for row in found] == sorted(row["end"] for row in found)


@pytest.mark.slow
@pytest.mark.parametrize(("words", "told"), [
    (("XX99",), "There is no indicator 'XX99'"), (("FD99",), "FD07"), (("FD07", "--period", "2016-18"), "2016-17"),
    (("FD07", "--period", "yesterday"), "a financial year 2016-17"), (("CP07", "--by", "shoe_size"), "age_band"),
    (("FD09", "--period", "2016-10-23"), "FD09 cannot be read for"), (("FD07", "--area", "000"), "No area has the code 000"),
    (("FD07", "--area", "885"), "nothing that is loaded says FD07 of area 885"),
    (("LAIT:nonesuch",), "There is no indicator"),
])  # fmt: skip
def test_what_cannot_be_read_is_said_kindly(words, told, severnshire):
    said = say(severnshire, "readings", *words)
    assert said.code == 1
    assert told in said.plain
    assert "Traceback" not in said.err


@pytest.mark.slow
def test_a_day_that_no_run_holds_is_worked_out_on_the_spot(severnshire):
    before = tree(severnshire / "runs")
    (row,) = say_json(severnshire, "readings", "CP07", "--area", "799", "--period", "2016-10-23").readings
    assert (row["numerator"], row["status"], row["basis"]) == (354, "value", "computed")
    assert tree(severnshire / "runs") == before


@pytest.mark.slow
def test_codes_may_be_typed_in_small_letters(severnshire):
    (row,) = say_json(severnshire, "readings", "fd07", "--area", "799", "--period", "2016-17").readings
    assert (row["code"], row["value"]) == ("FD07", 5497)


@pytest.mark.slow
def test_what_was_asked_for_and_has_no_figure_is_named(severnshire):
    ask = ("readings", "FD07", "LH01", "WF01", "--area", "799", "--area", "885", "--period", "2016-17-Q4")
    said = say(severnshire, *ask)
    assert said.code == 0
    silent = ["FD07 2016-17-Q4 of area 885", "LH01 is not read for 2016-17-Q4, but for year",
              "WF01 is not read for 2016-17-Q4, but for census"]  # fmt: skip
    assert [line.removeprefix("No figure: ") for line in said.err.splitlines()] == silent
    assert say_json(severnshire, *ask).json["without_a_figure"] == silent


@pytest.mark.slow
@pytest.mark.parametrize(("typed", "codes"), [("cp01", ["CP01a", "CP01b"]), ("mi06A", ["MI06a"])])
def test_a_code_with_variants_is_found_however_it_is_typed(typed, codes, severnshire):
    found = say_json(severnshire, "readings", typed, "--area", "799", "--period", "2016-17").readings
    assert [row["code"] for row in found] == codes


@pytest.mark.slow
def test_a_basis_is_the_only_one_shown(severnshire):
    ask = ("readings", "FD07", "--area", "799", "--period", "2016-17", "--basis")
    bases = {basis: say_json(severnshire, *ask, basis) for basis in ("computed", "published", "recorded")}
    assert bases["computed"].readings[0]["value"] == bases["published"].readings[0]["value"] == 5497
    assert (bases["recorded"].code, bases["recorded"].readings) == (1, [])


@pytest.mark.slow
def test_as_known_on_a_day_reads_only_what_was_true_by_then(severnshire):
    ask = ("readings", "FD07", "--area", "799", "--period", "2016-17", "--as-known")
    assert say_json(severnshire, *ask, "2018-05-30").readings == []  # the day before the extract
    (extract,) = say_json(severnshire, *ask, "2018-06-30").readings
    assert (extract["value"], extract["basis"]) == (5497, "computed")
    (published,) = say_json(severnshire, *ask, "2018-12-31").readings
    assert (published["value"], published["basis"]) == (5497, "published")


@pytest.mark.slow
def test_the_public_sees_no_small_number(severnshire):
    ask = ("readings", "CP07", "CP08", "--area", "799", "--period", "2016-17", "--by", "age_band", "--by", "ethnicity",
           "--basis", "computed")  # fmt: skip
    known = {(r["code"], r["by"], r["group"]): r for r in say_json(severnshire, *ask).readings}
    public = {(r["code"], r["by"], r["group"]): r for r in say_json(severnshire, *ask, "--public").readings}
    assert set(public) == set(known)
    small = [key for key, row in known.items() if row["children"] is not None and 0 < row["children"] < 5]
    assert small, "Severnshire has small groups"
    for key in small:
        assert (public[key]["status"], public[key]["value"], public[key]["numerator"]) == (
            "suppressed",
            None,
            None,
        )


# --- where a figure comes from ---------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "period"), [("FD07", "2016-17"), ("CP08", "2016-17"), ("CP07", "2016-10-23")]
)
def test_a_trace_lists_exactly_the_rows_that_were_counted(code, period, severnshire, few_files):
    found = say_json(severnshire, "trace", code, "--area", "799", "--period", period, "--rows").json
    (reading,) = [one for one in found["readings"] if one["basis"] == "computed"]
    assert len(found["rows"]) == reading["numerator"]
    places = {(row["file"], row["row"]) for row in found["rows"]}
    assert len(places) == len(found["rows"])
    (name,) = {row["file"] for row in found["rows"]}
    lines = (few_files / name).read_text().splitlines()
    if code == "FD07":
        dates = [next(csv.reader([lines[row["row"] - 1]]))[2] for row in found["rows"]]
        assert all("2016-04-01" <= day[:10] <= "2017-03-31" for day in dates)
    hashes = {file["name"]: file["sha256"] for load in reading["loads"] for file in load["files"]}
    assert len(hashes[name]) == 64


@pytest.mark.slow
def test_a_trace_says_what_the_figure_bears(severnshire):
    ask = ("FD07", "--area", "799", "--period")
    said = say(severnshire, "trace", *ask, "2016-M12").plain
    assert "95% interval" in said
    assert "no signal of a change" in said
    year, month = (
        say_json(severnshire, "trace", *ask, one).json["readings"] for one in ("2016-17", "2016-M12")
    )
    assert year[0]["interval"]["low"] < 5497 < year[0]["interval"]["high"]
    assert [one["signal"] for one in year] == [None, None]  # six years are no series
    assert month[0]["signal"]["points"] == 9


@pytest.mark.slow
def test_a_trace_is_short_until_more_is_asked_for(severnshire):
    said = say(severnshire, "trace", "FD07", "--area", "799", "--period", "2016-17", "--rows", "--limit", 3)
    assert said.out.count("ssd_cin_episodes.csv, row") == 3
    assert "5,494 more rows" in said.plain
    missing = say(severnshire, "trace", "FD07", "--area", "000", "--period", "2016-17")
    assert missing.code == 1
    assert "There is no figure for FD07" in missing.plain


@pytest.mark.slow
def test_a_figure_that_came_as_one_has_no_rows_and_says_where_to_look(severnshire):
    published = say_json(severnshire, "readings", "FD07", "--period", "2016-17").readings
    area = next(row["area"] for row in published if row["area"] != "799")
    said = " ".join(
        say(severnshire, "trace", "FD07", "--area", area, "--period", "2016-17", "--rows").plain.split()
    )
    assert "No rows are listed: nobody here counted them" in said
    assert f"it is in the row of area {area} and 2016-17" in said


def test_readings_without_a_workspace_say_that_nothing_is_loaded(tmp_path):
    said = say(tmp_path / "nowhere", "readings", "FD07", "--area", "885")
    assert said.code == 1
    assert "Nothing is loaded in" in said.err
    assert "lineofsight -w FOLDER" in " ".join(said.err.split())


@pytest.mark.parametrize("dialect", ["duckdb", "pyspark", "postgres", "mssql"])
def test_an_indicator_is_explained_in_the_sql_of_each_database(dialect, tmp_path):
    found = say_json(tmp_path, "explain", "CP07", "--dialect", dialect).json
    assert found["question"]
    assert any("SELECT" in statement for statement in found["sql"])


def test_an_unknown_dialect_is_refused_kindly(tmp_path):
    said = say(tmp_path, "explain", "FD07", "--dialect", "esperanto")
    assert said.code == 2
    assert "postgres" in said.plain


def test_the_catalogue_as_a_document_has_every_code(tmp_path):
    document = say(tmp_path, "catalogue", "--format", "md").out
    assert [line[3:].split()[0] for line in document.splitlines() if line.startswith("## ")] == sorted(
        CATALOGUE
    )
    assert {one["code"] for one in say_json(tmp_path, "catalogue").json["indicators"]} == set(CATALOGUE)


# --- loads and runs --------------------------------------------------------------------------------------


@pytest.mark.slow
def test_loading_the_same_again_says_so_and_changes_nothing(own_copy, few_files):
    before = tree(own_copy)
    said = say(own_copy, "load", few_files)
    assert said.code == 0
    assert "already loaded" in said.plain
    assert tree(own_copy) == before
    assert [one["new"] for one in say_json(own_copy, "load", few_files).json["loads"]] == [False]


def test_an_unknown_file_is_named_and_left_alone(tmp_path):
    diary = tmp_path / "diary.csv"
    diary.write_text("day,weather\nMonday,rain\n")
    said = say(tmp_path / "workspace", "load", diary)
    assert said.code == 1
    assert "diary.csv is in no format that is known here" in said.plain
    assert say_json(tmp_path / "workspace", "load", diary).json["unknown"] == [str(diary)]
    assert not (tmp_path / "workspace" / "loads").exists()
    gone = say(tmp_path / "workspace", "load", tmp_path / "gone.csv")
    assert gone.code == 1
    assert "is not there" in gone.plain


@pytest.mark.slow
def test_made_up_and_real_data_are_never_mixed(own_copy, few_files, tmp_path):
    real = tmp_path / "real"
    real.mkdir()
    shutil.copy(few_files / "ssd_cp_reviews.csv", real)
    before = tree(own_copy)
    said = say(
        own_copy,
        "load",
        real,
        "--area",
        "885",
        "--covers",
        "2012-04-01..2018-03-31",
        "--known-on",
        "2018-05-31",
    )
    assert said.code == 1
    assert "never mixed" in said.plain
    assert tree(own_copy) == before


@pytest.mark.slow
def test_what_spoke_and_what_was_set_aside_is_printed(own_copy, county, few_files, tmp_path):
    said = say(own_copy, "load", county / "799" / "annex_a")
    assert said.code == 0, said.err
    shown = say(own_copy, "compute", "--from", "2016-17", "--to", "2016-17").plain
    assert "what spoke" in shown
    assert "set aside: annex_a-799" in shown
    first, second = (run["id"] for run in say_json(own_copy, "runs").json["runs"])
    assert "The two runs hold the same readings" in say(own_copy, "diff", first, second).plain


@pytest.mark.slow
def test_a_corrected_return_shows_in_the_difference_between_runs(own_copy, few_files, tmp_path):
    corrected = shutil.copytree(few_files, tmp_path / "corrected")
    path = corrected / "ssd_cin_episodes.csv"
    lines = path.read_text().splitlines(keepends=True)
    of_the_year = [
        n
        for n, line in enumerate(lines)
        if "2016-04-01" <= line.split(",")[2].strip('"')[:10] <= "2017-03-31"
    ]
    del lines[of_the_year[0]]
    path.write_text("".join(lines))
    toml = corrected / "return.toml"
    toml.write_text(toml.read_text().replace('known_on = "2018-05-31"', 'known_on = "2018-06-30"'))
    assert say(own_copy, "load", corrected).code == 0
    assert say(own_copy, "compute", "--from", "2016-17", "--to", "2016-17").code == 0
    old, new = (run["id"] for run in say_json(own_copy, "runs").json["runs"])
    rows = say_json(own_copy, "diff", old, new).json["differences"]
    (referrals,) = [
        row for row in rows if (row["code"], row["period"], row["by"]) == ("FD07", "2016-17", None)
    ]
    assert (referrals["was"], referrals["is"]) == ("5,497", "5,496")
    assert referrals["why"].startswith("new load: ssd-799")
    assert not [row for row in rows if row["code"] == "CP07"]
    wrong = say(own_copy, "diff", "1999", new)
    assert wrong.code == 1
    assert old in wrong.plain


@pytest.mark.slow
def test_what_is_held_can_be_listed_and_erased(own_copy):
    (held,) = say_json(own_copy, "holdings").json["holdings"]
    assert held["ids"] == "keyed hashes"
    assert held["originals"] is False
    assert held["until"] == "2025-05-31"
    assert say_json(own_copy, "readings", "CP07", "--area", "799", "--period", "2016-10-23").readings
    assert list((own_copy / "cache").glob("asked-*"))
    said = say_json(own_copy, "erase", "ssd-799", "--why", "sent by mistake")
    assert not list((own_copy / "cache").glob("asked-*"))
    assert (said.code, said.json["why"]) == (0, "sent by mistake")
    assert say_json(own_copy, "holdings").json["holdings"] == []
    assert not list((own_copy / "loads" / held["load"]).glob("*.parquet"))
    (row,) = say_json(
        own_copy, "readings", "FD07", "--area", "799", "--period", "2016-17", "--basis", "computed"
    ).readings
    assert row["value"] == 5497  # what was made of it stays
    assert "erased" in say(own_copy, "loads").plain
    assert say(own_copy, "erase", "nonesuch", "--why", "x", "--yes").code == 1


@pytest.mark.slow
def test_quality_lists_what_was_wrong_and_writes_it_for_a_spreadsheet(severnshire, tmp_path):
    found = say_json(severnshire, "quality", "--csv", tmp_path / "faults.csv").json["loads"]
    (ssd,) = [one for one in found if one["load"].startswith("ssd-799")]
    assert any(finding["table"] == "cp_plans" for finding in ssd["findings"])
    with (tmp_path / "faults.csv").open(encoding="utf-8-sig", newline="") as file:
        heading, *rows = csv.reader(file)
    assert heading == ["load", "severity", "file", "row", "field", "value", "wrong", "remedy", "made_up"]
    assert {row[-1] for row in rows} == {MADE_UP}


def _hold(folder: Path, holding, done) -> None:
    with Workspace(folder).writing():
        holding.set()
        done.wait(30)


def test_a_second_writer_is_told_who_the_first_is(tmp_path, county):
    context = multiprocessing.get_context("spawn")
    holding, done = context.Event(), context.Event()
    workspace = tmp_path / "workspace"
    other = context.Process(target=_hold, args=(workspace, holding, done))
    other.start()
    assert holding.wait(120)
    said = say(workspace, "load", county / "799" / "localities.csv")
    done.set()
    other.join()
    assert said.code == 1
    assert f"process {other.pid}" in said.plain
    assert say(workspace, "load", county / "799" / "localities.csv").code == 0


# --- what agencies send ----------------------------------------------------------------------------------


def test_a_scorecard_is_mapped_once_looked_at_and_loaded(tmp_path, county):
    workspace = tmp_path / "workspace"
    folder = shutil.copytree(county / "799" / "scorecard", tmp_path / "scorecard")
    for mapping in folder.glob("*.mapping.toml"):
        mapping.unlink()
    file = folder / "scorecard.xlsx"
    refused = say(workspace, "load", file)
    assert refused.code == 1
    assert "lineofsight map scorecard.xlsx" in refused.plain
    proposed = Path(say_json(workspace, "map", file).json["mapping"])
    # Looked at, and corrected: reviews with modifiable factors are so many of so many.
    part = 'code = "CD03"\npart = "value"\nunit = "count"'
    text = proposed.read_text().replace(part, part.replace("value", "numerator").replace("count", "percent"))
    other = 'heading = "Deaths reviewed (for modifiable factors)"\ncode = "{}"\npart = "{}"\nunit = "{}"'
    assert other.format("", "value", "count") in text
    text = text.replace(other.format("", "value", "count"), other.format("CD03", "denominator", "percent"))
    proposed.write_text(text)
    assert say(workspace, "map", file, "--accept").code == 0
    loaded = say(workspace, "load", file)
    assert loaded.code == 0, loaded.err
    reviewed, factors = say_json(
        workspace, "readings", "CD02", "CD03", "--area", "799", "--period", "2016-17"
    ).readings
    assert (reviewed["numerator"], reviewed["value"]) == (36, 36)
    assert (factors["numerator"], factors["denominator"]) == (15, 36)
    assert round(factors["value"], 1) == 41.7
    assert {reviewed["basis"], factors["basis"]} == {"recorded"}
    again = say(workspace, "map", file)
    assert again.code == 1
    assert "is there already" in again.plain


FILLED = {
    "return": [("area", "799"), ("covers from", "2016-04-01"), ("covers to", "2017-03-31"), ("known on", "2017-05-15"),
               ("sender", "Severnshire (made up)")],
    "workforce": [("2016-09-30", "1900", "100", "204", "51", "34", "")],
}  # fmt: skip


def test_the_template_can_be_filled_in_and_loaded_as_csv(tmp_path):
    workspace, out = tmp_path / "workspace", tmp_path / "return"
    assert say(workspace, "template", "supplementary", out).code == 0
    for name, rows in FILLED.items():
        path = out / f"{name}.csv"
        lines = path.read_text().splitlines()
        if name == "return":
            given = dict(rows)
            lines = [lines[0], *(_filled(line, given) for line in lines[1:])]
        else:
            lines += [",".join(row) for row in rows]
        path.write_text("\n".join(lines) + "\n")
    loaded = say(workspace, "load", out, "--made-up")
    assert loaded.code == 0, loaded.plain
    (row,) = say_json(workspace, "readings", "WF01", "--area", "799", "--period", "2016").readings
    assert (row["value"], row["basis"]) == (19, "computed")


def test_what_agencies_say_of_their_early_help_is_read_by_agency(tmp_path):
    workspace, out = tmp_path / "workspace", tmp_path / "return"
    assert say(workspace, "template", "supplementary", out).code == 0
    (out / "early_help_by_agency.csv").write_text(
        "agency,period_start,period_end,assessments\nHilltop school,2016-04-01,2017-03-31,40\n"
    )
    said = ("--area", "885", "--covers", "2016-04-01..2017-03-31", "--known-on", "2017-05-15")
    assert say(workspace, "load", out, *said).code == 0
    (row,) = say_json(workspace, "readings", "EH01", "--area", "885", "--by", "agency").readings
    assert (row["group"], row["value"], row["basis"], row["period"]) == (
        "Hilltop school",
        40,
        "recorded",
        "2016-17",
    )


def _filled(line: str, given: dict[str, str]) -> str:
    item, _, what = next(csv.reader([line]))
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow([item, given.get(item, ""), what])
    return out.getvalue()


def test_the_template_can_be_filled_in_and_loaded_as_a_workbook(tmp_path):
    import openpyxl

    workspace, out = tmp_path / "workspace", tmp_path / "return.xlsx"
    assert say(workspace, "template", "supplementary", out).code == 0
    book = openpyxl.load_workbook(out)
    given = dict(FILLED["return"])
    for row in book["return"].iter_rows():
        if row[0].value in given:
            row[1].value = given[row[0].value]
    book["workforce"].append(list(FILLED["workforce"][0]))
    book.save(out)
    loaded = say(workspace, "load", out, "--made-up")
    assert loaded.code == 0, loaded.plain
    (row,) = say_json(workspace, "readings", "WF01", "--area", "799", "--period", "2016").readings
    assert row["value"] == 19


def test_a_template_is_never_written_over(tmp_path):
    out = tmp_path / "return.xlsx"
    out.write_text("answers")
    said = say(tmp_path / "workspace", "template", "supplementary", out)
    assert said.code == 1
    assert out.read_text() == "answers"


def test_a_template_is_a_workbook_or_a_folder(tmp_path):
    said = say(tmp_path / "workspace", "template", "supplementary", tmp_path / "return.docx")
    assert (said.code, "neither a workbook (.xlsx) nor a folder" in said.plain) == (2, True)


def test_a_program_that_asks_for_a_template_is_told_where_it_is(tmp_path):
    out = tmp_path / "return.xlsx"
    said = say_json(tmp_path / "workspace", "template", "supplementary", out)
    assert (said.json, out.is_file()) == ({"written": str(out)}, True)


def test_a_county_is_never_made_up_over_files_that_are_there(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    said = say(tmp_path / "workspace", "synthesise", out)
    assert said.code == 1
    assert "is not empty" in said.plain
    assert list(tree(out)) == ["mine.txt"]
