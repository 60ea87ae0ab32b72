"""Words of comparison: above England, in line with neighbours, the highest, ranked third."""

import re

from lineofsight.claims import shown
from lineofsight.claims.evidence import Comparator, Evidence
from lineofsight.claims.verdict import VERIFIED, Outcome, contradicted, unmeasured, unsupported
from lineofsight.claims.wording import case as sums
from lineofsight.claims.wording.case import Case
from lineofsight.claims.wording.change import neither
from lineofsight.claims.wording.running import over_time
from lineofsight.engine.sources.published.reference import region_names

NAMES = {
    "england": re.compile(r"(?<!east of )\b(england|english|national(ly)?|country|countrywide)\b", re.I),
    "region": re.compile(rf"\b(regional(ly)?|region|{'|'.join(region_names())})\b", re.I),
    "neighbours": re.compile(r"\b(neighbours?|neighbouring|similar (areas|authorities|councils)|comparators?)\b", re.I),
}  # fmt: skip
QUARTER = re.compile(r"\b(top|upper|bottom|lower) quart")
NEAR = 20  # signs: from "ranked 3rd" to the number of areas
OPPOSITE = {"highest": "lowest", "lowest": "highest", "best": "worst", "worst": "best"}
ORDINAL = {"second": 2, "third": 3, "fourth": 4, "fifth": 5}
OVER_TIME = re.compile(
    r"\b(since|on record|ever|in (the )?(last )?(\w+) years|for (\w+) years|in the (period|series)|year)\b",
    re.I,
)

OF_TIME_ALONE = re.compile(r"(?:all[- ]time |a )?(?:peak|record (?:high|low))", re.I)

# "Our neighbours do no better": what is said is said of them.
DO = r"\b(?:do|does|did|is|are|was|were|has|have|had|fare[sd]?|perform(?:s|ed)?|scores?|remains?)\b"
TURNED = {"up": "down", "down": "up", "better": "worse", "worse": "better"}


def turned(text: str, name: str, at: int) -> bool:
    """Whether the comparator is what the words are said of, and the area what it is compared with."""
    clause = re.split(r"[,;:.]|\b(?:and|but|while|whereas)\b", text[:at])[-1]
    found = list(NAMES[name].finditer(clause))
    return bool(found and re.match(rf"\W*(?:\w+\W+)?{DO}[\w\s]*$", clause[found[-1].end() :]))


def named(text: str, near: int) -> str | None:
    """Which comparator a word speaks of: the next one named after it, else the last before."""
    found = [(m.start(), name) for name, pattern in NAMES.items() for m in pattern.finditer(text)]
    after = [one for one in found if one[0] >= near]
    return min(after)[1] if after else max(found)[1] if found else None


def _comparator(case: Case) -> tuple[str | None, Comparator | None]:
    name = case.against
    return name, case.after.comparators.get(name) if name else None


def compared(case: Case) -> Outcome | None:
    """Above, below, better than: one value against the comparator's of the same period."""
    name, other = _comparator(case)
    if name is None or case.part != "value":
        return None
    if other is None:
        return unmeasured(f"there is no value of {shown.comparator(name)} to compare with")
    way = case.match.rule.way
    if turned(case.text, name, case.match.start):
        way = TURNED[way]
    truth = against(case.after, other)
    if way in ("better", "worse"):
        if case.after.better == "neither":
            return neither(case, truth)
        way = "up" if (way == "better") == (case.after.better == "higher") else "down"
    so = case.now > other.value if way == "up" else case.now < other.value
    if so == case.match.denied:
        return contradicted(f"it says {case.match.as_said}; it is {truth}", truth)
    return _of_its_year(case, other, truth)


def _of_its_year(case: Case, other: Comparator, truth: str) -> Outcome:
    """A comparison across years must say so."""
    if other.period == case.after.period or other.period in case.said_periods:
        return VERIFIED
    when = shown.period(other.period)
    return unsupported(
        f"the last value of {shown.comparator(other.name)} that is out is for {when}, and the sentence does not say so",
        truth,
    )


def in_line(case: Case) -> Outcome | None:
    """In line with: the difference's interval lies inside the least worthwhile change."""
    name, other = _comparator(case)
    if name is None or case.part != "value":
        return None
    if other is None:
        return unmeasured(f"there is no value of {shown.comparator(name)} to compare with")
    truth = against(case.after, other)
    least = sums.least(case.unit, case.settings)
    span = case.after.interval
    far = [sums.worthwhile(other.value, end, case.unit, case.settings) for end in span or (case.now,)]
    big = sums.worthwhile(other.value, case.now, case.unit, case.settings)
    outside = span is None or not span[0] <= other.value <= span[1]
    if case.match.denied:
        if big and outside:
            return _of_its_year(case, other, truth)
        if not any(far):
            return contradicted(f"it says {case.match.as_said}; it is {truth}, less than {least} away", truth)
        return unmeasured(f"too few to say that it differs: it is {truth}", truth)
    if big and outside:
        return contradicted(f"it says {case.quoted}; it is {truth}", truth)
    if any(far):
        return unmeasured(
            f"too few to say: it is {truth}, and its interval ({shown.interval(case.after)}) reaches further than "
            f"{least} away",
            truth,
        )
    return _of_its_year(case, other, truth)


