"""What an author has still to write: `[gap: what belongs here]`. It claims nothing, and no final report has one."""

import re
from collections.abc import Iterator

GAP = re.compile(r"\[gap:\s*((?:[^\[\]]|\[[^\[\]]*\])*)\](?!\{)", re.I)


def gap(words: str) -> str:
    """The mark itself, without a bracket inside it that would end it early."""
    return f"[gap: {words.replace('[', '(').replace(']', ')')}]"


def gaps(text: str) -> Iterator[tuple[int, str]]:
    """The line and the words of every gap in a text."""
    for found in GAP.finditer(text):
        yield text.count("\n", 0, found.start()) + 1, " ".join(found[1].split())


def without_gaps(text: str) -> str:
    return GAP.sub("", text)
