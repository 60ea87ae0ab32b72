"""The two example reports as their tests meet them: a private workspace, the checker, the numbered paragraphs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lineofsight.claims.check import Checked, check
from lineofsight.claims.evidence import Evidence, Resolver
from lineofsight.claims.figures import Figures
from lineofsight.claims.language import Document, read
from lineofsight.claims.ledger import read_ledger
from lineofsight.claims.resolving import FromWorkspace, read_settings
from lineofsight.claims.tags import Tag, TagError
from lineofsight.engine.store import Workspace

EXAMPLES = Path("examples")
NUMBERED = re.compile(r"^(\d+)\. ")


class Remembering:
    """A resolver that asks once for each binding, so that a thousand sentences cost what a hundred do."""

    def __init__(self, asked: Resolver):
        self.asked, self.known = asked, {}

    def resolve(self, tag: Tag, area: str | None, on: str | None) -> Evidence:
        key = str(tag), area, on
        if key not in self.known:
            try:
                self.known[key] = self.asked.resolve(tag, area, on)
            except TagError as error:
                self.known[key] = error
        if isinstance(found := self.known[key], TagError):
            raise found
        return found

    @cached_property
    def _places(self):
        return self.asked.places()

    def places(self):
        return self._places


@dataclass(frozen=True)
class Example:
    """A report of ours and everything it is checked against."""

    folder: Path
    workspace: Path
    document: Document
    resolver: Remembering

    @classmethod
    def of(cls, name: str, workspace: Path) -> "Example":
        folder = EXAMPLES / name
        document = read((folder / "report.md").read_text(encoding="utf-8"))
        return cls(
            folder, workspace, document,
            Remembering(FromWorkspace(Figures(Workspace(workspace)), read_ledger(folder))),
        )  # fmt: skip

    @property
    def area(self) -> str:
        return str(self.document.front["area"])

    def checked(self, document: Document | None = None) -> list[Checked]:
        settings = read_settings(self.folder)
        return check(
            document or self.document,
            self.resolver,
            area=self.area,
            settings=settings,
            offer=document is None,
        )

    def paragraph(self, line: int) -> int:
        """The number of the numbered paragraph in which a line stands; 0 before the first and after the last."""
        lines = (self.folder / "report.md").read_text(encoding="utf-8").splitlines()
        return paragraph_of(lines, line)


def paragraph_of(lines: Sequence[str], line: int) -> int:
    number = 0
    for text in lines[:line]:
        if text.startswith("#"):
            number = 0
        elif found := NUMBERED.match(text):
            number = int(found[1])
    return number
