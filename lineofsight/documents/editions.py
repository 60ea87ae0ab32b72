"""An edition: a report as it was signed, with all that is needed to make it again from itself alone."""

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from importlib.metadata import PackageNotFoundError, version
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lxml import html

from lineofsight.claims import frozen
from lineofsight.claims.check import Checked, check
from lineofsight.claims.evidence import Evidence
from lineofsight.claims.language import Document, read
from lineofsight.claims.resolving import read_settings
from lineofsight.claims.verdict import Verdict
from lineofsight.claims.wording import table
from lineofsight.documents.body import HEADINGS, text_of
from lineofsight.documents.charted import Charted
from lineofsight.documents.front import ReportError
from lineofsight.documents.page import Page, Source
from lineofsight.documents.reporting import Made
from lineofsight.documents.writing import write_all

LIBRARIES = ("lineofsight", "markdown-it-py", "mdit-py-plugins", "lxml", "pypandoc-binary", "typst")
BESIDE = ("facts.toml", "records.toml", "board.toml")
OUTPUTS = ("html", "docx", "odt", "pdf")


@dataclass(frozen=True)
class Edition:
    """A folder that never changes. `manifest`: id, day, audience, area, rules, versions, hashes, run."""

    folder: Path
    manifest: Mapping[str, Any]

    @property
    def document(self) -> Document:
        return read((self.folder / "report.md").read_text(encoding="utf-8"))

    def checked(self, document: Document) -> tuple[Checked, ...]:
        """The verdicts as they were given."""
        rows = json.loads((self.folder / "verdicts.json").read_text(encoding="utf-8"))
        evidence = frozen.read(self.folder / "evidence.json")
        claims = document.claims
        return tuple(_checked(row, claims, evidence, self.manifest["area"]) for row in rows)


def sign(
    editions: Path,
    report: Path,
    document: Document,
    made: Made,
    kept: frozen.Recording,
    charted: Charted,
    *,
    at: datetime,
    area: str | None,
    audience: str,
    made_up: bool,
    run: str | None,
    trail: str | None = None,
) -> Edition:
    """Write an edition aside and rename it into place. ReportError where something stops it.

    `trail`: the head of the record of who did what, where one is kept.
    """
    if made.stops:
        raise ReportError(f"{len(made.stops)} statements stop a final edition.")
    editions.mkdir(parents=True, exist_ok=True)
    name = _name(editions, made, area, audience)
    with TemporaryDirectory(dir=editions, prefix=".") as aside:
        folder = Path(aside) / name
        folder.mkdir()
        shutil.copyfile(report, folder / "report.md")
        for beside in BESIDE:
            if (report.parent / beside).is_file():
                shutil.copyfile(report.parent / beside, folder / beside)
        frozen.write(folder / "evidence.json", kept.kept, kept.places())
        _write_json(folder / "drawn.json", charted.rows)
        _write_json(folder / "page.json", asdict(made.page))
        _write_json(folder / "verdicts.json", [_plain(one, document) for one in made.checked])
        write_all(made.page, folder)
        manifest = {
            "id": name,
            "at": at.isoformat(timespec="seconds"),
            "audience": audience,
            "area": area,
            "made_up": made_up,
            "run": run,
            "trail": trail,
            "rules": table.edition(),
            "versions": versions(),
            "hashes": {path.name: _hash(path) for path in sorted(folder.iterdir())},
        }
        _write_json(folder / "manifest.json", manifest)
        if (before := _the_same(editions, manifest)) is not None:
            return before
        for path in folder.iterdir():
            path.chmod(0o444)
        os.rename(folder, editions / name)
    return Edition(editions / name, manifest)


def _the_same(editions: Path, manifest: Mapping[str, Any]) -> Edition | None:
    """An edition of exactly these files: whoever signs twice gets the one that is there."""
    for path in sorted(editions.glob("[!.]*/manifest.json")):
        signed = json.loads(path.read_text(encoding="utf-8"))
        if signed["hashes"] == manifest["hashes"]:
            return Edition(path.parent, signed)
    return None


def heads(editions: Path) -> Iterator[tuple[str, str]]:
    """Each edition that names the head of a trail, and that head."""
    for path in sorted(editions.glob("[!.]*/manifest.json")):
        if head := json.loads(path.read_text(encoding="utf-8")).get("trail"):
            yield path.parent.name, head


def copied(edition: Edition, folder: Path) -> dict[str, Path]:
    """The edition's four files, copied to where people look for them."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {ending: folder / f"report.{ending}" for ending in OUTPUTS}
    for path in paths.values():
        path.write_bytes((edition.folder / path.name).read_bytes())
    return paths


def open_edition(folder: Path) -> Edition:
    """An edition as it was signed; ReportError where a file of it was changed since, or is missing."""
    path = folder / "manifest.json"
    if not path.is_file():
        raise ReportError(
            f"{folder} is no edition: it has no manifest.json. `report --final` writes editions."
        )
    manifest = json.loads(path.read_text(encoding="utf-8"))
    for name, digest in manifest["hashes"].items():
        if not (folder / name).is_file():
            raise ReportError(
                f"{folder}: {name} is missing. An edition is kept whole: take it from a backup."
            )
        if _hash(folder / name) != digest:
            raise ReportError(
                f"{folder}: {name} was changed after it was signed. Take the edition from a backup."
            )
    return Edition(folder, manifest)


@dataclass(frozen=True)
class Replayed:
    """What making an edition again gave. `bytes_same`: by ending. `differences`: of words, headings, tables, alternative
    text. `verdicts`: what today's rules would say otherwise: line, words, then, now; never changed."""

    bytes_same: Mapping[str, bool]
    differences: Sequence[str]
    verdicts: Sequence[tuple[int, str, str, str]]
    other_versions: Mapping[str, tuple[str, str]]


