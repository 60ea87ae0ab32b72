"""Frameworks of inspection, read from the data beside this file."""

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Framework:
    """What a framework judges and in which grades; neither where it tells only in words."""

    title: str
    judged: tuple[str, ...]
    grades: tuple[str, ...]


def _read() -> dict[str, Framework]:
    said = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {
        code: Framework(one["title"], tuple(one["judged"]), tuple(one["grades"]))
        for code, one in said.items()
    }


FRAMEWORKS = _read()
