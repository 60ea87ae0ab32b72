"""A figure by group: each group's value, and how it stands to all the others together."""

from collections.abc import Sequence
from dataclasses import dataclass

from lineofsight.charts.series import Chart
from lineofsight.engine.breakdowns import NOT_KNOWN
from lineofsight.engine.indicator import MeasureKind
from lineofsight.engine.reading import Status
from lineofsight.engine.strength import apart
from lineofsight.web.indicators import seen, showing
from lineofsight.web.indicators.seen import Opened, Reading
from lineofsight.web.indicators.sheets import Sheet

TOO_FEW = "too few to say"
CHANCE = "no more than chance gives"


@dataclass(frozen=True)
class Standing:
    """A group beside all the others: how many times their share, from what to what, and what that says."""

    group: str
    value: str
    of: str
    times: str
    reach: str
    says: str

    @property
    def differs(self) -> bool:
        return self.says not in (TOO_FEW, CHANCE)


@dataclass(frozen=True)
class Breakdown:
    by: str
    chart: Chart
    standings: tuple[Standing, ...]  # of a share; empty where there is nothing to hold a group against

    @property
    def message(self) -> str:
        apart = [f"{one.group} {one.says} ({one.times})" for one in self.standings if one.differs]
        if apart:
            return f"Beside all other children counted: {'; '.join(apart)}."
        if all(one.says == TOO_FEW for one in self.standings):
            return "Too few in every group to say whether one differs from the others."
        return "No group differs from the others by more than chance gives."


def down(opened: Opened, sheet: Sheet) -> list[Breakdown]:
    """The newest period in which there is a value for a group."""
    shown = sheet.indicator
    rows = [row for row in opened.readings(shown.code, shown.breakdowns) if row["by"]]
    rows = showing.of_kind(shown, rows, sheet.kind)
    row = seen.newest(rows)
    label = row["period"] if row else ""
    whole = next((one for one in sheet.rows if one["period"] == label), None)
    return [
        Breakdown(
            by.replace("_", " "),
            showing.groups(shown, opened.place, of_it, label),
            _standings(sheet, of_it, whole),
        )
        for by in shown.breakdowns
        if (of_it := [one for one in rows if one["by"] == by and one["period"] == label])
        and any(map(seen.has_value, of_it))
    ]


def _standings(sheet: Sheet, groups: Sequence[Reading], whole: Reading | None) -> tuple[Standing, ...]:
    if sheet.indicator.kind is not MeasureKind.SHARE or not sheet.indicator.additive:
        return ()
    total = _total(groups, whole)
    if total is None:
        return ()
    return tuple(
        _standing(sheet, row, total) for row in groups if row["group"] != NOT_KNOWN and row["denominator"]
    )


def _total(groups: Sequence[Reading], whole: Reading | None) -> tuple[float, float] | None:
    """All groups together; where one is hidden the whole, which is shown anyway."""
    if any(row["status"] == Status.SUPPRESSED for row in groups):
        return (whole["numerator"], whole["denominator"]) if whole and seen.has_value(whole) else None
    held = [row for row in groups if row["denominator"]]
    return (sum(row["numerator"] for row in held), sum(row["denominator"] for row in held)) if held else None


def _standing(sheet: Sheet, row: Reading, total: tuple[float, float]) -> Standing:
    shown = sheet.indicator
    said = (row["group"], showing.value(shown, row), showing.parts(shown, row))
    if not seen.has_value(row):
        return Standing(*said, "", "", TOO_FEW)
    n, d = int(row["numerator"]), int(row["denominator"])
    found = apart((n, d), (int(total[0]) - n, int(total[1]) - d))
    if found is None:
        return Standing(*said, "", "", TOO_FEW)
    reach = f"{found.interval.low:.2f} to {found.interval.high:.2f}"
    more = "more often" if found.ratio > 1 else "less often"
    return Standing(*said, f"{found.ratio:.2f} times", reach, more if found.beyond_chance else CHANCE)
