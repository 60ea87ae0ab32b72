"""Pages of the figures: the dashboard, an indicator, and what is behind it."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from string import ascii_uppercase
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from lineofsight.engine.explaining import meaning
from lineofsight.engine.indicator import Better, Indicator
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.store import MADE_UP, Workspace
from lineofsight.engine.tracing import counted_rows
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Permission, requires
from lineofsight.web.indicators import (
    actions,
    agreed,
    beside,
    breaking,
    earlier,
    exporting,
    hearing,
    seen,
    sheets,
    showing,
)
from lineofsight.web.indicators.forms import ReasonForm
from lineofsight.web.indicators.models import Comment, Note, Target
from lineofsight.web.indicators.sheets import Sheet
from lineofsight.web.loads import work
from lineofsight.web.records import register
from lineofsight.web.records.forms import SinceForm

ROWS_SHOWN = 200
LOOKS_BACK = timedelta(days=60)  # of somebody who never came before


@require_safe
@requires(Permission.FIGURES_VIEW)
def dashboard(request: HttpRequest) -> HttpResponse:
    """Every indicator by theme, with its newest value; or, where `by=priority`, those by which each priority goes."""
    person: Any = request.user
    opened = seen.open_for(person)
    themes, targets = sheets.by_theme(opened), actions.targets_now()
    every = [one for _, of_theme in themes for one in of_theme]
    standings = {one.code: _standing(one, targets.get(one.code, [])) for one in every}
    aimed_at = agreed.aimed_at()
    codes = aimed_at or set(CATALOGUE)
    gaps = agreed.gaps(every, codes, timezone.localdate())
    counts = agreed.counts([one for one in every if one.code in codes], gaps)
    if not aimed_at:
        counts[agreed.NOT_ON_RECORD] = counts.pop(agreed.NOT_RETURNED, 0)
    missed = sum(colour == "red" for code, (_, colour) in standings.items() if code not in gaps)
    priorities = register.measured(person, timezone.localdate())
    by_priority = request.GET.get("by") == "priority" and bool(priorities)
    if by_priority:
        sheet_of = {one.code: one for one in every}
        groups = [(name, href, [sheet_of[code] for code in of]) for name, href, of in priorities]
    else:
        groups = [(theme, "", of_theme) for theme, of_theme in themes]
    more = {
        "groups": groups,
        "priorities": priorities,
        "by_priority": by_priority,
        "standings": standings,
        "counts": counts,
        "missed": missed,
        "opened": opened,
    }
    return render(
        request,
        "indicators/dashboard.html",
        more
        | {"codes": codes, "agreed": bool(aimed_at), "gaps": gaps, "failed": work.not_refreshed()}
        | {"received": bool(opened.workspace.newest_run()) or work.has_loads()},
    )


def _standing(sheet: Sheet, targets: list[Target]) -> tuple[str, str]:
    return showing.against(sheet.indicator, sheet.row, showing.target_of(sheet.row, targets))


def _known(code: str) -> Indicator:
    if code not in CATALOGUE:
        raise Http404
    return CATALOGUE[code]


@require_safe
@requires(Permission.FIGURES_VIEW)
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator: its question, its newest value, its line, a sentence; the rest behind "more"."""
    person: Any = request.user
    _known(code)
    opened = seen.open_for(person)
    sheet = sheets.sheet(opened, code)
    notes = list(_notes(person, code, sheet))
    target = actions.target_on(code, sheet.row["end"]) if sheet.row else None
    wanted = float(target.value) if target and target.value is not None else None
    standing, colour = showing.against(sheet.indicator, sheet.row, wanted)
    codes = agreed.codes()
    comment = _comment(person, sheet)
    return render(
        request,
        "indicators/indicator.html",
        {
            "shown": sheet.indicator, "sheet": sheet, "row": sheet.row, "opened": opened, "showing": showing,
            "chart": sheets.chart(opened, sheet, notes), "notes": _lettered(notes),
            "years": sheets.years(opened, sheet), "caveats": sheets.caveats(opened, sheet),
            "target": target, "standing": standing, "colour": colour,
            "comment": comment, "told": hearing.hear(opened, code, comment.period, comment.text) if comment else (),
            "takes_target": sheet.indicator.better is not Better.NEITHER,
            "sees_all": seen.sees_all(person), "chosen": code in codes,
            "gap": agreed.gaps([sheet], codes, timezone.localdate()).get(code),
        },
    )  # fmt: skip


