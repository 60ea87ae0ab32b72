"""Fetching what pages are drawn with: GOV.UK Frontend in the version and with the digest that are pinned here.

The crown, the crest and GDS Transport belong to GOV.UK alone and are taken out.
"""

import base64
import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

VERSION = "6.6.0"
SHA512 = "xctkWrQvLnvQt7fyjQ3MGX9S0wz0x0RQuLxCeoXF+s8EjGICG81/DYQGKN5qgO+0KVT12UAaRwUsGY6fulRcRg=="
KEPT = Path(__file__).resolve().parents[1] / "static" / "govuk"
FILES = {"govuk-frontend.min.css": "govuk.css", "govuk-frontend.min.js": "govuk.js"}
TYPEFACE = '"Atkinson Hyperlegible Next",Arial,Helvetica,sans-serif'


def cleaned(css: str) -> str:
    """Style sheets without what a council may not use, and without addresses that lead nowhere."""
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)
    css = re.sub(r"url\([\"']?/assets/[^)]*\)", "none", css)
    return re.sub(r"[\"']?GDS Transport[\"']?,\s*arial,\s*sans-serif", TYPEFACE, css)


def fetch() -> Path:
    """The folder of the files, fetched if they are not there yet; SystemExit where they cannot be had."""
    stamp = KEPT / "version.txt"
    if stamp.is_file() and stamp.read_text() == VERSION:
        return KEPT
    npm = shutil.which("npm")
    if npm is None:
        sys.exit(
            "Pages are drawn with GOV.UK Frontend, which npm fetches, and there is no npm: install Node.js."
        )
    with TemporaryDirectory() as folder:
        subprocess.run(  # noqa: S603
            [npm, "pack", "--silent", f"govuk-frontend@{VERSION}"], cwd=folder, check=True, timeout=120
        )
        (archive,) = Path(folder).glob("*.tgz")
        if base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode() != SHA512:
            sys.exit(f"govuk-frontend {VERSION} is not the file that was pinned: nothing is kept of it.")
        KEPT.mkdir(parents=True, exist_ok=True)
        with tarfile.open(archive) as files:
            for member, name in FILES.items():
                content = files.extractfile(f"package/dist/govuk/{member}")
                assert content is not None
                text = content.read().decode()
                text = (
                    cleaned(text) if name.endswith(".css") else re.sub(r"//# sourceMappingURL=.*", "", text)
                )
                (KEPT / name).write_text(text)
    stamp.write_text(VERSION)
    return KEPT


if __name__ == "__main__":
    print(fetch())
