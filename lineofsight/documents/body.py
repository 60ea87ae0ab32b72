"""From a report's words to the one tree that every writer writes: headings, numbers, captions, annexes, contents."""

import re
from dataclasses import dataclass, field
from itertools import chain, count
from math import sqrt

from lxml import html
from lxml.html import HtmlElement
from lxml.html.builder import CAPTION, CLASS, LI, OL, SPAN, TABLE, TBODY, TD, TH, THEAD, TR, A, P

from lineofsight.documents.page import ANNEX, VALUES, VERDICTS, Page, PageError, Source

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
INLINE = {
    "a", "abbr", "b", "br", "cite", "code", "del", "em", "i", "ins", "q", "s", "small", "span", "strong", "sub", "sup",
}  # fmt: skip
BLOCKS = {
    "aside", "blockquote", "caption", "col", "colgroup", "dd", "div", "dl", "dt", "figcaption", "figure", "hr", "li", "ol",
    "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", *HEADINGS,
}  # fmt: skip
# A number, a share, "12 of 40", a span, a dash, or the words that stand where a number is missing.
NUMERIC = re.compile(
    r"[-–+£]?\d[\d,.]*\s*(%|m|k|points?|days?|per 10,000)?( ?(of|to|[-–]) ?[\d,.]+\s*%?)?( \(.*\))?"
    r"|[-–—]|not [a-z ]+|suppressed.*|too early to say|incomplete"
)


@dataclass(frozen=True)
class Heading:
    level: int  # 1 is a section of the report
    id: str
    words: str


@dataclass(frozen=True)
class Prepared:
    """The tree, `<div>` around everything that follows the title page, and its headings in order."""

    page: Page
    root: HtmlElement
    contents: tuple[Heading, ...]
    ids: frozenset[str] = field(default=frozenset())


def prepare(page: Page) -> Prepared:
    """The tree of a page; PageError where something in it could not be printed in all formats."""
    root = html.fragment_fromstring(page.body, create_parent="div")
    _refuse(root)
    _mark_statements(root)
    _annex_of_charts(root)
    for paragraph in root.iter("p"):
        if text_of(paragraph).endswith(":"):
            paragraph.classes.add("lead")  # never parted from what it leads to
    if page.numbered:
        _number_paragraphs(root)
    if page.annex:
        _annex_of_figures(root, page.annex)
    for table in root.iter("table"):
        _lay_out(table)
    contents = tuple(_name_headings(root))
    return Prepared(page, root, contents, frozenset(one.get("id") for one in root.iter() if one.get("id")))


def text_of(element: HtmlElement) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


def _refuse(root: HtmlElement) -> None:
    seen: set[str] = set()
    for element in root.iter():
        tag = element.tag
        if not isinstance(tag, str):
            element.drop_tree()  # a comment is the author's, not the reader's
        elif tag == "svg":
            if not element.get("aria-label"):
                raise PageError("A picture has no words: give its svg an aria-label that says what it shows.")
        elif tag not in INLINE | BLOCKS and not any(up.tag == "svg" for up in element.iterancestors()):
            raise PageError(
                f"<{tag}> is not printed: use headings, paragraphs, lists, tables with captions, or charts."
            )
        if tag == "table" and element.find("caption") is None:
            raise PageError(
                f"The table that begins '{text_of(element)[:40]}' has no caption: say what it shows."
            )
        if tag == "table" and not list(element.iter("th")):
            raise PageError(
                f"The table '{text_of(element.find('caption'))}' has no header cells: mark them with <th scope>."
            )
        if (name := element.get("id")) is not None:
            if name in seen:
                raise PageError(f"Two parts of the report have the id '{name}': a link could lead to either.")
            seen.add(name)


def _mark_statements(root: HtmlElement) -> None:
    """The words for a verdict, behind each statement that does not match the record."""
    for span in root.find_class("claim"):
        verdict = next((one for one in span.classes if one in VERDICTS), "verified")
        words = span.get("data-label") or ("" if verdict == "verified" else VERDICTS[verdict])
        if words:
            said = SPAN(f" [{words}]", CLASS("verdict"))
            said.tail, span.tail = span.tail, None
            span.addnext(said)


def _annex_of_charts(root: HtmlElement) -> None:
    """Number figures and tables; gather the tables behind the charts at the end, each linked with its chart."""
    behind = []
    for number, figure in zip(count(1), list(root.iter("figure")), strict=False):
        caption = figure.find("figcaption")
        if caption is None:
            raise PageError(f"Figure {number} has no caption: say what it shows.")
        table = next((one for one in figure.find_class("behind")), None)
        _before(caption, f"Figure {number}. ")
        if not figure.get("id"):
            figure.set("id", f"figure-{number}")
        if table is not None:
            figure.remove(table)
            table.set("id", f"figure-{number}-values")
            label = table.find("caption")
            label.text, words = "", label.text_content()
            label.append(A(f"Figure {number}.", href=f"#{figure.get('id')}"))
            label[-1].tail = f" {words}"
            link = A("Values", href=f"#{table.get('id')}", title=f"The values behind figure {number}")
            _end_sentence(caption)
            caption.append(link)
            behind.append(table)
    numbers = count(1)
    for table in root.iter("table"):
        caption = table.find("caption")
        _before(caption, f"Table {next(numbers)}. ")
    if behind:
        root.append(_section(root, VALUES))
        root.extend(behind)


def _section(root: HtmlElement, words: str) -> HtmlElement:
    """A heading of the report's own highest level."""
    top = min((one.tag for one in root.iter(*HEADINGS)), default="h2")
    heading = html.Element(top)
    heading.text = words
    return heading


