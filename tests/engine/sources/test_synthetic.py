"""The made-up county: it tells its story exactly, hangs together, and is the same for the same seed."""

import csv
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from lineofsight.engine.sources import finding, registry
from lineofsight.engine.sources.intake import Severity
from lineofsight.engine.sources.synthetic import chance, command, dirt, making, truth
from lineofsight.engine.sources.synthetic.days import NEVER, age, day, months_on, working_days_between
from lineofsight.engine.sources.synthetic.story import Targets
from lineofsight.engine.sources.synthetic.world import World, as_known, extract
from lineofsight.engine.tables import CONTRACT

YEARS = range(2013, 2019)  # ending in March
SMALL = {"701": 3_000}


@pytest.fixture(scope="session")
def severnshire() -> World:
    return making.world("799", 7, 2012, 2018)


@pytest.fixture(scope="session")
def facts(severnshire: World) -> truth.Facts:
    return truth.Facts(severnshire)


@pytest.fixture(scope="session")
def counted(facts: truth.Facts) -> dict[tuple[str, str], tuple]:
    return {(row["code"], row["period"]): (row["n"], row["d"]) for row in truth.counted(facts, YEARS)}


@pytest.fixture(scope="session")
def small_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("small")
    command.synthesise(out, areas=SMALL)
    return out


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_no_assessment_begins_before_its_referral(severnshire):
    cases, assessments = severnshire["cin_episodes"], severnshire["cin_assessments"]
    referred = dict(zip(cases["referral_id"].to_pylist(), cases["referral_date"].to_pylist(), strict=True))
    begun = zip(assessments["referral_id"].to_pylist(), assessments["start_date"].to_pylist(), strict=True)
    assert [case for case, start in begun if start < referred[case]] == []


# --- the story ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "period", "n", "d"),
    [
        ("FD07", "2015-16", 4966, ""),
        ("FD07", "2016-17", 5497, ""),
        ("FD09", "2015-16", 903, 4966),
        ("FD09", "2016-17", 1128, 5497),
        ("FD10", "2016-17", 17, 5497),
        ("FD11", "2015-16", 1755, 4966),
        ("FD11", "2016-17", 2105, 5497),
        ("EH01", "2015-16", 2200, ""),
        ("EH01", "2016-17", 1300, ""),
        ("CP03", "2015-16", 1735, 115430),
        ("CP03", "2016-17", 2101, 116203),
        ("CP05", "2015-16", 374, 795),
        ("CP05", "2016-17", 419, 827),
        ("CP07", "2015-16", 473, 115430),
        ("CP07", "2016-10-23", 354, 116203),
        ("CP07", "2016-17", 517, 116203),
        ("CP08", "2015-16", 636, 115430),
        ("CP08", "2016-17", 677, 116203),
        ("CP09", "2015-16", 120, 636),
        ("CP09", "2016-17", 135, 677),
        ("CP13", "2015-16", 287, 327),
        ("CP13", "2016-17", 252, 301),
        ("CP19", "2015-16", 3766, 115430),  # of 3,767 cases one was a referral with no further action
        ("CP19", "2016-17", 4067, 116203),
        ("CL01", "2015-16", 694, 115430),
        ("CL01", "2016-17", 767, 116203),
        ("CL02", "2016-17", 328, 116203),
        ("CA01", "2015-16", 620, ""),
        ("CA01", "2016-17", 430, ""),
    ],
)
def test_the_story_is_told_exactly(counted, code, period, n, d):
    assert counted[code, period] == (n, d)


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("LH10", 72, 62),
        ("MI06b", 36, 48),
        ("FD02", 82, 70),
        ("CP01a", 79.4, 72.4),
        ("FD12a", 31.2, 34.7),
        ("FD12b", 14.5, 17.5),
        ("FD12c", 13.2, 13.2),
        ("WF02", 19.7, 23.0),
    ],
)
def test_shares_of_the_story_are_right_at_the_places_told(counted, code, before, after):
    places = 1 if isinstance(before, float) else 0
    periods = ("2016", "2017") if code.startswith("WF") else ("2015-16", "2016-17")
    shares = [round(100 * n / d, places) for n, d in (counted[code, period] for period in periods)]
    assert shares == [before, after]


