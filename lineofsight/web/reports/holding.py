"""Holding a report against the figures: what its words could state, and whether what they are said to state is so."""

import shutil
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from lineofsight.claims import shown
from lineofsight.claims.check import Checked, check
from lineofsight.claims.equal import ALLOWED
from lineofsight.claims.evidence import Unit
from lineofsight.claims.figures import Figures
from lineofsight.claims.language import read
from lineofsight.claims.resolving import FromWorkspace
from lineofsight.claims.suggesting.around import Around, every, is_named, meant
from lineofsight.claims.suggesting.known import Known, Stated, readings, recorded
from lineofsight.claims.suggesting.placing import Span, placed
from lineofsight.claims.suggesting.proposing import Proposal, suggest
from lineofsight.claims.tags import Tag, TagError, parse
from lineofsight.documents.front import ReportError
from lineofsight.documents.paragraphs import text_of
from lineofsight.engine.opened import Audience
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Person
from lineofsight.web.indicators import seen
from lineofsight.web.loads import uploads
from lineofsight.web.loads.models import Task
from lineofsight.web.loads.work import NotDoneError
from lineofsight.web.records import register
from lineofsight.web.reports.models import Held, Report

NAMED = 3  # measures of which a number that fits none could be meant
CHANGED = "That is no longer as it was. Look at the report again."


def work(task: Task) -> None:
    """Read a report that was sent, or hold one that is here against the figures again."""
    report = Report.objects.get(pk=task.given["report"]) if "report" in task.given else _received(task)
    task.given["report"] = report.pk
    task.done = task.of = 1
    hold(report)


def _received(task: Task) -> Report:
    folder = uploads.folder_of(task)
    try:
        (path,) = folder.iterdir()
        text = text_of(path)
        read(text)
    except (ReportError, TagError) as error:
        raise NotDoneError(str(error).removeprefix(f"{path}: ")) from None  # its page names the file
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if task.asked_by is None:
        raise NotDoneError("Nobody sent this report.")
    return trail.create(
        Report, by=task.asked_by, why="Read a report", name=path.name[:120], text=text, added_by=task.asked_by
    )


def hold(report: Report) -> Held:
    """Find everything anew, in the figures and in what the board has on record."""
    opened = seen.opened(Audience.BOARD)
    area = opened.area
    if area is None:
        raise NotDoneError(
            "There is no figure to hold a report against yet. Load statistics or returns first."
        )
    ledger = register.ledger()
    known = Known([*readings(opened.workspace, area, Audience.BOARD), *recorded(ledger)])
    document = read(report.text)
    figures = Figures(opened.workspace, audience=Audience.BOARD)
    figures.prepare(document.claims, area)
    resolver = FromWorkspace(figures, ledger)
    try:
        checked = check(document, resolver, area=area)
        made = suggest(report.text, known, resolver, area)
    except TagError as error:
        raise NotDoneError(str(error)) from None
    arounds = every(document)
    said = {
        "of": report.version,
        "run": opened.run or "",
        "stated": [_verdict(one) for one in checked],
        "proposed": [
            _proposal(one, place, arounds[place[0]], known)
            for one, place in zip(made.proposals, made.places, strict=True)
        ],
    }
    return Held.objects.update_or_create(report=report, defaults=said)[0]


def _verdict(one: Checked) -> dict[str, Any]:
    code = one.claim.tag.id if one.claim and one.claim.tag.kind == "figure" else ""
    return {
        "line": one.line, "words": one.words, "sentence": one.sentence, "binding": one.binding or "", "code": code,
        "verdict": str(one.verdict), "reason": one.reason, "instead": one.suggestion or "",
    }  # fmt: skip


def _proposal(one: Proposal, place: tuple[int, int, int], around: Around, known: Known) -> dict[str, Any]:
    """`fits`: what has the words' value; else `named`: what the sentence names, which has another."""
    fits = [_choice(fit.stated) for fit in one.fits]
    named = [] if fits else [_choice(stated) for stated in _named(one, place, around, known)]
    return {
        "place": list(place), "line": one.line, "words": one.words, "sentence": one.sentence, "sure": str(one.sure),
        "fits": fits, "named": named,
    }  # fmt: skip


