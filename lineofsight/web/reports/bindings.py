"""What a report's words may be tied to of the board's own business: as a list to look in, and as records.toml."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lineofsight.claims.ledger import KINDS, Ledger
from lineofsight.claims.tags import Tag
from lineofsight.engine.sources.scorecard.mapping import quoted

WORDS = {
    "list": "Lists, and how many they hold",
    "judgement": "What the Board says of a priority",
    "ask": "Assurance sought",
    "plan": "How far plans have come",
    "meeting": "Meetings",
    "record": "Decisions, challenges, risks, reports and whatever else is on record",
}
LONGEST = 300  # letters of what a record says, on the page


@dataclass(frozen=True)
class Binding:
    """One record as a tag names it; `editions`: the days from which it said something else than before."""

    kind: str
    tag: str
    title: str
    says: str
    editions: tuple[str, ...]

    @property
    def since(self) -> date | None:
        return date.fromisoformat(self.editions[0]) if self.editions[0] else None

    def holds(self, words: list[str]) -> bool:
        text = f"{self.tag} {self.title} {self.says}".lower()
        return all(word in text for word in words)


def bindings(ledger: Ledger) -> list[Binding]:
    """Everything, in the order of the kinds above and by name."""
    order = list(WORDS)
    found = [_binding(kind, name, rows) for (kind, name), rows in ledger.records.items() if kind in WORDS]
    return sorted(found, key=lambda one: (order.index(one.kind), one.tag))


def _binding(kind: str, name: str, rows: tuple[Mapping[str, Any], ...]) -> Binding:
    newest = rows[-1]
    days = tuple(dict.fromkeys(str(row.get("at") or row.get("date") or "") for row in rows))
    title = str(newest.get("title") or name.replace("-", " ").capitalize())
    return Binding(kind, f"{{{Tag(kind, name, {})}}}", title, _says(kind, newest)[:LONGEST], days)


def _says(kind: str, row: Mapping[str, Any]) -> str:
    if kind == "list":
        items = row.get("items", ())
        return f"{row.get('count', len(items))}: {'; '.join(map(str, items))}".removesuffix(": ")
    if kind == "plan":
        return (
            f"{row['closed']} of {row['actions']} actions closed, {row['evidenced']} with accepted evidence"
        )
    return str(row.get("answer") or row.get("sentence") or row.get("words") or row.get("outcome") or "")


# --- records.toml ----------------------------------------------------------------------------------------------


def as_toml(ledger: Ledger) -> str:
    """The whole ledger as the file that lies beside a report: every edition of every record."""
    lines = ["# What the Board has on record, for a report to stand on. Lay it beside the report.", ""]
    for (kind, name), rows in sorted(
        ledger.records.items(), key=lambda one: (KINDS.index(one[0][0]), one[0])
    ):
        for row in rows:
            lines += [f"[[{kind}.{name}]]", *_fields(row), ""]
    return "\n".join(lines)


def _fields(row: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{key} = {_value(value)}" for key, value in row.items() if value is not None)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return f"{value}".lower()
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, date | int | float):
        return str(value)
    if isinstance(value, Mapping):
        return f"{{ {', '.join(_fields(value))} }}"
    return f"[{', '.join(map(_value, value))}]"
