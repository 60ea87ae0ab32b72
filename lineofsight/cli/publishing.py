"""The public site: `publish`."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from lineofsight.cli.app import Asked, app, console, day, label, now, show_json
from lineofsight.cli.keeping import begin_quietly
from lineofsight.cli.serving import not_done


@app.command()
def publish(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The site's folder.", show_default=False)],
    on: Annotated[
        str | None, typer.Option("--date", help="The day on which it is published. Without it: today.")
    ] = None,
) -> None:
    """Write the public site: the indicators agreed for publication, as pages and open data that any web server hands out.

    Nothing leaves but through disclosure control. What contradicts a report in print is held back until somebody has
    seen it or five working days have passed; the site says so. What was in OUT is replaced whole, or stays.

    Exit 0: published. 1: not, and what was there stays.

    Example:

        lineofsight publish /srv/www/figures
    """
    asked: Asked = context.obj
    begin_quietly(asked)
    from lineofsight.claims.ledger import LedgerError
    from lineofsight.claims.tags import TagError
    from lineofsight.documents.front import ReportError
    from lineofsight.web.publishing.site import NotPublishedError
    from lineofsight.web.publishing.site import publish as make

    today: date = day(on) or now().date()
    try:
        site = make(out, today=today)
    except (NotPublishedError, ReportError, LedgerError, TagError, OSError) as error:
        raise not_done(escape(str(error))) from None
    if asked.json:
        show_json({"site": str(site.folder), "published": site.published, "held_back": sorted(site.held)})
        return
    label(asked)
    console.print(f"{escape(str(site.folder / 'index.html'))}: {len(site.published)} indicators.")
    if not site.published and not site.held:
        console.print("None is agreed for publication: a chair or manager does that under Public site.")
    for code, found in site.held.items():
        console.print(
            f"Held back: {code}, to the end of {found[0].until:%-d %B %Y}, or until somebody has seen it."
        )
