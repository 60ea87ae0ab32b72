"""What a census of a made-up world shows: one year to 31 March, as it was known on that day."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine.sources.intake import Declared, Span


@dataclass(frozen=True)
class CensusYear:
    """A world seen on the last day of a census year. What happened later is not in it."""

    world: Mapping[str, pa.Table]
    year: int  # in which it ends

    @property
    def first(self) -> date:
        return date(self.year - 1, 4, 1)

    @property
    def last(self) -> date:
        return date(self.year, 3, 31)

    def declared(self, declared: Declared) -> Declared:
        """What is said of the return: the year's days and, if no day is given, when such returns are made."""
        known_on = declared.known_on or date(self.year, 6, 30)
        return replace(declared, covers=Span(self.first, self.last), known_on=known_on)

    def during(self, table: str, start: str, end: str, *told_at_end: str) -> pa.Table:
        """The rows true on a day of the year; an end yet to come is not told, nor what comes with it."""
        rows = self.world[table]
        rows = rows.filter(
            pc.and_(
                pc.less_equal(rows[start], pa.scalar(self.last)),
                pc.fill_null(pc.greater_equal(rows[end], pa.scalar(self.first)), True),
            )
        )
        over = pc.fill_null(pc.less_equal(rows[end], pa.scalar(self.last)), False)
        for name in (end, *told_at_end):
            rows = _with(rows, name, pc.if_else(over, rows[name], None))
        return rows

    def dated(self, table: str, day: str) -> pa.Table:
        """The rows dated in the year."""
        rows = self.world[table]
        return rows.filter(
            pc.and_(
                pc.greater_equal(rows[day], pa.scalar(self.first)),
                pc.less_equal(rows[day], pa.scalar(self.last)),
            )
        )

    def people(self, known: pa.ChunkedArray) -> pa.Table:
        """These children by id; a birth yet to come is expected, a death yet to come is not told."""
        rows = self.world["person"]
        rows = rows.filter(pc.is_in(rows["person_id"], pc.unique(known))).sort_by("person_id")
        born = pc.fill_null(pc.less_equal(rows["dob"], pa.scalar(self.last)), False)
        dead = pc.fill_null(pc.less_equal(rows["death_date"], pa.scalar(self.last)), False)
        expected = pc.if_else(born, None, pc.coalesce(rows["expected_dob"], rows["dob"]))
        rows = _with(rows, "expected_dob", expected)
        rows = _with(rows, "dob", pc.if_else(born, rows["dob"], None))
        rows = _with(rows, "sex", pc.if_else(born, rows["sex"], "U"))
        return _with(rows, "death_date", pc.if_else(dead, rows["death_date"], None))


def _with(rows: pa.Table, name: str, values: pa.ChunkedArray) -> pa.Table:
    return rows.set_column(rows.column_names.index(name), name, values)
