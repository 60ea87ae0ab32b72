"""Writing so that a crash leaves the old file or the new one, never half of one."""

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

ROW_GROUP = 131_072  # rows: packing more at a time takes more memory, and DuckDB reads groups side by side


def write_parquet(rows: pa.Table, path: Path) -> dict[str, Any]:
    pq.write_table(rows, path, compression="zstd", row_group_size=ROW_GROUP)
    return {"rows": rows.num_rows, "sha256": sha256(path)}


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    write_text(path, json.dumps(value, indent=1, sort_keys=True) + "\n")


def write_text(path: Path, text: str) -> None:
    """Replace a small file whole."""
    aside = path.with_name(f".{path.name}.new")
    aside.write_text(text)
    flush(aside)
    os.replace(aside, path)


def flush(path: Path) -> None:
    """Have a file or folder on the disk before what points at it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
