"""Which files are which return, and what a `return.toml` beside them says of it."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import ModuleType

from lineofsight.engine.sources.intake import Declared, Intake, SourceError, Span

SIDECAR = "return.toml"
LEVELS = 3  # folders above a file in which a return.toml is looked for
KEYS = {"format", "area", "covers", "known_on", "sender", "made_up"}
LEFT_ALONE = {SIDECAR, "truth.csv", ".DS_Store", "Thumbs.db"}


@dataclass(frozen=True)
class Found:
    """One return: the source that reads it, its files, and what is declared of it."""

    source: ModuleType
    files: tuple[Path, ...]
    given: Declared

    @property
    def declared(self) -> Declared:
        """What is given, else the nearest return.toml's word, else the next one's above. SourceError: one is wrong."""
        told = self.given
        for folder in list(self.files[0].resolve().parents)[:LEVELS]:
            sidecar = folder / SIDECAR
            if sidecar.is_file():
                told = _filled(told, _sidecar(sidecar))
        return told


def find(
    paths: Iterable[Path], sources: Sequence[ModuleType], given: Declared | None = None
) -> tuple[list[Found], list[Path]]:
    """The returns among some files and folders, and the files that are in no known format.

    `given`: what the person who loads them says; it outweighs every `return.toml`.
    """
    files = _files(paths)
    found: list[Found] = []
    for source in sources:
        for group in source.claim(files):
            found.append(Found(source, tuple(group), given or Declared()))
            files = [file for file in files if file not in set(group)]
    unknown = [
        file for file in files if file.name not in LEFT_ALONE and not file.name.endswith(".mapping.toml")
    ]
    # Lists of authorities first, so that what comes with them may be of a council that only they have.
    return sorted(found, key=lambda one: not _lists_authorities(one)), unknown


def read(one: Found, listed: frozenset[str], mappings: Path | None = None) -> list[Intake]:
    """What a return holds: an intake, or one for each area that it serves.

    `listed`: codes of the authorities in lists that were loaded. `mappings`: the folder of those of scorecards, else
    they lie beside.
    """
    declared, files = replace(one.declared, listed=listed), list(one.files)
    if one.source.NAME == "scorecard":
        return [one.source.read(files, declared, mappings=mappings)]
    if read_each := getattr(one.source, "read_each", None):
        return read_each(files, declared)
    return [one.source.read(files, declared)]


def _lists_authorities(one: Found) -> bool:
    return getattr(one.source, "lists_authorities", lambda _: False)(one.files[0])


def _files(paths: Iterable[Path]) -> list[Path]:
    files: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            files |= dict.fromkeys(sorted(file for file in path.rglob("*") if file.is_file()))
        elif path.is_file():
            files[path] = None
        else:
            raise SourceError(f"{path} is not there. Check the spelling, or drag the file into the terminal.")
    return list(files)


def _filled(told: Declared, more: Declared) -> Declared:
    return replace(
        told,
        area=told.area or more.area,
        covers=told.covers or more.covers,
        known_on=told.known_on or more.known_on,
        sender=told.sender or more.sender,
        made_up=told.made_up or more.made_up,
    )


def _sidecar(path: Path) -> Declared:
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(
            f"{path} cannot be read: {error}. It should hold lines such as area = '885'."
        ) from None
    if unknown := sorted(set(said) - KEYS):
        raise SourceError(
            f"{path} says {', '.join(unknown)}, which nothing asks for. Known: {', '.join(sorted(KEYS))}."
        )
    try:
        return Declared(
            area=_area(said["area"]) if "area" in said else None,
            covers=Span.parse(str(said["covers"])) if "covers" in said else None,
            known_on=_day(said["known_on"]) if "known_on" in said else None,
            sender=_text(said["sender"]) if "sender" in said else None,
            made_up=_yes(said.get("made_up", False)),
        )
    except ValueError as error:
        raise SourceError(f"{path}: {error}.") from None


def _area(value) -> str:
    if re.fullmatch(r"\d{3}", str(value)):
        return str(value)
    raise ValueError(f"area = {value!r} is not a 3-digit LA code such as '885'")


def _text(value) -> str:
    if isinstance(value, str):
        return value
    raise ValueError(f"sender = {value!r} is not a name such as 'Worcestershire County Council'")


def _yes(value) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError(f"made_up = {value!r} is neither true nor false")


def _day(value) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"known_on = {value!r} is not a day such as 2017-07-31") from None
