"""What the last report said would be so, asked for or feared: carried forward, each to be answered."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lineofsight.claims.gaps import gap
from lineofsight.claims.language import Document, Sentence
from lineofsight.claims.mentions import is_one_of, named
from lineofsight.claims.verdict import Verdict
from lineofsight.documents.paragraphs import Before
from lineofsight.documents.stating import Stating
from lineofsight.documents.template import phrases, themes

# Tried in this order; a sentence is carried once. Each kind with the words that show it.
SHOWN_BY = {
    "ask": (
        r"\bassurance (?:will|is to|is being|needs to|must) be (?:sought|given|provided)",
        r"\b(?:seeks?|seeking|sought|require[sd]?) (?:further |more )?assurance|\bfurther assurance\b",
        r"\b(?:will|is to|are to) be (?:requested|asked)|\bwill (?:ask|seek|request)\b",
    ),
    "risk": (
        r"\bremain(?:s|ed)? (?:an? |at )?(?:\w+ ){0,2}(?:risk|concern|challenge)|\bserious (?:questions|concerns?)\b",
        r"\b(?:could|can|is|are|was|were)\s?(?:not|n't)(?: yet)?(?: \w+){0,2} (?:be )?(?:fully )?assured\b",
        r"\bnot yet possible\b|\b(?:unable to|can ?not) (?:judge|say|tell)\b",
        r"\b(?:holds?|held|names?|named|carr(?:y|ies|ied)) (?:\w+ ){0,2}risks?\b",
    ),
    "priority": (
        r"\b(?:is|are|remains?|be|as) (?:an? )?(?:\w+ )?priorit(?:y|ies)\b",
        r"\bpriorit(?:y|ies) (?:for|in) (?:next year|the coming year|20\d\d)",
    ),
    "next step": (r"\bnext year\b|\bin the coming (?:year|months)\b|\bnext steps?\b",),
    "promise": (
        r"\bwill\b(?! (?:power|of))|\b(?:is|are) due to\b",
        r"\b(?:plans?|intends?|aims?|expects?|undertakes?|commit(?:s|ted)) to\b",
    ),
}
KINDS = tuple((kind, re.compile("|".join(words), re.I)) for kind, words in SHOWN_BY.items())
# In a table it is the heading of its column that shows it.
COLUMNS = {
    kind: re.compile(rf"(?:the |our |key |main )*{words}(?: to children)?", re.I)
    for kind, words in (("risk", "risks?"), ("priority", "priorit(?:y|ies)"), ("next step", "next steps?"))
}
NOT_PROSE = ("heading", "table header")


@dataclass(frozen=True)
class Promise:
    """A sentence that asks for an answer: its words, its paragraph (p12), and the measures that it is about."""

    kind: str
    words: str
    paragraph: str
    codes: tuple[str, ...] = ()


def promises(document: Document) -> list[Promise]:
    """Every risk, ask, priority, next step and promise of a report, in order, each once."""
    found: dict[str, Promise] = {}
    for sentence in document.sentences:
        if sentence.kind in NOT_PROSE:
            continue
        words = " ".join(sentence.text.split())
        column = _column(sentence)
        kind = column or next((name for name, pattern in KINDS if pattern.search(words)), None)
        if kind and len(words.split()) > (1 if column else 3):
            found.setdefault(words, Promise(kind, words, f"p{sentence.paragraph}", tuple(_codes(sentence))))
    return list(found.values())


def _column(sentence: Sentence) -> str | None:
    """What a cell is, where the heading of its column says so."""
    heading = sentence.within[0] if sentence.kind == "table cell" and sentence.within else ""
    return next((kind for kind, pattern in COLUMNS.items() if pattern.fullmatch(heading.strip())), None)


def _codes(sentence: Sentence) -> Iterator[str]:
    """Those that it binds to; else for each measure it names the one that charts show, or the first it may mean."""
    bound = [claim.tag.id for claim in sentence.claims if claim.tag.kind == "figure"]
    if bound:
        yield from dict.fromkeys(bound)
        return
    charted = {code for theme in themes().values() for code in theme.chart}
    for _, _, meant in named(sentence.text):
        may = [code for pattern in meant for code in phrases() if is_one_of(code, [pattern])]
        yield from sorted(may, key=lambda code: code not in charted)[:1]


def table(before: Before, stating: Stating) -> str:
    """One row each: what we said, what happened (a gap), and the figures of both years."""
    rows = [
        "| Kind | What we said | What happened | The figures, both years |",
        "|---|---|---|---|",
    ]
    for one in promises(before.document):
        told = [stating.figure(code) for code in dict.fromkeys(one.codes)]
        shown = " ".join(figure.sentence for figure in told if figure.sentence) or "–"
        asked = gap(f"what came of this {one.kind}, and how it is known")
        rows.append(f"| {one.kind} | {said(one, before.name, stating)} | {asked} | {shown} |")
    return "\n".join(rows)


def said(one: Promise, name: str, stating: Stating) -> str:
    """Its words, bound to their paragraph where the checker lets the binding stand; else quoted."""
    words = plain(one.words)
    bound = f'[{words}]{{said="{name}#{one.paragraph}"}}'
    claims = [found for found in stating.checked(bound) if found.claim]
    if claims and all(found.verdict is Verdict.VERIFIED for found in claims):
        return bound
    return f"“{words}” (paragraph {one.paragraph.removeprefix('p')} of {plain(name)})"


def plain(words: str) -> str:
    """Words as Markdown shows them, with nothing in them that it would obey."""
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", words)


def unanswered(promised: Sequence[Promise], name: str, bound: Sequence[str], text: str) -> list[Promise]:
    """Those that a report names nowhere: neither bound to their paragraph nor in the same words."""
    flat = " ".join(re.sub(r"\\(.)", r"\1", text).split())
    return [one for one in promised if f"{name}#{one.paragraph}" not in bound and one.words not in flat]
