"""What stands above a report's text: who wrote it, for whom, about when, and what was settled about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lineofsight.claims import shown
from lineofsight.claims.tags import nearest

KEYS = (
    "title",
    "subtitle",
    "board",
    "area",
    "area_name",
    "period",
    "regime",
    "template",
    "authors",
    "recipients",
    "presentations",
    "date",
    "numbered",
    "cover",
    "disputed",
    "may_be_shown",
    "files",
    "contributions",
    "after",
    "language",
    "status",
    "logo",
)


class ReportError(Exception):
    """A report that cannot be made: says what is wrong, where and what to do."""


@dataclass(frozen=True)
class Stop:
    """What stops an edition: on which line, which words, why, and what to do."""

    line: int
    words: str
    why: str
    hidden: bool = False  # from the public: it stops a draft too


@dataclass(frozen=True)
class Disputed:
    """A figure that two people say is wrong, and why; it is printed with that beside it."""

    words: str
    by: tuple[str, ...]
    reason: str
    source: str

    @property
    def label(self) -> str:
        return f"disputed by {' and '.join(self.by)}: {self.reason} ({self.source})"


@dataclass(frozen=True)
class Shown:
    """A total that may be shown to the public although it is small: why, and who said so."""

    words: str
    because: str
    by: str


@dataclass(frozen=True, kw_only=True)
class Front:
    title: str
    area: str | None = None
    period: str = ""
    board: str = ""
    subtitle: str = ""
    regime: str = ""
    template: str = ""
    authors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    presentations: tuple[tuple[str, str], ...] = ()  # body, day
    day: date | None = None
    numbered: bool = False
    cover: bool = True
    disputed: tuple[Disputed, ...] = ()
    may_be_shown: tuple[Shown, ...] = ()
    files: tuple[str, ...] = ()
    contributions: tuple[tuple[str, str], ...] = ()  # from whom, and what came of it


def front(said: Mapping[str, Any]) -> Front:
    """ReportError for a line that is not understood."""
    if unknown := [key for key in said if key not in KEYS]:
        raise ReportError(f"At the top of the report stands '{unknown[0]}:'.{nearest(unknown[0], KEYS)}")
    return Front(
        title=str(said.get("title") or "Report"),
        area=str(said["area"]) if said.get("area") else None,
        period=str(said.get("period") or ""),
        board=str(said.get("board") or said.get("area_name") or ""),
        subtitle=str(said.get("subtitle") or ""),
        regime=str(said.get("regime") or ""),
        template=str(said.get("template") or ""),
        authors=_words(said.get("authors")),
        recipients=_words(said.get("recipients")),
        presentations=tuple(_pair(one) for one in _list(said.get("presentations"))),
        day=_day(said.get("date")),
        numbered=bool(said.get("numbered", False)),
        cover=bool(said.get("cover", True)),
        disputed=tuple(map(_disputed, _list(said.get("disputed")))),
        may_be_shown=tuple(map(_shown, _list(said.get("may_be_shown")))),
        files=_words(said.get("files")),
        contributions=tuple(_contribution(one) for one in _list(said.get("contributions"))),
    )


def _list(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _words(value: Any) -> tuple[str, ...]:
    return tuple(str(one) if not isinstance(one, Mapping) else _pair(one)[0] for one in _list(value))


def _pair(row: Any) -> tuple[str, str]:
    """`body: day`, or {body: ..., date: ...}."""
    if isinstance(row, Mapping):
        for name in ("body", "to", "from", "name", "agency", "person"):
            if name in row:
                rest = next(
                    (row[key] for key in ("date", "day", "on", "received", "status") if key in row), ""
                )
                return str(row[name]), _long(rest)
        if len(row) == 1:
            ((name, rest),) = row.items()
            return str(name), _long(rest)
    return str(row), ""


def _contribution(row: Any) -> tuple[str, str]:
    """A contribution that never came is said to be so, never left out."""
    name, came = _pair(row)
    return name, came if came and came.lower() not in (
        "none",
        "no",
        "false",
    ) else "not supplied by the date asked"


def _long(value: Any) -> str:
    return shown.day(value) if isinstance(value, date) else "" if value is None else str(value)


def _day(value: Any) -> date | None:
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ReportError(f"date: {value} is not a day. Write date: 2017-09-13.") from None


def _disputed(row: Any) -> Disputed:
    by = _words(row.get("by")) if isinstance(row, Mapping) else ()
    if (
        not isinstance(row, Mapping)
        or len(set(by)) < 2
        or not row.get("words")
        or not row.get("reason")
        or not row.get("source")
    ):
        raise ReportError(
            "A disputed figure needs its words, two people (by), a reason and a source:\n"
            "disputed:\n  - words: 5,497\n    by: [business manager, analyst]\n    reason: ...\n    source: ..."
        )
    return Disputed(str(row["words"]), by, str(row["reason"]), str(row["source"]))


def _shown(row: Any) -> Shown:
    if not isinstance(row, Mapping) or not (row.get("words") and row.get("because") and row.get("by")):
        raise ReportError(
            "A number that may be shown although it is small needs its words, because and by:\n"
            "may_be_shown:\n  - words: 4\n    because: ...\n    by: ..."
        )
    return Shown(str(row["words"]), str(row["because"]), str(row["by"]))
