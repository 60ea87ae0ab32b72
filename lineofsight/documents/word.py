"""The Word file: real headings, contents, header rows that repeat, words for every chart, page numbers."""

from pathlib import Path
from xml.sax.saxutils import escape

from lxml import etree

from lineofsight.documents import office
from lineofsight.documents.body import Prepared
from lineofsight.documents.office import PARSER, member, plain, rezipped, shares, xml
from lineofsight.documents.page import Page

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES = {
    "w": W, "r": R, "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main", "dc": "http://purl.org/dc/elements/1.1/",
    "pr": "http://schemas.openxmlformats.org/package/2006/relationships",
    "ct": "http://schemas.openxmlformats.org/package/2006/content-types",
}  # fmt: skip
STYLES = Path(__file__).with_name("word.xml")
TEXT_TWIPS = 9411  # the width of the text on A4 with margins of 22 mm
TEXT_EMU = 5_976_000
PARTS = ("header1", "header2", "footer1", "footer2")
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def word(prepared: Prepared, folder: Path) -> bytes:
    """The charts lie in the folder as PNG."""
    return _dressed(prepared, plain(prepared, "docx", folder))


def _dressed(prepared: Prepared, content: bytes) -> bytes:
    page = prepared.page
    document, styles = member(content, "word/document.xml"), member(content, "word/styles.xml")
    core = member(content, "docProps/core.xml")
    types, links = member(content, "[Content_Types].xml"), member(content, "word/_rels/document.xml.rels")
    _restyle(styles, page)
    if not page.cover:
        _shorten(styles)
    _tables(document, shares(prepared))
    _pictures(document)
    _leads(document)
    _contents(document, page)
    _section(document, page)
    core.find("dc:title", NAMES).text = page.title
    core.find("dc:creator", NAMES).text = ", ".join(page.authors) or page.board
    for name in PARTS:
        kind = name[:6]
        etree.SubElement(
            types,
            f"{{{NAMES['ct']}}}Override",
            PartName=f"/word/{name}.xml",
            ContentType=f"{KIND}.{kind}+xml",
        )
        etree.SubElement(
            links,
            f"{{{NAMES['pr']}}}Relationship",
            Id=f"los-{name}",
            Type=f"{R}/{kind}",
            Target=f"{name}.xml",
        )
    return rezipped(content, page, {
        "word/document.xml": xml(document), "word/styles.xml": xml(styles), "docProps/core.xml": xml(core),
        "[Content_Types].xml": xml(types), "word/_rels/document.xml.rels": xml(links),
        "word/header1.xml": _header(page, first=False), "word/header2.xml": _header(page, first=page.cover),
        "word/footer1.xml": _footer(page, first=False), "word/footer2.xml": _footer(page, first=page.cover),
    })  # fmt: skip


def _restyle(styles: etree._Element, page: Page) -> None:
    """Our own styles in the place of pandoc's of the same name, or beside them."""
    ours = etree.fromstring(STYLES.read_bytes().replace(b"en-GB", page.language.encode()), PARSER)
    for one in ours:
        if one.tag == f"{{{W}}}docDefaults":
            old = styles.find("w:docDefaults", NAMES)
        else:
            named = one.get(f"{{{W}}}styleId")
            old = next(
                (o for o in styles.findall("w:style", NAMES) if o.get(f"{{{W}}}styleId") == named), None
            )
        if old is None:
            styles.append(one)
        else:
            styles.replace(old, one)


# A short paper without a title page: styles with their sizes in half points and the space before them.
SHORT = {
    "BoardName": (24, 0),
    "Title": (44, 80),
    "Subtitle": (26, 0),
    "Heading1": (32, 360),
    "Heading2": (26, 280),
}


def _shorten(styles: etree._Element) -> None:
    for style in styles.findall("w:style", NAMES):
        if (named := style.get(f"{{{W}}}styleId")) in SHORT:
            size, before = SHORT[named]
            style.find("w:pPr/w:spacing", NAMES).set(f"{{{W}}}before", str(before))
            for one in ("w:sz", "w:szCs"):
                style.find(f"w:rPr/{one}", NAMES).set(f"{{{W}}}val", str(size))