def _before(element: HtmlElement, words: str) -> None:
    element.text = words + (element.text or "")


def _end_sentence(element: HtmlElement) -> None:
    """A full stop and a space behind an element's words."""
    if len(element):
        element[-1].tail = f"{(element[-1].tail or '').rstrip('.')}. "
    else:
        element.text = f"{(element.text or '').rstrip('.')}. "


def _number_paragraphs(root: HtmlElement) -> None:
    """Paragraphs become items of lists that are numbered on, over headings, tables and charts."""
    numbers = count(1)
    current: HtmlElement | None = None
    for element in list(root):
        if element.tag == "p" and "plain" not in element.classes:
            number = next(numbers)
            if current is None:
                current = OL(CLASS("paragraphs"), start=str(number))
                element.addprevious(current)
            current.append(LI(element, id=f"paragraph-{number}"))
        elif element.tag in ("ul", "ol", "blockquote") and current is not None:
            current[-1].append(element)
        else:
            current = None


SOURCES = "25 20 42 13"  # of the width of the text


def _annex_of_figures(root: HtmlElement, rows: tuple[Source, ...]) -> None:
    known = {one.get("id") for one in root.iter() if one.get("id")}
    # What rests on the same reading stands in one row, the same words once.
    alike: dict[tuple[str, str, str, str], dict[str, Source]] = {}
    for row in rows:
        if row.verdict not in VERDICTS:
            raise PageError(f"'{row.verdict}' is no verdict. Known: {', '.join(VERDICTS)}.")
        several = alike.setdefault((row.record, row.source, row.verdict, row.note), {})
        several.setdefault(row.statement.lower(), row)
    body = TBODY()
    for (record, source, verdict, note), several in alike.items():
        statements = TH(scope="row")
        for row in several.values():
            statements.append(
                A(row.statement, href=f"#{row.anchor}") if row.anchor in known else SPAN(row.statement)
            )
            statements[-1].tail = "; "
        statements[-1].tail = None
        said = TD(". ".join(filter(None, (source, note))))
        body.append(
            TR(statements, TD(record), said, TD(SPAN(VERDICTS[verdict], CLASS(f"verdict-{verdict}"))))
        )
    heads = (
        TH(words, scope="col") for words in ("Statement", "The record", "Where it comes from", "Verdict")
    )
    table = TABLE(
        CLASS("sources"),
        {"data-widths": SOURCES},
        CAPTION("Every figure in this report, in the order of the text"),
        THEAD(TR(*heads)),
        body,
    )
    title = _section(root, ANNEX)
    words = P(
        "A figure that matches the record agrees with what is known on the date of this report. A provisional one was "
        "worked out from local rows: the published figure may differ.",
        CLASS("plain"),
    )
    root.extend([title, words, table])


def _lay_out(table: HtmlElement) -> None:
    """Columns of numbers to the right; widths by what the columns hold, so that all formats lay them out alike."""
    rows = [[cell for cell in row if cell.tag in ("th", "td")] for row in table.iter("tr")]
    columns = max((len(row) for row in rows), default=0)
    if (
        not columns
        or table.get("data-widths")
        or any(cell.get("colspan") or cell.get("rowspan") for row in rows for cell in row)
    ):
        return
    if table.find("thead") is None and all(cell.tag == "th" for cell in rows[0]):
        first = next(table.iter("tr"))
        first.getparent().remove(first)
        table.find("caption").addnext(THEAD(first))
    body = [row for row in rows[1:] if len(row) == columns]
    wanted: list[float] = []
    least: list[float] = []  # where all that is wanted would not fit
    for at in range(columns):
        texts = [text_of(row[at]) for row in rows if at < len(row)]
        held = [words for words in (text_of(row[at]) for row in body) if words]
        word = max(len(word) for words in ("-", *texts) for word in words.split() or "-")
        longest = max(len(words) for words in ("-", *texts))
        if at and held and all(NUMERIC.fullmatch(words) for words in held):
            for row in rows:
                row[at].classes.add("number")
            wanted.append(longest + 3)
            least.append(
                max(word, *map(len, held)) + 3
            )  # "19.5% to 21.6%" stays on one line, its head need not
        else:
            wanted.append(max(word, min(sqrt(longest) * 4, longest)) + 3)
            least.append(wanted[-1])
    # How many letters of a table stand on a line of the page.
    room = 84.0 if "behind" in table.classes else 76.0
    letters = wanted if sum(wanted) <= room else least
    whole = min(100.0, max(45.0, 100 * sum(letters) / room))
    table.set("data-widths", " ".join(f"{whole * one / sum(letters):.1f}" for one in letters))


def _name_headings(root: HtmlElement):
    """Headings from level 2 of HTML on (the title is level 1), none skipped, each with an id."""
    taken = {one.get("id") for one in root.iter() if one.get("id")}
    found = list(root.iter(*HEADINGS))
    top = min((int(one.tag[1]) for one in found), default=2)
    last = 1
    for one in found:
        level = min(int(one.tag[1]) - top + 2, last + 1, 6)
        last = level
        one.tag = f"h{level}"
        if not one.get("id"):
            stem = re.sub(r"[^a-z0-9]+", "-", text_of(one).lower()).strip("-") or "section"
            stem = stem[:32].rstrip("-")  # Word's own bookmarks end at 40 letters
            names = chain([stem], (f"{stem}-{number}" for number in count(2)))
            name = next(one for one in names if one not in taken)
            taken.add(name)
            one.set("id", name)
        yield Heading(level - 1, one.get("id"), text_of(one))
