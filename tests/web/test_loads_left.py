"""What is left of an upload when its worker dies, nobody answers for it or looking at it fails: nothing, in the end."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from lineofsight.web.accounts.permissions import Role
from lineofsight.web.loads import uploads, work, worker
from lineofsight.web.loads.models import Task
from tests.web import make
from tests.web.test_loads import TODAY, census, left_behind, scorecard, send

pytestmark = pytest.mark.django_db


def test_what_a_worker_left_when_it_died_is_not_done_and_can_be_asked_for_again(client, workspace):
    make.sign_in(client, make.person())
    left = Task.objects.create(kind="compute", state="running")
    worker.take_over()
    left.refresh_from_db()
    assert (left.state, left.said) == ("failed", worker.STOPPED)
    again = client.post(f"/files/task/{left.pk}/again")
    assert Task.objects.filter(kind="compute", state="waiting").exists()
    assert again.status_code == 302


def test_an_upload_whose_worker_was_killed_is_removed_when_the_next_begins(workspace):
    folder = Path(django_settings.FILE_UPLOAD_TEMP_DIR) / "left"
    folder.mkdir()
    worker.take_over()
    assert left_behind() == []


def test_a_scorecard_that_nobody_answered_for_goes_when_its_days_are_over(client, empty):
    before = left_behind()
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    send(client, "scorecard.xlsx", scorecard(), area="885")
    assert worker.run_next()
    task = Task.objects.get()
    folder = uploads.folder_of(task)
    os.utime(folder, (0, 0))
    worker.each_day(TODAY)
    assert folder.is_dir()
    Task.objects.update(asked_at=task.asked_at - timedelta(days=work.UNMAPPED_KEPT))
    young = folder.with_name("young")  # of a request that is not at its end
    young.mkdir()
    worker.each_day(TODAY)
    assert not folder.exists()
    assert young.is_dir()
    young.rmdir()
    assert left_behind() == before


def test_an_upload_goes_when_looking_at_its_headings_fails(client, empty, monkeypatch):
    before = left_behind()
    make.sign_in(client, make.person())

    def fails(*given):
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(work.mapping, "is_wanted", fails)
    send(client, "census.xml", census())
    assert worker.run_next()
    assert Task.objects.get().state == "failed"
    assert left_behind() == before
