"""The worker: one process that `serve` starts, which takes tasks one after another until its parent ends."""

import logging
import os
import signal
import time
from collections.abc import Callable, Iterable
from datetime import date
from types import FrameType
from typing import Any

import django
from django.db import OperationalError, close_old_connections, transaction
from django.utils import timezone

log = logging.getLogger("lineofsight.worker")
WAIT = 1.0  # seconds between looks when there is nothing to do
STOPPED = "The work was stopped before its end. Nothing was half-written: ask for it again."
FAULT = "Something went wrong that is ours to mend; it is in the log. What was there before is unchanged."


def run_next() -> bool:
    """Do the task that has waited longest. Whether there was one."""
    from lineofsight.web.accounts import trail
    from lineofsight.web.loads import work
    from lineofsight.web.loads.models import Task

    with transaction.atomic():
        task = Task.objects.select_for_update().filter(state=Task.State.WAITING).order_by("pk").first()
        if task is None:
            return False
        task.state, task.began_at = Task.State.RUNNING, timezone.now()
        task.save()
    try:
        with trail.acting_from(trail.WORKER):
            work.DOES[task.kind](task)
        task.state = Task.State.DONE
    except work.UnmappedError as error:
        task.state, task.said = Task.State.ASKS, str(error)
    except (work.NotDoneError, *work.MENDABLE) as error:
        task.state, task.said = Task.State.FAILED, str(error)
    except Exception:
        log.exception("failed", extra={"task": task.pk, "kind": task.kind})
        task.state, task.said = Task.State.FAILED, FAULT
    task.ended_at = timezone.now()
    _until_written(task.save)
    _tell(task)
    log.info("worked", extra={"task": task.pk, "kind": task.kind})
    return True


def _until_written(save: Callable[[], object]) -> None:
    """The work is done: however long others keep the database busy, that must not be lost."""
    while True:
        try:
            save()
        except OperationalError:
            _wait_for_the_database()
        else:
            return


def _wait_for_the_database() -> None:
    log.warning("the database is busy or away")
    close_old_connections()
    time.sleep(WAIT)


def _tell(task: Any) -> None:
    """What rooms do when a file was read, or could not be."""
    from lineofsight.web.loads import work

    if task.kind == task.Kind.LOAD and task.over:
        _each(work.AFTER_A_FILE, task, "after a file")


def take_over() -> None:
    """What a worker that died left running is not done; what came from the terminal is prepared."""
    from lineofsight.web.loads import work
    from lineofsight.web.loads.models import Task

    for task in Task.objects.filter(state=Task.State.RUNNING):
        task.state, task.said, task.ended_at = Task.State.FAILED, STOPPED, timezone.now()
        task.save()
        _tell(task)
    work.clear_uploads()
    if work.needs_preparing():
        work.ask(Task.Kind.PREPARE)


def main() -> None:
    parent = os.getppid()
    stopping = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lineofsight.web.config.settings")
    django.setup()
    _until_written(take_over)
    day: date | None = None
    while not stopping and os.getppid() == parent:
        if day != timezone.localdate():
            day = timezone.localdate()
            each_day(day)
        try:
            if not run_next():
                time.sleep(WAIT)
        except OperationalError:
            _wait_for_the_database()


def each_day(day: date) -> None:
    """What rooms do when a day begins."""
    from lineofsight.web.loads import work

    _each(work.EACH_DAY, day, "each day")


def _each(doings: Iterable[Callable[[Any], object]], given: Any, when: str) -> None:
    """Do each. One that fails is written down, and does not keep the others from theirs."""
    from lineofsight.web.accounts import trail

    for then in doings:
        try:
            with trail.acting_from(trail.WORKER):
                then(given)
        except Exception:
            log.exception("failed", extra={"kind": when})


if __name__ == "__main__":
    main()
