"""Whether a mutant is false, by its bound readings; and whether the checker caught it."""

from calendar import month_name
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lineofsight.claims.check import Checked
from lineofsight.claims.evidence import Evidence
from lineofsight.claims.language import Claim, Document, Sentence
from lineofsight.claims.tags import Tag, TagError
from lineofsight.claims.verdict import Verdict
from tests.examples import oracle
from tests.examples.mutants import PLACES, Mutant, mutants, with_key
from tests.examples.oracle import Known
from tests.examples.reading import Example

UNITS = {"percent": "%", "per 10,000": "per 10,000", "pounds": "£", "days": "days"}
LEVELS = ("unable to judge", "not assured", "not yet assured", "some assurance", "assured")
AREAS = {"Kestrelshire": "790", "Larkenshire": "791", "Severnshire": "799"}
PERIODS = ("period", "from", "to", "at")


def known(one: Evidence) -> Known | None:
    """The plain numbers of a reading; None where there is none."""
    if one.missing:
        return None
    counts = [one.value] if one.items or "count" in one.fields else []
    counts += [one.fields[key] for key in ("actions", "closed", "evidenced", "risks") if key in one.fields]
    return Known(
        one.value, one.n, one.d, UNITS.get(str(one.unit), ""), one.share, str(one.better),
        {name: other.value for name, other in one.comparators.items()}, one.rank and (one.rank.place, one.rank.of),
        one.interval, str(one.title), LEVELS.index(one.level) if one.level else None, tuple(int(n) for n in counts),
    )  # fmt: skip


@dataclass
class Judge:
    """Reads an example's bindings and judges its mutants."""

    example: Example

    def readings(self, tag: Tag) -> list[Known] | None:
        """Of each period of a tag; None where nobody knows them."""
        area = tag.keys.get("area") or self.example.area
        try:
            found = [known(self.example.resolver.resolve(tag, area, on)) for on in tag.when or (None,)]
        except TagError:
            return None
        return None if None in found else found

    def holds(self, words: str, tag: Tag) -> bool:
        found = self.readings(tag)
        return found is not None and oracle.holds(words, found, tag.part, tag.keys.get("against"))

    def false(self, mutant: Mutant) -> bool | None:
        """None where the change is about nothing that a reading could tell."""
        claims = [mutant.sentence.claims[at] for at in mutant.at]
        tagged = mutant.was.startswith(("figure=", "fact=", "judgement=", "count=", "list=", "meeting="))
        match mutant.kind:
            case "period in words":
                return self._elsewhen(mutant, claims)
            case "measure's name" if not tagged:
                code = mutant.now.rpartition("(")[2].rstrip(")")
                figures = [one for one in claims if one.tag.kind == "figure"]
                swapped = [(one, with_key(one.tag, "figure", code)) for one in figures if one.tag.id != code]
                return any(not self.holds(one.words, tag) for one, tag in swapped) if swapped else None
            case "place" if not tagged:
                return self._elsewhere(mutant, claims)
            case "negation":
                return True
        if tagged or mutant.inside:
            (claim,) = claims
            return not self.holds(claim.words, claim.tag)
        found = [one for claim in claims for one in self.readings(claim.tag) or ()]
        return not oracle.stated(mutant.sentence.text, mutant.start, mutant.start, found)

    def _elsewhen(self, mutant: Mutant, claims: Sequence[Claim]) -> bool | None:
        was, now = label(mutant.was), label(mutant.now)
        about = [
            (claim, key) for claim in claims for key in PERIODS
            if same(claim.tag.keys.get(key, ""), was)
        ]  # fmt: skip
        moved = [(claim, with_key(claim.tag, key, like(claim.tag.keys[key], now))) for claim, key in about]
        return any(not self.holds(claim.words, tag) for claim, tag in moved) if moved else None

    def _elsewhere(self, mutant: Mutant, claims: Sequence[Claim]) -> bool | None:
        figures = [claim for claim in claims if claim.tag.kind == "figure"]
        if mutant.was == "Severnshire":
            tags = [(one, with_key(one.tag, "area", AREAS[mutant.now])) for one in figures]
        elif mutant.now == "the region":
            tags = [(one, with_key(one.tag, "against", "region")) for one in figures]
        else:  # the value of another authority in England's place
            return True if figures else None
        return any(not self.holds(one.words, tag) for one, tag in tags) if tags else None


def label(words: str) -> str:
    """2016-17, 2017-03-31 or 2017-M03."""
    parts = words.split()
    if len(parts) == 3:
        return f"{parts[2]}-{list(month_name).index(parts[1]):02}-{int(parts[0]):02}"
    if len(parts) == 2:
        return f"{parts[1]}-M{list(month_name).index(parts[0]):02}"
    return words.replace("/", "-")


def same(tagged: str, said: str) -> bool:
    return tagged == said or like(tagged, said) == tagged != ""


def like(tagged: str, said: str) -> str:
    """A period said in the manner of the tag: 31 March 2017 is the last day of 2016-17."""
    if len(said) == 10 and said.endswith("-03-31") and len(tagged) == 7 and tagged[4] == "-":
        return f"{int(said[:4]) - 1}-{said[2:4]}"
    return said


def spoilt(checked: Iterable[Checked]) -> bool:
    return any(one.verdict is not Verdict.VERIFIED for one in checked)


def sound(example: Example) -> list[Sentence]:
    """Its sentences with claims, every one of which matches the record."""
    bad = {(one.line, one.sentence) for one in example.checked() if one.verdict is not Verdict.VERIFIED}
    return [
        one for one in example.document.sentences if one.claims and (one.line, one.text) not in bad
    ]  # fmt: skip


def caught(example: Example, mutant: Mutant) -> bool:
    try:
        return spoilt(example.checked(Document((mutant.sentence,), (), {})))
    except TagError:
        return True


def all_mutants(example: Example) -> list[Mutant]:
    return [mutant for sentence in sound(example) for mutant in mutants(sentence)]


__all__ = ["PLACES", "Judge", "all_mutants", "caught", "sound"]
