"""What has to be worked out child by child: where a child lives, and the law and the day care began."""

import bisect
from collections import defaultdict
from datetime import date

import pyarrow as pa

from lineofsight.engine.sources.ssd import spelling


def home_districts(addresses: pa.Table) -> pa.Table:
    """Each person's postcode district: of the current address, else the latest, a placement only if alone."""
    chosen: dict[str, tuple] = {}
    for address in addresses.to_pylist():
        district = address["postcode"] and spelling.district(address["postcode"])
        if district:
            is_home = "placement" not in (address["type"] or "").lower()
            rank = (is_home, address["end"] is None, address["start"] or date.min, district)
            chosen[address["person_id"]] = max(rank, chosen.get(address["person_id"], rank))
    districts = [rank[-1] for rank in chosen.values()]
    return pa.table(
        {"person_id": pa.array(chosen, pa.string()), "district": pa.array(districts, pa.string())}
    )


def legal_statuses(episodes: pa.Table, statuses: pa.Table) -> pa.Array:
    """The status in force on each episode's first day: of those that had begun and not ended, the latest."""
    of_child: dict[str, list[tuple[date, date, str]]] = defaultdict(list)
    for row in statuses.to_pylist():
        if row["status"]:
            of_child[row["person_id"]].append((row["start"], row["end"] or date.max, row["status"]))
    for listed in of_child.values():
        listed.sort()

    def in_force(person: str, day: date) -> str | None:
        listed = of_child.get(person, [])
        begun = listed[: bisect.bisect_right(listed, (day, date.max, "~"))]
        return next((status for _, end, status in reversed(begun) if end >= day), None)

    rows = zip(episodes["person_id"].to_pylist(), episodes["start_date"].to_pylist(), strict=True)
    return pa.array([person and day and in_force(person, day) for person, day in rows], pa.string())


def entered_care(episodes: pa.Table) -> pa.Array:
    """The first day of each episode's period of care: as given, else of its `cla_id`, else of its chain."""
    first_of_period: dict[str, date] = {}
    of_child: dict[str, list[tuple[date, int]]] = defaultdict(list)
    rows = episodes.to_pylist()
    for place, row in enumerate(rows):
        if row["cla_id"] and row["start_date"]:
            earliest = first_of_period.get(row["cla_id"], row["start_date"])
            first_of_period[row["cla_id"]] = min(earliest, row["start_date"])
        if row["person_id"] and row["start_date"]:
            of_child[row["person_id"]].append((row["start_date"], place))
    chained: dict[int, date] = {}
    for listed in of_child.values():
        ended: date | None = None
        for start, place in sorted(listed):
            if ended != start or rows[place]["start_reason"] == "S":
                began = start
            chained[place], ended = began, rows[place]["end_date"]
    return pa.array(
        [row["entered_care_date"] or first_of_period.get(row["cla_id"]) or chained.get(place)
         for place, row in enumerate(rows)],
        pa.date32(),
    )  # fmt: skip
