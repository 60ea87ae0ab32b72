"""What the made-up neighbours' statistics are like: levels near a real country's, and how areas differ."""

from functools import cache

from lineofsight.engine.sources.synthetic import chance

# Per 10,000 children in the year to March 2017, and change a year in per cent.
RATES = {
    "FD07": (520, 0.5), "CP03": (150, 4), "CP08": (55, 2), "CP07": (42, 1.5), "CP19": (330, 0.5),
    "CL01": (61, 2),
    "CL02": (27, 1),
}  # fmt: skip
# Shares in per cent: of what, the level, change a year in points, and how much areas differ.
SHARES = {
    "FD09": ("FD07", 21.5, -0.2, 4), "FD10": ("FD07", 11, -0.5, 4), "FD11": ("FD07", 27, 0.6, 4),
    "CP04": ("CP03", 42, -1.5, 5), "CP09": ("CP08", 19, 0.5, 3), "CL03": ("CL01", 10, 0, 1.5),
    "LH01": ("year_long", 89, 0.1, 4), "LH02": ("year_long", 82, 0, 6), "LH03": ("year_long", 85, 0, 5),
    "EX01": ("assessed", 4, -0.1, 1),
}  # fmt: skip
DAYS = {"days_10": 25, "days_15": 52, "days_20": 14, "days_21": 9}  # per cent of conferences
LENGTHS = {
    "plans_3m": 31,
    "plans_6m": 24,
    "plans_12m": 30,
    "plans_24m": 13,
    "plans_long": 2,
}  # per cent of plans


@cache
def _own(code: str, seed: int) -> dict[str, float]:
    """An area's size and its standing difference in each figure."""
    rng = chance.stream(seed, code, "levels")
    own = {"population": float(60_000 + 190_000 * rng.random() ** 1.5)}
    own |= {name: float(rng.normal(1, 0.16)) for name in RATES}
    return own | {name: float(rng.normal(0, spread)) for name, (*_, spread) in SHARES.items()}


def neighbour(code: str, year: int, seed: int) -> dict[str, float]:
    """The figures of an area of which there are no children, only statistics."""
    own, rng, since = _own(code, seed), chance.stream(seed, code, f"levels {year}"), year - 2017
    figures: dict[str, float] = {"population": chance.to_nearest(own["population"] * (1 + 0.004 * since))}
    for name, (rate, growth) in RATES.items():
        level = rate / 10_000 * own[name] * (1 + growth / 100) ** since * rng.normal(1, 0.04)
        figures[name] = chance.to_nearest(max(level, 0.0) * figures["population"])
    figures["year_long"] = chance.to_nearest(0.72 * figures["CL01"])
    figures["assessed"] = chance.to_nearest(0.85 * figures["FD07"])
    for name, (of, level, change, _) in SHARES.items():
        share = min(max(level + change * since + own[name] + rng.normal(0, 1), 0.3), 98.0)
        figures[name] = chance.to_nearest(share / 100 * figures[of])
        figures[f"{name}_of"] = figures[of]
    figures |= _derived(figures, rng)
    return figures


def _derived(figures: dict[str, float], rng: chance.Generator) -> dict[str, float]:
    """What follows from the rest: bands add up to their wholes."""
    made: dict[str, float] = {
        "referred_children": chance.to_nearest(0.9 * figures["FD07"]),
        "started": figures["FD07"] - figures["FD10"] - figures["FD11"],
        "s47_children": chance.to_nearest(0.92 * figures["CP03"]),
        "icpc_children": chance.to_nearest(0.98 * figures["CP04"]),
        "ceased": chance.to_nearest(0.95 * figures["CL02"]),
        "lag_25": 11, "lag_50": 14, "lag_75": 15,
    }  # fmt: skip
    made["ended"] = chance.to_nearest(0.99 * made["started"])
    made["any"] = made["started"] + figures["CP19"]
    for bands, whole in ((DAYS, "CP04"), (LENGTHS, "CP07")):
        parts = chance.apportion(
            int(figures[whole]), [share * rng.normal(1, 0.08) for share in bands.values()]
        )
        made |= dict(zip(bands, (int(part) for part in parts), strict=True))
    young, older = chance.apportion(int(figures["year_long"]), (0.17, 0.83))
    made |= {"LH04_of": int(young), "LH04": chance.to_nearest(0.86 * young)}
    made |= {"LH05_of": chance.to_nearest(0.85 * older), "LH05": chance.to_nearest(0.64 * older)}
    made["LH06"] = chance.to_nearest(0.38 * made["LH05"])
    made["LH06_of"] = made["LH05"]
    tenths = chance.to_nearest(18 * figures["population"] / 1000)
    made |= {"in_post_fte": tenths / 10, "case_holder_fte": chance.to_nearest(0.72 * tenths) / 10}
    made |= {
        "agency_fte": chance.to_nearest(0.17 * tenths) / 10,
        "vacant_fte": chance.to_nearest(0.19 * tenths) / 10,
    }
    made["cases"] = chance.to_nearest(17.4 * made["case_holder_fte"])
    return made
