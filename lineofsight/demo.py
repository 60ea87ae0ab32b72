"""The demonstration: a made-up county's files, read, measured, reported, signed and served, as a person would do it."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

FILES = Path("build/severnshire")
WORKSPACE = Path("demo-workspace")
REPORT = Path("examples/severnshire-2016-17/report.md")
DOCUMENTS = Path("build/severnshire-annual-report")
SITE = Path("build/severnshire-site")
TO_BRING_IN = Path("build/severnshire-office")  # a log, a register and the like, to try an import with
NEXT_YEAR = Path("build/severnshire-2018-19")  # for whoever wants to upload something
# Their system hands these over in the census alone, so that there the census speaks, and a new one moves figures.
NOT_IN_THE_EXTRACT = ("s47_enquiry", "initial_cp_conference")
PORT = 8000
WAITED = 600  # seconds for the server to answer
COMMAND = [sys.executable, "-m", "lineofsight.cli"]
STORY = ("FD07", "FD09", "EH01", "CP07", "CP09", "LH10", "MI06b", "CL01")


def main() -> int:
    started = time.monotonic()
    print("Severnshire (799) is a made-up county. Nobody in it exists.")
    print("All of it takes some minutes, and more on a busy machine; the address to open comes last.\n")
    if not (FILES / "truth.csv").is_file():
        shutil.rmtree(FILES, ignore_errors=True)
        _run("synthesise", "--area", "799", "--from", "2012", "--to", "2018", "--seed", "7", str(FILES))
    for table in NOT_IN_THE_EXTRACT:
        (FILES / f"799/ssd/ssd_{table}.csv").unlink(missing_ok=True)
    if not NEXT_YEAR.is_dir():
        _leave_the_next_year()
    _leave_files_to_bring_in()
    shutil.rmtree(WORKSPACE, ignore_errors=True)
    _run("map", str(FILES / "799/scorecard/scorecard.xlsx"), "--accept")
    _run("load", str(FILES))
    _run("compute")
    _run("readings", *STORY, "--area", "799", "--period", "2015-16", "--period", "2016-17")
    _run("trace", "FD09", "--area", "799", "--period", "2016-17")
    _a_caught_sentence()
    shutil.rmtree(DOCUMENTS, ignore_errors=True)
    _run("report", str(REPORT), "--out", str(DOCUMENTS), "--final")
    print(f"Done in {time.monotonic() - started:.0f} s. Files: {FILES}/   Workspace: {WORKSPACE}/")
    print(f"Severnshire's annual report in four formats: {DOCUMENTS}/report.html, .docx, .odt and .pdf\n")
    print("Go on with, for example:")
    for again in (
        "readings CP07 --area 799 --period 2016-03-31 --period 2016-10-23 --period 2017-03-31",
        f"check {REPORT}",
        "new annual-report --area 799 --period 2017-18 --out build/next-year.md",
        "explain LH10",
    ):
        print(f"  .venv/bin/lineofsight -w {WORKSPACE} {again}")
    shutil.rmtree(SITE, ignore_errors=True)  # it names runs of the workspace that was there before
    if _wants_to_look():
        _serve()
    print("\nThe same in a browser, until Ctrl-C: SERVE=1 make demo")
    return 0


def _leave_the_next_year() -> None:
    """A year's census and statistics that are not loaded: uploaded in the browser, they move figures."""
    made, census = NEXT_YEAR.with_name("making-2018-19"), "cin_census_799_2019.xml"
    shutil.rmtree(made, ignore_errors=True)
    _run("synthesise", "--area", "799", "--from", "2018", "--to", "2019", "--seed", "8", str(made))
    text = (made / "799/cin/cin_census_2019" / census).read_text(encoding="utf-8")
    (made / census).write_text(text.replace(">C799", ">N799"), encoding="utf-8")  # other children than before
    for table in ("c1_*", "mid-year_*"):
        (found,) = (made / "published").glob(table)
        found.rename(made / found.name)
    for folder in ("799", "published"):
        shutil.rmtree(made / folder)
    (made / "truth.csv").unlink()
    made.rename(NEXT_YEAR)


