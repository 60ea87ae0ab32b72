"""How a benchmark is run: in processes of their own, under a timeout, their medians taken."""

import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parents[1]
BUILD = HOME / "build" / "bench"  # what is made once and kept: counties, Parquet, an environment


@dataclass(frozen=True)
class Line:
    """One line of the table. `within`: None where there is no budget, or nothing was measured."""

    benchmark: str
    what: str
    measured: str
    budget: str = ""
    within: bool | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        return {True: "within", False: "**over**", None: ""}[self.within]


@dataclass(frozen=True)
class Cost:
    """What one process took, and what it said of itself (the JSON that it printed last)."""

    seconds: float
    processor_seconds: float
    megabytes: float
    said: dict[str, Any] = field(default_factory=dict)


class BenchmarkError(Exception):
    """A benchmark that could not be run to its end: says which, and what it last wrote."""


def run(command: Sequence[str], *, timeout: float, **environment: str) -> Cost:
    """One process to its end. Its memory is the kernel's own count of it and of no other process."""
    began = time.perf_counter()
    # Python's own compiled modules are kept, as an installed Python keeps them.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(
        command, cwd=HOME, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**kept, "PYTHONPYCACHEPREFIX": str(BUILD / "bytecode"), **environment},
    )  # fmt: skip
    late = threading.Timer(timeout, process.kill)
    late.start()
    assert process.stdout is not None
    with process.stdout as told:
        written = told.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    late.cancel()
    seconds = time.perf_counter() - began
    if process.returncode:
        why = (
            f"was stopped after {timeout:.0f} s" if seconds >= timeout else f"ended with {process.returncode}"
        )
        raise BenchmarkError(
            f"{' '.join(command[-4:])} {why}. It last wrote: {written[-600:].strip() or 'nothing'}"
        )
    last = (written.strip().splitlines() or [""])[-1]
    said = json.loads(last) if last.startswith("{") else {}
    return Cost(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said)


def part(module: str, *arguments: object, timeout: float, python: str = sys.executable) -> Cost:
    """A part of a benchmark: a module of this package as a program."""
    return run([python, "-m", f"benchmarks.{module}", *map(str, arguments)], timeout=timeout)


def median(costs: Sequence[Cost]) -> Cost:
    """The medians of several runs; what is said that is no number is the first run's."""
    first = costs[0].said
    said = {
        name: statistics.median(cost.said[name] for cost in costs)
        if isinstance(value, int | float)
        else value
        for name, value in first.items()
    }
    return Cost(
        statistics.median(cost.seconds for cost in costs),
        statistics.median(cost.processor_seconds for cost in costs),
        max(cost.megabytes for cost in costs),
        said,
    )


class Clock:
    """Seconds of wall and of processor, of one thing after another: `said` is what a part prints."""

    def __init__(self) -> None:
        self.said: dict[str, float] = {}

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        began, worked = time.perf_counter(), time.process_time()
        yield
        self.said[name] = time.perf_counter() - began
        self.said[f"{name} processor"] = time.process_time() - worked


def spread(costs: Sequence[Cost]) -> str:
    return f"{len(costs)} runs, {min(c.seconds for c in costs):.1f} to {max(c.seconds for c in costs):.1f} s"