def _choice(one: Stated) -> dict[str, str]:
    tag = Tag(
        one.tag.kind, one.tag.id, {key: value for key, value in one.tag.keys.items() if key != "proposed"}
    )
    when = " to ".join(
        shown.period(label) for label in (one.earlier and one.earlier.label, one.label) if label
    )
    part = "" if one.part == "value" else f", its {one.part}"
    return {
        "binding": str(tag), "title": f"{one.words}{part}{f', {one.against}' if one.against else ''}", "when": when,
        "value": "" if one.earlier else shown.amount(one.value, Unit(one.unit), None if one.value.denominator == 1 else 1),
    }  # fmt: skip


def _named(one: Proposal, place: tuple[int, int, int], around: Around, known: Known) -> list[Stated]:
    """The values nearest to a number, of the measures that are named by it, for the year that the text is about:
    England's, the region's or the neighbours' where those are named beside it."""
    _, start, end = place
    names = next(iter(around.by_distance(start, end)), ())
    number = one.number
    if number is None or not names:
        return []
    when = [*around.own, *around.paragraph, *([around.report] if around.report else [])]
    beside = around.comparator(start, end)
    found = []
    for code, rows in known.yearly.items():
        if is_named(code, names):
            own = [known.against(row, beside) for row in rows] if beside else rows
            of_it = [row for row in own if row and row.part == "value" and number.kind in ALLOWED[row.unit]]
            about = (row for period in when for row in of_it if row.period and meant(period, row.period))
            found += list(about)[:1]
    return sorted(found, key=lambda row: (abs(row.value - number.low), row.id))[:NAMED]


# --- saying what words state ---------------------------------------------------------------------------------------


def say(report: Report, expect: int, run: str, chosen: Mapping[int, str], *, by: Person) -> Report:
    """That words state what somebody chose for them, by their number among what was proposed from a run."""
    held: Held | None = getattr(report, "held", None)
    if held is None or not held.of == expect == report.version or held.run != run:
        raise ValidationError(CHANGED)
    if not chosen:
        raise ValidationError("Choose what at least one of them states.")
    spans = [_span(held.proposed, number, binding) for number, binding in chosen.items()]
    text, there = placed(report.text, read(report.text), spans)
    if not there:
        raise ValidationError(
            "A tag cannot stand around these words. Write them as plain text in the report."
        )
    return _changed(report, expect, text, f"Said what {len(there)} statements state", by)


def _span(every: Sequence[Mapping[str, Any]], number: int, binding: str) -> Span:
    proposed = every[number] if 0 <= number < len(every) else {"fits": (), "named": ()}
    if binding not in [one["binding"] for one in (*proposed["fits"], *proposed["named"])]:
        raise ValidationError("That was not proposed. Choose one of those that are shown.")
    sentence, start, end = proposed["place"]
    return Span(sentence, start, end, parse(binding, proposed["line"]))


def take_back(report: Report, expect: int, number: int, *, by: Person) -> Report:
    """Words state nothing again, as before."""
    held: Held | None = getattr(report, "held", None)
    stated = held.stated if held and held.of == expect == report.version else []
    said = stated[number] if 0 <= number < len(stated) else {}
    if not said.get("binding"):
        raise ValidationError(CHANGED)
    words, tag = said["words"], f"[{said['words']}]{{{said['binding']}}}"
    alike = [
        at for at, one in enumerate(stated) if (one["words"], one["binding"]) == (words, said["binding"])
    ]
    parts = report.text.split(tag)
    if len(parts) != len(alike) + 1:  # one stands where no statement is read, or is written another way
        raise ValidationError(f"“{words}” cannot be told from others like it. Take its tag off in the text.")
    this = alike.index(number) + 1
    text = tag.join(parts[:this]) + words + tag.join(parts[this:])
    return _changed(report, expect, text, "Took a statement back", by)


def _changed(report: Report, expect: int, text: str, why: str, by: Person) -> Report:
    changed = trail.change(report, expect, by=by, why=why, text=text)
    ask([changed])
    return changed


def ask(reports: Sequence[Report]) -> None:
    """Ask the worker to hold reports against the figures again."""
    for report in reports:
        waiting = Task.objects.filter(
            kind=Task.Kind.REPORT, state=Task.State.WAITING, given__report=report.pk
        )
        if not waiting.exists():
            Task.objects.create(kind=Task.Kind.REPORT, given={"report": report.pk, "name": report.name})


def is_older(held: Held) -> bool:
    """Whether what was found of a report is of other figures than those that are shown."""
    return held.run != (seen.opened(Audience.BOARD).run or "")


def look_again() -> None:
    """Once a run is ready: hold against it what was held against an earlier one."""
    ask([held.report for held in Held.objects.select_related("report") if is_older(held)])
