"""From a scorecard's cells to readings: parts put together, checked against each other, and kept as sent."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pyarrow as pa

from lineofsight.engine import reading
from lineofsight.engine.periods import Period
from lineofsight.engine.reading import Basis, Status
from lineofsight.engine.sources.intake import Fault, Severity
from lineofsight.engine.sources.scorecard import cells
from lineofsight.engine.sources.scorecard.cells import Kind, Said
from lineofsight.engine.sources.scorecard.locating import Figure
from lineofsight.engine.sources.scorecard.sheets import letter

ASK = "no numerator and denominator given: ask the sender"
STATUS = {
    Kind.HIDDEN: Status.SUPPRESSED,
    Kind.NOT_APPLICABLE: Status.NOT_APPLICABLE,
    Kind.NOT_GIVEN: Status.NOT_MEASURED,
}
PER = {"percent": 100, "rate": 10_000, "ratio": 1}


@dataclass(frozen=True)
class Place:
    """Where a figure was sent: its file, and as a fault names them, the sheet, row and column."""

    file: str
    sheet: str | None  # None in a CSV

    def fault(self, severity: Severity, figure: Figure, said: str, wrong: str, remedy: str) -> Fault:
        return Fault(
            severity=severity, file=self.name, row=figure.row + 1, field=self.field(figure), value=said[:60] or None,
            wrong=wrong, remedy=remedy,
        )  # fmt: skip

    def of(self, figure: Figure) -> str:
        """A figure's place in words."""
        return f"{self.name}, row {figure.row + 1}, field {self.field(figure)}"

    @staticmethod
    def field(figure: Figure) -> str:
        return f"column {letter(figure.column)}, {figure.measure.heading} ({figure.measure.code})"

    @property
    def name(self) -> str:
        return f"{self.file}, sheet '{self.sheet}'" if self.sheet else self.file


@dataclass
class Together:
    """All that a file says of one measure, area and period."""

    place: Place
    figure: Figure  # the first, by which the whole is named in a fault
    parts: dict[str, Said] = field(default_factory=dict)
    at: dict[str, Figure] = field(default_factory=dict)
    wrong: list[tuple[Figure, Said]] = field(default_factory=list)  # cells that hold no figure
    contradicts: bool = False


@dataclass
class Outcome:
    rows: list[dict[str, object]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    read: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)


def readings(
    sent: Iterable[tuple[Place, str, Figure]], *, sender: str, known_on: date
) -> tuple[Outcome, pa.Table]:
    """One reading for each measure, area and period that any cell speaks of. `sent`: place, area, figure."""
    outcome = Outcome()
    found: dict[tuple[str, str, str], Together] = {}
    for place, area, figure in sent:
        said = cells.read(figure.grid, figure.row, figure.column)
        if said.kind is Kind.BLANK:
            continue
        name = (figure.measure.code, area, figure.period.label)
        if name not in found:
            found[name] = Together(place, figure)
            outcome.read[place.name] += 1
        _add(found[name], outcome, place, figure, said)
    for (code, area, _), together in found.items():
        row = None if together.contradicts else _reading(together, outcome)
        if row is None:
            outcome.rejected[together.place.name] += 1
            continue
        _check_over(row, together.figure.period, known_on)
        period = together.figure.period
        row |= {
            "code": code, "area": area, "period": period.label, "start": period.start, "end": period.end,
            "basis": str(Basis.RECORDED), "release": sender, "known_on": known_on,
        }  # fmt: skip
        outcome.rows.append(row)
    # Codes and periods in a settled order, so that a file laid out anew gives the same readings.
    outcome.rows.sort(key=lambda row: (str(row["code"]), str(row["area"]), row["start"], row["end"]))
    return outcome, pa.Table.from_pylist(outcome.rows, reading.SCHEMA)


def _add(together: Together, outcome: Outcome, place: Place, figure: Figure, said: Said) -> None:
    before = together.parts.get(figure.part)
    if said.kind is Kind.OF and figure.part != "value":
        said = replace(said, kind=Kind.WRONG, wrong="holds two numbers", remedy="Write one of them alone.")
    if said.kind is Kind.WRONG:
        together.wrong.append((figure, said))
        return
    if before is None:
        together.parts[figure.part], together.at[figure.part] = said, figure
    elif _worth(before, together.at[figure.part]) != _worth(said, figure):
        together.contradicts = True
        other = together.at[figure.part]
        outcome.faults.append(
            place.fault(
                Severity.REJECTED, figure, said.as_sent,
                f"differs from {before.as_sent}, which {letter(other.column)}{other.row + 1} of sheet "
                f"'{other.grid.name}' says of the same measure and period",
                "Ask the sender which is true, and take the other heading's code out of the mapping.",
            )
        )  # fmt: skip


def _worth(said: Said, figure: Figure) -> tuple[object, ...]:
    number = said.number if said.percent or said.number is None else said.number * figure.measure.times
    return said.kind, number, said.numerator, said.denominator


