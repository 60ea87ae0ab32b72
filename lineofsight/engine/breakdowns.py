"""The ways a figure is broken down, and the groups of each.

The groups are known beforehand, so that a group without rows is a zero and not a gap. Every row is in
exactly one group of a breakdown, "not known" included. Localities alone come from the area's own list.
"""

import ibis
import ibis.expr.types as ir

NOT_KNOWN = "not known"

GROUPS: dict[str, tuple[str, ...]] = {
    "age_band": (
        "unborn", "under 1", "1 to 4", "5 to 9", "10 to 15", "16 and 17", "18 and over", NOT_KNOWN,
    ),
    "sex": ("female", "male", NOT_KNOWN),
    "ethnicity": ("White", "Mixed", "Asian", "Black", "other", NOT_KNOWN),
    "disability": ("disabled", "not disabled", NOT_KNOWN),
    "locality": (),
    "source": (
        "individuals", "schools", "education services", "health", "housing", "council services", "police",
        "other legal", "other", "anonymous", NOT_KNOWN,
    ),
    "need": (
        "abuse or neglect", "child's disability", "parent's illness or disability", "family in acute stress",
        "family dysfunction", "socially unacceptable behaviour", "low income", "absent parenting",
        "adoption support only", NOT_KNOWN,
    ),
    "category": ("neglect", "physical", "sexual", "emotional", "multiple", NOT_KNOWN),
    "offer": ("commissioned", "universal", NOT_KNOWN),
    "led_by": ("council", "commissioned", "school", "health", "voluntary", "other", NOT_KNOWN),
    "agency": (),
    "risk": ("low", "medium", "high", NOT_KNOWN),
    "pathway": (),
}  # fmt: skip

OF_A_CHILD = ("age_band", "sex", "ethnicity", "disability", "locality")

ETHNIC_GROUPS = {
    "White": ("WBRI", "WIRI", "WOTH", "WIRT", "WROM"),
    "Mixed": ("MWBC", "MWBA", "MWAS", "MOTH"),
    "Asian": ("AIND", "APKN", "ABAN", "AOTH", "CHNE"),
    "Black": ("BCRB", "BAFR", "BOTH"),
    "other": ("OOTH",),
}

SOURCES = {
    "individuals": ("1A", "1B", "1C", "1D"),
    "schools": ("2A",),
    "education services": ("2B",),
    "health": ("3A", "3B", "3C", "3D", "3E", "3F"),
    "housing": ("4",),
    "council services": ("5A", "5B", "5C", "5D"),
    "police": ("6",),
    "other legal": ("7",),
    "other": ("8",),
    "anonymous": ("9",),
}

NEEDS = dict(zip((f"N{n}" for n in range(1, 10)), GROUPS["need"], strict=False))
CATEGORIES = dict(zip(("NEG", "PHY", "SAB", "EMO", "MUL"), GROUPS["category"], strict=False))


def grouped(code: ir.StringColumn, groups: dict[str, tuple[str, ...]]) -> ir.StringColumn:
    """The group that a code belongs to; every other code, and none, is not known."""
    return ibis.cases(*((code.isin(codes), name) for name, codes in groups.items())).fill_null(NOT_KNOWN)


def named(code: ir.StringColumn, names: dict[str, str]) -> ir.StringColumn:
    return code.substitute(names, else_=ibis.null("string")).fill_null(NOT_KNOWN)
