"""Pages of the figures: the dashboard, an indicator, and what is behind it."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from lineofsight.charts import strip
from lineofsight.charts.series import Chart, Point
from lineofsight.engine.explaining import meaning
from lineofsight.engine.indicator import Better, Indicator
from lineofsight.engine.indicators import CATALOGUE, THEMES
from lineofsight.engine.store import Workspace
from lineofsight.engine.tracing import counted_rows
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Permission, requires
from lineofsight.web.indicators import actions, seen, showing
from lineofsight.web.indicators.forms import ReasonForm
from lineofsight.web.indicators.models import Comment, Target
from lineofsight.web.loads import work

YEARS_SHOWN = 8
ROWS_SHOWN = 200


@dataclass(frozen=True)
class Line:
    """One indicator on the dashboard."""

    code: str
    title: str
    value: str
    parts: str
    period: str
    england: str
    standing: str
    colour: str
    silent: bool


def _theme(module: Any) -> str:
    return module.__name__.rpartition(".")[2].replace("_", " ").capitalize()


def _in_theme(module: Any) -> list[Indicator]:
    return [one for one in vars(module).values() if isinstance(one, Indicator)]


@require_safe
@requires(Permission.FIGURES_VIEW)
def dashboard(request: HttpRequest) -> HttpResponse:
    """Every indicator by theme, with its newest value."""
    person: Any = request.user
    opened = seen.open_for(person)
    found, targets = opened.whole(), actions.targets_now()
    themes = [
        (
            _theme(module),
            [_line(one, found.get(one.code, []), targets.get(one.code, [])) for one in _in_theme(module)],
        )
        for module in THEMES
    ]
    lines = [line for _, lines in themes for line in lines]
    counts = {
        "with a value": sum(not line.silent for line in lines),
        "not returned": sum(line.silent for line in lines),
    }
    if targets:
        counts["do not meet their target"] = sum(line.colour == "red" for line in lines)
    return render(
        request,
        "indicators/dashboard.html",
        {"themes": themes, "counts": counts, "opened": opened, "area": opened.place, "nothing": not found},
    )


def _line(indicator: Indicator, rows: list[seen.Reading], targets: list[Target]) -> Line:
    shown = showing.of_kind(indicator, rows, showing.main_kind(indicator, rows))
    row = seen.newest(shown)
    standing, colour = showing.against(indicator, row, _target_of(row, targets))
    return Line(
        code=indicator.code,
        title=indicator.title,
        value=showing.value(indicator, row),
        parts=showing.parts(indicator, row),
        period=showing.period(indicator, row["period"]) if row else "",
        england=indicator.unit.show(row["england"]) if row and row["england"] is not None else "",
        standing=standing,
        colour=colour,
        silent=row is None or not seen.has_value(row),
    )


def _target_of(row: seen.Reading | None, targets: list[Target]) -> float | None:
    """The target that applied when the reading's period ended: `targets` with the one that applied last first."""
    applied = [target for target in targets if row is not None and target.applies_from <= row["end"]]
    return float(applied[0].value) if applied and applied[0].value is not None else None


def _known(code: str) -> Indicator:
    if code not in CATALOGUE:
        raise Http404
    return CATALOGUE[code]


