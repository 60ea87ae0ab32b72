"""Every paragraph of a Word, PowerPoint or OpenDocument file: its notes, headers, comments and what was struck out too."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from lineofsight.engine.sources.intake import SourceError
from lineofsight.engine.sources.opening.formulas import tree
from lineofsight.engine.sources.opening.limits import MAX_WORKBOOK, MIB, OLE, open_checked
from lineofsight.engine.sources.opening.workbook import ZIP_FAULTS, check_archive

# The parts in which people write, by the ending of the file.
PARTS = {
    ".docx": re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml"),
    ".pptx": re.compile(r"ppt/(?:slides|notesSlides|comments)/[^/]+\.xml"),
    ".odt": re.compile(r"(?:content|styles)\.xml"),
    ".odp": re.compile(r"(?:content|styles)\.xml"),
}
PARAGRAPHS = {"p", "h"}
APART = {"tab", "br", "cr", "s", "line-break"}
MOST = 40 * MIB  # of a part, unpacked: a book of a thousand pages has a tenth of it


def read_prose(path: Path) -> list[str]:
    """SourceError where the file cannot be opened, or is of another kind."""
    wanted = PARTS[path.suffix.lower()]
    with open_checked(path, MAX_WORKBOOK) as file:
        if file.read(8).startswith(OLE):
            raise SourceError(f"{path.name}: is password-protected. Save it without a password.")
        try:
            with zipfile.ZipFile(file) as archive:
                check_archive(path, archive)
                parts = [one for one in archive.infolist() if wanted.fullmatch(one.filename)]
                if any(one.file_size > MOST for one in parts):
                    raise SourceError(f"{path.name}: holds more words than are read.")
                return [text for one in parts for text in _paragraphs(tree(archive, one.filename))]
        except ZIP_FAULTS as error:
            raise SourceError(f"{path.name}: is cut short or damaged ({error}). Save it again.") from None


def _paragraphs(root: etree._Element) -> Iterator[str]:
    for one in root.iter(*(f"{{*}}{name}" for name in PARAGRAPHS)):
        if text := " ".join("".join(_words(one)).split()):
            yield text


def _words(one: etree._Element) -> Iterator[str]:
    for each in one.iter():
        if isinstance(each.tag, str):  # and no comment
            yield " " if etree.QName(each).localname in APART else each.text or ""
        if each is not one:
            yield each.tail or ""
