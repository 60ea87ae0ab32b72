"""The mappings a workspace remembers, and which of them reads a file."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from lineofsight.engine.sources.intake import SourceError
from lineofsight.engine.sources.scorecard import mapping
from lineofsight.engine.sources.scorecard.locating import Located, locate, moved
from lineofsight.engine.sources.scorecard.mapping import ScorecardMap, beside
from lineofsight.engine.sources.scorecard.sheets import read_grids


def remember(path: Path, folder: Path) -> Path:
    """Keep the mapping that lies beside a scorecard, having tried it on the scorecard itself."""
    kept = mapping.load(beside(path))
    if not kept.codes:
        raise SourceError(
            f"{beside(path).name}: gives no heading a code. Fill in those that you want to read."
        )
    wrong = moved(locate(kept, read_grids(path), path.stem))
    if wrong:
        raise SourceError(
            f"{beside(path).name}: does not fit {path.name}: {'; '.join(wrong[:5])}. Correct it."
        )
    # One for each layout and sender: agencies fill in the same template.
    name = hashlib.sha256(f"{kept.sender}\n{kept.fingerprint}".encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{name}.toml"
    draft = target.with_suffix(".new")
    draft.write_text(beside(path).read_text(encoding="utf-8"), encoding="utf-8")
    os.replace(draft, target)
    return target


def remembered(folder: Path) -> list[ScorecardMap]:
    """The mappings in a folder, the last kept first."""
    files = sorted(folder.glob("*.toml"), key=lambda file: (-file.stat().st_mtime_ns, file.name))
    return [mapping.load(file) for file in files]


def choose(path: Path, known: Iterable[ScorecardMap], sender: str | None = None) -> ScorecardMap | None:
    """The mapping that fits a file, else the nearest of which at least half is there, else None.

    The nearest is given so that reading by it says what has moved. Where several senders use one layout,
    `sender` says which of them it is.
    """
    known = list(known)
    if sender and any(one.sender == sender for one in known):
        known = [one for one in known if one.sender == sender]
    grids = read_grids(path)
    found = [(one, locate(one, grids, path.stem)) for one in known]
    fit = [one for one, located in found if not moved(located)]
    senders = sorted({one.sender for one in fit})
    if len(senders) > 1 and not sender:
        raise SourceError(
            f"{path.name}: is laid out as the scorecards of {', '.join(senders)} are. "
            "Say whose it is with --sender."
        )
    if fit:
        return fit[0]
    near = [(one, _share_there(located)) for one, located in found]
    nearest, share = max(near, key=lambda pair: pair[1], default=(None, 0.0))
    return nearest if share >= 0.5 else None


def _share_there(located: list[Located]) -> float:
    """How many of the headings that have a code were found."""
    asked = sum(bool(measure.code) for one in located for measure in one.table.measures)
    return 1 - sum(len(one.absent) for one in located) / asked if asked else 0.0
