"""The ODT file, for offices without Word: as the Word file, with the words of every chart put back."""

from pathlib import Path
from xml.sax.saxutils import escape

from lxml import etree

from lineofsight.documents import office
from lineofsight.documents.body import Prepared
from lineofsight.documents.office import PARSER, member, plain, rezipped, shares, xml
from lineofsight.documents.page import Page
from lineofsight.documents.pictures import pictures

NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0", "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0", "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0", "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0", "dc": "http://purl.org/dc/elements/1.1/",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0", "xlink": "http://www.w3.org/1999/xlink",
}  # fmt: skip
STYLES = Path(__file__).with_name("odt.xml")
WHOLE = 14  # rows of a table that stays on one page


def odt(prepared: Prepared, folder: Path) -> bytes:
    """The charts lie in the folder as PNG."""
    return _dressed(prepared, plain(prepared, "odt", folder))


def _dressed(prepared: Prepared, content: bytes) -> bytes:
    page = prepared.page
    text, styles, meta = (member(content, f"{name}.xml") for name in ("content", "styles", "meta"))
    _restyle(styles, page)
    if not page.cover:
        _shorten(styles)
    _tables(text, shares(prepared))
    _pictures(text, prepared)
    _contents(text, page)
    meta.find(".//dc:title", NAMES).text = page.title
    for name in ("meta:initial-creator", "dc:creator"):
        meta.find(f".//{name}", NAMES).text = ", ".join(page.authors) or page.board
    changed = {"content.xml": xml(text), "styles.xml": xml(styles), "meta.xml": xml(meta)}
    return rezipped(content, page, changed)


def _restyle(styles: etree._Element, page: Page) -> None:
    """Our own styles in the place of pandoc's of the same name, or beside them; our page in the place of its."""
    language, _, country = page.language.partition("-")
    ours = etree.fromstring(STYLES.read_bytes(), PARSER)
    held = styles.find("office:styles", NAMES)
    for one in ours.find("office:styles", NAMES):
        if not isinstance(one.tag, str):
            continue
        key = (one.tag, one.get(_q("style:name")), one.get(_q("style:family")))
        old = next(
            (o for o in held if (o.tag, o.get(_q("style:name")), o.get(_q("style:family"))) == key), None
        )
        if old is None:
            held.append(one)
        else:
            held.replace(old, one)
    for properties in held.iter(_q("style:text-properties")):
        if properties.get(_q("fo:language")) is not None:
            properties.set(_q("fo:language"), language)
            properties.set(_q("fo:country"), country or "none")
    for name in ("automatic-styles", "master-styles"):
        styles.replace(styles.find(f"office:{name}", NAMES), ours.find(f"office:{name}", NAMES))
    words = {"board": page.board, "title": page.title, "subtitle": page.subtitle, "banner": page.banner}
    for span in styles.iter(_q("text:placeholder")):
        span.text = words[span.text]
    for span in list(styles.iter(_q("text:placeholder"))):  # words alone, without the field around them
        _unwrap(span)
    for paragraph in list(styles.iter(_q("text:p"))):
        if paragraph.get(_q("text:style-name")) == "Banner" and not page.banner:
            paragraph.getparent().remove(paragraph)
    masters = styles.find("office:master-styles", NAMES)
    if not page.cover:
        masters.remove(next(one for one in masters if one.get(_q("style:name")) == "Standard"))
        masters[0].set(_q("style:name"), "Standard")


# A short paper without a title page: styles with the size of their letters and the space before them.
SHORT = {
    "Board_20_Name": ("12pt", "0cm"), "Title": ("22pt", "0.1cm"), "Subtitle": ("13pt", "0cm"),
    "Heading_20_1": ("16pt", "0.65cm"), "Heading_20_2": ("13pt", "0.5cm"),
}  # fmt: skip


def _shorten(styles: etree._Element) -> None:
    for style in styles.iter(_q("style:style")):
        if (named := style.get(_q("style:name"))) in SHORT:
            size, before = SHORT[named]
            style.find("style:text-properties", NAMES).set(_q("fo:font-size"), size)
            style.find("style:paragraph-properties", NAMES).set(_q("fo:margin-top"), before)


def _unwrap(element: etree._Element) -> None:
    words = (element.text or "") + (element.tail or "")
    parent, before = element.getparent(), element.getprevious()
    if before is None:
        parent.text = (parent.text or "") + words
    else:
        before.tail = (before.tail or "") + words
    parent.remove(element)


