"""Paragraphs of what was published before, and where it is read from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

from lineofsight.claims.language import Document, read
from lineofsight.claims.tags import TagError
from lineofsight.documents.front import ReportError
from lineofsight.documents.page import ANNEX, VALUES

CONTENTS = re.compile(r"\[[^\]]+\]\(#[^)]*\)")  # a line of a table of contents


class EditionError(ReportError):
    """Last year's report cannot be read: says why, and what to give instead."""


@dataclass(frozen=True)
class Before:
    """A report that was published before. `name` stands in tags: said="NAME#p12"."""

    name: str
    document: Document
    paragraphs: Mapping[str, str]


def paragraphs(text: str) -> dict[str, str]:
    """The words of each block of a report by its number: {"p12": "Early help is a priority for 2017/18."}."""
    return of_document(read(text))


def of_document(document: Document) -> dict[str, str]:
    made: dict[str, str] = {}
    for sentence in document.sentences:
        key = f"p{sentence.paragraph}"
        made[key] = f"{made[key]} {sentence.text}".strip() if key in made else sentence.text.strip()
    return made


def read_before(path: Path) -> Before:
    """An edition's folder with report.md in it, a report in Markdown, or one in Word."""
    source = path / "report.md" if path.is_dir() else path
    text = text_of(source)
    try:
        document = read(text)
    except TagError as error:
        raise EditionError(f"{source}: {error}") from None
    return Before(path.name if path.is_dir() else path.stem, document, of_document(document))


def text_of(source: Path) -> str:
    """A report's Markdown, as it stands or out of Word or ODT. EditionError where it cannot be read."""
    if not source.is_file():
        raise EditionError(
            f"{source}: there is no such report. Give an edition by its name or folder, or last year's report as .md or "
            ".docx."
        )
    try:
        return from_word(source) if is_word(source) else source.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise EditionError(f"{source}: it is not text in UTF-8. Give a report as .md or .docx.") from None
    except ReportError as error:
        raise EditionError(f"{source}: {error}") from None


def is_word(source: Path) -> bool:
    return source.suffix.lower() in (".docx", ".odt")


def from_word(source: Path) -> str:
    """Word or ODT through pandoc, in Markdown. Braces and brackets are the author's prose there, never tags."""
    import pypandoc

    try:
        text: str = pypandoc.convert_file(
            str(source), "gfm-raw_html", extra_args=["--wrap=none", "--strip-comments"]
        )
    except (RuntimeError, OSError):
        raise ReportError(
            "it cannot be read as Word. Open it in Word and save it again as .docx; where Word cannot open it either, the "
            "file is damaged: ask whoever sent it to send it again."
        ) from None
    return own_words(text).translate(str.maketrans("{}", "()")).replace("\\[", "(").replace("\\]", ")")


def own_words(text: str) -> str:
    """What a report in Word says, without its contents and without the annexes that this house adds to it."""

    def annex(line: str) -> bool:
        return line.startswith("#") and line.strip("# ") in (VALUES, ANNEX)

    lines = takewhile(lambda line: not annex(line), text.splitlines())
    return "\n".join(line for line in lines if not CONTENTS.fullmatch(line))


def said_before(front: Mapping[str, Any], folder: Path) -> dict[str, str]:
    """The paragraphs that `said=` may name, by "NAME#p12": those of the reports that `after:` names, found from
    the report's own folder."""
    after = front.get("after") or ()
    made: dict[str, str] = {}
    for name in [after] if isinstance(after, str) else after:
        before = read_before(folder / str(name))
        made |= {f"{before.name}#{key}": words for key, words in before.paragraphs.items()}
    return made
