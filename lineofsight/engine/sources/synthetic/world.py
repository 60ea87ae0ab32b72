"""A made-up world: contract tables of Arrow, and the ledgers that it is built up in."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine.sources.synthetic.days import NEVER
from lineofsight.engine.tables import CONTRACT

World = dict[str, pa.Table]  # contract table to rows, in the contract's columns

KINDS = {
    "string": pa.string(), "date": pa.date32(), "boolean": pa.bool_(), "int32": pa.int32(),
    "int64": pa.int64(),
    "float64": pa.float64(), "timestamp": pa.timestamp("us"), "timestamp(6)": pa.timestamp("us"),
}  # fmt: skip


class Ledger:
    """Columns of equal length that rows are added to and whose values change, by row number."""

    def __init__(self, **kinds: type | str):
        self.columns = {name: np.empty(0, kind) for name, kind in kinds.items()}

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def __getitem__(self, column: str) -> np.ndarray:
        return self.columns[column]

    def __setitem__(self, column: str, values: np.ndarray) -> None:
        self.columns[column] = values

    def add(self, n: int, **values: object) -> np.ndarray:
        """New rows, every column given; their numbers."""
        assert values.keys() == self.columns.keys(), values.keys() ^ self.columns.keys()
        start = len(self)
        for name, column in self.columns.items():
            new = np.empty(n, column.dtype)
            new[:] = values[name]
            self.columns[name] = np.concatenate([column, new])
        return np.arange(start, start + n)


def ids(prefix: str, numbers: np.ndarray, digits: int = 6) -> pa.Array:
    """`C799000123`; a number below nought gives no id."""
    known = pa.array(numbers, pa.int64())
    padded = pc.utf8_lpad(known.cast(pa.string()), digits, "0")
    return pc.if_else(pc.greater_equal(known, 0), pc.binary_join_element_wise(prefix, padded, ""), None)


def days(values: np.ndarray) -> pa.Array:
    """Days of a ledger as dates; `NEVER` is no date."""
    values = np.asarray(values)
    return pa.array(values.astype(np.int32), pa.int32(), mask=values >= NEVER).cast(pa.date32())


def words(values: np.ndarray) -> pa.Array:
    """Text; "" is no text."""
    distinct, where = np.unique(np.asarray(values), return_inverse=True)
    known = pa.array([word or None for word in distinct.tolist()], pa.string())
    return known.take(pa.array(where))


def flags(values: np.ndarray, known: np.ndarray | None = None) -> pa.Array:
    return pa.array(np.asarray(values, bool), mask=None if known is None else ~known)


def moments(minutes: np.ndarray) -> pa.Array:
    """Minutes since 1970 as times; those of `NEVER` are no time."""
    minutes = np.asarray(minutes, np.int64)
    none = minutes >= NEVER * 1440
    stamped = np.where(none, 0, minutes) * 60_000_000
    return pa.array(stamped, pa.int64(), mask=none).cast(pa.timestamp("us"))


def table(name: str, area: str, columns: Mapping[str, pa.Array]) -> pa.Table:
    """Rows of a contract table, its columns in the contract's order."""
    expected = CONTRACT[name].columns
    assert columns.keys() == expected.keys() - {"area"}, columns.keys() ^ expected.keys()
    length = len(next(iter(columns.values())))
    arrays = {"area": pa.repeat(area, length), **columns}
    schema = pa.schema([(column, KINDS[kind]) for column, kind in expected.items()])
    return pa.Table.from_arrays(
        [pa.array(arrays[c]).cast(schema.field(c).type) for c in schema.names], schema=schema
    )


# What is not known of a row while a day in it has not come.
UNTIL = {
    ("cin_episodes", "close_date"): ("close_reason",),
    ("early_help_episodes", "end_date"): ("end_reason",),
    ("cin_assessments", "auth_date"): ("child_seen", "factors"),
    ("cp_reviews", "review_date"): ("quorate", "participation"),
    ("cla_episodes", "end_date"): ("end_reason",),
    ("missing", "end_date"): ("rhi_offered", "rhi_accepted"),
    ("exploitation_risks", "review_date"): ("level_at_review",),
}
AHEAD = {"due_date", "due_at", "expected_dob"}  # days that may lie in the future


