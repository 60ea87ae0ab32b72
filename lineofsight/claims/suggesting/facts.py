"""What fits no figure may be a fact to record: the rows for `facts.toml`, ready to be filled in."""

import json
import re
from collections.abc import Iterator, Sequence

from lineofsight.claims.reading.numbers import Kind, Number
from lineofsight.claims.suggesting.around import stems
from lineofsight.claims.suggesting.proposing import Proposal
from lineofsight.engine.periods import Period

UNITS = {
    Kind.PERCENT: "%",
    Kind.FRACTION: "%",
    Kind.POINTS: "number",
    Kind.RATE: "per 10,000",
    Kind.MONEY: "number",
}
WORDS = re.compile(r"[A-Za-z]{3,}")


def skeleton(proposals: Sequence[Proposal], report: Period | None) -> str:
    """A table for each number that no figure fits, in the order of the text; empty where there is none. A number
    that a sentence says twice is written once."""
    loose = {
        (one.line, one.sentence, one.number.kind, one.number.low): one
        for one in proposals
        if one.number and not one.fits
    }
    return "\n".join(_tables(list(loose.values()), report))


def _tables(loose: Sequence[Proposal], report: Period | None) -> Iterator[str]:
    used: set[str] = set()
    for one in loose:
        if one.number is None:
            continue
        name = _name(one, used)
        used.add(name)
        share = one.number.kind in (Kind.PERCENT, Kind.FRACTION)
        yield f"# line {one.line}: {' '.join(one.sentence.split())}"
        yield f"[{name}]"
        yield f"value = {_value(one.number)}"
        if share:
            yield "# n = 0  # a share needs both: how many,"
            yield "# d = 0  # of how many"
        yield f'unit = "{UNITS.get(one.number.kind, "count")}"'
        if report:
            yield f'period = "{report.label}"'
        yield f"words = {json.dumps(one.words, ensure_ascii=False)}"
        yield 'source = ""  # the document it stands in'
        yield "page = 0"
        yield 'recorded_by = ""'
        yield ""


def _name(one: Proposal, used: set[str]) -> str:
    """Told by the sentence's telling words: deaths-modifiable-factors."""
    telling = stems(one.sentence)
    words = [word.lower() for word in WORDS.findall(one.sentence) if stems(word) & telling]
    plain = "-".join(list(dict.fromkeys(words))[:3]) or f"line-{one.line}"
    names = (plain, *(f"{plain}-{number}" for number in range(2, len(used) + 3)))
    return next(name for name in names if name not in used)


def _value(number: Number) -> str:
    value = 100 * number.low if number.kind is Kind.FRACTION else number.low
    return str(int(value)) if value.denominator == 1 else f"{float(value):g}"
