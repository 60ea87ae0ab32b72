"""Word files (docx): paragraphs and tables in the order in which they stand, without what a tracked change struck out."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from lineofsight.engine.sources.intake import SourceError
from lineofsight.engine.sources.opening.formulas import tree
from lineofsight.engine.sources.opening.limits import MAX_WORKBOOK, OLE, open_checked
from lineofsight.engine.sources.opening.workbook import ZIP_FAULTS, Span, check_archive

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# What is not read: text struck out or moved away by a tracked change, and a second copy of drawings for old readers.
GONE = (f"{W}del", f"{W}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
LEVEL = re.compile(r"heading\s*(\d)|^title$", re.IGNORECASE)


@dataclass(frozen=True)
class Paragraph:
    """`number`: its place among the paragraphs outside tables, from 1. `level`: of a heading; 0 where it is none."""

    number: int
    text: str
    level: int = 0
    bold: bool = False  # from its first word to its last: a heading to whoever reads it
    listed: bool = False


@dataclass(frozen=True)
class WordTable:
    """`after`: the number of the paragraph above it."""

    rows: list[list[str]]
    spans: list[Span]
    after: int


def read_word(path: Path) -> list[Paragraph | WordTable]:
    """SourceError where the file is no Word file that can be opened."""
    with open_checked(path, MAX_WORKBOOK) as file:
        if file.read(8).startswith(OLE):
            raise SourceError(
                f"{path.name}: is password-protected or an old Word file. Open it in Word, press File and then Save As, "
                f"choose “Word Document (*.docx)”, and save it without a password."
            )
        try:
            with zipfile.ZipFile(file) as archive:
                check_archive(path, archive)
                levels = _levels(archive)
                body = tree(archive, "word/document.xml").find(f"{W}body")
                if body is None:
                    return []
                etree.strip_elements(body, *GONE, with_tail=False)
                return list(_blocks(body, levels))
        except KeyError:
            raise SourceError(f"{path.name}: is no Word file. Save it as .docx.") from None
        except ZIP_FAULTS as error:
            raise SourceError(
                f"{path.name}: is cut short or damaged ({error}). Save it again as .docx."
            ) from None


def _levels(archive: zipfile.ZipFile) -> dict[str, int]:
    """The styles that are headings, by how they are called in the file's own language or by their outline."""
    if "word/styles.xml" not in archive.namelist():
        return {}
    found = {}
    for style in tree(archive, "word/styles.xml").iterfind(f"{W}style"):
        name = style.find(f"{W}name")
        said = LEVEL.search(name.get(f"{W}val", "")) if name is not None else None
        outline = style.find(f"{W}pPr/{W}outlineLvl")
        if said:
            found[style.get(f"{W}styleId", "")] = int(said[1] or 1)
        elif outline is not None and outline.get(f"{W}val", "9").isdigit():
            level = int(outline.get(f"{W}val", "9")) + 1
            found |= {style.get(f"{W}styleId", ""): level} if level < 10 else {}
    return found


def _blocks(body: etree._Element, levels: dict[str, int]) -> Iterator[Paragraph | WordTable]:
    number = 0
    for one in _inside(body):
        if one.tag == f"{W}tbl":
            yield _table(one, number)
        elif one.tag == f"{W}p":
            number += 1
            yield _paragraph(one, number, levels)


def _inside(parent: etree._Element) -> Iterator[etree._Element]:
    """Children, and those of content controls, which stand round what they hold."""
    for child in parent:
        if child.tag == f"{W}sdt":
            content = child.find(f"{W}sdtContent")
            yield from _inside(content) if content is not None else ()
        else:
            yield child


def _paragraph(one: etree._Element, number: int, levels: dict[str, int]) -> Paragraph:
    style = one.find(f"{W}pPr/{W}pStyle")
    level = levels.get(style.get(f"{W}val", ""), 0) if style is not None else 0
    runs = [run for run in one.iter(f"{W}r") if _text(run).strip()]
    bold = bool(runs) and all(_is_bold(run) for run in runs)
    listed = one.find(f"{W}pPr/{W}numPr") is not None
    return Paragraph(number, " ".join(_text(one).split()), level, bold, listed)


def _is_bold(run: etree._Element) -> bool:
    mark = run.find(f"{W}rPr/{W}b")
    return mark is not None and mark.get(f"{W}val", "1") not in ("0", "false", "off")


def _text(one: etree._Element) -> str:
    said = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
    return "".join(
        (each.text or "") if each.tag == f"{W}t" else said[each.tag]
        for each in one.iter(f"{W}t", *said)
        if each.getparent() is not None and each.getparent().tag != f"{W}tabs"
    )


def _table(one: etree._Element, after: int) -> WordTable:
    rows: list[list[str]] = []
    spans: list[Span] = []
    open_down: dict[int, int] = {}  # column: the row in which a cell merged downwards began
    for top, row in enumerate(each for each in _inside(one) if each.tag == f"{W}tr"):
        before = row.find(f"{W}trPr/{W}gridBefore")
        cells = [""] * (_number(before, 0))
        for cell in (each for each in _inside(row) if each.tag == f"{W}tc"):
            wide = max(1, min(_number(cell.find(f"{W}tcPr/{W}gridSpan"), 1), 100))
            down = cell.find(f"{W}tcPr/{W}vMerge")
            left = len(cells)
            text = "\n".join(filter(None, (" ".join(_text(each).split()) for each in cell.iter(f"{W}p"))))
            if down is None:
                open_down.pop(left, None)
            elif down.get(f"{W}val") == "restart":
                open_down[left] = top
            elif left in open_down:
                spans.append(Span(open_down[left], left, top, left))
                text = ""
            if wide > 1:
                spans.append(Span(top, left, top, left + wide - 1))
            cells += [text, *[""] * (wide - 1)]
        rows.append(cells)
    return WordTable(rows, spans, after)


def _number(element: etree._Element | None, otherwise: int) -> int:
    said = element.get(f"{W}val", "") if element is not None else ""
    return min(int(said), 100) if said.isdigit() else otherwise
