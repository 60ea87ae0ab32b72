"""What in a text seems to point at a person: noticed, so that somebody decides on it. It finds no more than it looks for."""

import re
from dataclasses import dataclass

WORD = r"[A-Z][a-zà-ÿ'’-]+"
LOOKS = {
    "a name": rf"\b(?:(?:Mrs?|Ms|Miss|Dr|Sir|Dame)\.? )?{WORD} (?:[A-Z]\. )?{WORD}\b",
    "a postcode": r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b",
    "an NHS number": r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b",
    "a pupil's number": r"\b[A-Z]\d{11}[A-Z\d]\b",
    "an email address": r"\b[\w.+-]+@[\w-]+\.[\w.-]+\b",
    "a telephone number": r"\b0\d{2,4}[ -]?\d{3}[ -]?\d{3,4}\b",
    "a date of birth": r"(?i)\b(?:born|dob|d\.o\.b\.|date of birth|birthday)\b[^\n.]{0,30}\d",
    "an age": r"(?i)\b(?:aged? \d{1,2}|\d{1,2}[- ]years?[- ]old)\b",
    "a small number of children": r"(?i)\b(?:one|two|three|four|five|[1-5]) (?:of the )?(?:child(?:ren)?|bab(?:y|ies)"
    r"|boys?|girls?|siblings?|infants?|young people|pupils?|deaths?)\b",
}
PATTERNS = {what: re.compile(looks) for what, looks in LOOKS.items()}


@dataclass(frozen=True)
class Notice:
    """`words` of the text look like `what`."""

    what: str
    words: str


def notices(text: str, known: frozenset[str] = frozenset()) -> list[Notice]:
    """In the order of the text, each once. `known`: names of agencies and the like, which point at nobody."""
    for name in sorted(known, key=len, reverse=True):
        text = text.replace(name, "·")
    found = {
        (match.start(), what): Notice(what, match[0])
        for what, pattern in PATTERNS.items()
        for match in pattern.finditer(text)
    }
    return list(dict.fromkeys(found[at] for at in sorted(found)))


# --- what a board does not hold of a child -------------------------------------------------------------------------

MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
DAY = (
    rf"(?:\d{{1,2}}[./-]\d{{1,2}}[./-](?:\d{{4}}|\d{{2}})|\d{{4}}-\d{{2}}-\d{{2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\ (?:of\ )?{MONTH},?\ (?:\d{{4}}|\d{{2}})|{MONTH}\ \d{{1,2}}(?:st|nd|rd|th)?,?\ \d{{4}})"
)
ADDRESS = re.compile(r"(?:https?://|www\.)\S+")  # a link may hold any number
NHS_NUMBER = re.compile(r"(?<![\d/.-])(\d{3})[ -]?(\d{3})[ -]?(\d{4})(?![\d/-])")
NEVER = {
    "a date of birth": rf"(?ix)(?:\b(?:born|birth\ ?da(?:te|y)|date\ of\ birth|d\.?\ ?o\.?\ ?b\b)[^\n\d]{{0,15}}"
    rf"|\b(?-i:b)\.?\ ?|\baged?\ \d{{1,2}},?\ \(?){DAY}\b",
    "a pupil's number": r"(?i)\b[A-Z]\d{11}[A-Z\d]\b",
    "a postcode": r"(?i)\b[A-Z]{1,2}\d[A-Z\d]? ?(?!\d(?:st|nd|rd|th)\b)\d[ABD-HJLNP-UW-Z]{2}\b",
}
REFUSED = {what: re.compile(looks) for what, looks in NEVER.items()}
NAME = rf"{WORD} (?:[A-Z]\. )?{WORD}"
CHILD = r"child|baby|boy|girl|son|daughter|pupil|infant|toddler|teenager|young person|sibling|brother|sister"
BESIDE = (  # where a child's name stands: after a word for a child; before an age or a day
    rf"\b(?:{CHILD})(?:,| called| named)? (?P<name>{NAME})\b",
    rf"\b(?:{CHILD}) (?:called|named) (?P<name>{WORD})\b",
    rf"\b(?P<name>{NAME}),? (?:\()?(?:(?i:aged? )\d{{1,2}}\b|\d{{1,2}}(?:\)|[ -](?:years?|yrs?|months?)\b))",
    rf"\b(?P<name>{NAME}),? \((?ix:{DAY})\b",
)
NAMED = tuple(re.compile(looks) for looks in BESIDE)
# What a heading says of the cells below it, which say it no more themselves.
OF_BIRTHS = re.compile(r"(?i)\bd\W?o\W?b\b|\bdate\W?of\W?birth\b|\bbirth\W?da(?:te|y)\b|^\W*born\W*$")
OF_CHILDREN = re.compile(
    rf"(?i)^\W*(?:the )?(?:names? of (?:the )?)?(?:{CHILD}|children)(?:['’]?s['’]?)?(?: (?:full )?names?)?\W*$"
)
A_BIRTH = re.compile(rf"(?ix)(?<!\d)(?:{DAY}|{MONTH}\ \d{{4}}|\d{{6}}|\d{{8}})(?!\d)")
A_NAME = re.compile(rf"\b{NAME}\b")


def is_nhs_number(digits: str) -> bool:
    """Whether the last of ten digits is the check digit of the others, as it is of every NHS number."""
    total = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True))
    return (11 - total % 11) % 11 == int(digits[9]) and len(set(digits)) > 1


def never_held(text: str, *, postcodes: bool = True) -> list[Notice]:
    """What a board may not hold, whoever it is of: dates of birth, numbers of people, whole postcodes."""
    text = ADDRESS.sub(" ", text)
    found = [
        Notice("an NHS number", one[0])
        for one in NHS_NUMBER.finditer(text)
        if is_nhs_number("".join(one.groups()))
    ]
    found += [Notice(what, one[0]) for what, looks in REFUSED.items() for one in looks.finditer(text)]
    return [one for one in found if postcodes or one.what != "a postcode"]


def never_held_under(heading: str, text: str, *, postcodes: bool = True) -> list[Notice]:
    """The same of a cell of a table: a day under a heading such as "DOB" is a date of birth."""
    born = [Notice("a date of birth", one[0]) for one in A_BIRTH.finditer(text) if OF_BIRTHS.search(heading)]
    return born or never_held(text, postcodes=postcodes)


def children_named(text: str, known: frozenset[str] = frozenset(), heading: str = "") -> list[str]:
    """Names that stand where a child's would, but for those of `known`: agencies, and people who sign in here.

    `heading`: of a cell, what it stands under; every name under "Child" does.
    """
    found = [one["name"] for looks in NAMED for one in looks.finditer(text)]
    if OF_CHILDREN.search(heading):
        found += A_NAME.findall(text)
    return [name for name in dict.fromkeys(found) if name not in known]
