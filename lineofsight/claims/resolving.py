"""Who is asked what a tag names: readings of a workspace, the ledger beside the report, editions signed before."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from lineofsight.claims.evidence import Evidence
from lineofsight.claims.figures import Figures
from lineofsight.claims.ledger import Ledger, LedgerError, with_path
from lineofsight.claims.tags import Tag, TagError, nearest
from lineofsight.claims.wording.case import Settings
from lineofsight.claims.wording.table import rules

Band = tuple[Fraction | None, Fraction | None]


@dataclass
class FromWorkspace:
    """`editions`: the paragraphs of what was published before, by "EDITION#paragraph"."""

    figures: Figures
    ledger: Ledger
    editions: Mapping[str, str] = field(default_factory=dict)

    def resolve(self, tag: Tag, area: str | None, on: str | None) -> Evidence:
        match tag.kind:
            case "figure":
                return with_path(self.figures.resolve(tag, area, str(on)), self.ledger)
            case "fact":
                return self.ledger.fact(tag)
            case "said":
                if tag.id not in self.editions:
                    raise TagError(
                        f"said={tag.id}: there is no such paragraph.{nearest(tag.id, self.editions)}"
                    )
                return Evidence(
                    code=tag.id, title=tag.id, said=self.editions[tag.id], basis="an edition", source=tag.id
                )
        return self.ledger.record(tag)

    def places(self) -> Mapping[str, str]:
        return self.figures.areas


SETTINGS = ("least_worthwhile", "bands")
LEAST_WORTHWHILE = ("percent", "points")
BAND = ("from", "to")


def read_settings(folder: Path) -> Settings:
    """`board.toml` beside the report: the least worthwhile change, and bands for words such as "high"."""
    path = folder / "board.toml"
    if not path.is_file():
        return Settings()
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        _known(path, said, SETTINGS)
        least = said.get("least_worthwhile", {})
        _known(path, least, LEAST_WORTHWHILE)
        bands = {code: dict(_bands(path, words)) for code, words in said.get("bands", {}).items()}
        return Settings(Fraction(str(least.get("percent", 10))), Fraction(str(least.get("points", 5))), bands)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError, AttributeError) as error:
        raise LedgerError(
            f"{path}: it cannot be read ({error}). Write [least_worthwhile] with percent = 10 and points = 5, and "
            "[bands.FD09.high] with from = 25."
        ) from None


def _bands(path: Path, words: Mapping[str, Mapping[str, float]]) -> Iterator[tuple[str, Band]]:
    _known(path, words, [rule.name for rule in rules() if rule.test == "band"])
    for word, row in words.items():
        _known(path, row, BAND)
        yield word, (_exact(row.get("from")), _exact(row.get("to")))


def _known(path: Path, said: object, known: Iterable[str]) -> None:
    """LedgerError for a word that nobody reads: a setting that is overlooked is taken for one that holds."""
    if not isinstance(said, Mapping):
        raise ValueError(f"{said} stands where a section is wanted")
    if unknown := [one for one in said if one not in known]:
        raise LedgerError(f"{path}: '{unknown[0]}' is no setting.{nearest(unknown[0], known)}")


def _exact(value: float | None) -> Fraction | None:
    return None if value is None else Fraction(str(value))