@require_safe
@requires(Permission.FIGURES_VIEW)
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator: its question, its newest value, its line, a sentence; the rest behind "more"."""
    person: Any = request.user
    shown = _known(code)
    opened = seen.open_for(person)
    rows = opened.readings(code)
    rows = showing.of_kind(shown, rows, showing.main_kind(shown, rows))[-YEARS_SHOWN:]
    row = seen.newest(rows)
    target = actions.target_on(code, row["end"]) if row else None
    wanted = float(target.value) if target and target.value is not None else None
    standing, colour = showing.against(shown, row, wanted)
    comment = _comment(person, code, row)
    return render(
        request,
        "indicators/indicator.html",
        {
            "shown": shown, "row": row, "rows": rows, "opened": opened, "showing": showing, "meaning": meaning(shown),
            "chart": showing.line(shown, opened.place, rows) if rows else None,
            "target": target, "standing": standing, "colour": colour, "comment": comment,
            "takes_target": shown.better is not Better.NEITHER, "place": opened.place,
            "sees_all": seen.sees_all(person),
        },
    )  # fmt: skip


def _comment(person: Any, code: str, row: seen.Reading | None) -> Comment | None:
    """A commentary may repeat a number that is suppressed for partners, so they are not shown it."""
    if row is None or not seen.sees_all(person):
        return None
    found = Comment.objects.visible_to(person).filter(code=code, period=row["period"])
    return found.select_related("drafted_by", "agreed_by").first()


@require_safe
@requires(Permission.FIGURES_VIEW)
def breakdowns(request: HttpRequest, code: str) -> HttpResponse:
    """The newest value by each group that there are readings of."""
    person: Any = request.user
    shown = _known(code)
    opened = seen.open_for(person)
    rows = opened.readings(code, shown.breakdowns)
    kind = showing.main_kind(shown, [row for row in rows if not row["by"]])
    rows = [row for row in showing.of_kind(shown, rows, kind) if row["by"]]
    row = seen.newest(rows)
    label = row["period"] if row else ""
    charts = [
        (by.replace("_", " "), showing.groups(shown, opened.place, of_it, label))
        for by in shown.breakdowns
        if (of_it := [one for one in rows if one["by"] == by and one["period"] == label])
        and any(map(seen.has_value, of_it))
    ]
    return _behind(request, shown, "Broken down", "indicators/breakdowns.html", charts=charts)


@require_safe
@requires(Permission.FIGURES_VIEW)
def neighbours(request: HttpRequest, code: str) -> HttpResponse:
    """The newest published value beside those of statistical neighbours and England."""
    person: Any = request.user
    shown = _known(code)
    opened = seen.open_for(person)
    published = [row for row in opened.readings(code) if row["basis"] == "published"]
    row = seen.newest(showing.of_kind(shown, published, showing.main_kind(shown, published)))
    chart = _strip(shown, opened, row) if row else None
    return _behind(request, shown, "Neighbours", "indicators/neighbours.html", row=row, chart=chart)


def _strip(shown: Indicator, opened: seen.Opened, row: seen.Reading) -> Chart | None:
    near = _near(opened)
    others = [one for one in seen.neighbours(opened, shown, row["period"]) if one["area"] in near]
    if not others:
        return None
    names = opened.names()
    points = [showing.point(shown, one, label=names.get(one["area"], one["area"])) for one in others]
    own: Point = showing.point(shown, row, label=opened.place)
    subject = showing.subject(shown, opened.place)
    return strip(subject, own, points, period=showing.period(shown, row["period"]), england=row["england"])


def _near(opened: seen.Opened) -> set[str]:
    table = opened.workspace.reference("neighbours")
    if table is None:
        return set()
    rows = [row for row in table.to_pylist() if row["area"] == opened.area]
    newest = max((row["model"] for row in rows), default=None)
    return {row["neighbour"] for row in rows if row["model"] == newest}


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
    loads = [_load(opened.workspace, name) for name in (rows[0]["load"] or "").split()]
    more = {"row": rows[0], "loads": loads, "meaning": meaning(shown), "period": period, "run": opened.run}
    tables = {name for needs in shown.needs for name in needs}
    more["caveats"] = work.caveats([load["id"] for load in loads], tables)
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
    more = {"form": form, "found": found, "most": ROWS_SHOWN, "period": period}
    return _behind(request, shown, "Rows that were counted", "indicators/rows.html", **more)


@require_safe
@requires(Permission.FIGURES_VIEW)
def history(request: HttpRequest, code: str) -> HttpResponse:
    """Targets and commentary as they were set and said: nothing is overwritten."""
    person: Any = request.user
    shown = _known(code)
    targets = Target.objects.visible_to(person).filter(code=code).select_related("set_by")
    comments = Comment.objects.visible_to(person).filter(code=code).select_related("drafted_by", "agreed_by")
    said = comments if seen.sees_all(person) else comments.none()
    return _behind(request, shown, "History", "indicators/history.html", targets=targets, comments=said)


@require_safe
@requires(Permission.FIGURES_VIEW)
def export(request: HttpRequest, code: str) -> HttpResponse:
    """What this person sees of the indicator, as CSV."""
    person: Any = request.user
    shown = _known(code)
    opened = seen.open_for(person)
    text = showing.as_csv(shown, opened.readings(code, shown.breakdowns), made_up=opened.made_up)
    answer = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{code}.csv"'
    trail.happened("indicators.export", code, by=person, why="Exported as CSV")
    return answer


def _behind(request: HttpRequest, shown: Indicator, heading: str, template: str, **more: Any) -> HttpResponse:
    """A page behind an indicator's own."""
    return render(request, template, {"shown": shown, "heading": heading, "showing": showing, **more})