def test_decisions_slow_down_through_the_year_and_plans_fall_before_they_rise(counted):
    quick = [n / d for n, d in (counted["FD02", f"2016-17-Q{q}"] for q in range(1, 5))]
    assert quick == sorted(quick, reverse=True)
    plans = [counted["CP07", period][0] for period in ("2015-16", "2016-10-23", "2016-17")]
    assert plans == [473, 354, 517]


MEASURES = {  # of targets.csv, and the code that counts them
    "referrals": "FD07", "rereferrals": "FD09", "nfa": "FD10", "not_in_need": "FD11", "s47": "CP03",
    "icpc": "CP04", "plan_starts": "CP08", "plan_subsequent": "CP09", "cin_at_31_march": "CP19",
    "cla_at_31_march": "CL01", "cla_starts": "CL02", "early_help": "EH01",
}  # fmt: skip
SHARES = {
    "police": "FD12a", "school": "FD12b", "health": "FD12c", "assessed_in_time": "CP01a",
    "reviews_in_time": "CP13", "plans_ended_2y": "CP12", "three_placements": "CL03", "missing": "MI01",
    "away": "MI02", "health_12_months": "LH01", "health_up_to_date": "LH10", "dental": "LH02",
    "immunised": "LH03", "child_seen": "CP02", "decided_next_day": "FD02",
}  # fmt: skip


@pytest.mark.parametrize("year", YEARS)
def test_counts_are_within_2_percent_of_the_calibration_and_shares_within_1_point(counted, year):
    target, period = Targets(year), f"{year - 1}-{year % 100}"
    for measure, code in MEASURES.items():
        bands = ("icpc_0_10", "icpc_11_15", "icpc_16_20", "icpc_21_up")
        wanted = sum(target.count(band) for band in bands) if measure == "icpc" else target.count(measure)
        assert counted[code, period][0] == pytest.approx(wanted, rel=0.02), measure
    for measure, code in SHARES.items():
        n, d = counted[code, period]
        assert 100 * n / d == pytest.approx(100 * target.share(measure), abs=1), measure


def test_what_no_code_counts_is_calibrated_too(facts):
    cases, held, plans = facts.cin_episodes, facts.initial_cp_conference, facts.cp_plans
    for year in YEARS:
        target, (first, last) = Targets(year), (day(year - 1, 4, 1), day(year, 3, 31))
        referred = (cases.referral_date >= first) & (cases.referral_date <= last)
        assert len(set(cases.person_id[referred].tolist())) == target.count("children_referred")
        those = (held.icpc_date >= first) & (held.icpc_date <= last) & (held.transfer_in == 0)
        lag = working_days_between(held.s47_start_date[those], held.icpc_date[those])
        assert np.median(lag) == target.value("icpc_median")
        running = (plans.ola == 0) & (plans.start_date <= last) & (plans.end_date > last)
        assert int((plans.start_date[running] > months_on(last, -3)).sum()) == target.count("plans_3m")


# --- it hangs together -----------------------------------------------------------------------------------


def test_tables_have_the_columns_of_the_contract(severnshire):
    boards_own = {name for name in CONTRACT if name.startswith("board_")}  # kept in the application
    assert severnshire.keys() == CONTRACT.keys() - boards_own
    for name, rows in severnshire.items():
        assert tuple(rows.column_names) == tuple(CONTRACT[name].columns), name


def test_keys_are_unique_and_children_are_there(severnshire):
    people = severnshire["person"]["person_id"].combine_chunks()
    for name, rows in severnshire.items():
        keys = rows.select(CONTRACT[name].key)
        assert keys.group_by(keys.column_names).aggregate([]).num_rows == len(rows), name
        if CONTRACT[name].of_children:
            assert pc.all(pc.is_in(rows["person_id"], people)).as_py(), name