def _leave_files_to_bring_in() -> None:
    from lineofsight.web.imports import demo

    made = demo.leave(TO_BRING_IN)
    print(f"Files as a board's office has them: {TO_BRING_IN}/ ({', '.join(one.name for one in made)})\n")


def _wants_to_look() -> bool:
    """Whether somebody sits there; SERVE=1 or SERVE=0 says so instead."""
    said = os.environ.get("SERVE")
    return said != "0" if said else sys.stdin.isatty()


def _serve() -> NoReturn:
    """Become the server, so that Ctrl-C reaches it and nothing is left behind."""
    port = _free_port()
    print("\nIt is made ready to be looked at in a browser: a minute or two.", flush=True)
    demonstration = {"DEMO": "1", "DATA": str(SITE), "BOARD_NAME": "Severnshire Safeguarding Children Board"}
    demonstration["SITE"] = f"http://127.0.0.1:{port}"  # where links in messages lead
    os.environ |= {f"LINEOFSIGHT_{name}": value for name, value in demonstration.items()}
    _what_a_board_decided()
    serve = [*COMMAND, "--workspace", str(WORKSPACE), "serve", "--address", f"127.0.0.1:{port}"]
    _say_once_it_answers(port)
    os.execv(sys.executable, serve)  # nosec B606 # noqa: S606 - our own command


def _say_once_it_answers(port: int) -> None:
    """A process beside the server says the address when it answers, and ends."""
    said = (
        f"\nOpen  http://127.0.0.1:{port}/  and choose whom to look around as: somebody of every role stands there.\n"
        "The chair reads what changed, the analyst uploads files, a school sees what a school may.\n"
        f"Files of the next year for the analyst to upload, so that figures move: {NEXT_YEAR}/\n"
        f"Logs and registers for the business manager to bring in (More, then Files brought in): {TO_BRING_IN}/\n"
        "Ctrl-C ends it.\n"
    )
    if os.fork():
        return
    for _ in range(WAITED):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                print(said, flush=True)
                break
        time.sleep(1)
    os._exit(0)


def _what_a_board_decided() -> None:
    """People, groups, targets and asks, so that whoever signs in has something to look at."""
    from lineofsight.web.config import serving

    serving.begin(WORKSPACE)
    from django.core.management import call_command
    from django.utils import timezone

    from lineofsight.web.config import demonstration

    call_command("migrate", verbosity=0)
    demonstration.begin(timezone.localdate())


def _free_port() -> int:
    """The usual one, or any where something else answers there."""
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
        try:
            one.bind(("127.0.0.1", PORT))
        except OSError:
            one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _a_caught_sentence() -> None:
    """What leaves the building unchecked today, and is caught here."""
    draft = FILES.parent / "draft.md"
    draft.write_text(
        "---\narea: 799\nperiod: 2016-17\n---\n"
        "Referrals [rose from 4,966 to 5,479]{figure=FD07 from=2015-16 to=2016-17}.\n\n"
        "[48%]{figure=MI06b period=2016-17} of return home interviews were in time, which has improved.\n"
    )
    print("A draft with two sentences that should not leave the building:\n")
    _run("check", str(draft), may_fail=True)


def _run(*words: str, may_fail: bool = False) -> None:
    """Run the command as a person would, and show what was typed."""
    print(f"$ lineofsight {' '.join(words)}", flush=True)
    command = [*COMMAND, "--workspace", str(WORKSPACE), *words]
    code = subprocess.run(command, env={**os.environ}, check=False).returncode  # noqa: S603 - our own command
    if code and not may_fail:
        raise SystemExit(f"The demonstration stopped: `lineofsight {words[0]}` ended with {code}.")
    print(flush=True)


if __name__ == "__main__":
    sys.exit(main())
