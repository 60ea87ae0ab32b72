"""A made-up workspace with one run: FD09 over three years, by sex, and a planted count of 3."""

import json
from datetime import date
from pathlib import Path

import pyarrow as pa

from lineofsight.engine.periods import parse
from lineofsight.engine.reading import SCHEMA
from lineofsight.engine.store import Workspace

AREA = "799"
PLANTED = 3


def reading(code: str, period: str, numerator: float, denominator: float | None, **fields) -> dict:
    first = int(period[:4])
    share = denominator is not None
    return {
        "code": code, "edition": "1", "area": AREA, "period": period, "start": date(first, 4, 1),
        "end": date(first + 1, 3, 31), "by": None, "group": None, "numerator": numerator, "denominator": denominator,
        "children": int(numerator), "children_rest": int(denominator - numerator) if share else None,
        "value": 100 * numerator / denominator if share else numerator, "status": "value", "basis": "computed",
        "release": None, "known_on": date(2018, 5, 31), "provisional": False, "load": "", "note": None,
    } | fields  # fmt: skip


def readings() -> list[dict]:
    rows = [
        reading("FD09", "2015-16", 903, 4966),
        reading("FD09", "2016-17", 1128, 5497),
        reading("FD07", "2015-16", 4966, None),
        reading("FD07", "2016-17", 5497, None),
        reading("CD03", "2016-17", PLANTED, 36),  # the planted count
    ]
    rows += [
        reading("FD09", "2016-17", n, d, by="sex", group=group)
        for group, n, d in [("female", 565, 2750), ("male", 560, 2741), ("not known", PLANTED, 6)]
    ]
    return rows


def quarters(code: str, values: list[tuple[int, int]], first: int = 2013) -> list[dict]:
    """A share over quarters, for a chart with limits."""
    made = []
    for at, (n, d) in enumerate(values):
        period = parse(f"{first + at // 4}-{(first + at // 4 + 1) % 100:02}-Q{at % 4 + 1}")
        made.append(reading(code, period.label, n, d, start=period.start, end=period.end))
    return made


def make(folder: Path, rows: list[dict] | None = None, *, public: bool = True) -> Workspace:
    """The workspace with a run; `public`: with its public edition, as the worker makes it."""
    from lineofsight.engine.opened import Audience, open_run

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "workspace.json").write_text(json.dumps({"made_up": True, "format": 1}))
    workspace = Workspace(folder)
    manifest = {
        "at": "2018-06-01T09:00:00+01:00", "areas": [AREA], "first": "2015-04-01", "last": "2017-03-31",
        "codes": {}, "loads": [], "speaks": {}, "set_aside": {}, "statuses": {},
    }  # fmt: skip
    with workspace.new_run("2018-06-01T090000-aaaa", manifest) as writer:
        writer.write_table(pa.Table.from_pylist(rows or readings(), schema=SCHEMA))
    if public:
        open_run(workspace, workspace.newest_run(), Audience.PUBLIC)
    return workspace
