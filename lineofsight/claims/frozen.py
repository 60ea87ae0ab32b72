"""Evidence kept with an edition: what was known when it was signed, and nothing that came later."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from lineofsight.claims.evidence import Better, Comparator, Evidence, Point, Rank, Resolver, Unit
from lineofsight.claims.tags import Tag, TagError

Key = tuple[str, str | None, str | None]


def key_of(tag: Tag, area: str | None, on: str | None) -> Key:
    """What was asked: the tag as written, without what only an author's pen adds."""
    keys = {name: value for name, value in tag.keys.items() if name != "proposed"}
    return str(replace(tag, keys=keys)), area, on


@dataclass
class Recording:
    """A resolver that remembers every answer, to be kept."""

    inner: Resolver
    kept: dict[Key, Evidence] = field(default_factory=dict)

    def resolve(self, tag: Tag, area: str | None, on: str | None) -> Evidence:
        key = key_of(tag, area, on)
        if key not in self.kept:
            self.kept[key] = self.inner.resolve(tag, area, on)
        return self.kept[key]

    def places(self) -> Mapping[str, str]:
        return self.inner.places()


@dataclass(frozen=True)
class Frozen:
    """A resolver that knows only what was kept."""

    kept: Mapping[Key, Evidence]
    named: Mapping[str, str]

    def resolve(self, tag: Tag, area: str | None, on: str | None) -> Evidence:
        try:
            return self.kept[key_of(tag, area, on)]
        except KeyError:
            raise TagError(f"{{{tag}}}: this edition keeps no evidence for it.") from None

    def places(self) -> Mapping[str, str]:
        return self.named


def write(path: Path, kept: Mapping[Key, Evidence], places: Mapping[str, str]) -> None:
    rows = [
        {"tag": tag, "area": area, "on": on, "evidence": _plain(evidence)}
        for (tag, area, on), evidence in sorted(
            kept.items(), key=lambda one: tuple(str(part) for part in one[0])
        )
    ]
    text = json.dumps(
        {"evidence": rows, "places": dict(sorted(places.items()))}, indent=1, ensure_ascii=False
    )
    path.write_text(text + "\n", encoding="utf-8")


def read(path: Path) -> Frozen:
    said = json.loads(path.read_text(encoding="utf-8"))
    kept = {(row["tag"], row["area"], row["on"]): _evidence(row["evidence"]) for row in said["evidence"]}
    return Frozen(kept, said["places"])


def _plain(value: Any) -> Any:
    """A value as JSON has it: fractions and days as text, so that nothing is rounded."""
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Evidence | Comparator | Point | Rank):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value


def _evidence(row: dict[str, Any]) -> Evidence:
    exact = {name: _fraction(row[name]) for name in ("value", "n", "d", "answered_only")}
    made = {
        **row,
        **exact,
        "unit": Unit(row["unit"]),
        "better": Better(row["better"]),
        "interval": row["interval"] and tuple(map(_fraction, row["interval"])),
        "known_on": row["known_on"] and date.fromisoformat(row["known_on"]),
        "items": tuple(row["items"]),
        "comparators": {name: _comparator(one) for name, one in row["comparators"].items()},
        "rank": row["rank"] and Rank(**row["rank"]),
        "series": tuple(map(_point, row["series"])),
        "path": tuple(map(_point, row["path"])),
        "limits": tuple((_fraction(value), unit) for value, unit in row["limits"]),
        "fields": {name: _day(value) for name, value in row["fields"].items()},
    }
    return Evidence(**made)


def _comparator(row: dict[str, Any]) -> Comparator:
    exact = {name: _fraction(row[name]) for name in ("value", "n", "d")}
    return Comparator(**{**row, **exact})


def _point(row: dict[str, Any]) -> Point:
    return Point(row["period"], *(_fraction(row[name]) for name in ("value", "n", "d")))


def _fraction(text: str | None) -> Any:
    return None if text is None else Fraction(text)


def _day(value: Any) -> Any:
    """A day written as text is a day again: records hold no text that looks like one."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else value
    except ValueError:
        return value
