"""axe-core on a page that was written to a file, in a browser without a network, as wide as asked."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from scripts import fetch_axe
from scripts.browser import browser

NARROWEST = (
    500  # pixels: headless Chromium is never narrower, so a narrow page is shown in a frame and checked there
)
RUN = (
    "axe.run().then(r => { const p = document.createElement('pre'); p.id = 'found'; "
    "const bad = r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 120))]); "
    "p.textContent = JSON.stringify({violations: bad, passes: r.passes.length, "
    "wide: document.documentElement.scrollWidth - innerWidth}); document.body.append(p) })"
)
FRAME = (
    '<!doctype html><iframe id="f" src="{name}" style="width:{width}px;height:900px;border:0"></iframe>'
    "<script>const t = setInterval(() => {{ const inside = document.getElementById('f').contentDocument;"
    " const p = inside.getElementById('found'); "
    " if (p) {{ clearInterval(t); document.body.append(p.cloneNode(true)) }} }}, 50)</script>"
)


@dataclass(frozen=True)
class Found:
    violations: list[Any]
    passes: int
    too_wide: int  # pixels by which the page is wider than its window


def axe(page: Path, width: int, scratch: Path) -> Found:
    found = browser() or pytest.fail("The HTML must be checked in a browser. Run: python -m scripts.browser")
    script = fetch_axe.fetch().read_text("utf-8")
    shown = scratch / f"axe-{page.name}"
    scripts = f"<script>{script}</script><script>{RUN}</script></body>"
    shown.write_text(page.read_text("utf-8").replace("</body>", scripts), "utf-8")
    if width < NARROWEST:
        frame = scratch / "frame.html"
        frame.write_text(FRAME.format(name=shown.name, width=width), "utf-8")
        shown = frame
    done = subprocess.run(
        [found, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--allow-file-access-from-files", f"--user-data-dir={scratch / 'browser'}",
         f"--window-size={max(width, NARROWEST)},900", "--virtual-time-budget=20000", "--dump-dom", shown.as_uri()],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    said = json.loads(html.fromstring(done.stdout).get_element_by_id("found").text_content())
    return Found(said["violations"], said["passes"], said["wide"])
