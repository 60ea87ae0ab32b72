"""Measuring a load no more, for a reason, and using it again. Nothing of it is lost meanwhile."""

from datetime import datetime

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
