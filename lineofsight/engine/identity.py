"""What a board may not hold, taken out before anything is stored.

A child's id becomes a keyed hash, the birth date the 15th of its month; names, numbers and addresses
were never read, and what a fault quotes is kept only where it cannot be about a person.
"""

import hashlib
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine.sources.intake import Fault, Intake

BIRTHS = ("dob", "expected_dob")
MID_MONTH = 15
DIGEST_BYTES = (
    9  # two of a million ids fall together with a chance of one in ten thousand million; 12 letters
)

STRETCH = 65_536  # rows hashed together

# A fault may quote what stands in these fields only if they hold codes, days or flags.
ABOUT_A_PERSON = re.compile(
    r"(^|_|\b)(id|child|name|forename|surname|dob|birth|upn|nhs|post|postcode|address|text|desc|note|uid|unique)",
    re.IGNORECASE,
)
TOGETHER = re.compile(r"(?<=[a-z])(?=[A-Z])")
CODE_OR_DAY = re.compile(r"[A-Za-z0-9/.:<>* -]{0,12}")


def hide(intake: Intake, key: bytes) -> Intake:
    """The intake as a board may hold it."""
    return replace(
        intake,
        tables={name: _without_identities(table, key) for name, table in intake.tables.items()},
        faults=tuple(_quoting_nobody(fault) for fault in intake.faults),
        paths=(),
    )


def _without_identities(table: pa.Table, key: bytes) -> pa.Table:
    for position, part in enumerate(table.schema):
        if part.name.endswith("_id") and part.type == pa.string():
            table = table.set_column(position, part.name, _hashed(table[part.name], key))
        elif part.name in BIRTHS:
            table = table.set_column(position, part.name, _mid_month(table[part.name]))
    return table


def _hashed(column: pa.ChunkedArray, key: bytes) -> pa.ChunkedArray:
    hashed = []  # a stretch at a time: as Python's texts they take many times the room
    for at in range(0, len(column), STRETCH):
        words = column.slice(at, STRETCH).combine_chunks().dictionary_encode()
        digests = [_digest(word, key) for word in words.dictionary.to_pylist()]
        hashed.append(pa.array(digests, pa.string()).take(words.indices))
    return pa.chunked_array(hashed, pa.string())


def _digest(word: str, key: bytes) -> str:
    return urlsafe_b64encode(
        hashlib.blake2b(word.encode(), key=key, digest_size=DIGEST_BYTES).digest()
    ).decode()


def _mid_month(column: pa.ChunkedArray) -> pa.ChunkedArray:
    days = pa.scalar(MID_MONTH, pa.int64())
    first = pc.floor_temporal(column, unit="month").cast(pa.date32())
    return pc.add(first.cast(pa.int32()), pc.subtract(days, 1).cast(pa.int32())).cast(pa.date32())


def _quoting_nobody(fault: Fault) -> Fault:
    safe = (
        fault.value is None
        or fault.field is None
        or (not _is_about_a_person(fault.field) and CODE_OR_DAY.fullmatch(fault.value))
    )
    return fault if safe and fault.field else replace(fault, value=None)


def _is_about_a_person(field: str) -> bool:
    """Whether a heading says so, also as one of the words that are written together in PersonBirthDate."""
    return bool(ABOUT_A_PERSON.search(TOGETHER.sub("_", field)))


def personal_data(tables: Mapping[str, pa.Table]) -> list[str]:
    """The tables that hold rows about children."""
    return sorted(name for name, table in tables.items() if "person_id" in table.column_names)
