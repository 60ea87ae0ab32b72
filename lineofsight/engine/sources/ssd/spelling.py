"""How systems spell what the dataset holds as a code, a flag in JSON or a postcode."""

import csv
import functools
import json
import re
from collections.abc import Iterable, Mapping
from importlib import resources

import pyarrow as pa

from lineofsight.engine.sources import census_codes as census
from lineofsight.engine.sources.cleaning import POSTCODE, YES

SETS: Mapping[str, Mapping[str, str]] = {
    "sex": census.SEX,
    "ethnicity": census.ETHNICITY,
    "source": census.REFERRAL_SOURCE,
    "need": census.PRIMARY_NEED,
    "closure": census.CLOSURE_REASON,
    "abuse": census.ABUSE_CATEGORY,
    "disability": census.DISABILITY,
    "participation": {f"pn{number}": f"PN{number}" for number in range(8)},
    "episode_start": census.EPISODE_START,
    "episode_end": census.EPISODE_END,
    "legal_status": census.LEGAL_STATUS,
    "placement": census.PLACEMENT,
    "sdq_reason": census.SDQ_REASON,
    "missing_type": census.MISSING_TYPE,
}
LEADING_CODE = re.compile(r"^\s*([a-z0-9]+)\s*[-:;,.)(\s]")
LIST_LETTER = re.compile(r"^[a-z]\)\s*")  # "a) Yes", as the Ofsted lists spell it
OTHER_NAMES = {
    "NO_FURTHER_ACTION": "NFA",
    "REFERRAL": "NEW_REFERRAL",
    "INFORMATION_AND_ADVICE": "ADVICE",
    "ADVICE_AND_INFORMATION": "ADVICE",
}
FACTOR_CODES = {code: place for place, code in enumerate(census.FACTOR.values())}


@functools.cache
def _listed() -> dict[str, tuple[dict[str, str], tuple[tuple[str, str], ...]]]:
    """Of each set: its spellings, and the words inside a text that mean a code, in the order to try them."""
    exact: dict[str, dict[str, str]] = {name: dict(codes) for name, codes in SETS.items()}
    words: dict[str, list[tuple[str, str]]] = {}
    text = resources.files(__package__).joinpath("spellings.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        for spelling in filter(None, row["spellings"].split("|")):
            exact.setdefault(row["set"], {})[spelling] = row["code"]
        for word in filter(None, row["words"].split("|")):
            words.setdefault(row["set"], []).append((word, row["code"]))
    return {name: (exact.get(name, {}), tuple(words.get(name, ()))) for name in {*exact, *words}}


def code(name: str, text: str) -> str | None:
    """The code of a set that a text means: as spelt, by the code it begins with, or by a word in it."""
    exact, words = _listed()[name]
    lower = LIST_LETTER.sub("", " ".join(text.lower().split()))
    if lower in exact:
        return exact[lower]
    leading = LEADING_CODE.match(lower)
    if leading and leading[1] in exact:
        return exact[leading[1]]
    return next((code for word, code in words if word == "*" or word in lower), None)


def codes(name: str, column: pa.ChunkedArray | pa.Array) -> dict[str, str]:
    """What `Draft.code` takes: the set's own spellings, and every text of a column that means a code."""
    meant = dict(_listed()[name][0])
    for text in column.unique().to_pylist():
        means = text and code(name, text)
        if means:
            meant[LIST_LETTER.sub("", text.strip().lower())] = means
    return meant


def flags(text: str) -> dict[str, bool]:
    """Outcomes however they are packed: JSON of flags, a JSON list, or a plain list of names.

    Names come without "OUTCOME_" and "_FLAG"; comments and totals are passed over, and so is what was
    not answered. ValueError where the text cannot be read.
    """
    if text.lstrip().startswith(("{", "[")):
        try:
            packed = json.loads(text)
        except RecursionError:
            raise ValueError("nested too deeply") from None
    else:
        packed = re.split(r"[;,|]", text)
    if isinstance(packed, list) and all(isinstance(part, dict) for part in packed):
        packed = {name: value for part in packed for name, value in part.items()}
    if isinstance(packed, list):
        return {_outcome(str(name)): True for name in packed if str(name).strip()}
    named = {_outcome(str(name)): str(value) for name, value in packed.items() if value not in (None, "")}
    return {name: value.strip().lower() in YES for name, value in named.items() if not _is_remark(name)}


def _outcome(name: str) -> str:
    upper = re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_")
    plain = upper.removeprefix("OUTCOME_").removesuffix("_FLAG")
    return OTHER_NAMES.get(plain, plain)


def _is_remark(name: str) -> bool:
    return name in ("COMMENTS", "TOTAL_NO_OF_OUTCOMES")


def factors(answers: Mapping[str, bool]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The assessment factors among packed answers, and what is among them that is none."""
    given = [name for name, is_so in answers.items() if is_so]
    return tuple(set(given) & FACTOR_CODES.keys()), tuple(set(given) - FACTOR_CODES.keys())


def joined(factors: Iterable[str]) -> str:
    """Factors as the contract holds them, in the census's order: " 1A 2B "."""
    return f" {' '.join(sorted(factors, key=FACTOR_CODES.__getitem__))} "


def district(postcode: str) -> str | None:
    """The outward half of a postcode ("WR5 1AA", "WR51AA" or "WR5"); none for no fixed abode (ZZ99)."""
    match = re.match(POSTCODE, re.sub(r"\s+", "", postcode.upper()))
    return match[1] if match and not match[1].startswith("ZZ") else None
