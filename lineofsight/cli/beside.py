"""The record that a report is checked against: the workspace asked for, or the files that stand beside the report."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.markup import escape

from lineofsight.claims.language import Document
from lineofsight.cli.app import errors, now
from lineofsight.documents.front import Front, ReportError
from lineofsight.documents.paragraphs import paragraphs, said_before
from lineofsight.engine.sources.finding import find, read
from lineofsight.engine.sources.intake import Declared, SourceError
from lineofsight.engine.sources.registry import sources
from lineofsight.engine.store import Workspace


@contextmanager
def record_of(workspace: Workspace, report: Path, document: Document, front: Front) -> Iterator[Workspace]:
    """`files:` at the top of a report names what it rests on: loaded into a workspace of its own, gone afterwards."""
    if not front.files:
        if not workspace.exists and any(claim.tag.kind == "figure" for claim in document.claims):
            errors.print(
                f"There is no workspace at {escape(str(workspace.folder))}, so that no figure can be checked. Name the "
                "folder that holds it before the command, lineofsight -w FOLDER ...; or make one: lineofsight load, "
                "lineofsight compute."
            )
        yield workspace
        return
    paths = [report.parent / name for name in front.files]
    if missing := [path for path in paths if not path.exists()]:
        raise ReportError(f"{report}: under files: stands {missing[0].name}, and there is no {missing[0]}.")
    with TemporaryDirectory(prefix="lineofsight-") as folder:
        own = Workspace(Path(folder) / "workspace")
        found, _ = find(paths, sources(), Declared())
        if not found:
            raise ReportError(
                f"{report}: nothing under files: ({', '.join(front.files)}) is in a known format."
            )
        for one in found:
            try:
                for intake in read(one, own.authorities()):
                    own.accept(intake, at=now())
            except SourceError as error:
                raise ReportError(f"{report}: {error}") from None
        yield own


def edition_of(workspace: Workspace, named: Path) -> Path:
    """A folder or file as it was typed, else the edition of that name in the workspace."""
    return named if named.exists() else workspace.folder / "editions" / named


def paragraphs_said(
    workspace: Workspace, document: Document | None = None, folder: Path = Path()
) -> dict[str, str]:
    """What earlier editions of this workspace said, by "EDITION#p12", and the reports that `after:` names at the
    top of a document that stands in a folder."""
    said: dict[str, str] = {}
    for report in sorted((workspace.folder / "editions").glob("*/report.md")):
        known = paragraphs(report.read_text(encoding="utf-8"))
        said |= {f"{report.parent.name}#{key}": words for key, words in known.items()}
    return said | (said_before(document.front, folder) if document else {})
