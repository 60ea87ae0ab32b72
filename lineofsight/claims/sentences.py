"""Where a sentence ends."""

import re
from collections.abc import Iterator, Sequence

END = re.compile(r"[.!?…][\"'”’)\]]*(?=\s+[\"'“‘(\[]*[A-Z0-9£])")
# A stop after one of these ends no sentence.
SHORT = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|v|approx|no|nos|para|paras|p|pp|fig|cf|al|mr|mrs|ms|dr|st|s|reg)|\b[A-Z])$",
    re.I,
)


def split(text: str, kept: Sequence[tuple[int, int]] = ()) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence, without the space between. `kept`: spans that stay in one sentence."""
    start = 0
    for stop in END.finditer(text):
        if any(low <= stop.start() < high for low, high in kept) or SHORT.search(text[start : stop.start()]):
            continue
        yield from _trimmed(text, start, stop.end())
        start = stop.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
