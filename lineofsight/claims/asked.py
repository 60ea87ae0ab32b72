"""Charts and tables that a report asks for: `::: chart FD07 from=2012-13 to=2016-17`, closed by `:::`.

What the words mean is for those who draw; here they are only found, so that one reader reads the whole report.
"""

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from lineofsight.claims.tags import TagError

DIRECTIVE = "directive"
RIGHT = "::: chart FD07 from=2012-13 to=2016-17"


def plugin(reader: MarkdownIt) -> None:
    """Teach a reader directives: each becomes a token `directive` with its words in `info`."""
    reader.block.ruler.before(
        "fence", DIRECTIVE, _block, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start) or not _line(state, start).startswith(":::"):
        return False
    if silent:
        return True
    words = _line(state, start).lstrip(":").strip()
    if not words:
        raise TagError(f"line {start + 1}: this ::: closes nothing. Open a directive first, such as {RIGHT}.")
    at = start + 1
    while at < end and (said := _line(state, at)) != ":::":
        if said:
            raise TagError(
                f"line {start + 1}: '{said[:40]}' stands inside ::: {words}. Write ::: alone on the next line; words "
                "go before or after it."
            )
        at += 1
    if at == end:
        raise TagError(f"line {start + 1}: the directive is not closed. Write ::: alone on a line after it.")
    token = state.push(DIRECTIVE, "", 0)
    token.map, token.info, token.block = [start, at + 1], words, True
    state.line = at + 1
    return True


def _line(state: StateBlock, at: int) -> str:
    return state.src[state.bMarks[at] + state.tShift[at] : state.eMarks[at]].strip()
