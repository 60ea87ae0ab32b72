"""The PDF: tagged for readers who listen (PDF/UA-1), A4. Typst refuses a picture without words or a skipped heading."""

from pathlib import Path

import typst

from lineofsight.documents import letters, typesetting
from lineofsight.documents.body import Prepared
from lineofsight.documents.page import Page
from lineofsight.documents.pictures import FONTS, pictures
from lineofsight.documents.typesetting import string

LOOK = Path(__file__).with_name("page.typ")


def pdf(prepared: Prepared, folder: Path) -> bytes:
    """The charts lie in the folder as SVG. The same page gives the same bytes with the same version of Typst.
    A character that no font has is named in brackets: papers that were issued must always print."""
    words = typesetting.markup(prepared, pictures(prepared.root))
    (folder / "page.typ").write_bytes(LOOK.read_bytes())
    source = folder / "report.typ"
    given = _given(prepared.page)
    # All words in it are strings.
    whole = f'#import "page.typ": *\n#show: report.with({given})\n{words}\n'
    try:
        return _compiled(letters.in_words(whole), source, prepared.page)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        # Letters that show alone and not beside each other, as in some scripts.
        return _compiled(letters.in_words(whole, letters.unusual(whole)), source, prepared.page)


def _compiled(words: str, source: Path, page: Page) -> bytes:
    source.write_text(words, encoding="utf-8")
    return typst.compile(
        source, format="pdf", pdf_standards=["ua-1"], font_paths=[FONTS], ignore_system_fonts=True, root=source.parent,
        timestamp=int(page.moment.timestamp()),
    )  # fmt: skip


def _given(page: Page) -> str:
    language, _, region = page.language.partition("-")
    when = page.moment
    said = {
        "title": string(page.title),
        "subtitle": string(page.subtitle),
        "board": string(page.board),
        "authors": f"({''.join(string(author) + ', ' for author in page.authors)})",
        "date": f"datetime(year: {when.year}, month: {when.month}, day: {when.day})",
        "banner": string(page.banner),
        "lang": string(language),
        "region": string(region) if region else "none",
        "front": f"({''.join(f'({string(name)}, {string(words)}), ' for name, words in page.front_rows)})",
        "cover": str(page.cover).lower(),
        "contents": str(page.contents).lower(),
        "words": '(page: "Page", of: "of", contents: "Contents")',
    }
    return ", ".join(f"{name}: {value}" for name, value in said.items())
