"""What people wrote down: `facts.toml` (values from a document) and `records.toml` (what the board decided and holds)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from lineofsight.claims import shown
from lineofsight.claims.days import last_day
from lineofsight.claims.evidence import Better, Evidence, Point, Unit
from lineofsight.claims.figures import NO_PARTS, limits
from lineofsight.claims.tags import Tag, TagError, nearest
from lineofsight.claims.wording.judging import LEVELS
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.statistics import wilson

UNITS = {
    "%": Unit.PERCENT,
    "percent": Unit.PERCENT,
    "per cent": Unit.PERCENT,
    "count": Unit.COUNT,
    "days": Unit.DAYS,
    "per 10,000": Unit.PER_10_000,
    "number": Unit.NUMBER,
    "£": Unit.POUNDS,
    "pounds": Unit.POUNDS,
}
FACT = {
    "id",
    "value",
    "n",
    "d",
    "unit",
    "period",
    "at",
    "source",
    "document",
    "page",
    "recorded_by",
    "recorded_on",
    "area",
    "measure",
    "code",
    "better",
    "answered",
    "words",
    "note",
    "disputed",
    "about",
}
KINDS = ("judgement", "list", "record", "meeting", "ask", "plan", "case")


class LedgerError(Exception):
    """A file of facts or records that cannot be read: says where and what to write."""


@dataclass(frozen=True)
class Ledger:
    """`facts` by id; `records` by kind and id, each with its editions, oldest first."""

    facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    records: Mapping[tuple[str, str], tuple[Mapping[str, Any], ...]] = field(default_factory=dict)

    # --- facts ---

    def fact(self, tag: Tag) -> Evidence:
        """A recorded value. A count with its document and page can be looked up; a share needs its n and d."""
        if tag.id not in self.facts:
            raise TagError(f"fact={tag.id} is not in facts.toml.{nearest(tag.id, self.facts)}")
        fact = self.facts[tag.id]
        period = fact.get("period", str(fact["at"]) if "at" in fact else None)
        for label in tag.when:
            if label != period:
                raise TagError(f"fact={tag.id} is of {period or 'no period'}, and the tag says {label}.")
        value, n, d = (
            None if fact.get(key) is None else Fraction(str(fact[key])) for key in ("value", "n", "d")
        )
        unit = UNITS[fact.get("unit", "%" if d is not None else "count")]
        share = unit is Unit.PERCENT and n is not None and d is not None
        exact = 100 * n / d if share and n is not None and d else value
        span = (
            wilson(int(n), int(d))
            if share and n is not None and d and n.denominator == d.denominator == 1 and n <= d
            else None
        )
        code = str(fact.get("code", ""))
        indicator = CATALOGUE.get(code)
        missing = None
        if unit is Unit.PERCENT and not share:
            missing = NO_PARTS
        elif not (fact.get("source") or fact.get("document")) or not fact.get("page"):
            missing = "no document and page are recorded, so nobody could look it up"
        named = fact.get("measure") or fact.get("words") or (indicator and indicator.title)
        return Evidence(
            code=code or tag.id,
            title=str(named or tag.id.replace("-", " ")),
            period=period,
            value=exact,
            n=n,
            d=d,
            unit=unit,
            share=share,
            area=fact.get("area"),
            missing=missing,
            better=Better(fact.get("better") or (str(indicator.better) if indicator else "neither")),
            places=None
            if share or value is None or value.denominator == 1
            else len(str(fact["value"]).partition(".")[2]),
            interval=(Fraction(100 * span.low), Fraction(100 * span.high)) if span else None,
            basis="recorded, not computed",
            source=", ".join(
                filter(
                    None,
                    (
                        str(fact.get("source") or fact.get("document") or ""),
                        f"page {fact['page']}" if fact.get("page") else "",
                    ),
                )
            ),
            caveat=fact.get("note"),
            answered_only=None if fact.get("answered") is None else Fraction(str(fact["answered"])),
            limits=limits(indicator) if indicator else (),
            definition=f"{indicator.title}. {indicator.wording}"
            if indicator
            else _in_the_documents_words(fact),
            fields=dict(fact),
        )

    def path(self, code: str, area: str | None) -> tuple[Point, ...]:
        """Values of an indicator that a document gives for single days: the path between year-ends."""
        return tuple(
            Point(str(fact["at"]), None, n=Fraction(str(fact["value"])))
            for fact in self.facts.values()
            if fact.get("code") == code
            and "at" in fact
            and "value" in fact
            and fact.get("area", area) == area
        )

    # --- records ---

    def record(self, tag: Tag) -> Evidence:
        """What is on record of a kind and id: its newest edition by the day that the tag names."""
        kind = "list" if tag.kind == "count" else tag.kind
        kinds = ("record", "case") if kind == "record" else (kind,)
        editions = next((self.records[one, tag.id] for one in kinds if (one, tag.id) in self.records), None)
        if editions is None:
            known = [name for held, name in self.records if held in kinds]
            raise TagError(f"{tag.kind}={tag.id} is not in records.toml.{nearest(tag.id, known)}")
        on = tag.when[-1] if tag.when else None
        held = [
            one for one in editions if on is None or str(one.get("at") or one.get("date") or "") <= _last(on)
        ]
        if not held:
            first = editions[0].get("at") or editions[0].get("date")
            return Evidence(
                code=tag.id,
                title=tag.id,
                period=on,
                missing=f"the first on record is of {shown.period(str(first))}",
            )
        row = held[-1]
        items = tuple(str(item) for item in row.get("items", ()))
        number = (
            Fraction(len(items))
            if "items" in row
            else Fraction(str(row["count"]))
            if "count" in row
            else None
        )
        level = row.get("level")
        return Evidence(
            code=tag.id,
            title=str(row.get("title", tag.id.replace("-", " "))),
            period=on,
            value=number,
            items=items,
            unit=Unit.COUNT,
            said=row.get("sentence") or row.get("words") or row.get("outcome") or row.get("title"),
            level=level,
            basis="on record",
            source=str(row.get("source", "records.toml")),
            fields=dict(row),
            missing=None if number is not None or tag.kind != "count" else "the list on record has no items",
        )


def _in_the_documents_words(fact: Mapping[str, Any]) -> str:
    """What a fact counts, where its document is quoted; a measure's name alone is too short to read a sentence by."""
    return (
        " ".join(str(fact[key]) for key in ("measure", "words", "document") if key in fact)
        if "words" in fact
        else ""
    )


