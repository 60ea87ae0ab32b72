"""Figures as they were reported and as they are known now: earlier refreshes, signed editions, and why they differ."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lineofsight.claims import frozen
from lineofsight.engine.opened import SUPPRESSED_FOR, Audience
from lineofsight.web.indicators import seen, showing
from lineofsight.web.indicators.seen import Opened, Reading
from lineofsight.web.indicators.sheets import Sheet

RUNS_SHOWN = 8


@dataclass(frozen=True)
class Told:
    """A figure as it stood in one place: a refresh or an edition. `why` it differs from the one before it."""

    where: str
    on: date
    value: str
    why: str = ""


@dataclass(frozen=True)
class Changed:
    """A figure that is not what it was. `was`: empty where there was none; `more`: how many earlier periods of the same
    measure changed besides; `sheet`: the measure as it is now."""

    sheet: Sheet
    period: str
    was: str
    now: str
    why: str
    more: int

    @property
    def new(self) -> bool:
        return not self.was

    @property
    def told(self) -> str:
        """How a new figure stands to the one before it."""
        newest = self.sheet.row is not None and showing.period(self.sheet.indicator, self.sheet.row["period"])
        return self.sheet.told if self.new and newest == self.period else ""


def history(opened: Opened, sheet: Sheet) -> list[tuple[str, list[Told]]]:
    """For each year shown, the newest first, the values that were told of it, the oldest first."""
    runs = _runs(opened)[-RUNS_SHOWN:]
    held = [(run, _by_period(seen.at_run(opened, run, [sheet.code]))) for run in runs]
    signed = _editions(opened, sheet)
    found = []
    for row in reversed(sheet.rows):
        told: list[Told] = []
        last: Reading | None = None
        for run, rows in held:
            one = rows.get(row["period"])
            if one is not None and (last is None or _said(sheet, one) != _said(sheet, last)):
                why = because(last, one) if last else ""
                told.append(Told("Refresh", _day(run["at"]), _said(sheet, one), why))
            last = one or last
        told += signed.get(row["period"], [])
        found.append((showing.period(sheet.indicator, row["period"]), sorted(told, key=lambda one: one.on)))
    return found


def changed_since(
    opened: Opened, sheets: Mapping[str, Sheet], since: date
) -> tuple[date | None, list[Changed]]:
    """The day of the refresh that was newest then, and what is not as it was in it.

    Where the first refresh came later, that one; None where it is the one that is shown."""
    runs = _runs(opened)
    then = next((run for run in reversed(runs) if _day(run["at"]) <= since), runs[0] if runs else None)
    if then is None or (_day(then["at"]) > since and then["id"] == opened.run):
        return None, []
    name = ("changed", then["id"])
    return _day(then["at"]), opened.keep(name, lambda: list(_changes(opened, sheets, then)))


def _changes(opened: Opened, sheets: Mapping[str, Sheet], then: Mapping[str, Any]) -> Iterator[Changed]:
    before: dict[str, dict[str, Reading]] = {}
    for row in seen.at_run(opened, then, list(sheets)):
        before.setdefault(row["code"], {})[row["period"]] = row
    for sheet in sheets.values():
        was = before.get(sheet.code, {})
        moved = [row for row in sheet.rows if _moved(sheet, was.get(row["period"]), row)]
        if moved:
            row, old = moved[-1], was.get(moved[-1]["period"])
            before_it = _said(sheet, old) if old and seen.has_value(old) else ""
            yield Changed(
                sheet, showing.period(sheet.indicator, row["period"]), before_it, _said(sheet, row), because(old, row),
                len(moved) - 1,
            )  # fmt: skip


def _moved(sheet: Sheet, old: Reading | None, row: Reading) -> bool:
    """Whether a figure is another; where there was none and is none, nothing moved."""
    either = seen.has_value(row) or (old is not None and seen.has_value(old))
    return either and (old is None or _said(sheet, old) != _said(sheet, row))


def because(then: Reading | None, now: Reading) -> str:
    """Why a figure is not what it was, in a few words."""
    if then is None or not seen.has_value(then):
        return "there was no figure before"
    if not seen.has_value(now):
        return "what it rested on is no longer there, or is no longer enough"
    if then["edition"] and now["edition"] and then["edition"] != now["edition"]:
        return "the definition changed"
    if then["basis"] != now["basis"]:
        return f"now {showing.BASIS[now['basis']]}{', ' + now['release'] if now['release'] else ''}"
    if then["release"] != now["release"]:
        return f"a newer release: {now['release']}"
    before, after = _formats(then), _formats(now)
    if set((then["load"] or "").split()) == set((now["load"] or "").split()):
        return "population estimates or what is covered changed"
    return "late entries: a newer file of the same return" if before == after else "other files speak now"


def _formats(row: Reading) -> set[str]:
    return {load.partition("-")[0] for load in (row["load"] or "").split()}


def _said(sheet: Sheet, row: Reading) -> str:
    parts = showing.parts(sheet.indicator, row)
    return showing.value(sheet.indicator, row) + (f" ({parts})" if parts else "")


def _by_period(rows: list[Reading]) -> dict[str, Reading]:
    return {row["period"]: row for row in rows}


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment).date()


def day_of(opened: Opened) -> date:
    """The day of the refresh that is shown."""
    assert opened.run is not None
    return _day(opened.workspace.run(opened.run)["at"])


def _runs(opened: Opened) -> list[Mapping[str, Any]]:
    """The refreshes that this audience may be shown, the oldest first."""
    runs = opened.workspace.runs()
    return [run for run in runs if seen.is_ready(opened.workspace, run["id"], opened.audience)]


def _editions(opened: Opened, sheet: Sheet) -> dict[str, list[Told]]:
    """What signed reports rest on, by period: the board's own only for those from whom nothing is suppressed."""
    found: dict[str, list[Told]] = {}
    for path in sorted((opened.workspace.folder / "editions").glob("[!.]*/manifest.json")):
        signed = json.loads(path.read_text(encoding="utf-8"))
        public = signed["audience"] == Audience.PUBLIC
        if signed["area"] != opened.area or (opened.audience in SUPPRESSED_FOR and not public):
            continue
        for (_, area, _), one in frozen.read(path.parent / "evidence.json").kept.items():
            whole = one.code == sheet.code and one.group is None and area in (None, opened.area)
            if whole and one.period and one.value is not None:
                value = sheet.indicator.unit.show(float(one.value))
                parts = (
                    f" ({int(one.n):,} of {int(one.d):,})"
                    if one.share and one.n is not None and one.d
                    else ""
                )
                told = Told(f"Edition {signed['id']}", _day(signed["at"]), value + parts)
                if told not in found.setdefault(one.period, []):
                    found[one.period].append(told)
    return found
