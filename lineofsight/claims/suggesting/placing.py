"""Tags put around an author's own words, and taken off again: not a byte of the words changes.

Where a sentence stands in the file is found by walking the reader's tokens along the lines they came from. What
could not be followed is left alone, and what was written is read back by the same reader: a tag stays only where
it reads as the claim that was meant.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape

from markdown_it.token import Token

from lineofsight.claims.language import TAG, Document, Sentence, read
from lineofsight.claims.tags import Tag, TagError

PROPOSED = re.compile(r'\[([^\[\]]*)\]\{(?:[^{}"]|"[^"]*")*\bproposed=yes(?:[^{}"]|"[^"]*")*\}')
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
ENTITY = re.compile(r"&(?:#\w+|\w+);")
KEPT = re.compile(r"\{[^{}]*\}|\S*(?:://|@)\S*")  # not words: ids of headings, addresses


@dataclass(frozen=True)
class Span:
    """Words of one sentence that a tag is for. `sentence`: its place among the document's sentences."""

    sentence: int
    start: int
    end: int
    tag: Tag


def stripped(text: str) -> str:
    """The text without the tags that are proposed: their words stay as they are."""
    return PROPOSED.sub(lambda found: found[1], text)


def placed(text: str, document: Document, spans: Sequence[Span]) -> tuple[str, list[Span]]:
    """The text with a tag at each span that can bear one, and those spans. `document` is `text`, read."""
    offsets = _offsets(text, document)
    found = [(span, at) for span in spans if (at := _in_file(text, span, offsets, document)) is not None]
    good = _held(text, document, found)
    return _written(text, good), [span for span, _ in good]


At = tuple[int, int]
Placed = list[tuple[Span, At]]


def _in_file(text: str, span: Span, offsets: Sequence[Sequence[int | None]], document: Document) -> At | None:
    """From where to where the words stand in the file; None where a tag cannot go around them."""
    at = offsets[span.sentence][span.start : span.end]
    known = [one for one in at if one is not None]
    sentence = document.sentences[span.sentence]
    if not known or len(known) < len(at) or known != sorted(set(known)):
        return None
    start, end = known[0], known[-1] + 1
    inside = any(claim.start < span.end and span.start < claim.end for claim in sentence.claims)
    kept = any(one.start() < span.end and span.start < one.end() for one in KEPT.finditer(sentence.text))
    if inside or kept or re.search(r"[\[\]{}`\\]", text[start:end]):
        return None
    return start, end


def _written(text: str, found: Placed) -> str:
    made, last = [], 0
    for span, (start, end) in sorted(found, key=lambda one: one[1]):
        made += [text[last:start], "[", text[start:end], "]{", str(span.tag), "}"]
        last = end
    return "".join([*made, text[last:]])


def _held(text: str, document: Document, found: Placed) -> Placed:
    """Those that read back as they were meant. Where all together do not, each half is tried: one odd place costs
    no more than a few readings."""
    if not found or _reads_back(text, document, found):
        return found
    if len(found) == 1:
        return []
    middle = len(found) // 2
    one, other = (_held(text, document, half) for half in (found[:middle], found[middle:]))
    return one + other if _reads_back(text, document, one + other) else max(one, other, key=len)


def _reads_back(text: str, document: Document, found: Placed) -> bool:
    """The same sentences, with the same claims and those that were added."""
    written = _written(text, found)
    try:
        again = read(written)
    except TagError:
        return False
    added: dict[int, set[tuple[int, int, str]]] = {}
    for span, _ in found:
        added.setdefault(span.sentence, set()).add((span.start, span.end, str(span.tag)))
    return len(again.sentences) == len(document.sentences) and all(
        _bare(new) == _bare(old) and _claims(new) == _claims(old) | added.get(number, set())
        for number, (new, old) in enumerate(zip(again.sentences, document.sentences, strict=True))
    )


def _bare(sentence: Sentence) -> tuple[object, ...]:
    return sentence.text, sentence.line, sentence.kind, sentence.within, sentence.paragraph


def _claims(sentence: Sentence) -> set[tuple[int, int, str]]:
    return {(claim.start, claim.end, claim.binding) for claim in sentence.claims}


# --- where the words of a sentence stand in the file --------------------------------------------------------------


def _offsets(text: str, document: Document) -> list[list[int | None]]:
    """For each sentence, where each of its characters stands in the file; None for one that cannot bear a tag."""
    inline = [token for token in document.tokens if token.type == "inline"]
    lines = [(found.start(), found.group()) for found in LINE.finditer(text)]
    used: dict[int, int] = {}  # in a row of a table, where the cell before ended
    blocks: dict[int, tuple[str, list[int | None]]] = {}
    for number, token in enumerate(inline, 1):
        blocks[number] = _flattened(token, _source(token, lines, used))
    made = []
    at: dict[int, int] = {}
    for sentence in document.sentences:
        words, offsets = blocks[sentence.paragraph]
        start = words.find(sentence.text, at.get(sentence.paragraph, 0))
        at[sentence.paragraph] = start + len(sentence.text)
        made.append(offsets[start : start + len(sentence.text)] if start >= 0 else [])
    return made


def _source(token: Token, lines: Sequence[tuple[int, str]], used: dict[int, int]) -> list[int | None]:
    """Where each character of a block's text stands in the file: its lines are the file's, less what is before them."""
    made: list[int | None] = []
    first = token.map[0] if token.map else 0
    for number, words in enumerate(token.content.split("\n"), first):
        start, line = lines[number] if number < len(lines) else (0, "")
        column = line.find(words, used.get(number, 0))
        used[number] = column + len(words) if column >= 0 else used.get(number, 0)
        made += [start + column + n if column >= 0 else None for n in range(len(words) + 1)]
    return made[:-1]


def _flattened(token: Token, source: Sequence[int | None]) -> tuple[str, list[int | None]]:
    """A block's words as they are read, and where each stands in the file."""
    content, at, text = token.content, 0, ""
    offsets: list[int | None] = []
    linked = 0
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            at = max(content.find("\n", at), at)
            text += " "
            offsets.append(source[at] if at < len(source) else None)
            at += 1
        elif child.type in ("text", "text_special", "code_inline"):
            found = _follow(child.content, content, at)
            text += child.content
            plain = child.type != "code_inline" and not linked
            offsets += [source[one] if plain and one is not None else None for one in found]
            at = max([one + 1 for one in found if one is not None], default=at)
        elif child.type == "span_close":
            at = tag.end() if (tag := TAG.search(content, at)) else at
        linked += {"link_open": 1, "link_close": -1}.get(child.type, 0)
    return text, offsets


def _follow(words: str, content: str, at: int) -> list[int | None]:
    """Where each character of a token's words stands in the block, from `at` on; None for one written otherwise."""
    for start in range(at, len(content)):
        if found := _from(words, content, start):
            return found
    return [None] * len(words)


def _from(words: str, content: str, at: int) -> list[int | None]:
    """The same, beginning at one place; empty where the words do not stand there."""
    made: list[int | None] = []
    while len(made) < len(words):
        letter = words[len(made)]
        if (entity := ENTITY.match(content, at)) and words.startswith(unescape(entity[0]), len(made)):
            made += [None] * len(unescape(entity[0]))
            at = entity.end()
        elif content[at : at + 1] == letter:
            made.append(at)
            at += 1
        elif content[at : at + 2] == "\\" + letter:
            made.append(None)
            at += 2
        else:
            return []
    return made
