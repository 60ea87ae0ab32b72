"""The worker: what it did is written down, another follows one that ended, and nothing is done twice."""

import time

import pytest
from django.db import OperationalError

from lineofsight.web.config import serving
from lineofsight.web.loads import work, worker
from lineofsight.web.loads.models import Task
from tests.web import make
from tests.web.test_loads import census, send, words, work_all

pytestmark = pytest.mark.django_db


def test_what_was_done_is_written_down_once_the_database_lets_it(empty, monkeypatch):
    """A worker that ended there would leave every file after it waiting, and nobody told."""
    task = work.ask(Task.Kind.COMPUTE)
    tries, save = [], Task.save

    def busy_twice(one: Task, *given, **named) -> None:
        if one.state == Task.State.DONE and len(tries) < 2:
            tries.append(one.pk)
            raise OperationalError("database is locked")
        save(one, *given, **named)

    monkeypatch.setattr(Task, "save", busy_twice)
    monkeypatch.setattr(worker, "WAIT", 0.0)
    monkeypatch.setitem(work.DOES, Task.Kind.COMPUTE, lambda task: None)
    assert worker.run_next()
    task.refresh_from_db()
    assert (task.state, len(tries)) == (Task.State.DONE, 2)


def test_the_same_file_again_changes_nothing_and_says_so(client, empty, monkeypatch):
    monkeypatch.setitem(work.DOES, Task.Kind.COMPUTE, lambda task: None)
    make.sign_in(client, make.person())
    send(client, "census.xml", census())
    work_all()
    again = send(client, "census.xml", census())["Location"]
    before = Task.objects.filter(kind=Task.Kind.COMPUTE).count()
    work_all()
    page = words(client.get(again))
    assert "The same file was here already. Nothing changed" in page
    assert "worked out next" not in page
    assert Task.objects.filter(kind=Task.Kind.COMPUTE).count() == before


def test_a_worker_that_ends_is_followed_by_another(monkeypatch):
    begun = []

    class Process:
        def __init__(self, command):
            begun.append(self)
            self.ended = None

        def poll(self):
            return self.ended

        def terminate(self):
            self.ended = 0

        def wait(self, timeout):
            return self.ended

    monkeypatch.setattr(serving.subprocess, "Popen", Process)
    monkeypatch.setattr(serving, "LOOKS_EVERY", 0.01)
    with serving.worker():
        begun[0].ended = 1
        for _ in range(500):
            if len(begun) > 1:
                break
            time.sleep(0.01)
        assert len(begun) == 2
    assert begun[1].ended == 0
