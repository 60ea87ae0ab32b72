"""What one cell of a scorecard says: a number, n of d, a marker, nothing, or something that is no figure."""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum, auto

from lineofsight.engine.sources.scorecard.sheets import Grid, words_of


class Kind(Enum):
    NUMBER = auto()
    OF = auto()  # n and d in one cell: "12 of 25", "48% (12/25)"
    HIDDEN = auto()  # "*", "<5": suppressed by the sender
    NOT_APPLICABLE = auto()
    NOT_GIVEN = auto()  # "-", "TBC": said not to be there, which is not zero
    BLANK = auto()
    WRONG = auto()


@dataclass(frozen=True)
class Said:
    """`number` is exact, as shown; `places`: its decimal places; `percent`: it was shown as a percentage."""

    kind: Kind
    as_sent: str = ""
    number: Decimal | None = None
    places: int = 0
    percent: bool = False
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    provisional: bool = False
    wrong: str = ""
    remedy: str = ""


HIDDEN = re.compile(
    r"\*+|[<≤]\s*\d{1,2}|(?:fewer|less)\s+than\s+\w+|\[?[cs]\]?|supp(?:ressed)?\.?|#|under\s+\d{1,2}",
    re.IGNORECASE,
)
NOT_APPLICABLE = re.compile(r"n\.?\s?/?\\?\s?a\.?|not\s+applicable|\[?z\]?", re.IGNORECASE)
NOT_GIVEN = re.compile(
    r"[-–—.:?]+|tb[cad]|to\s+be\s+\w+|awaited|awaiting.*|pending|nk|not\s+(?:yet\s+)?(?:known|available|recorded|collected|received|provided|reported|due)"
    r"|n\.?k\.?|\[?x\]?|no\s+data|data\s+not\s+available|unavailable|nyp|dna",
    re.IGNORECASE,
)
ERROR = re.compile(r"#(?:REF|DIV/0|N/A|NAME|VALUE|NUM|NULL|SPILL|CALC|GETTING_DATA)[!?]?", re.IGNORECASE)
# A number may carry a footnote's mark, or say that it is provisional or revised.
AFTER = re.compile(r"\s*(?:\*+|[†‡¹²³⁴⁵⁶⁷⁸⁹]+|\[[a-z0-9]{1,2}\]|\(([pre1-9])\)|\s+([pre]))$", re.IGNORECASE)
SPACES = re.compile(r"[\u00a0\u2007\u2009\u202f ](?=\d{3}(?!\d))")
NUMBER = re.compile(r"£?\s*(-?\d{1,12}(?:\.\d{1,12})?)\s*(%|per\s*cent)?", re.IGNORECASE)
GROUPED = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?![\d])")
_N = r"(\d{1,9})"
OF = re.compile(
    rf"(?:(\d+(?:\.\d+)?)\s*%\s*[(\[]?\s*)?{_N}\s*(?:/|of|out\s+of)\s*{_N}\s*[)\]]?(?:\s*[(\[]\s*(\d+(?:\.\d+)?)\s*%\s*[)\]])?",
    re.IGNORECASE,
)
EXACT = 9  # decimal places of a number that a spreadsheet worked out


def read(grid: Grid, row: int, column: int) -> Said:
    """What a cell says, its error and percent sign included."""
    if error := grid.errors.get((row, column)):
        return _error(error)
    cell = grid.cell(row, column)
    if isinstance(cell, bool | date | time | timedelta):
        what = "yes or no" if isinstance(cell, bool) else "a date or a time"
        return Said(
            Kind.WRONG, str(cell), wrong=f"is {what}, not a number",
            remedy="Excel may have changed what was typed: format the cell as a number and type it again.",
        )  # fmt: skip
    if isinstance(cell, (int, float)):
        return _number(Decimal(repr(cell)), words_of(cell), (row, column) in grid.percents)
    return read_text(str(cell))


def read_text(text: str) -> Said:
    sent = " ".join(text.split())
    if not sent:
        return Said(Kind.BLANK)
    if ERROR.fullmatch(sent):
        return _error(sent)
    for kind, pattern in (
        (Kind.NOT_APPLICABLE, NOT_APPLICABLE),
        (Kind.HIDDEN, HIDDEN),
        (Kind.NOT_GIVEN, NOT_GIVEN),
    ):
        if pattern.fullmatch(sent):
            return Said(kind, sent)
    provisional = False
    plain = text.strip().replace("−", "-")
    while after := AFTER.search(plain):
        provisional = provisional or (after[1] or after[2] or "").lower() == "p"
        plain = plain[: after.start()]
    plain = SPACES.sub("", plain)
    plain = GROUPED.sub(lambda match: match[0].replace(",", ""), plain).strip()
    if match := NUMBER.fullmatch(plain):
        said = _number(Decimal(match[1]), sent, bool(match[2]), shown=True)
    elif match := OF.fullmatch(plain):
        said = _of(match, sent)
    else:
        return Said(
            Kind.WRONG, sent, wrong="is not a number",
            remedy='Write the figure alone, "n/a" where it does not apply, or leave the cell empty.',
        )  # fmt: skip
    return Said(**{**vars(said), "provisional": provisional})


def _error(text: str) -> Said:
    return Said(
        Kind.WRONG,
        text,
        wrong="is a spreadsheet error, not a figure",
        remedy="Mend the formula and send the file again.",
    )


def _number(number: Decimal, sent: str, percent: bool, *, shown: bool = False) -> Said:
    """`shown`: the percent sign was typed, so that the number is already out of a hundred."""
    if not number.is_finite():
        return _error(sent)
    if percent and not shown:
        number *= 100
    places = (
        max(0, -int(number.normalize().as_tuple().exponent))
        if not shown
        else max(0, -int(number.as_tuple().exponent))
    )
    if places > EXACT:
        number, places = round(number, EXACT), EXACT
    if number < 0:
        return Said(
            Kind.WRONG,
            sent,
            wrong="is below zero",
            remedy="Correct it at the source and send the file again.",
        )
    return Said(Kind.NUMBER, sent, number, places, percent)


def _of(match: re.Match[str], sent: str) -> Said:
    share = match[1] or match[4]
    number = Decimal(share) if share else None
    places = max(0, -int(number.as_tuple().exponent)) if number is not None else 0
    return Said(
        Kind.OF,
        sent,
        number,
        places,
        number is not None,
        numerator=Decimal(match[2]),
        denominator=Decimal(match[3]),
    )
