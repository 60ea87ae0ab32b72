"""Charts and tables of one report: the readings they were drawn from, kept so that they can be drawn again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lineofsight.documents import directives
from lineofsight.engine.indicator import Indicator
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.query import Ask

Rows = Sequence[Mapping[str, Any]]


@dataclass
class Charted:
    """`read(ask)`: readings; None where all were kept before. `kept`: for each directive its rows and what it drew,
    with the areas' names."""

    area: str
    names: Mapping[str, str]
    read: Callable[[Ask], Rows] | None = None
    meanings: Callable[[str], Indicator] = CATALOGUE.__getitem__
    neighbours: Sequence[str] = ()
    drawings: dict[str, dict[str, Any]] = field(default_factory=dict)

    def draw(self, line: int, words: str) -> str:
        """The HTML of a chart or table; DirectiveError for words that ask for none."""
        asked = directives.read(line, words)
        if words not in self.drawings:
            assert self.read is not None, f"line {line}: nothing was kept for '{words}'"
            rows = [dict(row) for row in self.read(directives.wanted(asked, self.area))]
            self.drawings[words] = {"rows": rows}
        kept = self.drawings[words]
        if self.read is None and not all(code in CATALOGUE for code in asked.codes):
            return str(kept["html"])  # of a publisher's own measure, which only the loads could explain
        meant = {code: self.meanings(code) for code in asked.codes}
        kept["html"] = directives.drawn(
            asked, kept["rows"], meant, area=self.area, names=self.names, neighbours=self.neighbours
        )
        return str(kept["html"])

    @property
    def kept(self) -> dict[str, Any]:
        return {
            "area": self.area,
            "names": dict(self.names),
            "neighbours": list(self.neighbours),
            "drawings": self.drawings,
        }
