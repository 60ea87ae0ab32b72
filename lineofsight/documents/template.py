"""Templates of reports as data: which sections, what asks for each, what belongs there."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from lineofsight.claims.tags import nearest
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.regimes import Regime, guidance

FOLDER = Path(__file__).parent / "templates"
HALVES = ("achievements", "challenges")
OWN = "REGIME"  # in a template: the guidance of whatever regime it is written for
PARTS = (*HALVES, "said before", "recipients", "presentations", "partners", "priorities", "judgements")


class TemplateError(ValueError):
    """A template that nobody knows, or that is wrong in itself."""


@dataclass(frozen=True, kw_only=True)
class Theme:
    """Figures that are told together."""

    name: str
    title: str
    codes: tuple[str, ...]
    chart: tuple[str, ...] = ()
    table: tuple[str, ...] = ()
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """How a sentence names a figure."""

    subject: str
    among: str = ""
    rate: str = ""
    count: str = ""
    child: str = ""


@dataclass(frozen=True, kw_only=True)
class Section:
    """`title`: its heading, exactly where `exact`; else one of `also` will do. `asks`: what belongs there, one
    open question a line. `text`: words that stand whoever writes. `regimes`: only under these kinds or keys."""

    id: str
    title: str
    guidance: tuple[str, ...]
    paragraph: str = ""
    why: str = ""
    asks: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    level: int = 2
    required: bool = True
    never_blank: bool = False
    regimes: tuple[str, ...] = ()

    @property
    def sources(self) -> str:
        """Which guidance asks for it, with the paragraph where that is known."""
        said = "; ".join(str(guidance(key)) for key in self.guidance)
        return f"{said}, paragraph {self.paragraph}" if self.paragraph else said


@dataclass(frozen=True, kw_only=True)
class Template:
    """`kind`: what `new` is asked for. `regimes`: keys or kinds of regime that it is written for."""

    name: str
    kind: str
    title: str
    regimes: tuple[str, ...]
    sections: tuple[Section, ...]
    for_whom: str = ""
    numbered: bool = False
    exact: bool = False  # the headings stand exactly so, in this order
    draft: bool = False
    most_words: int | None = None
    intro: tuple[str, ...] = ()
    of_partners: bool = False  # partners are asked to contribute, and it is sent to whom the law says

    def of(self, regime: Regime) -> "Template":
        """The same in the words of a regime, without the sections that it does not know."""
        made = {**vars(self)}
        made["title"] = self.title.format_map(regime.words)
        made["intro"] = tuple(one.format_map(regime.words) for one in self.intro)
        made["sections"] = tuple(
            _in_words(one, regime) for one in self.sections if _is_for(one.regimes, regime)
        )
        return Template(**made)


def _is_for(wanted: Sequence[str], regime: Regime) -> bool:
    return not wanted or regime.key in wanted or regime.kind in wanted


def _in_words(section: Section, regime: Regime) -> Section:
    made, words = {**vars(section)}, regime.words
    keys = [regime.guidance if key == OWN else key for key in section.guidance]
    made["guidance"] = tuple(key for key in keys if guidance(key).kind in ("", regime.kind))
    for key in ("title", "why"):
        made[key] = made[key].format_map(words)
    for key in ("asks", "text", "also"):
        made[key] = tuple(one.format_map(words) for one in made[key])
    return Section(**made)


@cache
def templates() -> tuple[Template, ...]:
    """Every template there is. TemplateError where one is wrong: it says in which file."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.toml")) if path.name != "figures.toml")


@cache
def themes() -> Mapping[str, Theme]:
    said = tomllib.loads((FOLDER / "figures.toml").read_text(encoding="utf-8"))["theme"]
    made = {
        name: _made(Theme, {"name": name, **row}, f"figures.toml, theme {name}") for name, row in said.items()
    }
    for theme in made.values():
        for code in (*theme.codes, *theme.chart, *theme.table):
            if code not in CATALOGUE:
                raise TemplateError(
                    f"figures.toml: theme {theme.name} has '{code}'.{nearest(code, CATALOGUE)}"
                )
    return made


@cache
def phrases() -> Mapping[str, Phrase]:
    said = tomllib.loads((FOLDER / "figures.toml").read_text(encoding="utf-8"))["phrase"]
    return {code: _made(Phrase, row, f"figures.toml, phrase {code}") for code, row in said.items()}


def find(kind: str, regime: Regime) -> Template:
    """The template of a kind for a regime; TemplateError says what there is instead."""
    kinds = sorted({one.kind for one in templates()})
    if kind not in kinds:
        raise TemplateError(f"There is no template '{kind}'.{nearest(kind, kinds)}")
    for one in templates():
        if one.kind == kind and _is_for(one.regimes, regime):
            return one.of(regime)
    others = [other for other in templates() if other.kind != kind and regime.key in other.regimes]
    instead = f" Under it write: new {others[0].kind}." if others else ""
    raise TemplateError(f"{regime.title} asks for no {kind}.{instead} Or choose --regime.")


def named(name: str) -> Template:
    """The template of a name, in nobody's words yet."""
    for one in templates():
        if one.name == name:
            return one
    names = [one.name for one in templates()]
    if not name:
        raise TemplateError(
            "It names no template, so nothing says what it must hold. Write 'template: annual-report-2015' at its top, or "
            f"ask with --template. Known: {', '.join(names)}."
        )
    raise TemplateError(f"There is no template '{name}'.{nearest(name, names)}")


def _read(path: Path) -> Template:
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    sections = tuple(_made(Section, row, path.name) for row in said.pop("section"))
    template: Template = _made(Template, {"name": path.stem, **said, "sections": sections}, path.name)
    ids = [one.id for one in sections]
    if twice := {one for one in ids if ids.count(one) > 1}:
        raise TemplateError(f"{path.name}: two sections have the id '{twice.pop()}'.")
    for section in sections:
        for key in section.guidance:
            if key != OWN:
                guidance(key)
        for name, known in ((section.themes, themes()), (section.parts, PARTS)):
            for one in name:
                if one not in known:
                    raise TemplateError(
                        f"{path.name}: section {section.id} has '{one}'.{nearest(one, known)}"
                    )
    return template


def _made(kind: Any, row: Mapping[str, Any], where: str) -> Any:
    allowed = [one.name for one in fields(kind)]
    for key in row:
        if key not in allowed:
            raise TemplateError(f"{where}: '{key}' is not known.{nearest(key, allowed)}")
    return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in row.items()})