def test_returns_without_ids_can_tell_their_rows_apart(severnshire):
    """Annex A, the census and the 903 know a row by its child and its days."""
    told_by = {
        "contacts": "contact_date", "cin_episodes": "referral_date", "cin_assessments": "start_date",
        "s47_enquiry": "start_date", "initial_cp_conference": "icpc_date", "cp_plans": "start_date",
        "cla_episodes": "start_date", "missing": "start_date", "early_help_episodes": "start_date",
        "cp_visits": "visit_date",
    }  # fmt: skip
    for name, on in told_by.items():
        rows = severnshire[name].select(["person_id", on])
        assert rows.group_by(["person_id", on]).aggregate([]).num_rows == len(rows), name


def test_nothing_ends_before_it_begins_and_nobody_is_older_than_18(severnshire, facts):
    for name, contract in CONTRACT.items():
        if not contract.start or contract.end == contract.start:
            continue
        rows = getattr(facts, name)
        assert (getattr(rows, contract.end) >= getattr(rows, contract.start)).all(), name
    for name in (
        "contacts",
        "cin_episodes",
        "s47_enquiry",
        "cp_plans",
        "cla_episodes",
        "missing",
        "cla_health",
    ):
        rows = getattr(facts, name)
        born, on = facts.born(rows.person_id), getattr(rows, CONTRACT[name].start)
        assert age(born, on).max() < 18, name
        assert (on >= months_on(born, -9)).all(), name
    assert set(pc.day(severnshire["person"]["dob"].drop_null()).to_pylist()) == {15}


def test_nothing_is_known_that_has_not_happened(severnshire):
    last = pa.scalar(date(2018, 3, 31))
    for name, rows in severnshire.items():
        for column in rows.schema:
            if pa.types.is_date32(column.type) and column.name not in ("due_date", "expected_dob"):
                assert not pc.any(pc.greater(rows[column.name], last)).as_py(), (name, column.name)
    open_cases = severnshire["cin_episodes"].filter(pc.is_null(severnshire["cin_episodes"]["close_date"]))
    assert open_cases["close_reason"].null_count == len(open_cases)


def _lookup(rows, key: str, value: str) -> dict:
    return dict(zip(getattr(rows, key).tolist(), getattr(rows, value).tolist(), strict=True))


def test_protection_follows_an_open_case(facts):
    cases, plans, held, enquiries = (
        facts.cin_episodes,
        facts.cp_plans,
        facts.initial_cp_conference,
        facts.s47_enquiry,
    )
    opened, closed = (_lookup(cases, "referral_id", column) for column in ("referral_date", "close_date"))
    child = _lookup(cases, "referral_id", "person_id")
    for rows, start, end in ((enquiries, "start_date", "end_date"), (held, "icpc_date", "icpc_date"),
                             (plans, "start_date", "end_date")):  # fmt: skip
        columns = (rows.referral_id, rows.person_id, getattr(rows, start), getattr(rows, end))
        for case, who, first, last in zip(*(column.tolist() for column in columns), strict=True):
            if case:
                assert child[case] == who
                assert opened[case] <= first
                assert closed[case] >= min(last, day(2018, 3, 31))
    conferences = {
        (who, on)
        for who, on, plan in zip(held.person_id, held.icpc_date, held.outcome_cp, strict=True)
        if plan
    }
    recent = (plans.ola == 0) & (plans.start_date >= day(2012, 4, 1))
    started = set(zip(plans.person_id[recent], plans.start_date[recent], strict=True))
    assert started == {(who, on) for who, on in conferences if on >= day(2012, 4, 1)}
    asked = set(zip(enquiries.person_id, enquiries.start_date, strict=True))
    led = held.s47_start_date < NEVER
    assert set(zip(held.person_id[led], held.s47_start_date[led], strict=True)) <= asked
    assert (held.transfer_in[~led] == 1).all()


