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