def replay(edition: Edition, out: Path | None = None) -> Replayed:
    """Make the four files again from the edition alone, and compare. `out`: keep them there."""
    document = edition.document
    found = edition.checked(document)
    page = _page(json.loads((edition.folder / "page.json").read_text(encoding="utf-8")))
    with TemporaryDirectory() as aside:
        folder = out or Path(aside)
        paths = write_all(page, folder)
        same = {
            ending: _hash(path) == edition.manifest["hashes"][f"report.{ending}"]
            for ending, path in paths.items()
        }
        then, again = (_said((where / "report.html").read_bytes()) for where in (edition.folder, folder))
    differences = [f"{what}: '{a}' was '{b}'" for what in then for a, b in _unlike(again[what], then[what])]
    return Replayed(
        same, differences, _otherwise(edition, document, found), _other_versions(edition.manifest["versions"])
    )


def _page(said: dict[str, Any]) -> Page:
    """The page as it was signed: its words are never written anew."""
    rows = tuple(Source(**row) for row in said["annex"])
    front = tuple((name, words) for name, words in said["front"])
    return Page(
        **{
            **said,
            "date": date.fromisoformat(said["date"]),
            "annex": rows,
            "front": front,
            "authors": tuple(said["authors"]),
        }
    )


def _otherwise(
    edition: Edition, document: Document, found: Sequence[Checked]
) -> list[tuple[int, str, str, str]]:
    evidence = frozen.read(edition.folder / "evidence.json")
    today = check(document, evidence, area=edition.manifest["area"], settings=read_settings(edition.folder))
    then = {(one.line, one.words, one.binding): str(one.verdict) for one in found}
    now = {(one.line, one.words, one.binding): str(one.verdict) for one in today}
    unnoticed = "not noticed"
    return [
        (line, words, then.get((line, words, binding), unnoticed), now.get((line, words, binding), unnoticed))
        for line, words, binding in dict.fromkeys([*then, *now])
        if then.get((line, words, binding)) != now.get((line, words, binding))
    ]


def _said(page: bytes) -> dict[str, list[str]]:
    """Headings, tables, alternative text and all words of a page."""
    root = html.fromstring(page)
    return {
        "heading": [text_of(one) for one in root.iter(*HEADINGS)],
        "table": [text_of(one) for one in root.iter("table")],
        "alternative text": [one.get("aria-label", "") for one in root.iter("svg")],
        "words": [text_of(one) for one in root.iter("p", "li", "td", "th", "figcaption", "caption")],
    }


def _unlike(one: Sequence[str], other: Sequence[str]) -> list[tuple[str, str]]:
    return [(a, b) for a, b in zip_longest(one, other, fillvalue="") if a != b]


def versions() -> dict[str, str]:
    """What made the outputs."""
    found = {"python": ".".join(map(str, sys.version_info[:3]))}
    for library in LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            found[library] = "not installed"
    return found


def _other_versions(then: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    now = versions()
    return {name: (was, now.get(name, "not installed")) for name, was in then.items() if now.get(name) != was}


def _name(editions: Path, made: Made, area: str | None, audience: str) -> str:
    template = made.front.template.replace("_", "-") or "report"
    parts = (area, made.front.period, template, "" if audience == "public" else audience)
    stem = "-".join(filter(None, parts))
    taken = {path.name for path in editions.iterdir()}
    return next(name for number in range(1, 10_000) if (name := f"{stem}-{number}") not in taken)


def _plain(one: Checked, document: Document) -> dict[str, Any]:
    return {
        "line": one.line,
        "words": one.words,
        "claim": document.claims.index(one.claim) if one.claim else None,
        "verdict": str(one.verdict),
        "reason": one.reason,
        "suggestion": one.suggestion,
        "cautions": list(one.cautions),
        "sentence": one.sentence,
        "paragraph": one.paragraph,
    }


def _checked(
    row: Mapping[str, Any], claims: Sequence[Any], evidence: frozen.Frozen, area: str | None
) -> Checked:
    claim = None if row["claim"] is None else claims[row["claim"]]
    known: tuple[Evidence, ...] = ()
    if claim is not None:
        where = claim.tag.keys.get("area") or area
        known = tuple(evidence.resolve(claim.tag, where, on) for on in claim.tag.when or (None,))
    return Checked(
        row["line"],
        row["words"],
        claim,
        Verdict(row["verdict"]),
        row["reason"],
        row["suggestion"],
        tuple(row["cautions"]),
        known,
        row["sentence"],
        row["paragraph"],
    )


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False, default=str) + "\n", encoding="utf-8")


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
