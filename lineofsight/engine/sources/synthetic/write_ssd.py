"""A made-up world as a Standard Safeguarding Dataset: a folder of CSV or Parquet files, spelt as systems do.

The dataset has no place for `oc2`, earlier workforce counts, or a conference's enquiry that is not itself
in `s47_enquiry`; those stay behind.
"""

import functools
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from lineofsight.engine.sources.intake import Declared
from lineofsight.engine.sources.ssd.fields import fields
from lineofsight.engine.sources.ssd.mapping import caseload_day
from lineofsight.engine.sources.synthetic import sidecar

FORENAMES = (
    "Ada",
    "Bela",
    "Corin",
    "Dara",
    "Emrys",
    "Fable",
    "Harlow",
    "Idris",
    "Juno",
    "Linden",
    "Merle",
    "Orla",
)
SURNAMES = ("Ashgrove", "Brackenbury", "Coldwater", "Dunnock", "Elmhurst", "Fernley", "Goldcrest", "Inkpen")
DISABILITIES = ("AUT", "LD", "BEH", "COMM", "MOB", "DDA")
UNUSED_HALF = "9CK"  # C and K are never in a postcode's second half, so that nobody lives there

# How systems word what the contract holds as a code, by the set that the field's codes are in.
SPELT = {
    "early_help_end": {"outcomes met": "Outcomes met", "step up": "Step-up", "disengaged": "Disengaged",
                       "moved": "Moved", "other": "NFA"},
    "abuse": {"NEG": "Neglect", "PHY": "Physical abuse", "SAB": "Sexual abuse", "EMO": "Emotional abuse",
              "MUL": "Multiple"},
    "check_type": {"health": "Health Assessment", "dental": "Dental Check"},
    "check_status": {"completed": "Completed", "planned": "Planned", "refused": "Refused",
                     "cancelled": "Cancelled"},
}  # fmt: skip


def write(world: Mapping[str, pa.Table], folder: Path, declared: Declared, *, parquet: bool = False) -> None:
    """Write every table of the dataset that the world has rows for, and a return.toml beside them."""
    assert declared.known_on
    sidecar.write(folder, "ssd", declared)
    for table, rows in _tables(world, declared.known_on).items():
        if parquet:
            pq.write_table(rows, folder / f"ssd_{table}.parquet")
        else:
            options = pyarrow.csv.WriteOptions(quoting_style="needed", quoting_header="none")
            pyarrow.csv.write_csv(rows, folder / f"ssd_{table}.csv", options)


def _tables(world: Mapping[str, pa.Table], known_on: date) -> dict[str, pa.Table]:
    made = {}
    for table, of_table in fields().items():
        source, prepare = PREPARED.get(table, (table, None))
        if source not in world:
            continue
        rows = prepare(world, known_on) if prepare else world[source]
        columns = {field.name: _spelt(rows[field.column], field.kind)
                   for field in of_table if field.column in rows.column_names}  # fmt: skip
        if table == "person":
            columns |= _names(rows.num_rows)
        made[table] = pa.table(columns)
    return made


def _spelt(column: pa.ChunkedArray, kind: str) -> pa.ChunkedArray:
    if kind in ("date", "ahead"):
        return pc.strftime(column.cast(pa.timestamp("s")), "%Y-%m-%d 00:00:00")
    if kind == "flag":
        return pc.if_else(column, "Y", "N")
    words = SPELT.get(kind.removeprefix("code "))
    if words:
        return pa.array(words.values(), pa.string()).take(
            pc.index_in(column, value_set=pa.array(list(words)))
        )
    return column.cast(pa.string())


def _in_turn(words: Sequence[str], count: int, step: int = 1) -> pa.Array:
    return pa.array([words[place * step % len(words)] for place in range(count)], pa.string())


def _names(count: int) -> dict[str, pa.Array]:
    return {"pers_forename": _in_turn(FORENAMES, count, 7), "pers_surname": _in_turn(SURNAMES, count, 5)}


def _packed(rows: pa.Table, flags: Mapping[str, str]) -> pa.Array:
    """Answers as systems pack them, {"NFA_FLAG":"Y"}; nothing where none of them was recorded."""

    @functools.cache
    def pack(*answers: bool | None) -> str | None:
        given = {
            flag: "Y" if answer else "N"
            for flag, answer in zip(flags, answers, strict=True)
            if answer is not None
        }
        return json.dumps(given, separators=(",", ":")) if given else None

    columns = [rows[column].to_pylist() for column in flags.values()]
    return pa.array([pack(*answers) for answers in zip(*columns, strict=True)], pa.string())