def _tables(document: etree._Element, shares: list[float]) -> None:
    """`shares`: how much of the width of the text each table takes."""
    for table, share in zip(document.iter(f"{{{W}}}tbl"), shares, strict=True):
        columns = table.findall("w:tblGrid/w:gridCol", NAMES)
        whole = sum(int(column.get(f"{{{W}}}w")) for column in columns)
        widths = (
            [round(int(column.get(f"{{{W}}}w")) * TEXT_TWIPS * share / whole) for column in columns]
            if whole
            else []
        )
        for column, width in zip(columns, widths, strict=False):
            column.set(f"{{{W}}}w", str(width))
        table.find("w:tblPr/w:tblW", NAMES).set(f"{{{W}}}w", str(round(5000 * share)))
        table.find("w:tblPr/w:tblLook", NAMES).set(f"{{{W}}}firstColumn", "1")
        rows = table.findall("w:tr", NAMES)
        for at, row in enumerate(rows):
            properties = row.find("w:trPr", NAMES)
            if properties is None:
                properties = _element("<w:trPr/>")
                row.insert(0, properties)
            properties.insert(0, _element("<w:cantSplit/>"))
            for cell, width in zip(row.findall("w:tc", NAMES), widths, strict=False):
                cell.find("w:tcPr", NAMES).insert(0, _element(f'<w:tcW w:w="{width}" w:type="dxa"/>'))
            for paragraph in row.iter(f"{{{W}}}p"):
                style = paragraph.find("w:pPr/w:pStyle", NAMES)
                if style is not None:
                    style.set(f"{{{W}}}val", "TableText")
                    # A short table stays whole; of a long one the first rows stay with the caption.
                    if at < len(rows) - 1 and (len(rows) <= 12 or at < 2):
                        style.addnext(_element("<w:keepNext/>"))
        _stand_off(table)


def _stand_off(table: etree._Element) -> None:
    """Room between a table and the words behind it, which no style of a table gives."""
    after = next((one for one in table.itersiblings() if one.tag in (f"{{{W}}}p", f"{{{W}}}tbl")), None)
    style = None if after is None else after.find("w:pPr/w:pStyle", NAMES)
    if style is not None and style.get(f"{{{W}}}val") in ("BodyText", "FirstParagraph", "Compact"):
        style.addnext(_element('<w:spacing w:before="240"/>'))


def _pictures(document: etree._Element) -> None:
    """As wide as the text: pandoc fits them to a page of its own."""
    for drawing in document.iter(f"{{{W}}}drawing"):
        sizes = [*drawing.iter(f"{{{NAMES['wp']}}}extent"), *drawing.iter(f"{{{NAMES['a']}}}ext")]
        for size in sizes:
            size.set("cy", str(round(int(size.get("cy")) * TEXT_EMU / int(size.get("cx")))))
            size.set("cx", str(TEXT_EMU))


def _leads(document: etree._Element) -> None:
    """Words that end in a colon stay on the page of what they lead to."""
    for paragraph in document.find("w:body", NAMES).findall("w:p", NAMES):
        properties = paragraph.find("w:pPr", NAMES)
        if properties is not None and "".join(paragraph.itertext()).rstrip().endswith(":"):
            style = properties.find("w:pStyle", NAMES)
            properties.insert(0 if style is None else 1, _element("<w:keepNext/>"))


