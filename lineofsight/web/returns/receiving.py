"""What becomes of a return: its file is read, it is checked or queried, agreed by its sender, and used in the figures."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from lineofsight.engine.returns import Span
from lineofsight.engine.store import Workspace
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.agencies import line_of
from lineofsight.web.accounts.models import Person
from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.indicators import seen
from lineofsight.web.loads import uploads
from lineofsight.web.loads.models import Task
from lineofsight.web.returns.agreeing import take
from lineofsight.web.returns.models import Return, Step, Supply

State, What = Return.State, Step.What
OPEN = (State.EXPECTED, State.RECEIVED, State.QUERIED, State.CHECKED)  # a file may still come


def may_send(person: Person, one: Return) -> bool:
    """Its agency, or what that merged into, and those it names; and whoever keeps the calendar, for what came by email."""
    own = one.supply.agency_id in line_of(person.agency) or person.pk in _named(one)
    return person.may(Permission.RETURNS_KEEP) or (person.may(Permission.RETURNS_SEND) and own)


def may_agree(person: Person, one: Return) -> bool:
    return person.may(Permission.RETURNS_SEND) and person.pk in _named(one)


def _named(one: Return) -> set[int | None]:
    return {one.supply.person_id, one.supply.deputy_id} - {None}


@transaction.atomic
def send(one: Return, expect: int, *, file: UploadedFile, known_on: date, by: Person) -> Return:
    """Keep the file for the worker to read. Until it has, the return is what it was."""
    if one.state not in OPEN or not may_send(by, one):
        raise ValidationError("This return takes no file now, or is not yours to send.")
    if one.is_being_read:
        raise ValidationError("A file for it is being read. Wait until that is done.")
    declared = {
        "sender": one.supply.agency.name,
        "known_on": f"{known_on}",
        "area": seen.open_for(by).area or "",
    }
    if one.supply.form == Supply.Form.SUPPLEMENTARY:
        declared["covers"] = str(Span(one.start, one.end))
    task = uploads.receive(file, declared, by=by)
    return trail.change(one, expect, by=by, why="A file was sent", task=task)


def taken_in(task: Task) -> None:
    """The worker read a file: the return that it was sent for has come, or is told why not."""
    for one in Return.objects.filter(task=task).select_related("task"):
        if task.state == Task.State.DONE:
            take(
                one,
                What.RECEIVED,
                by=task.asked_by,
                words=task.given.get("name", ""),
                state=State.RECEIVED,
                loads=task.loads,
            )
        else:
            take(one, What.UNREADABLE, by=None, words=task.said)


@transaction.atomic
def came(one: Return, expect: int, *, load: str, by: Person) -> Return:
    """It came another way and is among the files received."""
    if one.state not in OPEN:
        raise ValidationError("This return has come already.")
    if load not in {held.id for held in Workspace(settings.WORKSPACE).loads()}:
        raise ValidationError("That file is not among those received.")
    return take(_read(one, expect), What.RECEIVED, by=by, words=load, state=State.RECEIVED, loads=[load])


@transaction.atomic
def check(one: Return, expect: int, *, by: Person) -> Return:
    if one.state != State.RECEIVED:
        raise ValidationError("Only what was received is checked.")
    return take(_read(one, expect), What.CHECKED, by=by, state=State.CHECKED)


@transaction.atomic
def query(one: Return, expect: int, *, words: str, by: Person) -> Return:
    if one.state not in (State.RECEIVED, State.CHECKED):
        raise ValidationError("Only what was received, and not agreed by its sender yet, is queried.")
    return take(_read(one, expect), What.QUERIED, by=by, words=words, state=State.QUERIED)


@transaction.atomic
def answer(one: Return, expect: int, *, words: str, by: Person) -> Return:
    """The figures stand, and why: they are checked again. A corrected file is sent instead."""
    if one.state != State.QUERIED or not may_send(by, one):
        raise ValidationError("Nothing is queried, or it is not yours to answer.")
    return take(_read(one, expect), What.ANSWERED, by=by, words=words, state=State.RECEIVED)


@transaction.atomic
def agree(one: Return, expect: int, *, by: Person) -> Return:
    """Whom the agency named says that these are its figures. Nobody agrees what they checked."""
    checked = one.steps.filter(what=What.CHECKED).last()
    if one.state != State.CHECKED or not may_agree(by, one):
        raise ValidationError("Only those whom the agency named agree it, once it is checked.")
    if checked and checked.taken_by_id == by.pk:
        raise ValidationError("You checked this yourself: somebody else must agree it for the agency.")
    agreed = take(_read(one, expect), What.AGREED, by=by, state=State.AGREED)
    run = Workspace(settings.WORKSPACE).newest_run()
    return _use(agreed, by=by) if run and set(agreed.loads) & set(run["loads"]) else agreed


def used() -> None:
    """After a run: what its sender agreed and the run measured is used."""
    run = Workspace(settings.WORKSPACE).newest_run()
    for one in Return.objects.filter(state=State.AGREED):
        if run and set(one.loads) & set(run["loads"]):
            _use(one, by=None)


def _use(one: Return, *, by: Person | None) -> Return:
    return take(one, What.USED, by=by, state=State.USED)


def _read(one: Return, expect: int) -> Return:
    """The return as it was read: ChangedMeanwhileError where somebody was quicker."""
    here = Return.objects.select_for_update().get(pk=one.pk)
    if here.version != expect:
        raise trail.ChangedMeanwhileError(here)
    return here