def _last(label: str) -> str:
    day = last_day(label)
    return str(day) if day else label


def read_ledger(folder: Path) -> Ledger:
    """The facts and records that stand beside a report; LedgerError where a file cannot be read."""
    return Ledger(_facts(folder / "facts.toml"), _records(folder / "records.toml"))


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LedgerError(
            f"{path}: it cannot be read ({error}). Write it as examples/worcestershire-2016-17/{path.name} is."
        ) from None


def _facts(path: Path) -> dict[str, dict[str, Any]]:
    """`[some-id]` tables, or `[[fact]]` rows with an id."""
    said = _read(path)
    rows: dict[str, dict[str, Any]] = {}
    listed = (
        [*said.pop("fact", []), *said.pop("facts", [])]
        if isinstance(said.get("fact", said.get("facts", [])), list)
        else []
    )
    for name, row in [*((str(row.get("id", "")), row) for row in listed), *said.items()]:
        if not isinstance(row, dict) or not name:
            raise LedgerError(
                f"{path}: '{name or row}' is no fact. A fact is a table: [return-interviews-2016-17] with value, "
                "source and page."
            )
        if unknown := sorted(set(row) - FACT):
            raise LedgerError(f"{path}: fact '{name}' has '{unknown[0]}'.{nearest(unknown[0], FACT)}")
        if row.get("unit", "%") not in UNITS:
            raise LedgerError(
                f"{path}: fact '{name}' has the unit '{row['unit']}'.{nearest(str(row['unit']), UNITS)}"
            )
        for key in ("value", "n", "d", "answered"):
            if key in row and (isinstance(row[key], bool) or not isinstance(row[key], int | float)):
                raise LedgerError(
                    f"{path}: fact '{name}': {key} = {row[key]!r} is not a number. Write it without quotes: {key} = 48."
                )
        if "value" not in row and not {"n", "d"} <= set(row):
            raise LedgerError(f"{path}: fact '{name}' has neither a value nor n and d.")
        if (
            {"value", "n", "d"} <= set(row)
            and row["d"]
            and abs(100 * row["n"] / row["d"] - row["value"]) > 0.5 + 1e-9
        ):
            raise LedgerError(
                f"{path}: fact '{name}': {row['n']} of {row['d']} is not {row['value']}%. One of the three is wrong."
            )
        if name in rows:
            raise LedgerError(f"{path}: fact '{name}' stands twice.")
        rows[name] = row
    return rows


def _records(path: Path) -> dict[tuple[str, str], tuple[dict[str, Any], ...]]:
    """`[kind.id]` tables, or `[[kind.id]]` for editions of the same record."""
    made = {}
    for kind, named in _read(path).items():
        if kind not in KINDS:
            raise LedgerError(f"{path}: there is no kind of record '{kind}'.{nearest(kind, KINDS)}")
        if isinstance(named, list):
            named = {str(row.get("id", "")): row for row in named}
        for name, rows in named.items():
            editions = rows if isinstance(rows, list) else [rows]
            for row in editions:
                if not isinstance(row, dict):
                    raise LedgerError(f"{path}: [{kind}.{name}] must be a table of its own.")
                if kind == "judgement" and row.get("level") not in (None, *LEVELS):
                    raise LedgerError(
                        f"{path}: [{kind}.{name}] has the level '{row['level']}'. Known: {', '.join(LEVELS)}."
                    )
            made[kind, name] = tuple(
                sorted(editions, key=lambda row: str(row.get("at") or row.get("date") or ""))
            )
    return made


def with_path(evidence: Evidence, ledger: Ledger) -> Evidence:
    """A figure with the values that documents give between its periods."""
    extra = ledger.path(evidence.code, evidence.area)
    return replace(evidence, path=(*evidence.path, *extra)) if extra else evidence
