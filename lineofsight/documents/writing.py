"""One report, written as files. The same page gives the same bytes, given the same versions of pandoc and Typst."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from lineofsight.documents.body import Prepared, prepare
from lineofsight.documents.odt import odt
from lineofsight.documents.page import Page
from lineofsight.documents.pdf import pdf
from lineofsight.documents.pictures import pictures, write_pngs, write_svgs
from lineofsight.documents.web import web
from lineofsight.documents.word import word

WRITERS: dict[str, Callable[[Prepared, Path], bytes]] = {"pdf": pdf, "docx": word, "odt": odt, "html": web}


def write_html(page: Page, path: Path) -> Path:
    return _write(page, path, "html")


def write_word(page: Page, path: Path) -> Path:
    return _write(page, path, "docx")


def write_odt(page: Page, path: Path) -> Path:
    return _write(page, path, "odt")


def write_pdf(page: Page, path: Path) -> Path:
    return _write(page, path, "pdf")


def write_all(page: Page, folder: Path, name: str = "report") -> dict[str, Path]:
    """All four files into a folder, by ending: pdf, docx, odt, html. Pandoc and Typst work side by side."""
    made = _made(page, tuple(WRITERS))
    folder.mkdir(parents=True, exist_ok=True)
    paths = {ending: folder / f"{name}.{ending}" for ending in made}
    for ending, content in made.items():  # only once all four are made
        paths[ending].write_bytes(content)
    return paths


def _write(page: Page, path: Path, ending: str) -> Path:
    path.write_bytes(_made(page, (ending,))[ending])
    return path


def _made(page: Page, endings: tuple[str, ...]) -> dict[str, bytes]:
    prepared = prepare(page)
    found = list(pictures(prepared.root).values())
    with TemporaryDirectory() as scratch, ThreadPoolExecutor(max_workers=2) as workers:
        folder = Path(scratch)
        write_svgs(found, folder)
        drawing = workers.submit(write_pngs, found if {"docx", "odt"} & set(endings) else [], folder)

        def write(ending: str) -> bytes:
            if ending in ("docx", "odt"):
                drawing.result()  # begun first, so never waiting behind those who wait for it
            return WRITERS[ending](prepared, folder)

        return dict(zip(endings, workers.map(write, endings), strict=True))
