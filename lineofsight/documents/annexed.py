"""Where every figure of a report comes from, and what a draft still has to mend."""

from collections.abc import Sequence
from html import escape
from itertools import groupby

from lineofsight.claims import shown
from lineofsight.claims.check import Checked
from lineofsight.claims.evidence import Evidence
from lineofsight.claims.verdict import Verdict
from lineofsight.documents.directives import CODE
from lineofsight.documents.page import Source

PROVISIONAL = "provisional"


def annex(found: Sequence[Checked]) -> list[Source]:
    """One row a claim, in the order of the text."""
    return [_row(one, number) for number, one in enumerate((one for one in found if one.claim), 1)]


def _row(one: Checked, number: int) -> Source:
    why = () if one.verdict is Verdict.VERIFIED else (one.reason,)
    notes = [PROVISIONAL if note.startswith(PROVISIONAL) else note for note in one.cautions]
    words = "; ".join(dict.fromkeys((*why, *notes)))
    return Source(
        statement=one.words,
        record=" to ".join(dict.fromkeys(_held(known, one) for known in one.evidence)),
        source=_sources(one.evidence),
        verdict=str(one.verdict),
        note=words[:1].upper() + words[1:],
        anchor=f"claim-{number}",
    )


def _held(known: Evidence, one: Checked) -> str:
    if known.missing:
        return "no value"
    if known.said or (known.items and known.value is None):
        return known.said or ", ".join(known.items)
    part = one.claim.tag.part if one.claim else "value"
    return shown.whole(known) if part == "value" else shown.part(known, part)


def _sources(evidence: Sequence[Evidence]) -> str:
    """Each source once, with all its periods: FD07 Referrals, 2015/16 and 2016/17, published (CIN 2025)."""
    said = []
    for (about, source), several in groupby(evidence, key=lambda one: (_about(one), _from(one))):
        periods = " and ".join(dict.fromkeys(shown.period(one.period) for one in several if one.period))
        said.append(", ".join(filter(None, (about, periods, source))))
    return "; ".join(dict.fromkeys(said))


def _about(known: Evidence) -> str:
    """A figure by its code and title; what the board wrote down by its title, else by its id in words."""
    if CODE.fullmatch(known.code):
        return f"{known.code} {known.title}"
    words = known.title.replace("-", " ") if known.title == known.code else known.title
    return words[:1].upper() + words[1:]


def _from(known: Evidence) -> str:
    if not known.source or known.source == known.basis:
        return known.basis or ""
    return f"{known.basis} ({known.source})" if known.basis else known.source


def loose(found: Sequence[Checked], final: bool = False) -> str:
    """The words that no claim bears out, each with its sentence and why: in a draft to be mended, in an edition so that
    nobody takes them for borne out. HTML, or nothing."""
    rows = [
        f"<tr><th scope='row'>{escape(one.words)}</th><td>{escape(one.sentence)}</td><td>{escape(one.reason)}</td></tr>"
        for one in found
        if one.claim is None
    ]
    if not rows:
        return ""
    title = "Words that the record does not bear out" if final else "Still to mend in this draft"
    return (
        f"<h2>{title}</h2><table><caption>Words that no claim of their sentence bears out</caption>"
        "<thead><tr>"
        "<th scope='col'>Words</th><th scope='col'>Sentence</th><th scope='col'>Why</th></tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>"
    )
