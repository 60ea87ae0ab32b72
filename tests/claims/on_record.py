"""A small made-up record: the county of Severnshire (799), for sentences to be held against."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from lineofsight.claims.evidence import Better, Comparator, Evidence, Point, Rank, Unit
from lineofsight.claims.figures import NO_PARTS, UNITS, limits
from lineofsight.claims.ledger import read_ledger, with_path
from lineofsight.claims.tags import Tag, TagError, nearest
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.periods import PeriodError, parse
from lineofsight.engine.statistics import poisson, rate_interval, wilson

HERE = Path(__file__).parent
NOT_MEASURED = "not measured: no load covers the period"
INCOMPLETE = "incomplete: 9 of 12 months are covered"

Parts = tuple[int | None, int | None, str | None]  # numerator, denominator, published value


def parts(n: int, d: int) -> Parts:
    return n, d, None


def published(value: str) -> Parts:
    return None, None, value


def counts(first: int, *values: int) -> dict[str, Parts]:
    """One count a financial year, from the year that begins in `first`."""
    return {f"{year}-{(year + 1) % 100:02}": (value, None, None) for year, value in enumerate(values, first)}


# The re-referral shares of domain.md 16, thirteen years; two of them with their parts.
RE_REFERRALS = [
    "15",
    "13.9",
    "13.6",
    "18.2",
    "20.5",
    "24.2",
    "16.4",
    "24.2",
    "22.1",
    "21.2",
    "19.5",
    "20.9",
    "17.8",
]

VALUES: Mapping[str, Mapping[str, Parts]] = {
    # thousands, with a signal in the last year; thousands without one
    "FD01": counts(2004, 8900, 9100, 9010, 8950, 9080, 9000, 8930, 9060, 8990, 9040, 9050, 9120, 12400),
    "FD07": {
        **counts(2004, 4700, 5300, 4900, 5600, 5000, 5400, 4800, 5200, 4850, 5150, 5050, 4966, 5497),
        "2016-17-Q4": (1402, None, None),
    },
    "FD08": {"2015-16": parts(4966, 114_372), "2016-17": parts(5497, 114_664)},
    "FD09": {
        **{f"{year}-{year - 1999}": published(value) for year, value in enumerate(RE_REFERRALS, 2012)},
        "2015-16": parts(904, 4966), "2016-17": parts(1128, 5497),
    },
    "FD10": {"2015-16": parts(60, 4966), "2016-17": parts(16, 5497)},
    "FD12a": {"2016-17": parts(1907, 5497)},
    "FD12b": {"2016-17": parts(962, 5497)},
    "EH01": counts(2013, 1800, 1600, 1420, 980),
    "EH02": {"2015-16": parts(1420, 4966), "2016-17": parts(980, 5497)},
    "CP05": {"2015-16": parts(230, 287), "2016-17": parts(252, 301)},
    "CP07": {"2014-15": parts(460, 114_000), "2015-16": parts(473, 114_372), "2016-17": parts(517, 114_664)},
    "CP09": {"2015-16": parts(92, 473), "2016-17": parts(106, 517)},
    "CP13": {"2015-16": parts(146, 150), "2016-17": parts(140, 150)},
    "CP15": {"2015-16": parts(90, 100), "2016-17": parts(100, 100)},
    "CP17": {"2015-16": parts(6, 9), "2016-17": parts(5, 8)},
    "CP18": {"2016-17": parts(0, 30)},
    "CL01": {"2015-16": parts(694, 114_372), "2016-17": parts(767, 114_664)},
    "CL03": {"2015-16": published("9"), "2016-17": published("11")},
    "LH02": {"2015-16": parts(555, 694), "2016-17": parts(614, 767)},
    "LH03": {"2015-16": parts(40, 50), "2016-17": parts(41, 50)},
    "LH10": {"2013-14": parts(400, 500), "2014-15": parts(380, 500), "2015-16": parts(360, 500), "2016-17": parts(310, 500)},
    "MI05": {"2016-17": parts(185, 200)},
    "MI06a": {"2016-17": parts(397, 827)},
    "EX03": {"2015-16": parts(5, 9), "2016-17": parts(8, 10)},
    "EX04": counts(2014, 58, 60, 121),
    "CA01": counts(2014, 400, 420, 212),
    "CA05a": {"2015-16": published("84"), "2016-17": published("70")},
    "WF01": {"2015-16": published("16.9"), "2016-17": published("17.4")},
    "WF03": {"2015-16": parts(6, 40), "2016-17": parts(6, 40)},
    "CP19": {"2016-17": published("310.5")},
    "FD02": {
        "2014-15": parts(70, 100), "2015-16": published("75"), "2016-17": parts(80, 100), "2016-M10": parts(8, 10),
        "R12-2016-M12": parts(78, 100),
    },
    "WF02": {"2015-16": parts(0, 40), "2016-17": parts(6, 40)},
    "CD02": {**counts(2015, 33, 36), "2014-15..2016-17": (107, None, None)},
    "CD03": {"2015-16": parts(12, 33), "2016-17": parts(15, 36), "2014-15..2016-17": parts(44, 107)},
}  # fmt: skip
GROUPS: Mapping[tuple[str, str], Mapping[str, Parts]] = {
    ("FD09", "10-15"): {"2015-16": parts(200, 1000), "2016-17": parts(300, 1200)},
    ("FD01", "police"): {"2016-17": (4300, None, None)},
    ("CP07", "neglect"): {"2016-17": parts(227, 114_664)},
    ("FD07", "Redmarley"): counts(2015, 1066, 1211),
}
ELSEWHERE: Mapping[tuple[str, str], Mapping[str, Parts]] = {("FD07", "798"): counts(2015, 4000, 4100)}
COMPARATORS: Mapping[tuple[str, str], Sequence[tuple[str, str, str]]] = {
    ("FD09", "2016-17"): [("england", "21.9", "2016-17"), ("region", "21.0", "2016-17"), ("neighbours", "20.2", "2016-17")],
    ("CP05", "2016-17"): [("england", "77.2", "2016-17")],
    ("LH10", "2016-17"): [("england", "90", "2015-16")],
    ("EX03", "2016-17"): [("england", "75", "2016-17")],
    ("CL01", "2016-17"): [("england", "60.0", "2015-16"), ("neighbours", "52", "2016-17")],
    ("FD08", "2016-17"): [("england", "548.2", "2016-17")],
    ("WF01", "2016-17"): [("england", "17.8", "2016-17")],
    ("LH02", "2016-17"): [("england", "80.1", "2016-17")],
}  # fmt: skip
RANKS = {
    "FD09": Rank(60, 150), "CP05": Rank(3, 152), "LH10": Rank(150, 152), "CL01": Rank(1, 150), "FD08": Rank(2, 150),
}  # fmt: skip
INCOMPLETE_ONES = {("MI04", "2016-17")}


class OnRecord:
    """Figures from the rows above; facts and records from the two files beside this one."""

    def __init__(self) -> None:
        self.ledger = read_ledger(HERE / "record")

    def places(self) -> Mapping[str, str]:
        return {
            "severnshire": "799",
            "west midlands": "984",
            "marlshire": "798",
            "reading": "797",
            "england": "970",
        }

    def resolve(self, tag: Tag, area: str | None, on: str | None) -> Evidence:
        match tag.kind:
            case "figure":
                return with_path(figure(tag, area, str(on)), self.ledger)
            case "fact":
                return self.ledger.fact(tag)
            case "said":
                if tag.id != "2015-16#12":
                    raise TagError(
                        f"said={tag.id}: there is no such paragraph.{nearest(tag.id, ['2015-16#12'])}"
                    )
                words = "Compliance with section 11 was good in 11 of 12 agencies and strong commitment was shown."
                return Evidence(code=tag.id, title="the report of 2015-16", said=words)
        return self.ledger.record(tag)


def figure(tag: Tag, area: str | None, on: str) -> Evidence:
    """The evidence of a figure; TagError for a code, period or group that the record does not have."""
    if tag.id not in CATALOGUE:
        raise TagError(f"figure={tag.id}: there is no such indicator.{nearest(tag.id, CATALOGUE)}")
    try:
        parse(on)
    except PeriodError as error:
        raise TagError(f"figure={tag.id}: {error}") from None
    indicator = CATALOGUE[tag.id]
    group = tag.keys.get("group")
    rows: Mapping[str, Parts] = VALUES.get(tag.id, {})
    if group is not None:
        if (tag.id, group) not in GROUPS:
            raise TagError(
                f"by={tag.keys['by']} has no group '{group}'.{nearest(group, [g for _, g in GROUPS])}"
            )
        rows = GROUPS[tag.id, group]
    elif area not in (None, "799"):
        rows = ELSEWHERE.get((tag.id, str(area)), {})
    unit = UNITS[indicator.unit]
    share = unit is Unit.PERCENT
    blank = Evidence(
        code=tag.id, title=indicator.title, period=on, area=area, group=group, unit=unit, share=share,
        better=Better(str(indicator.better)), limits=limits(indicator), missing=NOT_MEASURED, basis="computed",
        definition=indicator.wording,
    )  # fmt: skip
    if (tag.id, on) in INCOMPLETE_ONES:
        return replace(blank, missing=INCOMPLETE)
    if on not in rows:
        return blank
    own = _point(on, rows[on], unit)
    same = [
        _point(label, row, unit) for label, row in sorted(rows.items()) if len(label) == 7 and label <= on
    ]
    return replace(
        blank, value=own.value, n=own.n, d=own.d, interval=_interval(own, unit),
        missing=NO_PARTS if share and own.d is None else None,
        places=len((rows[on][2] or "").partition(".")[2]) if rows[on][2] else None,
        series=tuple(same) if len(on) == 7 else (),
        newest=max(label for label in rows if len(label) == len(on)), comparators=_comparators(tag.id, on, group),
        rank=RANKS.get(tag.id) if on == "2016-17" and group is None else None,
    )  # fmt: skip


def _point(label: str, row: Parts, unit: Unit) -> Point:
    n, d = (None if part is None else Fraction(part) for part in row[:2])
    scale = {Unit.PERCENT: 100, Unit.PER_10_000: 10_000}.get(unit, 1)
    if row[2] is not None:
        return Point(label, Fraction(row[2]))
    assert n is not None
    return Point(label, scale * n / d if d else n, n, d)


def _interval(own: Point, unit: Unit) -> tuple[Fraction, Fraction] | None:
    if own.n is None:
        return None
    scale, found = 1, None
    if unit is Unit.PERCENT and own.d:
        scale, found = 100, wilson(int(own.n), int(own.d))
    elif unit is Unit.PER_10_000 and own.d:
        found = rate_interval(int(own.n), float(own.d))
    elif unit is Unit.COUNT:
        found = poisson(int(own.n))
    return None if found is None else (Fraction(scale * found.low), Fraction(scale * found.high))


def _comparators(code: str, on: str, group: str | None) -> Mapping[str, Comparator]:
    if group is not None:
        return {}
    rows: Iterable[tuple[str, str, str]] = COMPARATORS.get((code, on), ())
    return {
        name: Comparator(name, Fraction(value), period, len(value.partition(".")[2]))
        for name, value, period in rows
    }
