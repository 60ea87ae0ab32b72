"""The eleven lists of Annex A: their names, scope and headings, and how a heading is recognised."""

import csv
import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources

from lineofsight.engine.periods import months_before
from lineofsight.engine.sources.intake import Span

NAMES = {
    1: "Contacts",
    2: "Early help assessments",
    3: "Referrals",
    4: "Assessments",
    5: "Section 47 enquiries and ICPCs",
    6: "Children in need",
    7: "Child protection",
    8: "Children in care",
    9: "Leaving care services",
    10: "Adoption",
    11: "Adopters",
}
OTHER_NAMES = {
    "earlyhelp": 2, "section47": 5, "section47enquiries": 5, "s47": 5,
    "section47andicpc": 5, "cin": 6, "childprotectionplans": 7, "cp": 7, "cpp": 7, "lookedafterchildren": 8,
    "cla": 8, "careleavers": 9, "leavingcare": 9, "prospectiveadopters": 11,
}  # fmt: skip
# Of any list: other spellings of what identifies and describes a child.
ALSO = {
    "person_id": ("Child ID", "Child Unique Identifier", "Unique Child ID", "Child's Unique ID"),
    "sex": ("Sex", "Gender"),
    "dob": ("DOB", "Birth date", "Date of birth or expected date of birth"),
    "disabled": ("Disability", "Does the child have a disability (Y/N)"),
}
NUMBERED = re.compile(
    r"(?:.*[\W_])?list[\W_]*(\d{1,2})(?!\d).*|[\W_]*(\d{1,2})(?:[\W_]+[a-z].*)?[\W_]*", re.IGNORECASE
)
SEND = ("ehcplan", "senprimaryneed", "uln")  # parts of headings of the area SEND inspection's Annex A


@dataclass(frozen=True)
class Heading:
    """One column of a list. `field`: what it is read as, if it is; `codes`: as the list spells them."""

    text: str
    field: str
    needed: bool
    spellings: frozenset[str]
    codes: tuple[str, ...]


def plain(text: str) -> str:
    """A heading as it is compared: letters and digits only, in lower case."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


@functools.cache
def headings() -> Mapping[int, tuple[Heading, ...]]:
    """Each list's headings in their order."""
    text = resources.files(__package__).joinpath("headings.csv").read_text(encoding="utf-8")
    found: dict[int, list[Heading]] = {number: [] for number in NAMES}
    for row in csv.DictReader(text.splitlines()):
        spelt = [row["heading"], *filter(None, row["also"].split("|")), *ALSO.get(row["field"], ())]
        found[int(row["list"])].append(
            Heading(
                text=row["heading"],
                field=row["field"],
                needed=row["needed"] == "Y",
                spellings=frozenset(map(plain, spelt)),
                codes=tuple(filter(None, row["codes"].split(";"))),
            )
        )
    return {number: tuple(columns) for number, columns in found.items()}


def span(number: int, known_on: date) -> Span:
    """The days a list stands for, by the return's own definition and not by its rows.

    Six months to the inspection for lists 1 to 9, twelve for adoption and adopters (10 and 11).
    """
    return Span(months_before(known_on, 12 if number > 9 else 6), known_on)


def named(name: str) -> int | None:
    """The list that a sheet's or file's name speaks of: "List 1", "List_1", "1 Contacts" or "Contacts"."""
    match = NUMBERED.fullmatch(name.strip())
    number = int(match[1] or match[2]) if match else 0
    if number in NAMES:
        return number
    words = plain(name)
    return next((place for place, title in NAMES.items() if plain(title) == words), OTHER_NAMES.get(words))


def is_called_one(name: str) -> bool:
    """Whether a name says that it is a list, with its number: more than "Contacts" or "1" does."""
    return "list" in name.lower() and named(name) is not None


def matches(number: int, words: Iterable[str]) -> dict[str, list[int]]:
    """Of a row of words: each heading of a list that is among them, and the places where it stands."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        places.setdefault(plain(word), []).append(place)
    found = {}
    for heading in headings()[number]:
        where = sorted(place for spelling in heading.spellings for place in places.get(spelling, ()))
        if where:
            found[heading.text] = where
    return found


def lacks(number: int, found: Mapping[str, Sequence[int]]) -> list[str]:
    """The headings that a list cannot do without and that were not found."""
    return [heading.text for heading in headings()[number] if heading.needed and heading.text not in found]


def recognised(words: Sequence[str], hint: int | None = None) -> int | None:
    """The list whose headings a row holds: the one hinted at where it fits, else the one that fits best."""
    fits = {number: found for number in NAMES if not lacks(number, found := matches(number, words))}
    if hint in fits:
        return hint
    return max(fits, key=lambda number: (len(fits[number]), -number), default=None)


def is_send(words: Iterable[str]) -> bool:
    """Whether headings are those of the Annex A that area SEND inspections ask for."""
    told = {plain(word) for word in words}
    return sum(any(part in word for word in told) for part in SEND) >= 2