def _tables(text: etree._Element, shares: list[float]) -> None:
    """Rules under head and rows; words of a cell in the size of tables."""
    widths = iter(shares)
    for style in text.iter(_q("style:style")):
        name, family = style.get(_q("style:name")), style.get(_q("style:family"))
        if family == "table-cell":
            head = "Header" in name
            rule = "1.2pt solid #12436d" if head else "0.5pt solid #c4c9cf"
            at = "bottom" if head else "top"
            style[:] = [_element(
                f'<style:table-cell-properties fo:border="none" fo:border-bottom="{rule}" fo:padding="0.05cm" '
                f'fo:padding-left="0.12cm" fo:padding-right="0.12cm" style:vertical-align="{at}"/>'
            )]  # fmt: skip
        elif family == "table":
            share = next(widths)
            properties = style.find("style:table-properties", NAMES)
            properties.set(_q("style:rel-width"), f"{100 * share:.0f}%")
            properties.set(_q("style:width"), f"{office.WIDTH_CM * share:.2f}cm")
            properties.set(_q("table:align"), "left")
            properties.set(_q("fo:margin-bottom"), "0.5cm")
            properties.set(_q("table:border-model"), "collapsing")
    styles = {one.get(_q("style:name")): one for one in text.iter(_q("style:style"))}
    for style in styles.values():  # offices do not look for a parent among the styles of the text itself
        while (parent := styles.get(style.get(_q("style:parent-style-name")))) is not None:
            style.set(_q("style:parent-style-name"), parent.get(_q("style:parent-style-name"), "Standard"))
    row = (
        '<style:style style:name="los-row" style:family="table-row">'
        '<style:table-row-properties fo:keep-together="always"/></style:style>'
    )
    text.find("office:automatic-styles", NAMES).append(_element(row))
    for one in text.iter(_q("table:table-row")):
        one.set(_q("table:style-name"), "los-row")
    # The first cell of a row names it, in the weight of words, not of heads.
    for one in text.iter(_q("table:table")):
        if sum(1 for _ in one.iter(_q("table:table-row"))) <= WHOLE:
            kept = styles[one.get(_q("table:style-name"))].find("style:table-properties", NAMES)
            kept.set(_q("style:may-break-between-rows"), "false")
        for cell in one.iterfind("table:table-row/table:table-cell", NAMES):
            for paragraph in cell.iter(_q("text:p")):
                if paragraph.get(_q("text:style-name")) == "Table_20_Heading":
                    paragraph.set(_q("text:style-name"), "Table_20_Contents")


def _pictures(text: etree._Element, prepared: Prepared) -> None:
    """Pandoc leaves the words of pictures out: they are put back, in the order of the text."""
    drawn = list(pictures(prepared.root).values())
    for number, (frame, picture) in enumerate(zip(text.iter(_q("draw:frame")), drawn, strict=True), 1):
        frame.set(_q("draw:name"), f"Figure {number}")
        frame.set(_q("svg:width"), f"{office.WIDTH_CM}cm")
        frame.set(_q("svg:height"), f"{office.WIDTH_CM * picture.height / picture.width:.3f}cm")
        frame.set(_q("text:anchor-type"), "as-char")
        said = etree.SubElement(frame, _q("svg:desc"))
        said.text = picture.alt


def _contents(text: etree._Element, page: Page) -> None:
    body = text.find("office:body/office:text", NAMES)
    place = next((p for p in body if "".join(p.itertext()).strip() == office.CONTENTS), None)
    heads = list(body.iter(_q("text:h")))
    lines = []
    for head in heads:
        level, mark = int(head.get(_q("text:outline-level"))), head.find("text:bookmark-start", NAMES)
        if level > 2 or mark is None:
            continue
        name, words = escape(mark.get(_q("text:name"))), escape("".join(head.itertext()))
        lines.append(
            f'<text:p text:style-name="Contents_20_{level}"><text:a xlink:type="simple" xlink:href="#{name}" '
            f'text:style-name="Contents_20_Link" text:visited-style-name="Contents_20_Link">{words}<text:tab/>'
            f'<text:bookmark-ref text:reference-format="page" text:ref-name="{name}"/></text:a></text:p>'
        )
    templates = [
        f'<text:table-of-content-entry-template text:outline-level="{level}" text:style-name="Contents_20_{level}">'
        '<text:index-entry-link-start text:style-name="Contents_20_Link"/><text:index-entry-text/>'
        '<text:index-entry-tab-stop style:type="right" style:leader-char="."/><text:index-entry-page-number/>'
        "<text:index-entry-link-end/></text:table-of-content-entry-template>"
        for level in (1, 2)
    ]
    if place is not None:
        heading = "Contents_20_Heading" + ("_20_Page" if page.cover else "")
        index = _element(
            '<text:table-of-content text:name="Contents" text:protected="true"><text:table-of-content-source '
            f'text:outline-level="2"><text:index-title-template text:style-name="{heading}">Contents'
            f"</text:index-title-template>{''.join(templates)}</text:table-of-content-source><text:index-body>"
            f'<text:index-title text:name="Contents_Head"><text:p text:style-name="{heading}">Contents</text:p>'
            f"</text:index-title>{''.join(lines)}</text:index-body></text:table-of-content>"
        )
        body.replace(place, index)
    if page.cover and heads:
        # What follows the contents, words before the first heading too, begins a page.
        first = heads[0] if place is None else next(one for one in index.itersiblings() if one.tag in (P, H))
        usual = first.get(_q("text:style-name"))
        named = (
            f'<style:style style:name="los-first" style:family="paragraph" style:parent-style-name="{usual}"'
        )
        new_page = '<style:paragraph-properties fo:break-before="page"/></style:style>'
        master = "" if page.contents else ' style:master-page-name="Report"'
        text.find("office:automatic-styles", NAMES).append(_element(f"{named}{master}>{new_page}"))
        first.set(_q("text:style-name"), "los-first")


def _q(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{NAMES[prefix]}}}{local}"


P, H = _q("text:p"), _q("text:h")


def _element(markup: str) -> etree._Element:
    names = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in NAMES.items())
    return etree.fromstring(f"<x {names}>{markup}</x>", PARSER)[0]
