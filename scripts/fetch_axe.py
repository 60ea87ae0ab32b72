"""Fetch the accessibility checker axe-core into .tools, by npm, in the one version whose digest is pinned here."""

import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

VERSION = "4.14.1"
SHA512 = "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="
KEPT = Path(__file__).resolve().parents[1] / ".tools" / f"axe-{VERSION}.js"


def fetch() -> Path:
    """The checker's file, fetched if it is not there yet; SystemExit where it cannot be had."""
    if KEPT.exists():
        return KEPT
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("The HTML is checked by axe-core, which npm fetches, and there is no npm: install Node.js.")
    with TemporaryDirectory() as folder:
        subprocess.run(  # noqa: S603
            [npm, "pack", "--silent", f"axe-core@{VERSION}"], cwd=folder, check=True, timeout=120
        )
        (archive,) = Path(folder).glob("*.tgz")
        content = archive.read_bytes()
        if base64.b64encode(hashlib.sha512(content).digest()).decode() != SHA512:
            sys.exit(f"axe-core {VERSION} is not the file that was pinned: nothing is kept of it.")
        with tarfile.open(archive) as files:
            script = files.extractfile("package/axe.min.js")
            assert script is not None
            KEPT.parent.mkdir(parents=True, exist_ok=True)
            KEPT.write_bytes(script.read())
    return KEPT


if __name__ == "__main__":
    print(fetch())
