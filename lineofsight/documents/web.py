"""The HTML file: one file, nothing fetched from elsewhere, readable at 320 px and in print."""

from base64 import b64encode
from copy import deepcopy
from functools import cache
from html import escape
from pathlib import Path

from lxml import html
from lxml.html import HtmlElement
from lxml.html.builder import CLASS, DIV, SPAN

from lineofsight.documents.body import Heading, Prepared, text_of
from lineofsight.documents.page import Page
from lineofsight.documents.pictures import FONTS

HERE = Path(__file__).parent
FACES = (("400-normal", 400, "normal"), ("400-italic", 400, "italic"), ("700-normal", 700, "normal"))


def web(prepared: Prepared, _: Path) -> bytes:
    page = prepared.page
    return f"""<!DOCTYPE html>
<html lang="{escape(page.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="author" content="{escape(", ".join(page.authors) or page.board)}">
<meta name="date" content="{page.moment.date().isoformat()}">
<title>{escape(page.title)}: {escape(page.board)}</title>
<style>
{_faces()}{_running(page)}{(HERE / "page.css").read_text(encoding="utf-8")}</style>
</head>
<body>
<a class="skip" href="#report">Skip to the report</a>
{_front(page)}
{_contents(prepared.contents) if page.contents else ""}
<main id="report" tabindex="-1">
{_body(prepared)}
</main>
<footer><p>{escape(page.board)}, {escape(page.day)}</p></footer>
</body>
</html>
""".encode()


def _stay(caption: HtmlElement) -> None:
    """Words that stay in sight while a broad table scrolls under them."""
    words = SPAN(*caption)
    words.text, caption.text = caption.text, None
    caption.append(words)


@cache
def _faces() -> str:
    return "".join(
        "@font-face{font-family:'Atkinson Hyperlegible Next';font-display:swap;"
        f"font-style:{style};font-weight:{weight};src:url(data:font/woff2;base64,{_coded(name)}) format('woff2')}}\n"
        for name, weight, style in FACES
    )


def _coded(name: str) -> str:
    return b64encode((FONTS / f"atkinson-hyperlegible-next-latin-{name}.woff2").read_bytes()).decode()


def _running(page: Page) -> str:
    """What stands at the head and foot of a printed page."""

    def quoted(words: str) -> str:
        return '"' + "".join(f"\\{ord(c):x} " if c in '"\\<>\n' else c for c in words) + '"'

    return (
        f"@page{{@top-left{{content:{quoted(page.banner or page.board)}}}@top-right{{content:{quoted(page.title)}}}"
        f"@bottom-left{{content:{quoted(page.subtitle)}}}}}\n"
    )


def _front(page: Page) -> str:
    banner = f'<p class="banner">{escape(page.banner)}</p>' if page.banner else ""
    rows = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(words)}</dd></div>" for name, words in page.front_rows
    )
    period = f'<p class="subtitle">{escape(page.subtitle)}</p>' if page.subtitle else ""
    return (
        f'<header class="{"cover" if page.cover else "plain"}">{banner}<p class="board">{escape(page.board)}</p>'
        f"<h1>{escape(page.title)}</h1>{period}<dl>{rows}</dl></header>"
    )


def _contents(headings: tuple[Heading, ...]) -> str:
    """Sections, and in each its own: lists in lists, as they are read out."""
    items: list[str] = []
    opened = False
    for at, head in enumerate(headings):
        if head.level > 2:
            continue
        link = f'<a href="#{escape(head.id)}">{escape(head.words)}</a>'
        if head.level == 1:
            items.append(("</ul>" if opened else "") + ("</li>" if at else "") + f"<li>{link}")
            opened = False
        else:
            items.append(("" if opened else "<ul>") + f"<li>{link}</li>")
            opened = True
    end = ("</ul>" if opened else "") + ("</li>" if items else "")
    return (
        f'<nav aria-labelledby="contents"><h2 id="contents">Contents</h2><ul>{"".join(items)}{end}</ul></nav>'
    )


def _body(prepared: Prepared) -> str:
    root = deepcopy(prepared.root)
    for table in list(root.iter("table")):
        caption = table.find("caption")
        if widths := table.attrib.pop("data-widths", None):
            share = sum(map(float, widths.split()))
            table.set("style", f"width:{share:.0f}%")
            table.classes.add("broad" if share > 60 else "slim")
        _stay(caption)
        # A table wider than the screen scrolls by itself, by keyboard too, and says what it is.
        box = DIV(CLASS("scroll"), tabindex="0", role="region", **{"aria-label": text_of(caption)})
        table.addprevious(box)
        box.tail, table.tail = table.tail, None
        box.append(table)
    for drawn in root.iter("svg"):
        drawn.set("focusable", "false")
    markup = "".join(html.tostring(child, encoding="unicode") for child in root)
    return ((escape(root.text) if root.text else "") + markup).replace("viewbox=", "viewBox=")
