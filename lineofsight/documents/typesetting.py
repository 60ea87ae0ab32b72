"""From the prepared tree to Typst's markup. All words go in as strings, so that none is taken for markup."""

import json
from collections.abc import Iterable

from lxml.html import HtmlElement

from lineofsight.documents.body import Prepared
from lineofsight.documents.pictures import Picture

WRAPPED = {
    "b": "strong", "strong": "strong", "em": "emph", "i": "emph", "cite": "emph", "sub": "sub", "sup": "super",
    "del": "strike", "ins": "underline", "small": "text.with(size: 0.85em)", "code": "raw-words",
}  # fmt: skip
A_PAGE = 1500  # letters of a row: a longer one may break, for nothing of it may be lost
CLAIMS = ("contradicted", "unmeasured", "unsupported", "unbound")


def markup(prepared: Prepared, pictures: dict[HtmlElement, Picture]) -> str:
    return _Setter(prepared, pictures).blocks(prepared.root)


def string(words: str) -> str:
    """A Typst string literal: JSON's escapes are Typst's, but for the code of a character."""
    return json.dumps(words, ensure_ascii=False)


class _Setter:
    def __init__(self, prepared: Prepared, pictures: dict[HtmlElement, Picture]):
        self.ids = prepared.ids
        self.pictures = pictures

    def blocks(self, parent: HtmlElement) -> str:
        """Children as blocks; words between them as a paragraph."""
        parts: list[str] = []
        loose: list[str] = []

        def close() -> None:
            if any(part.strip() for part in loose):
                parts.append("".join(loose))
            loose.clear()

        loose.append(self._words(parent.text, parent))
        for child in parent:
            if handler := getattr(self, f"_{child.tag}", None):
                close()
                parts.append(self._place(child) + handler(child))
            else:
                loose.append(self._one(child))
            loose.append(self._words(child.tail, parent))
        close()
        return "\n\n".join(parts)

    def inline(self, parent: HtmlElement) -> str:
        inner = "".join(self._one(child) + self._words(child.tail, parent) for child in parent)
        return self._words(parent.text, parent) + inner

    def _words(self, words: str | None, parent: HtmlElement) -> str:
        if not words or (
            not words.strip() and parent.tag in ("div", "ul", "ol", "li", "blockquote", "section")
        ):
            return ""
        squeezed = " ".join(words.split())
        squeezed = (
            (" " if words[0].isspace() else "") + squeezed + (" " if words[-1].isspace() and squeezed else "")
        )
        # A space at an end is markup's own, so that a line may break there.
        body = squeezed.strip(" ")
        if not body:
            return " "
        return " " * squeezed.startswith(" ") + f"#{string(body)}" + " " * squeezed.endswith(" ")

    def _one(self, child: HtmlElement) -> str:
        inner = self.inline(child)
        if child.tag == "br":
            return "#linebreak()"
        if child.tag == "a":
            return self._link(child, inner)
        place = self._place(child)
        if child.tag in WRAPPED:
            return f"{place}#{WRAPPED[child.tag]}[{inner}]"
        for name in CLAIMS:
            if "claim" in child.classes and name in child.classes:
                return f'{place}#claim("{name}")[{inner}]'
        if "verdict" in child.classes:
            return f"#verdict-words[{inner}]"
        return place + inner

    def _link(self, child: HtmlElement, inner: str) -> str:
        to = child.get("href") or ""
        if to.startswith("#"):
            return f"#link(label({string(to[1:])}))[{inner}]" if to[1:] in self.ids else inner
        return f"#link({string(to)})[{inner}]" if to else inner

    def _place(self, child: HtmlElement) -> str:
        """Somewhere for a link to lead to."""
        name = child.get("id")
        if not name or child.tag in ("figure", "table") or child.tag[0] == "h":
            return ""
        return f"#metadata(none)#label({string(name)})"

    def _p(self, child: HtmlElement) -> str:
        inner = self.inline(child)
        return f"#block(sticky: true)[{inner}]" if "lead" in child.classes else inner

    def _div(self, child: HtmlElement) -> str:
        return self.blocks(child)

    _section = _div

    def _heading(self, child: HtmlElement) -> str:
        level = int(child.tag[1]) - 1
        return f"#heading(level: {level})[{self.inline(child)}]{_label(child)}"

    _h2 = _h3 = _h4 = _h5 = _h6 = _heading

    def _ul(self, child: HtmlElement) -> str:
        return f"#list({self._items(child)})"

    def _ol(self, child: HtmlElement) -> str:
        start = int(child.get("start") or 1)
        if "paragraphs" in child.classes:
            return f"#paragraphs({start}, {self._items(child)})"
        numbering = string(
            f"{child.get('type') or '1'}."
        )  # 1, a, A, i and I mean the same to HTML and to Typst
        return f"#enum(start: {start}, numbering: {numbering}, {self._items(child)})"

    def _items(self, child: HtmlElement) -> str:
        return ", ".join(f"[{self._place(item)}{self.blocks(item)}]" for item in child if item.tag == "li")

    def _dl(self, child: HtmlElement) -> str:
        items, term = [], ""
        for one in child:
            if one.tag == "dt":
                term = self.inline(one)
            elif one.tag == "dd":
                items.append(f"terms.item([{term}], [{self.blocks(one)}])")
        return f"#terms({', '.join(items)})"

    def _blockquote(self, child: HtmlElement) -> str:
        return f"#quote(block: true)[{self.blocks(child)}]"

    def _aside(self, child: HtmlElement) -> str:
        return f"#aside[{self.blocks(child)}]"

    def _pre(self, child: HtmlElement) -> str:
        return f"#raw({string(child.text_content())}, block: true)"

    def _hr(self, _: HtmlElement) -> str:
        return "#rule()"

    def _figure(self, child: HtmlElement) -> str:
        caption = child.find("figcaption")
        words = self.inline(caption) if caption is not None else ""
        drawn = [self.pictures[one] for one in child.iter("svg") if one in self.pictures]
        if not drawn:
            return self.blocks(child)
        alt = string(" ".join(picture.alt for picture in drawn))
        images = " ".join(f'#image("{one.name}.svg", width: 100%, alt: {string(one.alt)})' for one in drawn)
        return f"#figure(kind: image, alt: {alt}, caption: [{words}], [{images}]){_label(child)}"

    def _table(self, child: HtmlElement) -> str:
        heads = [self._row(row) for row in child.findall("thead/tr")]
        rows = [self._row(row) for part in ("tbody", "tfoot") for row in child.findall(f"{part}/tr")]
        rows += [self._row(row) for row in child.findall("tr")]
        first = next(child.iter("tr"), None)
        cells = [cell for cell in first if cell.tag in ("th", "td")] if first is not None else []
        widths = (child.get("data-widths") or "").split() or ["1"] * sum(
            int(c.get("colspan") or 1) for c in cells
        )
        columns = ", ".join(f"{width}%" if child.get("data-widths") else "1fr" for width in widths)
        head = f"table.header({', '.join(cell for row in heads for cell in row)}), " if heads else ""
        body = ", ".join(cell for row in rows for cell in row)
        whole = ", whole: true" if len(rows) <= 14 else ""
        small = ", small: true" if {"sources", "behind"} & set(child.classes) else ""
        caption = child.find("caption")
        said = f"caption: [{self.inline(caption)}]{small}{whole}, columns: ({columns},), {head}{body}"
        return f"#grid-of({said}){_label(child)}"

    def _row(self, row: HtmlElement) -> Iterable[str]:
        kept = len(row.text_content()) < A_PAGE
        return [self._cell(cell, "total" in row.classes, kept) for cell in row if cell.tag in ("th", "td")]

    def _cell(self, cell: HtmlElement, total: bool, kept: bool) -> str:
        said = {
            "colspan": cell.get("colspan"), "rowspan": cell.get("rowspan"),
            "align": "right" if "number" in cell.classes else None, "breakable": "false" if kept else None,
        }  # fmt: skip
        given = "".join(f"{name}: {value}, " for name, value in said.items() if value)
        inner = self.blocks(cell)
        if total:
            inner = f"#strong[{inner}]"
        return f"table.cell({given}[{self._place(cell)}{inner}])"


def _label(child: HtmlElement) -> str:
    return f" #label({string(child.get('id'))})" if child.get("id") else ""
