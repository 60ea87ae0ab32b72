"""The board's business after many years: 5,000 actions and 300 meetings, the pages of a manager, a chair and a member.

wrk asks as one person does, a page after the other; and, as in `web`, with 20 connections, each without a pause. The figures
are the county's.
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
        return [*_lines("SQLite", "", workspace, seconds), *_lines("PostgreSQL", address, workspace, seconds)]


def _lines(name: str, database: str, workspace: Path, seconds: int) -> list[Line]:
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
        return [_line(name, home, asks, seconds, people) for people in (1, PEOPLE)]


def _line(name: str, home: str, asks: list[tuple[str, str]], seconds: int, people: int) -> Line:
    half, slow, answers, wrong = rate(home, asks, seconds, people)
    if wrong:
        raise BenchmarkError(f"{wrong} of {answers} answers on {name} were errors")
    at_once = "one page after the other" if people == 1 else f"{people} at once without a pause"
    what = f"{ACTIONS:,} actions, {MEETINGS} meetings, {at_once}, {name}: median, 95th percentile"
    note = f"{answers} answers in {seconds} s"
    return Line("board", what, f"{half} ms, {slow} ms", f"{MEDIAN} ms, -", half <= MEDIAN, note)