def against(evidence: Evidence, other: Comparator) -> str:
    """above England (20.5% against 21.9% in 2016/17)"""
    assert evidence.value is not None
    side = (
        "above"
        if evidence.value > other.value
        else "below"
        if evidence.value < other.value
        else "the same as"
    )
    ours, theirs = shown.amount(evidence.value, evidence.unit), shown.amount(other.value, evidence.unit)
    return f"{side} {shown.comparator(other.name)} ({ours} against {theirs} in {shown.period(other.period)})"


def extreme(case: Case) -> Outcome | None:
    """Highest, lowest, best, worst: over time where time is named, else among areas."""
    own = re.split(r"[,;]|\band\b", case.text[case.match.start :])[
        0
    ]  # its clause: "the lowest on record, and ..."
    said = own if OVER_TIME.search(own) else case.text
    among_areas = any(pattern.search(said) for pattern in NAMES.values())
    if not among_areas and OVER_TIME.search(case.text[case.match.start :]):
        return over_time(case)
    if OF_TIME_ALONE.match(case.match.words) and not among_areas:
        return over_time(case)
    rank = case.after.rank
    if rank and (
        near := re.search(r"\b(neighbours?|region(al)?|west midlands)\b", case.text[case.match.start :], re.I)
    ):
        return unmeasured(
            f"its rank is known among all {rank.of} areas, and not within the {near[0].lower()} alone"
        )
    if rank is None or case.part != "value":
        if case.part != "value" and not case.inside:
            return None
        return unmeasured(f"{case.quoted} needs its rank among areas, or every value back to the year named")
    way = case.match.rule.way
    if way in ("best", "worst") and case.after.better == "neither":
        return neither(case, _place("highest", rank.place, rank.of))
    place = _from(case.after, way)
    words = case.match.words.lower()
    wanted = next((nth for word, nth in ORDINAL.items() if words.startswith(word)), 1)
    truth = _place(case.match.rule.name, place, rank.of)
    so = place * 4 <= rank.of if words.startswith(("one of", "among")) else place == wanted
    if so != case.match.denied:
        return VERIFIED
    return contradicted(f"it says {case.quoted}; it is {truth}", truth)


def _place(name: str, place: int, of: int) -> str:
    """the third highest of 150; counted from the nearer end"""
    if 2 * place > of + 1:
        name, place = OPPOSITE[name], of - place + 1
    return f"the {f'{_nth(place)} ' if place > 1 else ''}{name} of {of} areas"


def _from(evidence: Evidence, way: str) -> int:
    """Its place from the end that the words speak of, 1 for the first."""
    assert evidence.rank is not None
    place, of = evidence.rank.place, evidence.rank.of
    # Rank 1 is the best, or the highest where neither is good.
    first = {"neither": "top", "higher": "top", "lower": "bottom"}[evidence.better]
    if way in ("best", first):
        return place
    return of - place + 1


def ranked(case: Case) -> Outcome | None:
    """Ranked 3rd of 11; the top quartile, which holds the best."""
    rank = case.after.rank
    if rank is None or case.part != "value":
        return unmeasured(f"{case.quoted} needs its rank among the areas compared") if case.inside else None
    words = case.match.words.lower()
    truth = f"ranked {_nth(rank.place)} of {rank.of}"
    wrong = contradicted(f"it says {case.quoted}; it is {truth}", truth)
    if quarter := QUARTER.search(words):
        of_four = -(-4 * rank.place // rank.of)
        so = of_four == (1 if quarter[1] in ("top", "upper") else 4)
        return VERIFIED if so != case.match.denied else wrong
    said = re.match(
        r"\D{0,15}(\d+)(?![\d.%])(?:\D{1,15}?of\D{1,6}(\d+))?",
        case.text[case.match.start : case.match.end + NEAR],
    )
    if said is None:
        return VERIFIED
    so = int(said[1]) == rank.place and said[2] in (None, str(rank.of))
    return VERIFIED if so != case.match.denied else wrong


def _nth(place: int) -> str:
    """second, 4th, 21st"""
    if place in (2, 3):
        return ("second", "third")[place - 2]
    end = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{end}"
