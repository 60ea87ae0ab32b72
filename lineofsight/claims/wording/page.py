"""docs/wording.md: what each word needs, for whoever drafts or signs a report. Written from the table."""

from collections.abc import Iterable, Iterator, Sequence

from lineofsight.claims import shown
from lineofsight.claims.wording.case import FIRM, THOUSANDS, Settings
from lineofsight.claims.wording.judging import OF_A_FIGURE
from lineofsight.claims.wording.table import Rule, edition, otherwise, rules, tolerances

SECTIONS = {
    "Words of change": ("direction", "polarity", "times", "trend", "first_since"),
    "How big a change": ("significant", "not_significant", "by_chance", "slight", "stable"),
    "Words of comparison": ("compared", "in_line", "extreme", "ranked"),
    "Words that stand for a share": ("share",),
    "Words that say of whom, or turn a measure round": OF_A_FIGURE,
    "Words without a number": ("band", "frequency", "judged"),
    "What figures cannot say": ("cause", "impact", "unborn"),
    "Words that claim nothing": ("prose",),
}
NOTES = {
    "Words of change": """
A change needs two values: bind the words to both, as in
`[rose from 4,966 to 5,497]{figure=FD07 from=2015-16 to=2016-17}`. “Had not improved” is read as its opposite, and
what is hoped for (“will improve”, “needs to improve”) claims nothing. Where the two ends of a change hide another
path between them, the words stand, with a caution to show the path.""",
    "Words of comparison": """
England, the region and the statistical neighbours (their median) are those of the same year. Where that year is not
out, the last published one is used, and the sentence must name it.""",
    "Words that stand for a share": """
A share is of all who were due, and not only of those that answered.""",
    "Words without a number": """
They are borne out by a band that the board sets in board.toml, by a share with its number of cases, or by a
judgement on record. Otherwise they are unmeasured, and the writer is asked.""",
    "Words that claim nothing": """
Hopes, thanks and fixed phrases are left alone, and so are names (the Improvement Board, the High Sheriff).""",
}
HEAD = """
# What words need

Written by `lineofsight wording` from the rule table (lineofsight/claims/wording/rules.toml), edition {edition}. No
language model reads a report: the same sentence on the same record always gets the same answer.

Wording that would be true is tried in its own sentence first, and offered only where the record then bears it out."""
WORTHWHILE = """
**Worth acting on.** Some words need a change that the board would act on: {percent}% of a count or a rate, {points}
points of a share, unless board.toml says otherwise. **Beyond chance** is a test of the two values at 95%. For counts
of {thousands:,} and more with {firm} or more values nearly every change is beyond chance, so the control chart decides
there.

`board.toml` stands beside the report:

    [least_worthwhile]
    percent = 10  # of a count or a rate
    points = 5    # of a share

    [bands.FD09.high]
    from = 25     # the board calls re-referrals high from here on; `to` is the other end"""
OTHERS = """
A true number can be said of something else in any words: “5,497 referrals from milkmen”. So in the clause of a figure
every other word must be the measure's own (of its name, its definition or its group, or one that means the same) or a
plain one; any other is unbound. “Immunised against measles” is, since the measure is of immunisations. The plain words,
and those that mean the same, are rows of lineofsight/claims/wording/plain.toml. What is thought of a figure, or known
from elsewhere, stands in a sentence of its own. A fact is read so too where it quotes its document, in `words`."""
NUMBERS = """
A number must equal the record at the places it shows; an exact half may be rounded either way, and more places than
the source gives are unsupported. A fraction (“a quarter”, “one in five”) may be 2 percentage points away. A range must
hold the value. A difference of two percentages is in percentage points. A share of fewer than 20 needs its interval
beside it."""
ANSWERS = (
    ("matches the record", "every number and word that could be held against the record agrees with it"),
    ("unbound", "a number or word that no claim of its sentence bears out: bind it, or leave it out"),
    ("unsupported", "right in direction, and stronger or finer than the record"),
    (
        "unmeasured",
        "there is nothing to hold it against: no value, one not complete, a share without its parts",
    ),
    ("contradicted", "a part of it is false"),
)
SIDES = {
    "either": "on either side", "below": "and the value below the number", "above": "and the value above the number",
    "at least": "and the value not below the number", "at most": "and the value not above the number",
}  # fmt: skip


def page() -> str:
    """The whole page, in Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield HEAD.strip().format(edition=edition())
    yield ""
    yield from _table(("Answer", "What it means"), ANSWERS)
    least = {key: shown.number(getattr(Settings(), key)) for key in ("percent", "points")}
    yield WORTHWHILE.format(**least, thousands=THOUSANDS, firm=FIRM)
    for name, tests in SECTIONS.items():
        yield from ("", f"## {name}", *NOTES.get(name, "").splitlines())
        yield from _rules([rule for test in tests for rule in rules() if rule.test == test])
    yield from ("", "## Any other word", OTHERS)
    yield from ("", "## Numbers", NUMBERS, "")
    near = (
        (_quoted(row.words), f"within {shown.number(row.within)}%, {SIDES[row.side]}") for row in tolerances()
    )
    yield from _table(("Words before a number", "How near"), near)


def _rules(chosen: Sequence[Rule]) -> Iterator[str]:
    """A table of rules: what is said otherwise stands once where it is the same for all."""
    same = {otherwise(rule.test) for rule in chosen}
    columns: dict[str, list[str]] = {"Words such as": [_quoted(rule.such_as) for rule in chosen]}
    if chosen[0].test == "prose":
        columns["Why"] = [rule.needs.partition(": ")[2] for rule in chosen]
    else:
        columns["What they need"] = [rule.needs for rule in chosen]
        if all(rule.ask for rule in chosen):
            columns["What is asked"] = [rule.ask for rule in chosen]
        elif len(same) == 1:
            yield f"Where it is not so: {same.pop()}."
        else:
            columns["What is said otherwise"] = [otherwise(rule.test) for rule in chosen]
    yield ""
    yield from _table(tuple(columns), zip(*columns.values(), strict=True))


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
