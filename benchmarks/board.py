"""The board's business after many years: 5,000 actions and 300 meetings, the pages of a manager, a chair and a member.

As in `web`, wrk asks with 20 connections, each without a pause; the figures are the county's.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.measuring import BUILD, HOME, BenchmarkError, Line
from benchmarks.web import PEOPLE, computed, open_page, postgres, rate, served, signed_in

ACTIONS, MEETINGS = 5_000, 300
MEDIAN = 150  # milliseconds, of half the answers
SECONDS, QUICK_SECONDS = 20, 8
ASKS = {
    "Business manager": (
        "today", "improvement/", "improvement/actions/", "improvement/actions/?show=all&page=50",
        "improvement/actions/2500", "improvement/plans/3", "board/", "board/meetings/", "board/meetings/5",
        "board/decisions/", "board/risks/",
    ),
    "Independent chair": ("board/asks/", "board/challenges/", "improvement/actions/?show=no-impact", "changed"),
    "Board member": ("improvement/actions/?show=mine", "improvement/priorities/4", "board/meetings/"),
}  # fmt: skip


def measure(*, quick: bool = False) -> list[Line]:
    workspace = BUILD / "board-workspace"
    shutil.rmtree(workspace, ignore_errors=True)
    shutil.copytree(computed(), workspace)  # the board's own records are taken into it
    seconds = QUICK_SECONDS if quick else SECONDS
    with postgres() as address:
        return [_line("SQLite", "", workspace, seconds), _line("PostgreSQL", address, workspace, seconds)]


def _line(name: str, database: str, workspace: Path, seconds: int) -> Line:
    def fill(environment: dict[str, str]) -> None:
        kept = {**environment, "LINEOFSIGHT_WORKSPACE": str(workspace)}
        command = [sys.executable, "-m", "benchmarks.long_board", f"{ACTIONS}", f"{MEETINGS}"]
        subprocess.run(command, env={**os.environ, **kept}, cwd=HOME, check=True, timeout=600)

    with served(database, workspace, fill) as (home, _):
        asks = [
            (page, cookie)
            for role, pages in ASKS.items()
            for cookie in [signed_in(home, role)]
            for page in pages
        ]
        for _ in range(6):  # each process has drawn each page once
            for page, cookie in asks:
                open_page(home + page, cookie)
        half, slow, answers, wrong = rate(home, asks, seconds)
    if wrong:
        raise BenchmarkError(f"{wrong} of {answers} answers on {name} were errors")
    what = f"{ACTIONS:,} actions, {MEETINGS} meetings, {PEOPLE} at once without a pause, {name}: median, 95th percentile"
    note = f"{answers} answers in {seconds} s"
    return Line("board", what, f"{half} ms, {slow} ms", f"{MEDIAN} ms, -", half <= MEDIAN, note)
