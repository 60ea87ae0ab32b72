"""The papers that an installation needs, filled with what the software does; what only a board can say stands as a blank."""

from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from lineofsight.documents.page import Page
from lineofsight.documents.writing import write_word
from lineofsight.web.accounts.permissions import Permission, requires

HOME = Path(__file__).with_name("texts")
ORDER = (
    "staff-notice", "retention", "dpia-board", "processing-board", "dpia-front-line", "processing-front-line",
    "joint-controllers", "sharing",
)  # fmt: skip
LOOKS = {
    "h2": "govuk-heading-m", "p": "govuk-body", "ul": "govuk-list govuk-list--bullet", "table": "govuk-table",
    "th": "govuk-table__header", "td": "govuk-table__cell", "tr": "govuk-table__row",
}  # fmt: skip
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
READER = MarkdownIt("commonmark").enable("table")


def read(slug: str) -> tuple[str, str]:
    """A paper's title, and its text below it, as Markdown."""
    if slug not in ORDER:
        raise Http404
    first, _, body = (HOME / f"{slug}.md").read_text(encoding="utf-8").partition("\n")
    return first.removeprefix("# "), body


def _rendered(title: str, tokens: list[Token], *, before: str = "", within: str = "", after: str = "") -> str:
    """With HTML of ours before, at the top of and after each table; `{shows}` in it is the heading above the table."""
    said, shows = [], title
    for token, following in zip_longest(tokens, tokens[1:]):
        if token.type == "heading_open":
            shows = following.content

        def ours(html: str, shows: str = shows) -> Token:
            return Token("html_block", "", 0, content=html.format(shows=escape(shows)))

        around = {"table_open": [ours(before), token, ours(within)], "table_close": [token, ours(after)]}
        said += around.get(token.type, [token])
    return str(READER.renderer.render(said, READER.options, {}))


def as_page(title: str, body: str) -> SafeString:
    """The text as our pages look. It is this package's own."""
    tokens = READER.parse(body)
    for token in tokens:
        if token.tag in LOOKS and token.nesting >= 0:
            token.attrSet("class", LOOKS[token.tag])
    region = '<div class="los-scrolls" tabindex="0" role="region" aria-label="{shows}">'
    html = _rendered(title, tokens, before=region, after="</div>")
    return mark_safe(html)  # nosec B308 B703 # noqa: S308


def as_word(title: str, body: str) -> bytes:
    html = _rendered(title, READER.parse(body), within="<caption>{shows}</caption>")
    page = Page(
        title=title, board=str(settings.BOARD_NAME), area="", body=html, date=timezone.localdate(), cover=False,
        contents=False,
    )  # fmt: skip
    with TemporaryDirectory() as folder:
        return write_word(page, Path(folder) / "paper.docx").read_bytes()


@require_safe
@requires(Permission.SIGNED_IN)
def listed(request: HttpRequest) -> HttpResponse:
    return render(request, "information/papers.html", {"papers": [(slug, read(slug)[0]) for slug in ORDER]})


@require_safe
@requires(Permission.SIGNED_IN)
def paper(request: HttpRequest, slug: str) -> HttpResponse:
    title, body = read(slug)
    return render(
        request, "information/paper.html", {"title": title, "slug": slug, "body": as_page(title, body)}
    )


@require_safe
@requires(Permission.INFORMATION_HANDLE)
def word(request: HttpRequest, slug: str) -> HttpResponse:
    """To fill in the blanks and to sign."""
    answer = HttpResponse(as_word(*read(slug)), content_type=WORD)
    answer["Content-Disposition"] = f'attachment; filename="{slug}.docx"'
    return answer
