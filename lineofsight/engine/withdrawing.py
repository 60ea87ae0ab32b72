"""Measuring a load no more, for a reason, and using it again: nothing of it is lost meanwhile. And erasing it."""

import shutil
from datetime import datetime
from pathlib import Path

from lineofsight.engine.disk import write_json
from lineofsight.engine.store import Load, Workspace


def withdraw(workspace: Workspace, name: str, *, why: str, at: datetime) -> Load:
    with workspace.writing():
        load = workspace.load(name)
        said = {"withdrawn": {"at": at.isoformat(timespec="seconds"), "why": why}}
        write_json(load.folder / "manifest.json", {**load.manifest, **said})
    return workspace.load(load.id)


def use_again(workspace: Workspace, name: str) -> Load:
    with workspace.writing():
        load = workspace.load(name)
        kept = {key: value for key, value in load.manifest.items() if key != "withdrawn"}
        write_json(load.folder / "manifest.json", kept)
    return workspace.load(load.id)


def erase(workspace: Workspace, name: str, *, why: str, at: datetime) -> Load:
    """Remove a load's rows and originals; its manifest, hashes and the readings made of it stay."""
    with workspace.writing():
        load = workspace.load(name)
        said = {"erased": {"at": at.isoformat(timespec="seconds"), "why": why}}
        # The manifest says so first: rows without a word of it would be worse than the reverse.
        write_json(load.folder / "manifest.json", {**load.manifest, **said})
        # With them goes what was worked out of rows on the spot, of this load or of others.
        cached = (workspace.folder / "cache").glob("asked-*")
        for path in (*load.folder.iterdir(), *_originals_elsewhere(workspace, load), *cached):
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name not in ("manifest.json", "readings.parquet"):
                path.unlink()
    return workspace.load(load.id)


def _originals_elsewhere(workspace: Workspace, load: Load) -> list[Path]:
    """The same files, kept with other loads: a return that serves several areas is a load of each."""
    hashes = {file["sha256"] for file in load.manifest["files"]}
    return [
        folder
        for one in workspace.loads()
        if one.id != load.id and hashes & {file["sha256"] for file in one.manifest["files"]}
        if (folder := one.folder / "originals").is_dir()
    ]
