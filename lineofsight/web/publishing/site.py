"""The public site: a folder of pages, tables and files that any web server can hand out. Needs no server to be made."""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import transaction
from jinja2 import Environment, FileSystemLoader

from lineofsight.charts.series import Chart
from lineofsight.engine.disk import flush, write_json
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.opened import Audience, open_run
from lineofsight.engine.reading import Status
from lineofsight.engine.store import MADE_UP, Workspace
from lineofsight.web.accounts import trail
from lineofsight.web.indicators import agreed, seen, sheets, showing
from lineofsight.web.indicators.agreed import Gap
from lineofsight.web.indicators.sheets import Sheet
from lineofsight.web.publishing import actions, open_data
from lineofsight.web.publishing.models import Contradiction

TEMPLATES = Path(__file__).resolve().parents[1] / "templates" / "publishing" / "site"
ASSETS = ("govuk/govuk.css", "lineofsight.css", "icon.svg")
FONTS = "fonts"
OURS = "site.json"  # says that a folder is a site of ours, which may be replaced


class NotPublishedError(Exception):
    """The site cannot be made: says why and what to do."""


@dataclass(frozen=True)
class Site:
    """What was published. `held`: codes that are agreed and held back."""

    folder: Path
    published: tuple[str, ...]
    held: Mapping[str, list[Contradiction]]
    noticed: int


@dataclass(frozen=True, eq=False)
class Entry:
    """One indicator on the site."""

    opened: seen.Opened
    sheet: Sheet
    gap: Gap | None = None

    @property
    def code(self) -> str:
        return self.sheet.code

    @cached_property
    def chart(self) -> Chart | None:
        return sheets.chart(self.opened, self.sheet)

    @cached_property
    def data(self) -> dict[str, list[dict[str, Any]]]:
        """The rows of each file, by what its rows are: years, quarters, months."""
        return open_data.files(self.opened, self.sheet.indicator)

    @cached_property
    def groups(self) -> list[tuple[str, list[tuple[str, str, str]]]]:
        """The newest figure by each breakdown: group, value, what it is made of."""
        shown, row = self.sheet.indicator, self.sheet.row
        if row is None:
            return []
        every = self.opened.readings(self.code, shown.breakdowns)
        here = [one for one in every if one["by"] and one["period"] == row["period"]]
        said = {
            by: [
                (one["group"], showing.value(shown, one), showing.parts(shown, one))
                for one in here
                if one["by"] == by
            ]
            for by in shown.breakdowns
        }
        return [(by.replace("_", " "), rows) for by, rows in said.items() if rows]

    @cached_property
    def caveats(self) -> list[str]:
        """What a reader must know before using the figures."""
        shown, rows = self.sheet.indicator, self.sheet.rows
        said = [self.gap.words] if self.gap else []
        for status, words in (
            (Status.INCOMPLETE, "is incomplete"),
            (Status.NOT_MEASURED, "was not returned, which does not mean that there was nothing to count"),
            (Status.SUPPRESSED, "is withheld, because it could point at a child"),
        ):
            if labels := [showing.period(shown, row["period"]) for row in rows if row["status"] == status]:
                said.append(f"{', '.join(labels)}: the figure {words}.")
        if self.sheet.row is not None and self.sheet.row["provisional"]:
            said.append(f"{self.sheet.period} is provisional and may still change.")
        if len({row["edition"] for row in rows if row["edition"]}) > 1:
            said.append("What is counted changed over these years; the chart shows where.")
        if any(row["basis"] == "published" for row in rows):
            said.append("Figures marked as published are the department's own: Open Government Licence v3.0.")
        if any(one["value"] == "c" for rows in self.data.values() for one in rows):
            said.append("Some figures by group are withheld, so that nobody can be known from them.")
        return said


