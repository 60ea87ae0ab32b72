"""One report, checked and ready to print: its page, what stops it, and where every figure comes from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from lineofsight.claims import shown
from lineofsight.claims.check import Checked
from lineofsight.claims.evidence import Resolver
from lineofsight.claims.language import Document
from lineofsight.claims.verdict import Verdict
from lineofsight.documents.annexed import annex, loose
from lineofsight.documents.front import Front, Stop, front
from lineofsight.documents.page import Page
from lineofsight.documents.rendering import body
from lineofsight.regimes import regimes

TO_FILL = "to be filled in"  # as `new` writes it
BOARD_BANNER = "Internal edition for the board: not for publication"
MADE_UP_BANNER = "Made up: nobody in this report exists"


@dataclass(frozen=True)
class Made:
    """A report as it stands: `stops` are what a final edition may not have."""

    front: Front
    page: Page
    checked: tuple[Checked, ...]
    stops: tuple[Stop, ...]


def make(
    document: Document,
    found: Sequence[Checked],
    draw: Callable[[int, str], str],
    *,
    on: date,
    area: str | None = None,
    area_name: str = "",
    for_board: bool = False,
    public: Resolver | None = None,
    made_up: bool = False,
    final: bool = False,
    gaps: Sequence[tuple[int, str]] = (),
) -> Made:
    """`found`: the report's verdicts. `draw(line, words)`: the HTML of a chart or table that it asks for. `public`: what
    the public may see, where the edition is for the public. ReportError or TagError: it cannot be made as it is."""
    said = front(document.front)
    place = area or said.area
    stops = [*_contradicted(found, said), *_proposed(found)]
    stops += [
        Stop(1, who, "say at the top of the report, under authors, who wrote it")
        for who in said.authors
        if who == TO_FILL
    ]
    stops += [Stop(line, words, "this is still to be written, or to be taken out") for line, words in gaps]
    if public is not None:
        stops += hidden(found, public, place, said)
    page = Page(
        title=said.title,
        subtitle=said.subtitle,
        board=said.board or area_name,
        area=area_name or place or "",
        body=body(document, found, draw, labels=_labels(found, said), marked=not final)
        + _contributions(said)
        + loose(found, final),
        date=said.day or on,
        authors=said.authors,
        regime=_in_words(said.regime),
        front=_front_rows(said),
        banner=". ".join(_banners(for_board, made_up, final)),
        annex=tuple(annex(found)),
        numbered=said.numbered,
        cover=said.cover,
    )
    return Made(said, page, tuple(found), tuple(sorted(stops, key=lambda stop: stop.line)))


def _in_words(regime: str) -> str:
    """The title of a regime; what is no regime's key stands as it was written."""
    return next((one.title for one in regimes() if one.key == regime), regime)


def _banners(for_board: bool, made_up: bool, final: bool) -> list[str]:
    banners = [BOARD_BANNER] if for_board else []
    banners += [MADE_UP_BANNER] if made_up else []
    return banners + ([] if final else ["Draft"])


def _front_rows(said: Front) -> tuple[tuple[str, str], ...]:
    rows = [("Period", shown.period(said.period))] if said.period else []
    rows += [("Sent to", "; ".join(said.recipients))] if said.recipients else []
    was = "; ".join(f"{to}, {day}" for to, day in said.presentations if day)
    will = "; ".join(to for to, day in said.presentations if not day)
    rows += [("Presented to", was)] if was else []
    rows += [("To be presented to", will)] if will else []
    return tuple(rows)


def _contributions(said: Front) -> str:
    """Who was asked and what came of it: a contribution that did not come is said to be so."""
    if not said.contributions:
        return ""
    rows = "".join(
        f"<tr><th scope='row'>{escape(who)}</th><td>{escape(came)}</td></tr>"
        for who, came in said.contributions
    )
    return (
        "<h2>Contributions</h2><table><caption>What each partner was asked for, and what came</caption><thead><tr>"
        f"<th scope='col'>Partner</th><th scope='col'>Contribution</th></tr></thead><tbody>{rows}</tbody></table>"
    )


# --- what stops an edition ---------------------------------------------------------------------------------------


def _contradicted(found: Sequence[Checked], said: Front) -> list[Stop]:
    settled = {one.words for one in said.disputed}
    return [
        Stop(
            one.line,
            one.words,
            f"{one.reason}." + (f" It would be true to write: {one.offered}." if one.suggestion else ""),
        )
        for one in found
        if one.verdict is Verdict.CONTRADICTED and one.words not in settled
    ]


def _proposed(found: Sequence[Checked]) -> list[Stop]:
    return [
        Stop(
            one.line,
            one.words,
            "a proposed binding that nobody has accepted: check it and take proposed=yes out of the tag",
        )
        for one in found
        if one.claim and one.claim.tag.proposed
    ]


def hidden(found: Sequence[Checked], public: Resolver, area: str | None, said: Front) -> list[Stop]:
    """A number that is suppressed for the public may not stand in words either."""
    allowed = {one.words for one in said.may_be_shown}
    stops = []
    for one in found:
        if one.claim is None or one.claim.tag.kind != "figure" or one.words in allowed:
            continue
        for own in one.evidence:
            if own.missing or own.basis != "computed":
                continue
            seen = public.resolve(one.claim.tag, one.claim.tag.keys.get("area") or area, own.period)
            if seen.missing and "incomplete" not in seen.missing:
                stops.append(
                    Stop(
                        one.line,
                        one.words,
                        f"{own.code} for {own.period} is not for the public ({seen.missing}). Reword it without the "
                        "number, put years together, or record at the top of the report, under may_be_shown, why this "
                        "total may be shown.",
                        hidden=True,
                    )
                )
    return stops


def _labels(found: Sequence[Checked], said: Front) -> dict[str, str]:
    disputed = {one.words: one.label for one in said.disputed}
    return {one.binding: disputed[one.words] for one in found if one.binding and one.words in disputed}
