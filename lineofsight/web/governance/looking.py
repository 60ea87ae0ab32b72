"""Looking into a file that comes with a paper or a reply: what in it points at a child, and which files are not read."""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from lineofsight.engine.sources import opening
from lineofsight.engine.sources.intake import SourceError
from lineofsight.engine.sources.opening import WordTable
from lineofsight.web.accounts.noticing import (
    OF_BIRTHS,
    OF_CHILDREN,
    Notice,
    children_named,
    never_held_under,
)
from lineofsight.web.accounts.plain import known_names
from lineofsight.web.loads.uploads import clean_name

PROSE, SHEETS = (".docx", ".pptx", ".odt", ".odp"), (".xlsx", ".ods", ".xls")
HEADING = 40  # letters: more is no heading
MOST = 200_000  # different texts that are looked through while somebody waits
LOOKED_FOR = "children’s names, dates of birth, and NHS and pupils’ numbers"
Cell = tuple[str, str]  # what stands above it, and what it says


@dataclass(frozen=True)
class Looked:
    """`never`: what a board may not hold. `names`: those that stand where a child's would. `why_not`: nobody looked."""

    never: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    why_not: str = ""


def look(file: UploadedFile) -> Looked:
    """Of postcodes nothing is said: every letterhead has one."""
    name = clean_name(file.name or "")
    if Path(name).suffix.lower() not in (*PROSE, *SHEETS):
        return Looked(why_not="files of its kind are not")
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        path = Path(folder) / name
        path.write_bytes(b"".join(file.chunks()))
        try:
            cells = dict.fromkeys(_cells(path))
        except SourceError as error:
            return Looked(why_not=f"it could not be opened: {error}".removesuffix("."))
    if len(cells) > MOST:
        return Looked(why_not="it holds more than is looked through while somebody waits")
    return _found(cells)


def _found(cells: Iterable[Cell]) -> Looked:
    never: dict[Notice, None] = {}
    names: dict[str, None] = {}
    for above, text in cells:
        never |= dict.fromkeys(never_held_under(above, text, postcodes=False))
        names |= dict.fromkeys(children_named(text, heading=above))
    known = known_names() if names else frozenset()
    return Looked(
        tuple(f"{one.what} (“{one.words.strip()}”)" for one in never),
        tuple(one for one in names if one not in known),
    )


def _cells(path: Path) -> Iterator[Cell]:
    ending = path.suffix.lower()
    if ending in SHEETS:
        for rows in opening.read_workbook(path).values():
            yield from _under_headings(rows)
    else:
        yield from (("", text) for text in opening.read_prose(path))
    if ending == ".docx":
        for one in opening.read_word(path):
            if isinstance(one, WordTable):
                yield from _under_headings(one.rows)


def _under_headings(rows: Iterable[Iterable[Any]]) -> Iterator[Cell]:
    """Each cell with the last above it in its column that says what of a child stands below."""
    above: dict[int, str] = {}
    for row in rows:
        for place, cell in enumerate(row):
            text = (
                f"{cell:%-d %B %Y}"
                if isinstance(cell, date)
                else f"{cell:.0f}"
                if isinstance(cell, float)
                else f"{cell}"
            )
            if len(text) < HEADING and (OF_BIRTHS.search(text) or OF_CHILDREN.search(text)):
                above[place] = text
            elif text.strip():
                yield above.get(place, ""), text
