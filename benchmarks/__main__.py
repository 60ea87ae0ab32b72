"""`python -m benchmarks [NAME ...] [--quick]`: run, print the table, and write it into docs/benchmarks.md.

Without a name every benchmark is run. `--quick` takes fewer runs and smaller inputs, and says so.
"""

import argparse
import os
import platform
import re
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks import areas, board, cin, county, documents, heavy, kills, spark, web
from benchmarks.measuring import HOME, BenchmarkError, Line

ALL = {
    "county": county,
    "areas": areas,
    "heavy": heavy,
    "cin_xml": cin,
    "kills": kills,
    "spark": spark,
    "documents": documents,
    "web": web,
    "board": board,
}
DOCUMENT = HOME / "docs" / "benchmarks.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
HEAD = "| Benchmark | What | Measured | Budget | | When | Note |\n| --- | --- | --- | --- | --- | --- | --- |"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*ALL, []], metavar="NAME", help=", ".join(ALL))
    parser.add_argument("--quick", action="store_true", help="fewer runs, smaller inputs")
    parser.add_argument("--print-only", action="store_true", help="leave docs/benchmarks.md as it is")
    asked = parser.parse_args(arguments)
    print(machine())
    lines: list[Line] = []
    for name in asked.names or ALL:
        try:
            found = ALL[name].measure(quick=asked.quick)
        except BenchmarkError as error:
            found = [
                Line(name, "not finished", "none", within=False, note=str(error).replace("\n", " ")[:300])
            ]
        for line in found:
            print(f"{line.benchmark}: {line.what}: {line.measured} {line.verdict.strip('*')} "
                  f"{f'(budget {line.budget})' if line.budget else ''} {line.note}", flush=True)  # fmt: skip
        lines += found
        if not asked.print_only:
            write(DOCUMENT, found, datetime.now(UTC))
    return int(any(line.within is False for line in lines))


def machine() -> str:
    """The machine and the versions that the figures hold for."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    libraries = ", ".join(
        f"{name} {version(name)}" for name in ("duckdb", "ibis-framework", "sqlglot", "pyarrow")
    )
    return f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GB, Python {platform.python_version()}, {libraries}"


def write(document: Path, lines: list[Line], when: datetime) -> None:
    """Put lines in the table, in the place of those of the same benchmark."""
    text = document.read_text(encoding="utf-8")
    before, kept, after = re.split(f"{BEGIN}|{END}", text)
    mine = {line.benchmark for line in lines}
    rows = [row for row in kept.strip().splitlines()[4:] if row.split("|")[1].strip() not in mine]
    load = os.getloadavg()[1]
    for line in lines:
        cells = (line.benchmark, line.what, line.measured, line.budget, line.verdict,
                 f"{when:%Y-%m-%d %H:%M}, load {load:.1f}", line.note)  # fmt: skip
        rows.append("| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |")
    table = "\n".join([machine(), "", HEAD, *rows])
    document.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