def _contents(document: etree._Element, page: Page) -> None:
    """A real table of contents, filled in, which Word brings up to date with its page numbers."""
    body = document.find("w:body", NAMES)
    place = next((p for p in body if "".join(p.itertext()).strip() == office.CONTENTS), None)
    new_page = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    if place is None:
        first = next((p for p in body if _level(p)), None)
        if page.cover and first is not None:
            _before_bookmarks(first).addprevious(_element(new_page))
        return
    entries = []
    for paragraph in body:
        level = _level(paragraph)
        if level in (1, 2):
            mark = paragraph.getprevious()
            name = (
                mark.get(f"{{{W}}}name") if mark is not None and mark.tag == f"{{{W}}}bookmarkStart" else None
            )
            if name:
                entries.append((level, name, "".join(paragraph.itertext())))
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r><w:r><w:instrText xml:space="preserve">'
        ' TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    # Nobody but Word can know its pages: until it has looked, the entries are links without numbers.
    lines = [
        f'<w:p><w:pPr><w:pStyle w:val="TOC{level}"/></w:pPr>{begin if not at else ""}'
        f'<w:hyperlink w:anchor="{escape(name)}" w:history="1">{_run(words)}</w:hyperlink></w:p>'
        for at, (level, name, words) in enumerate(entries)
    ]
    end = '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    title = '<w:p><w:pPr><w:pStyle w:val="TOCHeading"/></w:pPr><w:r><w:t>Contents</w:t></w:r></w:p>'
    block = _element(
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
        f"</w:sdtPr><w:sdtContent>{title}{''.join(lines)}{end if lines else ''}</w:sdtContent></w:sdt>"
    )
    if page.cover:
        place.addprevious(_element(new_page))
        place.addnext(_element(new_page))
    body.replace(place, block)


def _before_bookmarks(paragraph: etree._Element) -> etree._Element:
    before = paragraph.getprevious()
    return (
        _before_bookmarks(before)
        if before is not None and before.tag == f"{{{W}}}bookmarkStart"
        else paragraph
    )


def _level(paragraph: etree._Element) -> int:
    style = paragraph.find("w:pPr/w:pStyle", NAMES)
    named = "" if style is None else style.get(f"{{{W}}}val")
    return int(named[7:]) if named.startswith("Heading") and named[7:].isdigit() else 0


def _section(document: etree._Element, page: Page) -> None:
    """A4, our margins, header and footer, another for the title page."""
    body = document.find("w:body", NAMES)
    body.remove(body.find("w:sectPr", NAMES))
    body.append(_element(
        "<w:sectPr>"
        '<w:headerReference w:type="default" r:id="los-header1"/><w:headerReference w:type="first" r:id="los-header2"/>'
        '<w:footerReference w:type="default" r:id="los-footer1"/><w:footerReference w:type="first" r:id="los-footer2"/>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1531" w:right="1247" w:bottom="1418" w:left="1247" '
        'w:header="680" w:footer="680" w:gutter="0"/><w:titlePg/></w:sectPr>'
    ))  # fmt: skip


def _header(page: Page, *, first: bool) -> bytes:
    banner = (
        f'<w:p><w:pPr><w:pStyle w:val="Banner"/></w:pPr><w:r><w:t>{escape(page.banner)}</w:t></w:r></w:p>'
        if page.banner else ""
    )  # fmt: skip
    running = f"<w:r><w:t>{escape(page.board)}</w:t></w:r><w:r><w:tab/></w:r><w:r><w:t>{escape(page.title)}</w:t></w:r>"
    line = f'<w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>{"" if first else running}</w:p>'
    return xml(_element(f"<w:hdr>{banner}{line}</w:hdr>"))


def _footer(page: Page, *, first: bool) -> bytes:
    pages = f"<w:r><w:tab/></w:r>{_run('Page ')}{_field('PAGE')}{_run(' of ')}{_field('NUMPAGES')}"
    running = "" if first else _run(page.subtitle) + pages
    return xml(_element(f'<w:ftr><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{running}</w:p></w:ftr>'))


def _run(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def _field(instruction: str) -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {escape(instruction)} '
        '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t/></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _element(markup: str) -> etree._Element:
    return etree.fromstring(f'<x xmlns:w="{W}" xmlns:r="{R}">{markup}</x>', PARSER)[0]
