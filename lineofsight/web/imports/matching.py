"""Which record a row of a file is: by what the copy before it became, else by the same words; and which kind of row."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lineofsight.web.imports import words
from lineofsight.web.imports.kinds import Target, Values
from lineofsight.web.imports.models import Import
from lineofsight.web.imports.tables import Line
from lineofsight.web.imports.words import Known, Said, normal

Same = tuple[str, ...]


def said_of(target: Target, columns: Mapping[int, str], line: Line, known: Known) -> dict[str, Said]:
    """What each mapped cell of a row says."""
    found = {}
    for place, code in columns.items():
        if one := target.field(code):
            found[code] = one.read(line.cells[place], known)
    return found


def values_of(said: Mapping[str, Said]) -> Values:
    return {code: one.value for code, one in said.items() if one.value is not None}


def same_of(target: Target, values: Mapping[str, Any]) -> Same:
    return tuple(normal(f"{values.get(name) or ''}") for name in target.same)


@dataclass
class Earlier:
    """What the copies of a file before this one said of each record, the newest word of each.

    `known`: every record that one of their rows was; `said` holds nothing of a row that was not taken.
    """

    known: set[int] = field(default_factory=set)
    said: dict[int, Values] = field(default_factory=dict)
    by_same: dict[Same, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_ref: dict[str, int] = field(default_factory=dict)


def earlier(one: Import, known: Known) -> Earlier:
    found = Earlier()
    copy, seen = one.follows, set()
    while copy and copy.pk not in seen:
        seen.add(copy.pk)
        for row in copy.rows:
            key, is_taken = row["key"], row["outcome"] != "left"
            if key is None or key in found.said or (key in found.known and not is_taken):
                continue
            table = copy.contents[row["table"]]
            line = next(each for each in table.lines if each.number == row["line"])
            said = values_of(said_of(copy.target, copy.columns_of(table), line, known))
            texts = texts_of(copy.columns_of(table), line)
            if is_taken:
                found.said[key] = said
            if key in found.known:
                continue
            found.known.add(key)
            found.by_same[same_of(copy.target, said | copy.target.fill(said, texts))].append(key)
            if ref := said.get("ref"):
                found.by_ref.setdefault(ref, key)
        copy = copy.follows
    return found


def texts_of(columns: Mapping[int, str], line: Line) -> dict[str, str]:
    """The mapped cells as they stand, before anything is made shorter."""
    return {code: words.text(line.cells[place]) for place, code in columns.items()}


def on_record(target: Target, one: Import) -> dict[Same, list[Any]]:
    """Records by what makes two rows the same; of a plan, those of the one that the file is for."""
    rows = target.model._default_manager.all()
    if target.of_plan and one.plan_id:
        rows = rows.filter(**{target.of_plan: one.plan_id})
    if target.of_plan:
        rows = rows.select_related("workstream")
    found: dict[Same, list[Any]] = defaultdict(list)
    for record in rows:
        values = {name: getattr(record, f"{name}_id", None) or getattr(record, name) for name in target.same}
        found[same_of(target, values)].append(record)
    return found


def is_milestone(sheet: str, line: Line) -> bool:
    """Whether the sheet, the heading above or a cell of its own calls a row a milestone."""
    above = {f" {normal(words_above)} " for words_above in (sheet, line.section)}
    said = any(" milestone" in each and " action" not in each for each in above)
    return said or any(isinstance(cell, str) and normal(cell) == "milestone" for cell in line.cells)


def longest(line: Line) -> str:
    """By what a row without a name is told from others: its longest words."""
    texts = [cell for cell in line.cells if isinstance(cell, str)] or [
        words.text(cell) for cell in line.cells
    ]
    return max(texts, key=len)
