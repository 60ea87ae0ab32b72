"""Charts as files: SVG for the PDF, PNG for Word and ODT, drawn by Typst with the document's own fonts."""

from dataclasses import dataclass
from pathlib import Path

import typst
from lxml import etree
from lxml.html import HtmlElement

FONTS = Path(__file__).with_name("fonts")
RESOLUTION = 180  # points to the inch of the picture's own size: about 200 on paper


@dataclass(frozen=True)
class Picture:
    """One chart: its SVG, its words, and its size in CSS pixels."""

    name: str
    svg: str
    alt: str
    width: float
    height: float


def pictures(root: HtmlElement) -> dict[HtmlElement, Picture]:
    """Every chart that belongs on a page, by its element in the tree; those for narrow screens are left out."""
    found = [one for one in root.iter("svg") if "narrow" not in one.classes]
    return {one: _picture(one, at) for at, one in enumerate(found, 1)}


def _picture(element: HtmlElement, at: int) -> Picture:
    width, height = float(element.get("width")), float(element.get("height"))
    tail, element.tail = element.tail, None
    # The HTML parser lowers the case of names; SVG knows viewBox alone in this.
    svg = etree.tostring(element, encoding="unicode").replace("viewbox=", "viewBox=")
    element.tail = tail
    return Picture(f"chart-{at}", svg, element.get("aria-label"), width, height)


def write_svgs(found: list[Picture], folder: Path) -> None:
    for picture in found:
        (folder / f"{picture.name}.svg").write_text(picture.svg, encoding="utf-8")


def write_pngs(found: list[Picture], folder: Path) -> None:
    """One PNG a chart, beside the SVG, all in one compilation: starting the compiler costs more than drawing."""
    if not found:
        return
    pages = "\n#pagebreak()\n".join(
        f'#image("{picture.name}.svg", width: {picture.width * 0.75}pt)' for picture in found
    )
    source = folder / "charts.typ"
    source.write_text(
        f"#set page(width: auto, height: auto, margin: 0pt, fill: white)\n{pages}\n", encoding="utf-8"
    )
    drawn = typst.compile(
        source, format="png", ppi=RESOLUTION, font_paths=[FONTS], ignore_system_fonts=True, root=folder
    )
    images: list[bytes] = drawn if len(found) > 1 else [drawn]  # type: ignore[assignment]
    for picture, image in zip(found, images, strict=True):
        (folder / f"{picture.name}.png").write_bytes(image)