@pytest.mark.parametrize(
    ("table", "end"),
    [
        ("cin_episodes", "close_date"),
        ("cp_plans", "end_date"),
        ("early_help_episodes", "end_date"),
        ("missing", "end_date"),
    ],
)
def test_a_child_has_one_at_a_time(facts, table, end):
    rows = getattr(facts, table)
    start = getattr(rows, CONTRACT[table].start)
    order = np.lexsort((start, rows.person_id))
    same = rows.person_id[order][1:] == rows.person_id[order][:-1]
    assert (start[order][1:][same] >= getattr(rows, end)[order][:-1][same]).all()


def test_periods_of_care_are_chains(facts):
    rows = facts.cla_episodes
    order = np.lexsort((rows.start_date, rows.entered_care_date, rows.person_id))
    start, end, entered = rows.start_date[order], rows.end_date[order], rows.entered_care_date[order]
    why, closed = rows.start_reason[order], rows.end_reason[order]
    first = start == entered
    assert (why[first] == "S").all()
    assert set(why[~first].tolist()) == {"P", "L", "B"}
    follows = np.flatnonzero(~first)
    assert (start[follows] == end[follows - 1]).all()
    assert (closed[follows - 1] == "X1").all()
    last = np.append(first[1:], True)
    assert (closed[last] != "X1").all()
    assert ((closed[last] == "") == (end[last] == NEVER)).all()


def test_the_903_says_of_a_year_what_the_dates_of_checks_say(facts, counted):
    rows = facts.oc2
    for year in YEARS:
        at = rows.year_end == day(year, 3, 31)
        period = f"{year - 1}-{year % 100}"
        years = age(facts.born(rows.person_id[at]), day(year, 3, 31))
        scored = (rows.sdq_score[at] >= 0) & (years >= 5) & (years <= 16)
        assert counted["LH01", period] == (int((rows.health_assessment[at] == 1).sum()), int(at.sum()))
        assert counted["LH02", period][0] == int((rows.teeth_check[at] == 1).sum())
        assert counted["LH03", period][0] == int((rows.immunisations[at] == 1).sum())
        assert counted["LH05", period][0] == int(scored.sum())
        assert counted["LH06", period][0] == int((rows.sdq_score[at][scored] >= 17).sum())


def test_the_workers_add_up_to_the_workforce(facts):
    each, whole = facts.professionals, facts.workforce
    for i, as_at in enumerate(whole.as_at.tolist()):
        at = each.as_at == as_at
        fte, agency, cases = each.fte[at], each.agency[at] == 1, each.caseload[at]
        assert int(cases.sum()) == whole.cases[i]
        assert fte[cases > 0].sum() == pytest.approx(whole.case_holder_fte[i])
        assert fte[agency].sum() == pytest.approx(whole.agency_fte[i])
        assert fte[~agency].sum() == pytest.approx(whole.in_post_fte[i])


# --- as files -----------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(small_files, tmp_path):
    command.synthesise(tmp_path / "again", areas=SMALL)
    command.synthesise(tmp_path / "other", areas=SMALL, seed=8, formats=("ssd",))
    assert _bytes(tmp_path / "again") == _bytes(small_files)
    assert _bytes(tmp_path / "other" / "701" / "ssd") != _bytes(small_files / "701" / "ssd")


def test_every_file_is_known_and_read_without_a_row_rejected(small_files):
    found, unknown = finding.find([small_files], registry.sources())
    assert not unknown
    assert {one.source.NAME for one in found} >= {
        "ssd",
        "supplementary",
        "cin_census",
        "ssda903",
        "annex_a",
        "published",
    }
    for one in found:
        intake = one.source.read(list(one.files), one.declared)
        assert intake.made_up
        assert not sum(intake.rejected.values())
        assert not [fault for fault in intake.faults if fault.severity is not Severity.NOTED]


