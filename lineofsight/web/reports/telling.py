"""What was found of a report, as its page says it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lineofsight.claims.suggesting.proposing import Sure
from lineofsight.claims.verdict import Verdict
from lineofsight.web.indicators.hearing import WORDS
from lineofsight.web.loads.models import Task
from lineofsight.web.reports.models import Held, Report

SENT_SHOWN = 20
Row = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """`wrong`: what the record has otherwise, the worst first; `matching`; `to_look_at`: words with what they could
    state; `unknown`: numbers that nothing on record has. Each row has the `number` by which it is spoken of."""

    ready: bool
    trouble: str
    wrong: Sequence[Row] = ()
    matching: Sequence[Row] = ()
    to_look_at: Sequence[Row] = ()
    unknown: Sequence[Row] = ()


def told(report: Report) -> Told:
    held: Held | None = getattr(report, "held", None)
    if held is None or held.of != report.version:
        return Told(ready=False, trouble=_trouble(report))
    stated = [_row(number, one) for number, one in enumerate(held.stated) if one["binding"]]
    loose = [_row(number, one) for number, one in enumerate(held.stated) if not one["binding"]]
    proposed = [_row(number, one) for number, one in enumerate(held.proposed)]
    matching = [one for one in stated if one["verdict"] == Verdict.VERIFIED]
    wrong = [one for one in stated if one["verdict"] != Verdict.VERIFIED]
    said = {one["sentence"] for one in stated}
    wrong += [one for one in loose if one["sentence"] in said and not _is_asked_about(one, proposed)]
    return Told(
        ready=True,
        trouble="",
        wrong=sorted(wrong, key=lambda one: (-Verdict(one["verdict"]).badness, one["line"])),
        matching=matching,
        to_look_at=[one for one in proposed if one["fits"] or one["named"]],
        unknown=[one for one in proposed if not (one["fits"] or one["named"]) and one["sure"] == Sure.NONE],
    )


def _is_asked_about(loose: Row, proposed: Sequence[Row]) -> bool:
    """Whether something is proposed for these words of a sentence, alone or with others."""
    return any(one["sentence"] == loose["sentence"] and loose["words"] in one["words"] for one in proposed)


def _row(number: int, one: Row) -> Row:
    before, words, after = one["sentence"].partition(one["words"])
    if "place" in one:
        _, start, end = one["place"]
        before, words, after = one["sentence"][:start], one["sentence"][start:end], one["sentence"][end:]
    says, colour = WORDS[Verdict(one["verdict"])] if "verdict" in one else ("", "")
    return one | {
        "number": number, "before": before, "words": words or one["words"], "after": after, "says": says,
        "colour": colour,
    }  # fmt: skip


def coming() -> list[Task]:
    """Reports that were sent and are being read, and the last one, where it could not be."""
    sent = list(Task.objects.filter(kind=Task.Kind.REPORT, given__report__isnull=True)[:SENT_SHOWN])
    return [one for one in sent if not one.over or (one is sent[0] and one.state == Task.State.FAILED)]


def _trouble(report: Report) -> str:
    """Why it could not be held against the figures, where that was tried last."""
    last = Task.objects.filter(kind=Task.Kind.REPORT, given__report=report.pk).first()
    return last.said if last and last.state == Task.State.FAILED else ""
