"""Agreeing that an indicator is published, noticing what contradicts a report in print, and having seen it."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from lineofsight.claims.figures import Figures
from lineofsight.claims.ledger import read_ledger
from lineofsight.claims.resolving import FromWorkspace
from lineofsight.claims.verdict import Verdict
from lineofsight.documents.editions import Edition, open_edition
from lineofsight.documents.paragraphs import paragraphs
from lineofsight.documents.rechecking import Changed, recheck
from lineofsight.engine.opened import Audience
from lineofsight.engine.store import Workspace
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Person
from lineofsight.web.publishing.models import Agreement, Contradiction
from lineofsight.web.records.actions import closed_rooms

FIGURE = re.compile(r"\bfigure=\"?([\w:-]+)")


@transaction.atomic
def agree(code: str, expect: int, *, by: Person, why: str) -> Agreement:
    """Agree that an indicator is published. `expect`: the version that was seen, 0 where there was none."""
    there = Agreement.objects.filter(code=code).first()
    now = {"agreed_at": timezone.now(), "agreed_by": by}
    if there is None:
        return trail.create(Agreement, by=by, why=why, code=code, **now)
    if there.version != expect:
        raise trail.ChangedMeanwhileError(there)
    return trail.change(there, expect, by=by, why=why, **now, withdrawn_at=None, withdrawn_by=None)


def withdraw(agreement: Agreement, expect: int, *, by: Person, why: str) -> Agreement:
    return trail.change(agreement, expect, by=by, why=why, withdrawn_at=timezone.now(), withdrawn_by=by)


def see(found: Contradiction, expect: int, *, by: Person, why: str) -> Contradiction:
    """A person has looked: it holds nothing back any longer."""
    return trail.change(found, expect, by=by, why=why, seen_at=timezone.now(), seen_by=by)


def notice(workspace: Workspace, run: str, *, today: date) -> list[Contradiction]:
    """Hold every report in print to what the public would read now, and put what is new on record."""
    made = []
    for edition in in_print(workspace):
        for one in _contradicted(workspace, edition, run):
            code = FIGURE.search(one.binding or "")
            if code is None:
                continue
            said = {
                "edition": edition.folder.name,
                "code": code[1],
                "line": one.line,
                "now": one.now[:300],
            }
            if not Contradiction.objects.filter(**said).exists():
                more = {"sentence": one.sentence, "then": one.then[:300], "noticed_on": today}
                why = "Newer figures make this sentence untrue"
                made.append(trail.create(Contradiction, by=None, why=why, **said, **more))
    return made


def look_again() -> None:
    """After a run: what it makes untrue in print is held back from the API and the site from then on."""
    workspace = Workspace(settings.WORKSPACE)
    run = workspace.newest_run()
    if run is not None and "publishing" not in closed_rooms():
        notice(workspace, run["id"], today=timezone.localdate())


def in_print(workspace: Workspace) -> list[Edition]:
    """The newest public edition of each report."""
    newest: dict[str, tuple[int, Path]] = {}
    for path in (workspace.folder / "editions").glob("[!.]*/manifest.json"):
        stem, _, number = path.parent.name.rpartition("-")
        if number.isdigit() and int(number) > newest.get(stem, (0, path))[0]:
            newest[stem] = int(number), path.parent
    opened = [open_edition(folder) for _, folder in sorted(newest.values(), key=lambda one: one[1])]
    return [one for one in opened if one.manifest["audience"] == "public"]


def _contradicted(workspace: Workspace, edition: Edition, run: str) -> Iterator[Changed]:
    said = {
        f"{report.parent.name}#{key}": words
        for report in (workspace.folder / "editions").glob("[!.]*/report.md")
        for key, words in paragraphs(report.read_text(encoding="utf-8")).items()
    }
    known = Figures(workspace, audience=Audience.PUBLIC, run=run)
    for one in recheck(edition, FromWorkspace(known, read_ledger(edition.folder), said)):
        if one.verdict_now == Verdict.CONTRADICTED != one.verdict_then:
            yield one


def held_back(today: date) -> dict[str, list[Contradiction]]:
    """What holds each indicator back today."""
    held: dict[str, list[Contradiction]] = {}
    for one in Contradiction.objects.unseen():
        if one.holds(today):
            held.setdefault(one.code, []).append(one)
    return held


def decided(today: date) -> tuple[list[str], dict[str, list[Contradiction]]]:
    """The codes that the public may read today, and what holds others back that are agreed."""
    agreed = [one.code for one in Agreement.objects.all() if one.stands]
    holding = {code: why for code, why in held_back(today).items() if code in agreed}
    return [code for code in agreed if code not in holding], holding