def test_published_statistics_say_what_happened(small_files):
    with (small_files / "truth.csv").open(encoding="utf-8") as file:
        true = {(row["code"], row["period"]): row for row in csv.DictReader(file)}
    (path,) = (small_files / "published").glob("c1_*.csv")
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    ours = {row["time_period"]: row for row in rows if row["old_la_code"] == "701"}
    assert ours["2017"]["referral_count"] == true["FD07", "2016-17"]["n"]
    assert ours["2017"]["rereferral_count"] == true["FD09", "2016-17"]["n"]
    assert {row["geographic_level"] for row in rows} == {"National", "Regional", "Local authority"}
    assert all("made up" in row["la_name"] for row in rows if row["la_name"])


@pytest.mark.parametrize("children", [2_000, 40_000])
def test_a_county_of_any_size_has_its_part_of_the_story(children):
    facts = truth.Facts(making.world("702", 3, 2012, 2015, children))
    for row in truth.counted(facts, range(2013, 2016)):
        assert row["n"] >= 0
        assert row["d"] == "" or row["code"] in ("CP04", "EH02", "WF01") or row["n"] <= row["d"], row
    n = {row["period"]: row["n"] for row in truth.counted(facts, [2014]) if row["code"] == "FD07"}
    assert n["2013-14"] == chance.to_nearest(3451 * children / 115_000)


def test_later_years_are_made_too():
    facts = truth.Facts(making.world("702", 3, 2022, 2025, 20_000))
    codes = {row["code"]: row for row in truth.counted(facts, [2025])}
    assert codes["EX02"]["n"] > 0  # exploitation by criminals, collected from 2021-22


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"first_year": 2011}, "Years run from 2012 to 2025"),
        ({"last_year": 2012}, "later than the first"),
        ({"formats": ("pdf",)}, "No such format: pdf"),
        ({"areas": ("Severnshire",)}, "three digits"),
    ],
)
def test_what_cannot_be_made_is_refused_before_anything_is_written(tmp_path, wrong, says):
    with pytest.raises(ValueError, match=says):
        command.synthesise(tmp_path / "out", **wrong)
    assert not (tmp_path / "out").exists()


# --- seen at a day, and spoilt -----------------------------------------------------------------------


def test_an_extract_keeps_what_was_true_in_its_days_and_every_plan(severnshire):
    kept = extract(severnshire, day(2012, 4, 1))
    since = date(2012, 4, 1)
    assert pc.min(kept["contacts"]["contact_date"]).as_py() >= since
    assert len(kept["cp_plans"]) == len(severnshire["cp_plans"])
    closed = kept["cin_episodes"]["close_date"].drop_null()
    assert pc.min(closed).as_py() >= since
    assert len(kept["cin_episodes"]) < len(severnshire["cin_episodes"])


def test_as_known_on_a_day_later_things_have_not_happened(severnshire):
    then = as_known(severnshire, day(2016, 10, 23))
    facts = truth.Facts(then)
    plans = facts.cp_plans
    assert int(((plans.ola == 0) & (plans.end_date == NEVER)).sum()) == 354
    assert set(facts.cin_episodes.close_reason[facts.cin_episodes.close_date == NEVER].tolist()) == {""}


def test_dirt_spoils_rows_in_twenty_ways_and_says_which(tmp_path):
    command.synthesise(tmp_path, areas={"701": 20_000}, formats=("ssd",))
    folder = tmp_path / "701" / "ssd"
    before = {path.name: path.read_text(encoding="utf-8").splitlines() for path in folder.glob("*.csv")}
    spoilt = dirt.dirty(folder, share=0.02)
    assert len({one.way for one in spoilt}) == len(dirt.WAYS) == 20
    assert len({(one.file, one.row) for one in spoilt}) == len(spoilt)
    for name in {one.file for one in spoilt}:
        rows = [one.row for one in spoilt if one.file == name]
        assert len(rows) == pytest.approx(0.02 * len(before[name]), abs=3)
        now = (folder / name).read_text(encoding="utf-8").splitlines()
        unquoted = [line.replace('"', "") for line in before[name]]
        differs = {
            i + 1 for i, line in enumerate(now) if i >= len(unquoted) or line.replace('"', "") != unquoted[i]
        }
        assert differs <= set(rows)