def _notes(person: Any, code: str, sheet: Sheet) -> QuerySet[Note]:
    """What was noted of the days that the chart shows."""
    rows = sheet.path or sheet.rows
    found = Note.objects.visible_to(person).standing().about(code).select_related("written_by")
    return found.filter(on__gte=rows[0]["start"], on__lte=rows[-1]["end"]) if rows else found.none()


def _lettered(notes: Sequence[Note]) -> list[tuple[str, Note]]:
    return list(zip(ascii_uppercase, notes, strict=False))


def _comment(person: Any, sheet: Sheet) -> Comment | None:
    """The newest commentary on a year that the page shows. It may repeat a number that is suppressed for partners, so
    they are not shown it."""
    if not seen.sees_all(person):
        return None
    places = {row["period"]: at for at, row in enumerate(sheet.rows)}
    found = Comment.objects.visible_to(person).filter(code=sheet.code, period__in=places)
    said = found.select_related("drafted_by", "agreed_by")
    return max(said, key=lambda one: places[one.period], default=None)


@require_safe
@requires(Permission.FIGURES_VIEW)
def breakdowns(request: HttpRequest, code: str) -> HttpResponse:
    """The newest value by each group that there are readings of."""
    person: Any = request.user
    shown = _known(code)
    opened = seen.open_for(person)
    found = opened.keep(("groups", code), lambda: breaking.down(opened, sheets.sheet(opened, code)))
    return _behind(request, shown, "Broken down", "indicators/breakdowns.html", found=found)


@require_safe
@requires(Permission.FIGURES_VIEW)
def neighbours(request: HttpRequest, code: str) -> HttpResponse:
    """The newest published value beside those of statistical neighbours and England."""
    person: Any = request.user
    shown = _known(code)
    opened = seen.open_for(person)
    published = [row for row in opened.readings(code) if row["basis"] == "published"]
    row = seen.newest(showing.of_kind(shown, published, showing.main_kind(shown, published)))
    found = opened.keep(("beside", code), lambda: beside.others(opened, shown, row) if row else None)
    return _behind(request, shown, "Beside other areas", "indicators/neighbours.html", row=row, found=found)


