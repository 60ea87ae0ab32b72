"""A report of forty pages, from a workspace's readings to all four files: `report`, as a person runs it."""

import re
import shutil
import sys

from benchmarks import county
from benchmarks.measuring import BUILD, HOME, Line, median, run, spread
from lineofsight.engine.store import Workspace

EXAMPLE = HOME / "examples" / "severnshire-2016-17"
MORE = ("FD07", "FD09", "FD10", "CP07", "CP05", "CP11", "CL01", "CA01", "EH01", "LH10")
QUICK = 2
SECONDS = 5
RUNS = 5
TIMEOUT = 240.0
CHAPTER = """
## More about {code}

::: chart {code} from=2012-13 to=2016-17
:::

In the year [{share}]{{figure=FD09 period=2016-17}} of referrals came again. The Board asked each agency for its reasons.
Where an agency did not answer, this report says so, and nothing is assumed from its silence.

::: chart {code} from=2016-M03 to=2017-M03
:::

::: table {code} FD07 CP07 CL01 from=2012-13 to=2016-17
:::
"""


def measure(*, quick: bool = False) -> list[Line]:
    workspace, folder = county.loaded(), BUILD / "report"
    command = [sys.executable, "-m", "lineofsight.cli", "--workspace", str(workspace)]
    if Workspace(workspace).newest_run() is None:
        run([*command, "compute"], timeout=TIMEOUT)
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(EXAMPLE, folder)
    chapters = "".join(CHAPTER.format(code=code, share="20.5%") for code in MORE[: QUICK if quick else None])
    report = folder / "report.md"
    report.write_text(report.read_text(encoding="utf-8") + chapters, encoding="utf-8")
    asked = [*command, "report", str(report), "--out", str(folder / "out")]
    run(asked, timeout=TIMEOUT)  # makes the run's public edition, as the first reader of a run does
    costs = [run(asked, timeout=TIMEOUT) for _ in range(1 if quick else RUNS)]
    cost = median(costs)
    pages = len(re.findall(rb"/Type\s*/Page\b", (folder / "out" / "report.pdf").read_bytes()))
    words = report.read_text(encoding="utf-8")
    what = (
        f"`report`: {pages} pages, {words.count('{')} claims, {words.count('::: chart')} charts, "
        f"{words.count('::: table')} tables, from readings to HTML, Word, ODT and PDF"
    )
    note = f"{spread(costs)}, Python's start and disclosure control included; processor {cost.processor_seconds:.1f} s"
    within = None if quick else cost.seconds <= SECONDS
    if quick:
        note = f"quick: {QUICK} of {len(MORE)} chapters; {note}"
    return [Line("documents", what, f"{cost.seconds:.1f} s", f"{SECONDS} s", within, note)]