def _reading(together: Together, outcome: Outcome) -> dict[str, object] | None:
    """The reading's numbers, status and note; None where no part can be read."""
    parts = together.parts
    severity = Severity.QUERIED if parts else Severity.REJECTED
    outcome.faults += [
        together.place.fault(severity, figure, said.as_sent, said.wrong, said.remedy)
        for figure, said in together.wrong
    ]
    if not parts:
        return None
    sent = _numbers(together)
    notes = [f"{part} sent as '{said.as_sent}'" for part, said in parts.items() if said.kind in STATUS]
    status = STATUS.get(parts["value"].kind) if "value" in parts else None
    if status is None and sent.value is None and sent.numerator is None and sent.denominator is None:
        status = next(STATUS[said.kind] for said in parts.values() if said.kind in STATUS)
    if status is None and sent.unit == "count":
        sent = replace(
            sent, numerator=sent.value if sent.value is not None else sent.numerator, denominator=None
        )
        if sent.numerator is not None and sent.numerator % 1:
            outcome.faults.append(
                together.place.fault(
                    Severity.REJECTED, together.figure, _short(sent.numerator), "is a count with a part of one in it",
                    "Ask the sender for the whole number; where it is no count, write another unit in the mapping.",
                )
            )  # fmt: skip
            return None
        value: Decimal | Fraction | None = sent.numerator
    elif status is None:
        sent = _checked(sent, together, outcome, notes)
        value, status = _value(sent)
        if status is Status.INCOMPLETE:
            notes.append("no value, and not both of numerator and denominator, given: ask the sender")
        elif status is Status.NOT_APPLICABLE:
            notes.append("none of none")
        elif sent.numerator is None or sent.denominator is None:
            notes.append(ASK)
    else:
        value = None
    return {
        "numerator": _plain(sent.numerator), "denominator": _plain(sent.denominator), "value": _plain(value),
        "status": str(status or Status.VALUE), "note": "; ".join(notes) or None,
        "provisional": any(said.provisional for said in parts.values()),
    }  # fmt: skip


@dataclass(frozen=True)
class Numbers:
    """What was sent of one figure, as numbers; `places`: the decimal places that its value shows."""

    unit: str
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None = None
    places: int = 0


def _numbers(together: Together) -> Numbers:
    cell = together.parts.get("value")
    measure = together.at.get("value", together.figure).measure
    numerator, denominator = (_number(together.parts.get(part)) for part in ("numerator", "denominator"))
    if cell is None:
        return Numbers(measure.unit, numerator, denominator)
    numerator = numerator if cell.numerator is None else cell.numerator
    denominator = denominator if cell.denominator is None else cell.denominator
    if cell.number is None:
        return Numbers(measure.unit, numerator, denominator)
    times = 1 if cell.percent else measure.times
    places = max(0, cell.places - 2) if times == 100 else cell.places
    return Numbers(measure.unit, numerator, denominator, cell.number * times, places)


def _checked(sent: Numbers, together: Together, outcome: Outcome, notes: list[str]) -> Numbers:
    """Numerator and denominator, read as not given where they cannot be what the figure is made of."""
    figure, unit = together.at.get("value", together.figure), sent.unit
    shown = together.parts["value"].as_sent if "value" in together.parts else ""
    if unit == "percent" and sent.value is not None and 0 < sent.value < 1 and "%" not in shown:
        outcome.faults.append(
            together.place.fault(
                Severity.NOTED, figure, shown, f"is read as {sent.value.normalize():f}%",
                "If a share such as 48% is typed as 0.48, write times = 100 in the mapping.",
            )
        )  # fmt: skip
    if sent.numerator is None or sent.denominator is None:
        return sent
    made_of = f"{_short(sent.numerator)} of {_short(sent.denominator)}"
    wrong = None
    if unit == "percent" and sent.numerator > sent.denominator:
        wrong = f"the numerator is more than the denominator ({made_of})"
    elif unit in PER and sent.value is not None and not sent.denominator:
        wrong = f"{_short(sent.value)} was sent of none"
    elif unit in PER and sent.value is not None and not _agrees(sent):
        wrong = f"{made_of} is {_share(sent)}, and {_short(sent.value)} was sent"
    if wrong is None:
        return sent
    outcome.faults.append(
        together.place.fault(
            Severity.QUERIED, figure, shown or made_of, wrong,
            "Numerator and denominator are read as not given. Ask the sender which is true.",
        )
    )  # fmt: skip
    notes.append(wrong)
    return replace(sent, numerator=None, denominator=None)


def _value(sent: Numbers) -> tuple[Decimal | Fraction | None, Status | None]:
    """The value sent, else the one that numerator and denominator make."""
    if sent.value is not None:
        return sent.value, None
    if sent.numerator is None or sent.denominator is None or sent.unit not in PER:
        return None, Status.INCOMPLETE
    if not sent.denominator:
        return None, Status.NOT_APPLICABLE
    return _exact(sent), None


def _exact(sent: Numbers) -> Fraction:
    return Fraction(sent.numerator or 0) * PER[sent.unit] / Fraction(sent.denominator or 1)


def _agrees(sent: Numbers) -> bool:
    """Whether the value is the share at the digits shown; an exact half may go either way."""
    return abs(_exact(sent) - Fraction(sent.value or 0)) <= Fraction(1, 2 * 10**sent.places)


def _share(sent: Numbers) -> str:
    return f"{float(_exact(sent)):.{max(sent.places, 1)}f}"


def _short(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _check_over(row: dict[str, object], period: Period, known_on: date) -> None:
    if period.end > known_on and row["status"] == Status.VALUE:
        row["status"] = str(Status.INCOMPLETE)
        note = f"the period was not over on {known_on}, when the figures were true"
        row["note"] = "; ".join(part for part in (row["note"], note) if isinstance(part, str))


def _number(said: Said | None) -> Decimal | None:
    return said.number if said and said.kind is Kind.NUMBER else None


def _plain(number: Decimal | Fraction | None) -> float | None:
    return None if number is None else float(number)
