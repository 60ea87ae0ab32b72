"""What is held about people, and until when."""

from datetime import date
from typing import Any

import pyarrow.parquet as pq

from lineofsight.engine.periods import months_before
from lineofsight.engine.store import Workspace

KEPT_MONTHS = 7 * 12  # after the day the files were true: six years of history and one to work in (a setting)


def holdings(workspace: Workspace) -> list[dict[str, Any]]:
    """One entry a load that holds rows about children."""
    found = []
    for load in workspace.loads():
        tables = load.manifest["personal_data"]
        if load.erased or not tables:
            continue
        children: set[str] = set()
        rows = 0
        for table in tables:
            held = pq.read_table(load.folder / f"{table}.parquet", columns=["person_id"], partitioning=None)
            children.update(held["person_id"].unique().to_pylist())
            rows += held.num_rows
        originals = load.folder / "originals"
        found.append(
            {
                "load": load.id,
                "area": load.manifest["area"],
                "children": len(children - {None}),
                "rows": rows,
                "ids": "as sent" if load.manifest["identities"] else "keyed hashes",
                "originals": originals.is_dir() and any(originals.iterdir()),
                "until": keep_until(load.known_on),
            }
        )
    return found


def keep_until(known_on: date) -> date:
    return months_before(known_on, -KEPT_MONTHS)
