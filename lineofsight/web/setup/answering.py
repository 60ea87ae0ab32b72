"""Keeping what a board answered: its name, its area, its body, its year; its groups, and the rooms that it uses."""

import json
import os
import secrets
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.functional import Promise
from django.utils.text import slugify

from lineofsight.engine.store import Workspace
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.governance.models import Group
from lineofsight.web.indicators import agreed
from lineofsight.web.records import actions as rooms
from lineofsight.web.records import register
from lineofsight.web.reports.models import Report
from lineofsight.web.returns.models import Supply
from lineofsight.web.setup import looks


def begun() -> bool:
    """Whether somebody has said who the board is, here or in the environment."""
    return "name" in answers() or not isinstance(settings.BOARD_NAME, Promise)


def answers() -> dict[str, str]:
    path = Path(settings.ANSWERS)
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


@transaction.atomic
def answer(said: Mapping[str, str], *, by: Person) -> None:
    """Keep the answers. Every page goes by them at once; what changed, and by whom, is on the trail."""
    before = answers()
    changed = sorted(name for name, value in said.items() if before.get(name, "") != value)
    if not changed:
        return
    trail.happened("setup.answers", "1", by=by, why=f"Answered: {', '.join(changed)}")
    path = Path(settings.ANSWERS)
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    aside.write_text(json.dumps({**before, **said}, indent=1, ensure_ascii=False), encoding="utf-8")
    os.replace(aside, path)


@transaction.atomic
def choose_logo(file: UploadedFile | None, *, without: bool, by: Person) -> None:
    """Put a logo beside the board's name, or take it away; `file` None: it stays as it is."""
    if without:
        trail.happened("setup.answers", "1", by=by, why="Took the logo away")
        looks.remove_logo()
    elif file:
        trail.happened("setup.answers", "1", by=by, why="Chose a logo")
        looks.keep_logo(file)


@transaction.atomic
def add_groups(names: Iterable[str], *, since: date, by: Person) -> list[Group]:
    """The board itself and the groups that work for it; those that are there are left as they are."""
    made = []
    board = Group.objects.filter(kind=Group.Kind.BOARD).first()
    if board is None:
        board = _group(str(settings.BOARD_NAME), Group.Kind.BOARD, None, since, by)
        made.append(board)
    here = {name.casefold() for name in Group.objects.values_list("name", flat=True)}
    for name in names:
        if name.casefold() not in here:
            made.append(_group(name, Group.Kind.SUB_GROUP, board, since, by))
            here.add(name.casefold())
    return made


def _group(name: str, kind: str, part_of: Group | None, since: date, by: Person) -> Group:
    slug = slugify(name)[:50]
    if not slug or Group.objects.filter(slug=slug).exists():
        raise ValidationError(f"“{name}” is called like another group. Give it a name of its own.")
    return trail.create(
        Group, by=by, why="Set up", name=name, slug=slug, kind=kind, part_of=part_of, since=since
    )


@transaction.atomic
def use_rooms(used: Iterable[str], *, by: Person) -> None:
    """Close what is not used, and open what is. What was written in a closed room stays."""
    used, closed = set(used), rooms.closed_rooms()
    for room in register.rooms():
        if room.optional and (room.app in closed) == (room.app in used):
            rooms.close_room(room.app, closed=room.app not in used, by=by)


def steps() -> list[dict[str, Any]]:
    """What is to be done on the first afternoon, and which of it is done: as it is found, not as it was ticked."""
    workspace = Workspace(settings.WORKSPACE)
    loads = [load for load in workspace.loads() if load.speaks] if workspace.exists else []
    published = [load for load in loads if load.manifest["family"] == "published"]
    own = [load for load in loads if load.manifest["family"] not in ("published", "reference")]
    watched = agreed.aimed_at()
    people, reports = Person.objects.filter(deactivated_at=None).count(), Report.objects.count()
    return [
        _step("Say who you are", "setup:questions", "name" in answers(), str(settings.BOARD_NAME)),
        _step("Choose its colour and logo", "setup:looks", "colour" in answers(), ""),
        _step("Choose the rooms that you use", "setup:rooms", bool(answers().get("rooms")), ""),
        _step(
            "Bring in agencies and people", "setup:people", people > 1 and Agency.objects.count() > 1,
            f"{Agency.objects.count()} agencies, {people} people",
        ),
        _step("Load the published statistics", "setup:statistics", bool(published), _many(len(published))),
        _step("Load your own returns and scorecards", "loads:upload", bool(own), _many(len(own))),
        _step("Check last year's report", "reports:list", reports > 0, f"{reports} checked"),
        _step("Choose the measures that you watch", "indicators:choose", bool(watched), f"{len(watched)} measures"),
        _step("Agree who sends what", "returns:supplies", Supply.objects.exists(), ""),
    ]  # fmt: skip


WHO = {  # what not everybody who sets up may do: the permission, and who has it
    "setup:statistics": (Permission.FILES_LOAD, "The business manager or the analyst does this."),
    "loads:upload": (Permission.FILES_LOAD, "The business manager or the analyst does this."),
    "reports:list": (Permission.REPORT_CHECK, "The business manager, the analyst or a chair does this."),
    "indicators:choose": (Permission.TARGET_SET, "The business manager, the analyst or a chair does this."),
    "returns:supplies": (Permission.RETURNS_KEEP, "The business manager or the analyst does this."),
}


def _step(what: str, address: str, done: bool, more: str) -> dict[str, Any]:
    needs, who = WHO.get(address, (Permission.SETUP, ""))
    return {
        "what": what,
        "address": address,
        "done": done,
        "more": more if done else "",
        "needs": needs,
        "who": who,
    }


def _many(files: int) -> str:
    return f"{files} file{'s' if files != 1 else ''}"
