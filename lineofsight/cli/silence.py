"""What was asked for and is not there: silence that would otherwise pass for completeness."""

from collections.abc import Iterator, Sequence
from typing import Any

from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.query import Ask
from lineofsight.engine.sources.authorities import is_published
from lineofsight.engine.store import Workspace


def why_nothing(workspace: Workspace, ask: Ask) -> str:
    """Why nothing at all was found, and what to do."""
    if not workspace.loads():
        return (
            f"Nothing is loaded in {workspace.folder}. Say where your workspace is with `lineofsight -w FOLDER`, or begin "
            f"with `lineofsight load PATH`."
        )
    made_up, listed = bool(workspace.made_up), workspace.authorities()
    nobodys = [area for area in ask.areas if not is_published(area, made_up=made_up, listed=listed)]
    if nobodys:
        return f"No area has the code {' or '.join(nobodys)}. Codes are those of the DfE, such as 885 for Worcestershire."
    return (
        f"There is no such figure: nothing that is loaded says {' or '.join(ask.codes)}"
        + (f" for {' or '.join(ask.periods)}" if ask.periods else "")
        + (f" of area {' or '.join(ask.areas)}" if ask.areas else "")
        + ". `lineofsight loads` says what is loaded, `compute` works figures out."
    )


def without_a_figure(rows: Sequence[dict[str, Any]], ask: Ask) -> Iterator[str]:
    """What was asked for by name and has no row."""
    found = {
        (row["code"], area, when)
        for row in rows
        for area in (row["area"], "")
        for when in (row["period"], "")
    }
    for code in dict.fromkeys(ask.codes):
        for period in ask.periods or ("",):
            if period and code in CATALOGUE and not CATALOGUE[code].reads(period):
                yield f"{code} is not read for {period}, but for {', '.join(CATALOGUE[code].takes)}"
                continue
            for area in ask.areas or ("",):
                if (code, area, period) not in found:
                    yield " ".join(filter(None, (code, period, area and f"of area {area}")))
