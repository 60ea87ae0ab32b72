"""Claims in a report: the author's words, and a tag that says which figure they state.

Referrals [rose from 4,966 to 5,497]{figure=FD07 from=2015-16 to=2016-17}.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_plugin

KEYS = {"figure", "period", "from", "to", "part", "area", "basis"}
PARTS = {"value", "numerator", "denominator"}
# Something in braces after a bracket that no reader took for a tag: a slip of the author's.
LOOKS_LIKE_A_TAG = re.compile(r"\]\s*\{[^}]*\}?")


class TagError(Exception):
    """A tag that is not a good one: says on which line, and how it should be."""


@dataclass(frozen=True)
class Claim:
    line: int
    words: str
    figure: str
    periods: tuple[str, ...]  # one, or the earlier and the later
    part: str = "value"
    area: str | None = None
    basis: str | None = None

    @property
    def binding(self) -> str:
        return f"{self.figure} {' to '.join(self.periods)}"


def claims(text: str) -> list[Claim]:
    """Every claim of a Markdown document, in the order of the text; TagError for the first bad tag."""
    reader = MarkdownIt("commonmark").use(attrs_plugin, spans=True)
    found: list[Claim] = []
    for block in reader.parse(text):
        if block.type == "inline":
            line = (block.map or [0])[0] + 1
            found += _of_block(block.children or [], line)
    return found


def _of_block(tokens: list[Token], line: int) -> Iterator[Claim]:
    open_at: list[tuple[Token, int]] = []
    words = ""
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            line += 1
        elif token.type == "span_open":
            open_at.append((token, len(words)))
        elif token.type == "span_close":
            tag, start = open_at.pop()
            yield _claim(tag.attrs, words[start:], line)
        elif token.type in ("text", "text_special"):
            if LOOKS_LIKE_A_TAG.search(token.content):
                raise TagError(
                    f"line {line}: '{token.content.strip()[-60:]}' looks like a tag and is not a good one. Write it as "
                    f"[5,497]{{figure=FD07 period=2016-17}}: no space before the brace, one space between parts, "
                    f"no commas."
                )
            words += token.content


def _claim(said: dict, words: str, line: int) -> Claim:
    if unknown := sorted(set(said) - KEYS):
        raise TagError(f"line {line}: '{unknown[0]}' is no part of a tag. Known: {', '.join(sorted(KEYS))}.")
    if "figure" not in said:
        raise TagError(f"line {line}: the tag after '{words}' binds to nothing. Add figure=CODE.")
    if "period" in said:
        spans: tuple[str, ...] = (str(said["period"]),)
    elif {"from", "to"} <= set(said):
        spans = (str(said["from"]), str(said["to"]))
    else:
        raise TagError(f"line {line}: the tag after '{words}' needs period=2016-17, or from= and to=.")
    part = str(said.get("part", "value"))
    if part not in PARTS:
        raise TagError(f"line {line}: part={part} is not one of {', '.join(sorted(PARTS))}.")
    return Claim(line, words, str(said["figure"]), spans, part, said.get("area"), said.get("basis"))