def as_known(world: World, on: int) -> World:
    """The world as its systems held it at the end of a day: nothing later has happened."""
    return _mentioned({name: _as_known(name, rows, on) for name, rows in world.items()})


def _as_known(name: str, rows: pa.Table, on: int) -> pa.Table:
    today = pa.scalar(on, pa.int32()).cast(pa.date32())
    tonight = pa.scalar((on + 1) * 86_400_000_000, pa.int64()).cast(pa.timestamp("us"))
    start = "due_date" if name == "cp_reviews" else CONTRACT[name].start
    if start and name != "cp_reviews":
        rows = rows.filter(pc.less_equal(rows[start], today))
    for position, field in enumerate(rows.schema):
        if field.name in AHEAD or not (pa.types.is_date32(field.type) or pa.types.is_timestamp(field.type)):
            continue
        limit = tonight if pa.types.is_timestamp(field.type) else today
        later = pc.fill_null(pc.greater(rows[field.name], limit), False)
        if not pc.any(later).as_py():
            continue
        rows = rows.set_column(
            position, field, pc.if_else(later, pa.scalar(None, field.type), rows[field.name])
        )
    for (table_name, until), columns in UNTIL.items():
        if table_name == name:
            for column in columns:
                values = pc.if_else(
                    pc.is_valid(rows[until]), rows[column], pa.scalar(None, rows.schema.field(column).type)
                )
                rows = rows.set_column(rows.schema.get_field_index(column), rows.schema.field(column), values)
    if name == "person":
        unborn = pc.is_null(rows["dob"])
        rows = rows.set_column(
            rows.schema.get_field_index("sex"), rows.schema.field("sex"), pc.if_else(unborn, "U", rows["sex"])
        )
    if name == "cp_reviews":
        rows = _reviews_as_known(rows, on)
    return rows


def _reviews_as_known(rows: pa.Table, on: int) -> pa.Table:
    """Reviews held, and of each plan the one that is due next."""
    due = rows["due_date"].cast(pa.int32())
    held = pc.is_valid(rows["review_date"])
    soon = pc.less_equal(due, pa.scalar(on + 190, pa.int32()))
    waiting = rows.filter(pc.and_(pc.invert(held), soon))
    first = (
        waiting.append_column("n", pa.array(range(len(waiting))))
        .group_by("cp_plan_id")
        .aggregate([("n", "min")])
    )
    return pa.concat_tables([rows.filter(held), waiting.take(first["n_min"])]).sort_by("cp_review_id")


# The records of a plan stay together, and an enquiry with the conference that ended it.
OF_PLANS = ("cp_reviews", "cp_visits")
ENDING_LATER = {"s47_enquiry": "end_date"}


def extract(world: World, first: int) -> World:
    """What an extract that stands for the days from `first` on holds: rows still true then, and all plans.

    Earlier plans stay in, as systems keep them, so that a second plan can be told from a first.
    """
    since = pa.scalar(first, pa.int32()).cast(pa.date32())
    running = _true_since(world["cp_plans"], "end_date", since)["cp_plan_id"].combine_chunks()
    kept: World = {}
    for name, rows in world.items():
        contract = CONTRACT[name]
        if name in OF_PLANS:
            rows = rows.filter(pc.is_in(rows["cp_plan_id"], running))
        elif contract.start and name != "cp_plans":
            rows = _true_since(rows, ENDING_LATER.get(name) or contract.end or contract.start, since)
        kept[name] = rows
    return _mentioned(kept)


def _true_since(rows: pa.Table, end: str, since: pa.Scalar) -> pa.Table:
    return rows.filter(pc.fill_null(pc.greater_equal(rows[end], since), True))


def _mentioned(world: World) -> World:
    """The world without children whom no row is about."""
    of_children = [
        rows["person_id"] for name, rows in world.items() if name != "person" and CONTRACT[name].of_children
    ]
    if "person" not in world:
        return world
    chunks = [chunk for column in of_children for chunk in column.chunks]
    known = pa.chunked_array(chunks, pa.string()).unique()
    person = world["person"]
    return {**world, "person": person.filter(pc.is_in(person["person_id"], known))}
