"""From the tokens that were checked to the body of a page: the same words, with each claim marked by its verdict."""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from html import escape
from itertools import count
from typing import Any

from lxml import html
from lxml.html import HtmlElement
from lxml.html.builder import CAPTION
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from lineofsight.claims.asked import DIRECTIVE
from lineofsight.claims.check import Checked
from lineofsight.claims.language import Document, reader


def body(
    document: Document,
    checked: Sequence[Checked],
    draw: Callable[[int, str], str],
    *,
    labels: Mapping[str, str] | None = None,
    marked: bool = False,
) -> str:
    """HTML of a report. `draw(line, words)`: the HTML of a chart or table directive. `labels`: words to stand behind a
    claim in place of its verdict's, by binding (a disputed figure). `marked`: words that no claim bears out too."""
    verdicts = iter(one for one in checked if one.claim)
    numbers = iter(range(1, len(document.claims) + 1))
    made = reader()

    def open_claim(
        self: RendererProtocol, tokens: Sequence[Token], at: int, options: OptionsDict, env: Any
    ) -> str:
        one, number = next(verdicts), next(numbers)
        label = (labels or {}).get(one.binding or "")
        said = f' data-label="{escape(label)}"' if label else ""
        return f'<span class="claim {one.verdict}" id="claim-{number}"{said}>'

    def open_directive(
        self: RendererProtocol, tokens: Sequence[Token], at: int, options: OptionsDict, env: Any
    ) -> str:
        token = tokens[at]
        return draw(token.map[0] + 1 if token.map else 1, token.info)

    def nothing(
        self: RendererProtocol, tokens: Sequence[Token], at: int, options: OptionsDict, env: Any
    ) -> str:
        return ""

    made.add_render_rule("span_open", open_claim)
    made.add_render_rule(DIRECTIVE, open_directive)
    made.add_render_rule("front_matter", nothing)
    tokens = _marked(document.tokens, checked) if marked else document.tokens
    text = made.renderer.render(tokens, made.options, {})
    return _finished(text, str(document.front.get("title", "")))


def _marked(tokens: Sequence[Token], checked: Sequence[Checked]) -> list[Token]:
    """The tokens, with the words that no claim bears out marked where they stand. Blocks count as in `language`."""
    loose: dict[int, list[Checked]] = {}
    for one in checked:
        if one.claim is None:
            loose.setdefault(one.paragraph, []).append(one)
    blocks = count(1)
    made = []
    for token in tokens:
        if token.type == "inline" and (found := loose.get(next(blocks))):
            token = copy(token)
            token.children = _split(list(token.children or ()), found)
        made.append(token)
    return made


def _split(children: list[Token], loose: Sequence[Checked]) -> list[Token]:
    """Words that run over the end of a line stay as they are: the list at the end of the draft has them."""
    at = begin = 0
    for one in loose:
        for place in range(at, len(children)):
            child = children[place]
            start = child.content.find(one.words, begin if place == at else 0) if child.type == "text" else -1
            if start >= 0:
                end = start + len(one.words)
                opened = Token("html_inline", "", 0, content=f'<span class="claim {one.verdict}">')
                closed = Token("html_inline", "", 0, content="</span>")
                pieces = [
                    Token("text", "", 0, content=words)
                    for words in (child.content[:start], one.words, child.content[end:])
                ]
                children[place : place + 1] = [pieces[0], opened, pieces[1], closed, pieces[2]]
                at, begin = place + 4, 0
                break
    return children


def _finished(text: str, title: str) -> str:
    """Tables with captions and header cells, as every format needs them; the title is the page's, and stands once."""
    root = html.fragment_fromstring(text, create_parent="div")
    first = next(iter(root), None)
    if first is not None and first.tag == "h1" and first.text_content().strip() == title.strip():
        root.remove(first)
    heading = title
    for element in list(root.iter()):
        if element.tag in ("h1", "h2", "h3", "h4"):
            heading = element.text_content()
        elif element.tag == "table" and element.find("caption") is None:
            _complete(element, heading)
    inner = [html.tostring(child, encoding="unicode") for child in root]
    return (root.text or "") + "".join(inner)


def _complete(table: HtmlElement, heading: str) -> None:
    """A caption from the paragraph "Table: ..." above it, else from its heading; the first column heads its rows."""
    before = table.getprevious()
    words = before.text_content().strip() if before is not None and before.tag == "p" else ""
    if words.lower().startswith("table:"):
        heading = words.partition(":")[2].strip()
        before.getparent().remove(before)
    table.insert(0, CAPTION(heading))
    for cell in table.iter("th"):
        cell.set("scope", "col")
        cell.attrib.pop("style", None)
    for row in table.iter("tr"):
        cells = list(row)
        for cell in cells:
            cell.attrib.pop("style", None)
        if cells and cells[0].tag == "td":
            cells[0].tag = "th"
            cells[0].set("scope", "row")
