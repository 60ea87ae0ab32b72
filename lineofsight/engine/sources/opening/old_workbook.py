"""Old workbooks (.xls), read in a process of their own: two stray cells at the far ends of a sheet would fill our memory."""

import json
import resource
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from lineofsight.engine.sources.intake import SourceError
from lineofsight.engine.sources.opening.limits import MAX_CELLS, MAX_WORKBOOK, MIB, OLE, open_checked

MEMORY, SECONDS = 1536 * MIB, 60
READ = {"datetime": datetime.fromisoformat, "date": date.fromisoformat, "time": time.fromisoformat}


def read_old_workbook(path: Path) -> dict[str, list[list[Any]]]:
    """Each sheet's rows of cell values, as `read_workbook` gives them."""
    with open_checked(path, MAX_WORKBOOK) as file:
        if not file.read(8).startswith(OLE):
            raise SourceError(f"{path.name}: is no old workbook, whatever its name says. Save it as .xlsx.")
    try:
        command = [sys.executable, "-m", __name__, str(path)]
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - our own
    except subprocess.TimeoutExpired:
        done = None
    if done is None or done.returncode:
        if done and b"assword" in done.stderr:
            raise SourceError(f"{path.name}: is password-protected: save it without a password.")
        raise SourceError(
            f"{path.name}: is an old workbook that cannot be read. Open it and save it as .xlsx."
        )
    sheets = json.loads(done.stdout)
    return {name: [[_read(cell) for cell in row] for row in rows] for name, rows in sheets.items()}


def _read(cell: Any) -> Any:
    if not isinstance(cell, dict):
        return cell
    (kind, said), *_ = cell.items()
    return timedelta(seconds=said) if kind == "timedelta" else READ[kind](said)


def _say(cell: Any) -> dict[str, Any]:
    said = cell.total_seconds() if isinstance(cell, timedelta) else cell.isoformat()
    return {type(cell).__name__: said}


def main(path: str) -> None:
    """What the process of its own does: write the sheets, or end with 1."""
    import python_calamine

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    book = python_calamine.CalamineWorkbook.from_path(path)
    sheets = {name: book.get_sheet_by_name(name) for name in book.sheet_names}
    if sum(one.total_height * one.total_width for one in sheets.values()) > MAX_CELLS:
        raise SystemExit(1)
    json.dump(
        {name: one.to_python(skip_empty_area=False) for name, one in sheets.items()}, sys.stdout, default=_say
    )


if __name__ == "__main__":
    main(sys.argv[1])
