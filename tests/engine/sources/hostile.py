"""Any bytes as a return: a reader gives an intake or says what is wrong, and nothing else happens."""

import csv
import io
import os
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import ModuleType

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from lineofsight.engine.sources.finding import Found, read
from lineofsight.engine.sources.intake import Declared, Intake, SourceError

SECONDS = float(os.environ.get("LOS_FUZZ_SECONDS", "5"))  # for each reader; 60 in CI

ODD_TEXT = st.sampled_from(
    ["", "1", "-1", "1.0", "nan", "NULL", "Y", "2016-04-03", "1066-01-01", "31/02/2016", "2016-04-03 25:61",
     "[[", '{"NFA_FLAG":"Y"}', '{"1A":[1]}', '"', "'=1+1", ",", "\n", "\r", "\u2028", "\x1f", "é", "9" * 400,
     "0001-01-01", "9999-12-31", "1A", "V3", "WR5 1AA"],
)  # fmt: skip
CELLS = st.one_of(ODD_TEXT, st.text(max_size=12))


EXAMPLES = settings(
    max_examples=40, deadline=None, database=None, phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn, sound: bytes) -> bytes:
    """A sound file with some of its bytes changed, left out or repeated."""
    data = bytearray(sound)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        length = draw(st.integers(0, 40))
        how = draw(st.integers(0, 3))
        if how == 0:
            data[at : at + length] = draw(st.binary(max_size=12))
        elif how == 1:
            del data[at : at + length]
        elif how == 2:
            data[at:at] = data[at : at + length]
        else:
            del data[at:]
    return bytes(data)


@st.composite
def rewritten(draw: st.DrawFn, sound: bytes) -> bytes:
    """A sound CSV with some of its cells replaced by what people and systems write there."""
    rows = list(csv.reader(io.StringIO(sound.decode())))
    for _ in range(draw(st.integers(1, 8))):
        row = draw(st.sampled_from(rows))
        if row:
            row[draw(st.integers(0, len(row) - 1))] = draw(CELLS)
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8", "surrogatepass")


@st.composite
def returns_like(draw: st.DrawFn, sound: Mapping[str, bytes]) -> dict[str, bytes]:
    """A sound return's files, a few of them damaged, rewritten or left out."""
    files = dict(sound)
    for name in draw(st.lists(st.sampled_from(sorted(sound)), min_size=1, max_size=4)):
        how = draw(st.integers(0, 5))
        if how == 0:
            files.pop(name, None)
        elif how < 4 and name.endswith(".csv"):
            files[name] = draw(rewritten(sound[name]))
        else:
            files[name] = draw(damaged(sound[name]))
    return files


def survives(
    source: ModuleType, files: st.SearchStrategy[dict[str, bytes]], declared: Declared, *, share: float = 1
) -> None:
    """Give a reader files for its time, or a share of it; it must claim and read or refuse each."""

    def attempt(contents: dict[str, bytes]) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for name, data in contents.items():
                (folder / name).write_bytes(data)
            for paths in source.claim(sorted(folder.iterdir())):
                with suppress(SourceError):
                    assert all(map(adds_up, read(Found(source, tuple(paths), declared), frozenset())))

    run_for(attempt, files, share=share)


def adds_up(intake: Intake) -> bool:
    """Rows read are rows accepted or rejected (rows that are only joined to others count as accepted)."""
    accepted = sum(table.num_rows for table in intake.tables.values())
    return accepted <= sum(intake.read.values()) - sum(intake.rejected.values())


def run_for(attempt: Callable, files: st.SearchStrategy, *, share: float = 1) -> None:
    """Batches of examples until a reader's time is up, or a share of it where several tests are of one reader;
    each from its own seed, so that a failure comes again."""
    ends = time.monotonic() + SECONDS * share
    batch = 0
    while time.monotonic() < ends:
        within_time = given(files)(lambda contents: attempt(contents) if time.monotonic() < ends else None)
        seed(batch)(EXAMPLES(within_time))()
        batch += 1
