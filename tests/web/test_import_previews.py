"""What a file would do is worked out once, and again where something was done since."""

import pytest

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.imports import judging
from tests.web import make
from tests.web.test_imports import LOG, brought

pytestmark = pytest.mark.django_db


def test_a_file_is_not_judged_anew_for_every_page_of_it_that_is_looked_at(client, tmp_path, monkeypatch):
    manager = make.person(Role.BUSINESS_MANAGER)
    judged, judge = [], judging.judge
    monkeypatch.setattr(judging, "judge", lambda one: judged.append(one.pk) or judge(one))
    one = brought(LOG, manager, tmp_path)
    make.sign_in(client, manager)
    client.get(f"/imports/{one.pk}")
    judged.clear()
    assert client.get(f"/imports/{one.pk}?only=new").status_code == 200
    assert judged == []
    trail.happened("imports.import", f"{one.pk}", by=manager, why="Something was done since")
    client.get(f"/imports/{one.pk}")
    assert judged == [one.pk]
