"""Which reports a board is owed, and since when: data."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class Owed:
    title: str
    since: date
    until: date | None = None

    def on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


KINDS = {
    code: Owed(**said)
    for code, said in tomllib.loads((Path(__file__).parent / "owed.toml").read_text(encoding="utf-8")).items()
}
