"""The return.toml that lies beside made-up returns, and says what their files cannot."""

import json
from pathlib import Path

from lineofsight.engine.sources.intake import Declared


def write(folder: Path, format: str, declared: Declared) -> None:
    """A return.toml in a folder; what is not declared is left out."""
    said = {
        "format": format,
        "area": declared.area,
        "covers": declared.covers and str(declared.covers),
        "known_on": declared.known_on and declared.known_on.isoformat(),
        "sender": declared.sender,
    }
    lines = [f"{key} = {json.dumps(value)}" for key, value in said.items() if value]  # JSON's text is TOML's
    lines.append(f"made_up = {json.dumps(declared.made_up)}")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "return.toml").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