def publish(out: Path, *, today: date) -> Site:
    """Make the site aside and put it in its place. NotPublishedError, ReportError: what was there stays."""
    workspace = Workspace(settings.WORKSPACE)
    run = workspace.newest_run()
    if run is None:
        raise NotPublishedError("No figure has been worked out yet. First run: lineofsight compute")
    if out.exists() and not (out / OURS).is_file() and (not out.is_dir() or any(out.iterdir())):
        raise NotPublishedError(f"{out} holds something else than a site of ours. Choose a new folder.")
    open_run(
        workspace, run, Audience.PUBLIC
    )  # its public edition, with all that was published before in view
    opened = seen.opened(Audience.PUBLIC)
    with trail.acting_from(trail.TERMINAL), transaction.atomic():
        noticed = actions.notice(workspace, run["id"], today=today)
        published, holding = actions.decided(today)
        gaps = agreed.gaps(sheets.by_code(opened).values(), agreed.codes(), today)
        themes = [
            (theme, [Entry(opened, one, gaps.get(one.code)) for one in found if one.code in published])
            for theme, found in sheets.by_theme(opened)
        ]
        themes = [(theme, entries) for theme, entries in themes if entries]
        _put(out, themes, holding, opened, run, today)
        codes = tuple(entry.code for _, entries in themes for entry in entries)
        trail.happened("publishing.site", run["id"][:60], by=None, why=f"Published {len(codes)} indicators")
    return Site(out, codes, holding, len(noticed))


def _put(out: Path, themes: Any, holding: Any, opened: seen.Opened, run: Any, today: date) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    aside, old = out.with_name(f".{out.name}.part"), out.with_name(f".{out.name}.old")
    for left in (aside, old):
        shutil.rmtree(left, ignore_errors=True)
    aside.mkdir()
    try:
        _write(aside, themes, holding, opened, run, today)
        for path in aside.rglob("*"):
            flush(path)
        if out.exists():
            os.rename(out, old)
        os.rename(aside, out)
    finally:
        if not out.exists() and old.exists():
            os.rename(old, out)
        for left in (aside, old):
            shutil.rmtree(left, ignore_errors=True)


def _write(folder: Path, themes: Any, holding: Any, opened: seen.Opened, run: Any, today: date) -> None:
    _assets(folder / "assets")
    entries = [entry for _, found in themes for entry in found]
    pages = _environment(opened, run, today)
    more = {"themes": themes, "entries": entries, "holding": holding}
    for name in ("index", "data", "about"):
        _page(folder / f"{name}.html", pages, name, **more)
    for entry in entries:
        _page(folder / f"{entry.code}.html", pages, "indicator", entry=entry, **more)
        for what, rows in entry.data.items():
            name = f"{entry.code}-{what}.csv"
            text = open_data.as_csv(rows, made_up=opened.made_up)
            (folder / name).write_text(text, encoding="utf-8", newline="")
            said = open_data.metadata(
                entry.sheet.indicator, name, str(settings.BOARD_NAME), made_up=opened.made_up
            )
            write = json.dumps(said, indent=1, ensure_ascii=False) + "\n"
            (folder / f"{name}-metadata.json").write_text(write, encoding="utf-8")
    write_json(
        folder / OURS,
        {
            "made_on": str(today), "run": run["id"], "made_up": opened.made_up,
            "published": [entry.code for entry in entries], "held_back": sorted(holding),
        },
    )  # fmt: skip


def _page(path: Path, pages: Environment, name: str, **more: Any) -> None:
    path.write_text(pages.get_template(f"{name}.html").render(**more) + "\n", encoding="utf-8")


def _environment(opened: seen.Opened, run: Any, today: date) -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    made.filters["day"] = _day
    made.globals.update(
        board=str(settings.BOARD_NAME), logo=logo.name if (logo := _logo()) else "", place=opened.place,
        made_up=MADE_UP if opened.made_up else "", today=today,
        worked_out=run["at"], showing=showing, basis=showing.BASIS, catalogue=CATALOGUE,
    )  # fmt: skip
    return made


def _day(value: date | str) -> str:
    found = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    return f"{found:%-d %B %Y}"


def _assets(folder: Path) -> None:
    (folder / FONTS).mkdir(parents=True)
    for name in ASSETS:
        found = finders.find(name)
        if found is None:
            raise NotPublishedError(
                f"{name} is not there. Fetch what pages are drawn with: python -m lineofsight.web.config.fetching"
            )
        shutil.copyfile(found, folder / Path(name).name)
    fonts = Path(finders.find("fonts/atkinson-hyperlegible-next-latin-400-normal.woff2") or "").parent
    for font in [*fonts.glob("*.woff2"), fonts / "OFL.txt"]:
        shutil.copyfile(font, folder / FONTS / font.name)
    (folder / "board.css").write_text(f":root {{ --board: {settings.BOARD_COLOUR}; }}\n")
    if logo := _logo():
        shutil.copyfile(logo, folder / logo.name)


def _logo() -> Path | None:
    return next(settings.DATA.glob("logo.*"), None)
