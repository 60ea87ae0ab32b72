"""A report in Markdown: its sentences, and the claims in them.

One reader: the tokens that are checked here are the tokens that become the page. Raw HTML is shown as
text, so that nothing in a report can stand on the page and escape the checker.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from lineofsight.claims import asked, sentences
from lineofsight.claims.gaps import GAP
from lineofsight.claims.tags import BINDINGS, KEYS, Tag, TagError, nearest, parse

TAG = re.compile(r'\]\{((?:[^{}"]|"[^"]*")*)\}')
# Whatever looks like a tag in text that no reader took for one: a slip of the author's.
SLIPS = (
    re.compile(r"\]\s*[{｛]"),
    re.compile(r"[{｛][^{}]*[=＝]"),
    re.compile(rf"\b(?:{'|'.join(BINDINGS)})\s*=\s*[\w\"“]"),
    re.compile(r"[\])]\s*\(\s*(?:\w+)=[\w-]+"),
)
EXAMPLE = "[5,497]{figure=FD07 period=2016-17}"
NOT_IN_A_LINK = f"a tag and a link cannot share their words: {EXAMPLE} stands alone."
INSIDE = re.compile(r"\]\{([^{}]*)\}")


@dataclass(frozen=True)
class Claim:
    """Words of the author's and what they claim. `start` and `end`: where they stand in their sentence."""

    line: int
    words: str
    tag: Tag
    start: int = 0
    end: int = 0

    @property
    def binding(self) -> str:
        return str(self.tag)


@dataclass(frozen=True)
class Sentence:
    """One sentence with its claims. `within`: headers of the table cell it stands in, measure and period first.

    `heading`: the nearest heading above; `paragraph`: the number of its block, from 1.
    """

    line: int
    text: str
    claims: tuple[Claim, ...] = ()
    within: tuple[str, ...] = ()
    kind: str = "paragraph"
    heading: str = ""
    paragraph: int = 0


@dataclass(frozen=True)
class Document:
    """`front`: what stands above the text. `tokens`: the same that the sentences were read from."""

    sentences: tuple[Sentence, ...]
    tokens: Sequence[Token] = field(repr=False, compare=False)
    front: dict[str, Any] = field(default_factory=dict)

    @property
    def claims(self) -> list[Claim]:
        return [claim for sentence in self.sentences for claim in sentence.claims]

    @property
    def directives(self) -> list[tuple[int, str]]:
        """Line and words of every chart and table that the report asks for, in order."""
        return [
            (token.map[0] + 1 if token.map else 1, token.info)
            for token in self.tokens
            if token.type == asked.DIRECTIVE
        ]


def reader() -> MarkdownIt:
    """The one reader of reports."""
    made = MarkdownIt("commonmark", {"html": False}).enable("table")
    made.disable(["html_block", "html_inline"])
    return made.use(front_matter_plugin).use(attrs_plugin, spans=True).use(asked.plugin)


def read(text: str) -> Document:
    """A report's sentences and claims; TagError for the tags that are no good ones, a line each."""
    tokens = reader().parse(text)
    front = _front(tokens)
    found: list[Sentence] = []
    heading = ""
    wrong: list[str] = []
    for number, block in enumerate(_blocks(tokens, wrong), 1):
        try:
            made = [
                Sentence(**{**vars(one), "heading": heading, "paragraph": number})
                for one in _sentences(block)
            ]
        except TagError as error:
            wrong.append(str(error))
            continue
        made += [
            Sentence(block.line, child.content, kind="picture", heading=heading, paragraph=number)
            for child in block.token.children or ()
            if child.type == "image" and child.content.strip()
        ]
        if block.kind == "heading":
            heading = block.token.content
        found += made
    if wrong:
        raise TagError("\n".join(dict.fromkeys(wrong)))
    return Document(tuple(found), tokens, front)


def _front(tokens: Sequence[Token]) -> dict[str, Any]:
    if not tokens or tokens[0].type != "front_matter":
        return {}
    try:
        said = yaml.safe_load(tokens[0].content) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = 2 + (mark.line if mark else 0)
        raise TagError(
            f"line {line}: what stands between the lines of dashes at the top cannot be read. Write one "
            "'name: value' a line, such as 'area: 885'."
        ) from None
    if not isinstance(said, dict):
        raise TagError("line 2: what stands between the lines of dashes must be lines of 'name: value'.")
    return {str(key): value for key, value in said.items()}


# --- blocks: a run of inline text, where it stands and what stands over it ----------------------------------


@dataclass(frozen=True)
class _Block:
    token: Token
    line: int
    kind: str
    within: tuple[str, ...] = ()


