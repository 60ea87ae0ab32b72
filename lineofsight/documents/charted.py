"""Charts and tables of one report, and the readings that each was drawn from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lineofsight.documents import directives
from lineofsight.engine.indicator import Indicator
from lineofsight.engine.query import Ask

Rows = Sequence[Mapping[str, Any]]


@dataclass
class Charted:
    """`read(ask)`: readings. `meaning(code)`: what a code means. `names`: the areas' names, by their codes. `rows`: what was
    read for each directive, by its words: an edition keeps it."""

    area: str
    names: Mapping[str, str]
    read: Callable[[Ask], Rows]
    meaning: Callable[[str], Indicator]
    neighbours: Sequence[str] = ()
    rows: dict[str, Rows] = field(default_factory=dict)

    def draw(self, line: int, words: str) -> str:
        """The HTML of a chart or table; DirectiveError for words that ask for none."""
        asked = directives.read(line, words)
        if words not in self.rows:
            self.rows[words] = self.read(directives.wanted(asked, self.area))
        meant = {code: self.meaning(code) for code in asked.codes}
        return directives.drawn(
            asked, self.rows[words], meant, area=self.area, names=self.names, neighbours=self.neighbours
        )
