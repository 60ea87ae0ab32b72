"""An indicator's line, with its limits, its notes and its signals, and each group beside the others."""

import pytest

from lineofsight.web.accounts.permissions import Role
from lineofsight.web.indicators.models import Note
from tests.web import make, small_workspace

pytestmark = pytest.mark.django_db


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


LOUD = [(20, 100), (22, 100), (19, 100), (23, 100)] * 3 + [(20, 100), (36, 100)]


@pytest.fixture
def quarterly(settings, tmp_path):
    settings.WORKSPACE = tmp_path / "workspace"
    rows = [*small_workspace.readings(), *small_workspace.quarters("FD09", LOUD)]
    return small_workspace.make(settings.WORKSPACE, rows)


def test_a_series_long_enough_has_limits_and_its_signals_in_words(client, quarterly):
    make.sign_in(client, make.person(Role.INDEPENDENT_CHAIR))
    page = words(client.get("/indicators/FD09/"))
    assert "Signal of concern in 2016-17-Q2: outside the limits." in page
    assert "Over 14 quarters." in page
    assert "Year by year" in page
    assert "Worse than in 2015-16 (18.2%), by more than chance gives." in page
    assert "95% interval: 19.5% to 21.6%" in page


def test_a_note_stands_beside_the_line_and_limits_begin_anew_where_recording_changed(client, quarterly):
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER, name="Sam Okafor"))
    said = {"what": "recording", "on": "2016-07-05", "text": "Repeat referrals are linked by NHS number"}
    client.post("/indicators/FD09/note", said)
    make.sign_in(client, make.person(Role.BOARD_MEMBER))
    page = words(client.get("/indicators/FD09/"))
    assert "5 July 2016: Repeat referrals are linked by NHS number" in page
    assert "(recording changed; Sam Okafor)" in page
    assert "Signal of concern" not in page  # one quarter since then is too few for limits
    assert "5 July 2016" not in words(client.get("/indicators/FD07/"))


def test_a_note_on_every_measure_stands_on_each_and_can_be_withdrawn(client, quarterly):
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    said = {"what": "event", "on": "2016-06-14", "text": "The front door opened", "everywhere": "on"}
    client.post("/indicators/FD09/note", said)
    assert "The front door opened" in words(client.get("/indicators/FD07/"))
    page = words(client.get("/indicators/FD09/"))
    assert "The front door opened" in page
    assert "Signal of concern" in page  # an event does not move the limits
    client.post(f"/indicators/FD07/note/{Note.objects.get().pk}/withdraw")
    assert "The front door opened" not in words(client.get("/indicators/FD09/"))
    assert "The front door opened" in words(client.get("/indicators/FD09/history"))


def test_a_breakdown_says_which_group_differs_and_of_whom_there_are_too_few(client, settings, tmp_path):
    settings.WORKSPACE = tmp_path / "workspace"
    split = [("White", 874, 3710), ("Mixed", 81, 279), ("Black", 2, 8), ("not known", 47, 216)]
    rows = [small_workspace.reading("FD09", "2017-18", 1004, 4213)]
    rows += [small_workspace.reading("FD09", "2017-18", n, d, by="ethnicity", group=g) for g, n, d in split]
    small_workspace.make(settings.WORKSPACE, rows)
    make.sign_in(client, make.person(Role.ANALYST))
    page = words(client.get("/indicators/FD09/groups"))
    assert "Beside all other children counted: Mixed more often (1.24 times)." in page
    assert (
        '<th scope="row">Black</th><td>25.0%</td><td>2 of 8</td><td></td><td></td><td>too few to say</td>'
        in page
    )
    assert "no more than chance gives" in page


def test_where_a_group_is_hidden_the_others_are_held_against_the_whole(client, workspace):
    make.sign_in(client, make.person(Role.SCHOOL_LEAD))
    page = words(client.get("/indicators/FD09/groups"))
    assert "too few to say" in page
    assert "2,741" not in page or "2,750" not in page