def _blocks(tokens: Sequence[Token], wrong: list[str]) -> Iterator[_Block]:
    open_: list[str] = []
    head: list[str] = []
    row: list[str] = []
    cell = 0
    line = 1
    for token in tokens:
        if token.map:
            line = token.map[0] + 1
        if token.type in ("fence", "code_block"):
            try:
                _refuse_slips(token.content, line, "in code")
            except TagError as error:
                wrong.append(str(error))
        elif token.type == "inline":
            kind = _kind(open_)
            within: tuple[str, ...] = ()
            if kind == "table header":
                head.append(_plain(token))
            elif kind == "table cell":
                if cell == 0:
                    row = [_plain(token)]
                within = tuple(filter(None, (head[cell] if cell < len(head) else "", *(row if cell else ()))))
            yield _Block(token, line, kind, within)
        elif token.nesting == 1:
            open_.append(token.type)
            head = [] if token.type == "table_open" else head
            cell = 0 if token.type == "tr_open" else cell
        elif token.nesting == -1:
            open_.pop()
            cell += token.type in ("td_close", "th_close")


def _kind(open_: Sequence[str]) -> str:
    for name, kind in (
        ("heading_open", "heading"),
        ("th_open", "table header"),
        ("td_open", "table cell"),
        ("list_item_open", "list item"),
    ):
        if name in open_:
            return kind
    return "paragraph"


def _plain(token: Token) -> str:
    return "".join(child.content for child in token.children or () if child.type.startswith("text"))


# --- sentences of a block, with the claims in them ------------------------------------------------------------


def _sentences(block: _Block) -> Iterator[Sentence]:
    text, lines, claims = _flattened(block)
    for start, end in sentences.split(text, [(claim.start, claim.end) for claim in claims]):
        own = tuple(
            Claim(claim.line, claim.words, claim.tag, claim.start - start, claim.end - start)
            for claim in claims
            if start <= claim.start < end
        )
        yield Sentence(lines[start], text[start:end], own, block.within, block.kind)


def _flattened(block: _Block) -> tuple[str, list[int], list[Claim]]:
    """The words of a block as they are read, the line of each character, and its claims."""
    tags = iter(TAG.findall(block.token.content))
    text, line = "", block.line
    lines: list[int] = []
    claims: list[Claim] = []
    open_at: int | None = None
    wrong: list[str] = []  # every bad tag of a paragraph is told, not the first alone
    for token in block.token.children or ():
        match token.type:
            case "softbreak" | "hardbreak":
                lines.append(line)
                text += " "
                line += 1
            case "text" | "text_special":
                lines += [line] * len(token.content)
                text += token.content
            case "code_inline":
                _refuse_slips(token.content, line, "in code")
                _refuse_keys(token, line, "code")
                lines += [line] * len(token.content)
                text += token.content
            case "image":
                _refuse_slips(token.content, line, "in a picture's description")
                _refuse_keys(token, line, "a picture")
            case "link_open":
                if open_at is not None or "=" in str(token.attrs.get("href", "")).split("?")[0]:
                    raise TagError(f"line {line}: {NOT_IN_A_LINK}")
                _refuse_keys(token, line, "a link")
            case "span_open":
                if open_at is not None:
                    raise TagError(
                        f"line {line}: a claim stands inside another. Close the first one before the second."
                    )
                open_at = len(text)
            case "span_close":
                start, open_at = open_at or 0, None
                words = text[start:]
                try:
                    tag = parse(next(tags, ""), lines[start] if start < len(lines) else line)
                except TagError as error:
                    wrong.append(str(error))
                    continue
                if not words.strip():
                    raise TagError(f"line {line}: the tag {{{tag}}} has no words before it: {EXAMPLE}.")
                claims.append(Claim(lines[start], words, tag, start, len(text)))
    for claim in claims:
        if re.match(
            r"[^\[\]]*\]\(\S+\)", text[claim.end :]
        ):  # what would have been a link, had no tag stood in it
            raise TagError(f"line {claim.line}: {NOT_IN_A_LINK}")
        if text[claim.end : claim.end + 1] in ("{", "}"):
            raise TagError(
                f"line {claim.line}: a stray brace follows [{claim.words}]{{{claim.tag}}}. Take it away."
            )
    try:
        _refuse_slips(text, block.line, "", lines)
    except TagError as error:
        wrong.append(str(error))
    if wrong:
        raise TagError("\n".join(wrong))
    # What is still to be written claims nothing.
    return GAP.sub(lambda found: " " * len(found[0]), text), [*lines, line], claims


def _refuse_keys(token: Token, line: int, what: str) -> None:
    if found := [key for key in token.attrs if key in KEYS]:
        raise TagError(
            f"line {line}: a tag ({found[0]}=) stands on {what}. It belongs on words of the report: {EXAMPLE}."
        )


def _refuse_slips(text: str, line: int, where: str, lines: Sequence[int] = ()) -> None:
    for slip in SLIPS:
        if found := slip.search(text):
            at = lines[found.start()] if lines else line + text[: found.start()].count("\n")
            shown = text[max(0, found.start() - 20) : found.end() + 30].strip()
            key = re.search(r"(\w+)\s*[=＝]", text[found.start() :])
            hint = nearest(key[1], KEYS) if key and key[1] not in KEYS else ""
            if inside := INSIDE.match(text, found.start()):
                parse(inside[1], at)  # says best what is wrong between the braces
            raise TagError(
                f"line {at}: '{shown}' looks like a tag{' ' + where if where else ''} and is not a good one. Write it as "
                f"{EXAMPLE}: the brace right after the bracket, one space between parts, no commas.{hint}"
            )
