"""The command as a person meets it: what was typed, the exit code, and what was printed."""

import hashlib
import io
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from lineofsight.cli.app import run
from lineofsight.cli.commands import app as application


@dataclass(frozen=True)
class Said:
    """The end of a command."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def readings(self) -> list[dict[str, Any]]:
        return self.json["readings"]

    @property
    def plain(self) -> str:
        """What was printed to people, however the lines were broken."""
        return " ".join((self.out + " " + self.err).split())


def say(workspace: Path, *words: object) -> Said:
    """Run `lineofsight --workspace WORKSPACE WORDS...` inside this process."""
    out, err = io.StringIO(), io.StringIO()
    typed = ["lineofsight", "--workspace", str(workspace), *map(str, words)]
    with mock.patch("sys.argv", typed), redirect_stdout(out), redirect_stderr(err):
        try:
            code = run(application)
        except SystemExit as exit_:
            code = int(exit_.code or 0)
    return Said(code, out.getvalue(), err.getvalue())


def say_json(workspace: Path, *words: object) -> Said:
    return say(workspace, "--json", *words)


def tree(folder: Path) -> dict[str, str]:
    """Every file of a folder with a hash of its bytes: two are equal when nothing was changed.

    The workspace's `lock` is left out: it says only who wrote last.
    """
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        if path.is_file()
        else "folder"
        for path in sorted(folder.rglob("*"))
        if path.name != "lock"
    }
