"""What the record says of a commentary: its numbers and its comparing words, sentence by sentence, as a report's are read.

Whoever writes a commentary binds nothing: words are read as said of the figure that it stands beside, where their
sentence names it or nothing else, and else of what they name.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from lineofsight.claims import heard, mentions
from lineofsight.claims.check import Checked, check
from lineofsight.claims.figures import Figures
from lineofsight.claims.language import Document, read
from lineofsight.claims.ledger import Ledger
from lineofsight.claims.resolving import FromWorkspace
from lineofsight.claims.suggesting.around import is_named, likeness, stems
from lineofsight.claims.suggesting.changing import AGAINST, OVER_TIME
from lineofsight.claims.suggesting.known import Known, readings
from lineofsight.claims.suggesting.placing import Span, placed
from lineofsight.claims.suggesting.proposing import FIRM, Proposal, Suggestion, suggest
from lineofsight.claims.tags import Tag
from lineofsight.claims.verdict import Verdict
from lineofsight.claims.wording.comparing import named
from lineofsight.claims.wording.table import Match
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.web.indicators.seen import Opened, has_value

WORDS = {
    Verdict.CONTRADICTED: ("the record has it otherwise", "red"),
    Verdict.UNMEASURED: ("not measured", "yellow"),
    Verdict.UNSUPPORTED: ("stronger than the figures", "yellow"),
    Verdict.UNBOUND: ("nothing bears it out", "yellow"),
    Verdict.VERIFIED: ("matches the record", "green"),
}
# What stands for the figure itself in a sentence about it.
ITSELF = {
    "it", "this", "these", "that", "they", "we", "there", "rate", "rates", "number", "numbers", "figure", "figures", "share",
    "proportion", "percentage", "total", "performance", "timeliness",
}  # fmt: skip
ENOUGH = 0.3  # of a title, for words to be about it: "plans", but not "children" alone
CLAUSE = re.compile(r"[,;:]|\band\b|\bbut\b")
MARKS = str.maketrans("[]{}<>`~\\=［］｛｝＝", "()()()'-/:()():")  # what would be read as more than words
# "Rose by 12%", "have risen sharply, to 50": the numbers that say how far belong to the word.
HOW_FAR = re.compile(
    r"(?:,?\s+(?:by|from|to|of|about|nearly|almost|over|under|some|around|sharply|slightly|and|was|is|at))*\s+(?:a\s+)?$"
)


@dataclass(frozen=True)
class Heard:
    """Words of a commentary and what the record says of them."""

    before: str
    words: str
    after: str
    verdict: Verdict
    reason: str
    offered: str

    @property
    def says(self) -> str:
        return WORDS[self.verdict][0]

    @property
    def colour(self) -> str:
        return WORDS[self.verdict][1]

    @property
    def false(self) -> bool:
        return self.verdict is Verdict.CONTRADICTED

    @property
    def unheard_of(self) -> bool:
        """Whether the record says nothing of it: whoever writes it may, and stands for it."""
        return self.verdict is Verdict.UNBOUND


@dataclass(frozen=True)
class Own:
    """The figure that a commentary stands beside. `earlier`: the periods before it that have one, oldest first."""

    code: str
    period: str
    earlier: tuple[str, ...]

    def is_meant(self, text: str, match: Match) -> bool:
        """Whether a comparing word is said of it: its sentence names it, or what stands before the word is its title or
        stands for it."""
        if names := mentions.named(text):
            return any(is_named(self.code, codes) for _, _, codes in names)
        subject = CLAUSE.split(text[: match.start])[-1]
        words = set(re.findall(r"[a-z]+", subject.lower()))
        return not stems(subject) or bool(words & ITSELF) or likeness(self.code, "", stems(subject)) >= ENOUGH

    def said(self, text: str, match: Match) -> Tag | None:
        """What a comparing word says of it: a change since the period that is named, else since the one before."""
        if match.rule.test in OVER_TIME and self.earlier:
            since = next((one for one in self.earlier if one in heard.periods(text)), self.earlier[-1])
            return Tag("figure", self.code, {"from": since, "to": self.period})
        if match.rule.test in AGAINST and (against := named(text, match.start)):
            return Tag("figure", self.code, {"period": self.period, "against": against})
        return None


def hear(opened: Opened, code: str, period: str, text: str) -> list[Heard]:
    """What the record says of a commentary on one figure, in the order of its words."""
    return opened.keep(("heard", code, period, text), lambda: list(_hear(opened, code, period, text)))


def _hear(opened: Opened, code: str, period: str, text: str) -> Iterator[Heard]:
    area = opened.area
    if opened.run is None or area is None:
        return
    known: Known = opened.keep("known", lambda: Known(readings(opened.workspace, area, opened.audience)))
    resolver = opened.keep("resolver", lambda: _resolver(opened))
    told = f"---\narea: {area}\nperiod: {period}\n---\n\n{_plain(text)}"
    document = read(told)
    spans = list(_spans(document, suggest(told, known, resolver, area), _own(opened, code, period)))
    yield from map(_heard, check(read(placed(told, document, spans)[0]), resolver, area=area))


def _plain(text: str) -> str:
    """The text as words alone: nobody writes Markdown here, or means a tag."""
    return "\n".join(line.strip() for line in text.translate(MARKS).replace(":::", "...").splitlines())


def _resolver(opened: Opened) -> FromWorkspace:
    return FromWorkspace(Figures(opened.workspace, audience=opened.audience, run=opened.run), Ledger())


def _own(opened: Opened, code: str, period: str) -> Own:
    shown = CATALOGUE[code]
    this = shown.period(period)
    of_kind = (shown.period(row["period"]) for row in opened.readings(code) if has_value(row))
    return Own(
        code, period, tuple(one.label for one in of_kind if one.kind is this.kind and one.end < this.end)
    )


def _spans(document: Document, made: Suggestion, own: Own) -> Iterator[Span]:
    """What words are said of, each once. Those that compare are said of the figure itself, with the numbers beside
    them, unless their sentence names another time; the rest of whatever it fits."""
    fitting: dict[int, list[Span]] = defaultdict(list)
    for proposal, (at, start, end) in zip(made.proposals, made.places, strict=True):
        if tag := _of_what(proposal, own):
            fitting[at].append(Span(at, start, end, tag))
    for at, sentence in enumerate(document.sentences):
        moved = [
            Span(at, match.start, _how_far(sentence.text, match), tag)
            for match in heard.matches(sentence.text)
            if not match.hoped
            and own.is_meant(sentence.text, match)
            and (tag := own.said(sentence.text, match))
        ]
        elsewhere = any(label != own.period for label in heard.periods(sentence.text))
        taken: list[Span] = []
        for span in [*fitting[at], *moved] if elsewhere else [*moved, *fitting[at]]:
            if all(span.end <= one.start or one.end <= span.start for one in taken):
                taken.append(span)
        yield from taken


def _of_what(proposal: Proposal, own: Own) -> Tag | None:
    """What words fit of the commentary's own period, or of another where they name one: its own figure, else another
    where little else comes near."""
    dated = bool(heard.times(proposal.sentence))
    fits = [fit.stated for fit in proposal.fits if dated or fit.stated.label == own.period]
    mine = [one for one in fits if one.code == own.code]
    if mine and not re.search(r"\d", proposal.words):
        return None  # words alone are said of its own period
    found = mine or (fits if proposal.sure in FIRM else [])
    return _kept(found[0].tag) if found else None


def _kept(tag: Tag) -> Tag:
    """As if its author had written it."""
    return Tag(tag.kind, tag.id, {key: value for key, value in tag.keys.items() if key != "proposed"})


def _how_far(text: str, match: Match) -> int:
    """Where words end with the numbers that say how far: rose by 12%; fell from 44.5 to 36.3."""
    end = match.end
    for number in heard.numbers(text):
        if number.start >= end and HOW_FAR.fullmatch(text[end : number.start]):
            end = number.end
    return end


def _heard(one: Checked) -> Heard:
    before, words, after = one.sentence.partition(one.words)
    return Heard(before, words or one.words, after, one.verdict, one.reason, one.offered)
