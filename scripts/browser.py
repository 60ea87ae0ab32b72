"""Find a browser for the tests that look at pages; install one where that may be done, else say how.

`python -m scripts.browser` prints its path. Tests ask `browser()`, which only finds.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
MINUTES = 10


def browser() -> str | None:
    """The path of a Chromium that is there, or None."""
    named = os.environ.get("LOS_BROWSER")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None) or _playwrights()


def _playwrights() -> str | None:
    """The one that playwright keeps, where somebody has installed it."""
    kept = Path.home() / ".cache" / "ms-playwright"
    return next((str(path) for path in sorted(kept.glob("chromium*/chrome-linux*/chrome"))), None)


def install() -> None:
    """By apt as root, else by playwright's own download; either may fail, and `main` says so."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        for words in (
            ["apt-get", "update"],
            ["apt-get", "install", "-y", "--no-install-recommends", "chromium"],
        ):
            subprocess.run(words, check=False, stdout=subprocess.DEVNULL, timeout=60 * MINUTES)  # noqa: S603
    if browser() is None:
        download = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(download, check=False, stdout=subprocess.DEVNULL, timeout=60 * MINUTES)  # noqa: S603


def main() -> int:
    if browser() is None:
        print("No browser is here for the tests of pages: trying to install Chromium.", file=sys.stderr)
        install()
    if (found := browser()) is None:
        print("The pages must be tested in a browser. Run: sudo apt-get install -y chromium", file=sys.stderr)
        return 1
    print(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