@require_safe
@requires(Permission.FIGURES_VIEW)
def passport(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """Where a figure comes from: what it counts, and the files it rests on."""
    person: Any = request.user
    shown = _known(code)
    opened = seen.open_for(person)
    rows = [row for row in opened.readings(code) if row["period"] == period]
    if not rows:
        raise Http404
    names = (rows[0]["load"] or "").split()
    loads = [opened.keep(("load", name), partial(_load, opened.workspace, name)) for name in names]
    more: dict[str, Any] = {
        "row": rows[0],
        "loads": loads,
        "meaning": meaning(shown),
        "period": period,
        "run": opened.run,
    }
    more["caveats"] = sheets.caveats_of(opened, shown, names)
    more |= {"counted": seen.counted_here(opened, code).get(period), "sees_all": seen.sees_all(person)}
    return _behind(request, shown, "Where this figure comes from", "indicators/passport.html", **more)


def _load(workspace: Workspace, name: str) -> dict[str, Any]:
    manifest = workspace.load(name).manifest
    return {
        key: manifest[key] for key in ("id", "format", "known_on", "loaded_at", "sender", "release", "files")
    }


@require_http_methods(["GET", "POST"])
@requires(Permission.FIGURES_TRACE)
def rows(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """The rows that were counted: for those who may trace, for a reason, and on the trail."""
    person: Any = request.user
    shown = _known(code)
    opened = seen.open_for(person)
    if opened.area is None or not any(row["period"] == period for row in opened.readings(code)):
        raise Http404
    form = ReasonForm(request.POST or None)
    found = None
    if form.is_valid():
        trail.looked("indicators.rows", f"{code} {period}", by=person, why=form.cleaned_data["why"])
        found = counted_rows(opened.workspace, shown, opened.area, shown.period(period))
    pages = {} if shown.of_children else _pages(person, [row["key"] for row in found or ()])
    more = {"form": form, "found": found, "most": ROWS_SHOWN, "period": period, "pages": pages}
    return _behind(request, shown, "Rows that were counted", "indicators/rows.html", **more)


def _pages(person: Any, keys: Sequence[str]) -> dict[str, str]:
    """The pages of records that were counted, by what names their rows: "MTG-3/12" is a seat at meeting 3."""
    refs = {key: register.numbered(key.partition("/")[0]) for key in keys[:ROWS_SHOWN]}
    here = register.look_at(person, {ref for ref in refs.values() if ref})
    return {key: here[ref].href for key, ref in refs.items() if ref in here}


@require_safe
@requires(Permission.FIGURES_VIEW)
def history(request: HttpRequest, code: str) -> HttpResponse:
    """What was told of each year and why it differs; targets, notes and commentary: nothing is overwritten."""
    person: Any = request.user
    shown = _known(code)
    targets = Target.objects.visible_to(person).filter(code=code).select_related("set_by")
    comments = Comment.objects.visible_to(person).filter(code=code).select_related("drafted_by", "agreed_by")
    said = comments if seen.sees_all(person) else comments.none()
    notes = Note.objects.visible_to(person).about(code).select_related("written_by", "withdrawn_by")
    opened = seen.open_for(person)
    sheet = sheets.sheet(opened, code)
    told = opened.keep(("history", code), lambda: earlier.history(opened, sheet))
    more = {
        "targets": targets,
        "comments": said,
        "notes": notes,
        "told": told,
        "sees_all": seen.sees_all(person),
    }
    return _behind(request, shown, "History", "indicators/history.html", **more)


@require_safe
@requires(Permission.FIGURES_VIEW)
def changed(request: HttpRequest) -> HttpResponse:
    """The figures that are not what they were on a day: when the board last met, or this person last came."""
    person: Any = request.user
    first = _last_looked(person)
    form = SinceForm(request.GET or {"since": first})
    since = form.cleaned_data["since"] if form.is_valid() else first
    opened = seen.open_for(person)
    on, figures = earlier.changed_since(opened, sheets.by_code(opened), since)
    said = {"form": form, "since": since, "on": on, "figures": figures}
    return render(request, "indicators/changed.html", said)


def _last_looked(person: Any) -> date:
    today = timezone.localdate()
    before = person.visits.order_by("-began_at").values_list("began_at", flat=True)[1:2]
    last = [timezone.localdate(began) for began in before]
    return register.last_board(today) or (last[0] if last else today - LOOKS_BACK)


@require_safe
@requires(Permission.FIGURES_VIEW)
def export(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """What this person sees of the indicator, as a file."""
    person: Any = request.user
    shown = _known(code)
    if kind not in exporting.KINDS:
        raise Http404
    opened = seen.open_for(person)
    content, write = exporting.KINDS[kind]
    found = exporting.rows(shown, opened.readings(code, shown.breakdowns), made_up=opened.made_up)
    gap = agreed.gaps([sheets.sheet(opened, code)], agreed.codes(), timezone.localdate()).get(code)
    if gap:
        found.append(
            exporting.gap_row(shown, opened.area or "", gap)
            | ({"made_up": MADE_UP} if opened.made_up else {})
        )
    answer = HttpResponse(write(found), content_type=content)
    answer["Content-Disposition"] = f'attachment; filename="{code}.{kind}"'
    trail.happened("indicators.export", code, by=person, why=f"Exported as {kind.upper()}")
    return answer


def _behind(request: HttpRequest, shown: Indicator, heading: str, template: str, **more: Any) -> HttpResponse:
    """A page behind an indicator's own."""
    return render(request, template, {"shown": shown, "heading": heading, "showing": showing, **more})
