"""What Word and ODT share: pandoc writes the plain file, which is then given our looks and steady bytes."""

import os
import subprocess
import zipfile
from copy import deepcopy
from html import escape
from io import BytesIO
from pathlib import Path

import pypandoc
from lxml import etree, html
from lxml.html import HtmlElement
from lxml.html.builder import COL, COLGROUP, DIV, IMG, SPAN, STRONG, P

from lineofsight.documents.body import Prepared
from lineofsight.documents.page import Page
from lineofsight.documents.pictures import Picture, pictures

CONTENTS = "contents-stand-here"  # a paragraph that the writers replace
WIDTH_CM = 16.6  # of the text on A4 with margins of 22 mm
CLAIMS = ("contradicted", "unmeasured", "unsupported", "unbound")
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


class PandocError(RuntimeError):
    """Pandoc could not write the file: what it said."""


def plain(prepared: Prepared, ending: str, folder: Path) -> bytes:
    """The file as pandoc writes it. The charts must lie in the folder as PNG."""
    source, made = folder / f"{ending}.html", folder / f"report.{ending}"
    source.write_text(_source(prepared), encoding="utf-8")
    done = subprocess.run(  # noqa: S603 (a fixed program, our own file)
        [pypandoc.get_pandoc_path(), "--from=html", f"--to={ending}", "--shift-heading-level-by=-1",
         f"--resource-path={folder}", f"--output={made}", source],
        capture_output=True, text=True, cwd=folder, check=False,
        env={**os.environ, "SOURCE_DATE_EPOCH": str(int(prepared.page.moment.timestamp()))},
    )  # fmt: skip
    if done.returncode:
        raise PandocError(f"The {ending} file could not be written. Pandoc says: {done.stderr.strip()}")
    return made.read_bytes()


def rezipped(content: bytes, page: Page, changed: dict[str, bytes]) -> bytes:
    """The archive with some members changed or added, all dated with the page's own moment and in a fixed order."""
    when = page.moment
    stamp = (max(when.year, 1980), when.month, when.day, when.hour, when.minute, when.second)
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        names = [*old.namelist(), *(name for name in changed if name not in old.namelist())]
        for name in names:
            member = zipfile.ZipInfo(name, stamp)
            member.external_attr = 0o644 << 16
            # ODT's first member says what the file is, and is read as it stands.
            member.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            new.writestr(member, changed[name] if name in changed else old.read(name))
    return made.getvalue()


def shares(prepared: Prepared) -> list[float]:
    """How much of the width of the text each table takes, in the order of the text."""
    said = (table.get("data-widths") for table in prepared.root.iter("table"))
    return [sum(map(float, widths.split())) / 100 if widths else 1.0 for widths in said]


def member(content: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return etree.fromstring(archive.read(name), PARSER)


def xml(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _source(prepared: Prepared) -> str:
    root = deepcopy(prepared.root)
    drawn = dict(zip(root.iter("svg"), prepared.root.iter("svg"), strict=True))
    found = pictures(prepared.root)
    for copy, original in drawn.items():
        if original in found:
            copy.getparent().replace(copy, _image(found[original]))
        else:
            copy.drop_tree()
    for figure in list(root.iter("figure")):
        _caption_first(figure)
    for element in list(root.iter()):
        _style(element)
    for table in root.iter("table"):
        _widths(table)
    page = prepared.page
    body = html.tostring(root, encoding="unicode")
    return f'<html lang="{escape(page.language)}"><body>{_front(page)}{body}</body></html>'


def _image(picture: Picture) -> HtmlElement:
    return IMG(src=f"{picture.name}.png", alt=picture.alt, style=f"width: {WIDTH_CM}cm")


def _caption_first(figure: HtmlElement) -> None:
    """The caption above the chart, as in the other files: pandoc would put it below."""
    caption = figure.find("figcaption")
    if caption is None:
        return
    caption.tag = "p"
    caption.tail = None
    _place(caption, figure.get("id"))
    titled = DIV(caption, **{"data-custom-style": "Image Caption"})
    shown = DIV(P(*figure.iter("img")), **{"data-custom-style": "Captioned Figure"})
    figure.addprevious(titled)
    figure.addprevious(shown)
    figure.drop_tree()


def _place(element: HtmlElement, name: str | None) -> None:
    if name:
        here = SPAN(id=name)
        here.tail, element.text = element.text, None
        element.insert(0, here)


def _style(element: HtmlElement) -> None:
    """Names of Word's and ODT's own styles for what has no element in HTML."""
    classes = element.classes
    if element.tag == "aside":
        element.tag = "div"
        element.set("data-custom-style", "Callout")
    elif element.tag == "li" and element.get("id"):
        name = element.attrib.pop("id")
        _place(element[0] if len(element) and element[0].tag == "p" else element, name)
    elif "verdict" in classes:
        element.set("data-custom-style", "Verdict")
    elif "claim" in classes and any(one in classes for one in CLAIMS):
        element.set("data-custom-style", "Doubted Statement")
    if element.tag in ("td", "th"):
        if "number" in classes:
            element.set("style", "text-align: right")
        if "total" in element.getparent().classes:
            whole = STRONG(*element)
            whole.text, element.text = element.text, None
            element.append(whole)


def _widths(table: HtmlElement) -> None:
    if said := table.get("data-widths"):
        columns = COLGROUP(*(COL(style=f"width: {width}%") for width in said.split()))
        table.find("caption").addnext(columns)


def _front(page: Page) -> str:
    """The title page, in styles of its own; the title is no heading of the report."""

    def styled(style: str, words: str) -> str:
        return f'<div data-custom-style="{style}"><p>{words}</p></div>' if words else ""

    rows = "".join(
        styled("Front Matter", f"<strong>{escape(name)}:</strong> {escape(words)}")
        for name, words in page.front_rows
    )
    board = styled("Board Name", escape(page.board))
    title = styled("Title", escape(page.title)) + styled("Subtitle", escape(page.subtitle))
    contents = f"<p>{CONTENTS}</p>" if page.contents else ""
    return board + title + rows + contents