def _keyed(rows: pa.Table, *columns: str) -> pa.Array:
    """Columns joined to one text, null where any of them is."""
    texts = [rows[column].cast(pa.string()).combine_chunks() for column in columns]
    return pc.binary_join_element_wise(*texts, "/")


# --- what the dataset holds in another way than the contract ------------------------------------------


def _person(world: Mapping[str, pa.Table], known_on: date) -> pa.Table:
    rows = world["person"]
    genders = pa.array(["01", "02", "00"]).take(pc.index_in(rows["sex"], value_set=pa.array(["M", "F", "U"])))
    return rows.append_column("gender", genders)


def _disability(world: Mapping[str, pa.Table], known_on: date) -> pa.Table:
    rows = world["person"].filter(pc.is_valid(world["person"]["disabled"]))
    codes = pc.if_else(rows["disabled"], _in_turn(DISABILITIES, rows.num_rows), "NONE")
    return rows.select(["person_id"]).append_column("code", codes)


def _address(world: Mapping[str, pa.Table], known_on: date) -> pa.Table:
    rows = world["person"].filter(pc.is_valid(world["person"]["postcode_district"]))
    return pa.table(
        {
            "person_id": rows["person_id"],
            "type": pa.repeat("Home", rows.num_rows),
            "start": rows["dob"],
            "end": pa.nulls(rows.num_rows, pa.date32()),
            "postcode": pc.binary_join_element_wise(rows["postcode_district"], UNUSED_HALF, ""),
        }
    )


def _contacts(world: Mapping[str, pa.Table], known_on: date) -> pa.Table:
    rows = world["contacts"]
    flags = {
        "NEW_REFERRAL_FLAG": "new_referral",
        "EXISTING_REFERRAL_FLAG": "other_outcome",
        "NFA_FLAG": "nfa",
        "ADVICE_FLAG": "advice",
    }
    return rows.append_column("outcomes", _packed(rows, flags))


def _cin_episodes(world: Mapping[str, pa.Table], known_on: date) -> pa.Table:
    rows = world["cin_episodes"]
    return rows.append_column("outcomes", _packed(rows, {"NFA_FLAG": "nfa"}))


def _assessment_factors(world: Mapping[str, pa.Table], known_on: date) -> pa.Table:
    rows = world["cin_assessments"].filter(pc.is_valid(world["cin_assessments"]["factors"]))
    packed = [json.dumps(factors.split()) for factors in rows["factors"].to_pylist()]
    return rows.select(["assessment_id"]).append_column("factors", pa.array(packed, pa.string()))


def _initial_cp_conference(world: Mapping[str, pa.Table], known_on: date) -> pa.Table:
    rows = world["initial_cp_conference"].append_column(
        "outcomes", _packed(world["initial_cp_conference"], {"CP_FLAG": "outcome_cp"})
    )
    if "s47_enquiry" not in world:
        return rows
    enquiries = world["s47_enquiry"]
    place = pc.index_in(
        _keyed(rows, "person_id", "s47_start_date"), value_set=_keyed(enquiries, "person_id", "start_date")
    )
    place = pc.if_else(pc.is_valid(rows["s47_start_date"].combine_chunks()), place, None)
    return rows.append_column("s47_enquiry_id", enquiries["s47_enquiry_id"].combine_chunks().take(place))


def _cla_episodes(world: Mapping[str, pa.Table], known_on: date) -> pa.Table:
    rows = world["cla_episodes"]
    return rows.append_column("cla_id", _keyed(rows, "person_id", "entered_care_date"))


def _legal_status(world: Mapping[str, pa.Table], known_on: date) -> pa.Table:
    rows = world["cla_episodes"].filter(pc.is_valid(world["cla_episodes"]["legal_status"]))
    return rows.select(["person_id", "legal_status", "start_date", "end_date"]).rename_columns(
        ["person_id", "status", "start", "end"]
    )


def _professionals(world: Mapping[str, pa.Table], known_on: date) -> pa.Table:
    rows = world["professionals"]
    return rows.filter(pc.equal(rows["as_at"], pa.scalar(caseload_day(known_on))))


# Each such table of the dataset: the contract table it is made from, and how.
PREPARED: Mapping[str, tuple[str, Callable[[Mapping[str, pa.Table], date], pa.Table]]] = {
    "person": ("person", _person),
    "disability": ("person", _disability),
    "address": ("person", _address),
    "contacts": ("contacts", _contacts),
    "cin_episodes": ("cin_episodes", _cin_episodes),
    "assessment_factors": ("cin_assessments", _assessment_factors),
    "initial_cp_conference": ("initial_cp_conference", _initial_cp_conference),
    "cla_episodes": ("cla_episodes", _cla_episodes),
    "legal_status": ("cla_episodes", _legal_status),
    "professionals": ("professionals", _professionals),
}
