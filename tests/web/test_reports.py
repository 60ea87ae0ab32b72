"""Last year's report beside the record, in a browser: nothing counts until a person has said what words state."""

import re
from dataclasses import replace
from fractions import Fraction

import pypandoc
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lineofsight.claims.evidence import Unit
from lineofsight.claims.suggesting.known import Stated
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.loads import worker
from lineofsight.web.loads.models import Task
from lineofsight.web.reports import holding
from lineofsight.web.reports.models import Held, Report
from tests.web import make
from tests.web.test_loads import words

pytestmark = pytest.mark.django_db
TEXT = """# Annual report 2016/17

In 2016-17 there were 5,497 referrals. In 2016-17 a total of 1,999 referrals came from nowhere.

Forty-four bicycles were sold.
"""


@pytest.fixture(scope="module")
def word(tmp_path_factory) -> bytes:
    """Last year's report as it lies in somebody's folder."""
    path = tmp_path_factory.mktemp("word") / "report.docx"
    pypandoc.convert_text(TEXT, "docx", format="markdown", outputfile=str(path))
    return path.read_bytes()


@pytest.fixture
def manager(client, workspace):
    return make.sign_in(client, make.person(Role.BUSINESS_MANAGER))


def send(client, content: bytes, name: str = "report.docx"):
    sent = client.post("/reports/add", {"file": SimpleUploadedFile(name, content)})
    while worker.run_next():
        pass
    return sent


def choices(page: str, number: int) -> list[str]:
    return re.findall(rf'name="states-{number}"[^>]*value="([^"]+)"', page)


def test_a_word_file_is_read_and_what_words_state_is_said_by_a_person(client, manager, word):
    assert send(client, word)["Location"] == "/reports/"
    report = Report.objects.get()
    page = words(client.get(f"/reports/{report.pk}/"))
    assert "<strong>0</strong> match the record" in page
    assert "<mark>5,497</mark> referrals" in page
    assert "<mark>Forty-four</mark> bicycles" in page.split("Not on record")[1]
    (right, *_) = choices(page, 0)
    assert right == "figure=FD07 period=2016-17"

    (named, *_) = choices(page, 1)  # no figure is 1,999; the sentence names one that is not
    said = {"version": 1, "run": report.held.run, "states-0": right, "states-1": named, "states-2": ""}
    client.post(f"/reports/{report.pk}/say", said)
    assert "being held against the figures" in words(client.get(f"/reports/{report.pk}/"))
    assert worker.run_next()
    page = words(client.get(f"/reports/{report.pk}/"))
    assert "<strong>1</strong> match the record" in page
    wrong = page.split("To mend")[1]
    assert "the record has it otherwise" in wrong
    assert "5,497" in wrong.split("Matches the record")[0]
    assert (
        "[5,497]{figure=FD07 period=2016-17}" in client.get(f"/reports/{report.pk}/text.md").content.decode()
    )
    trail.verify()


def test_a_number_said_of_england_is_held_against_england_and_periods_are_in_words(
    client, manager, monkeypatch
):
    read = holding.readings

    def with_england(*asked):
        own = list(read(*asked))
        rate = next(
            one
            for one in own
            if (one.id, one.label, one.part) == ("FD09", "2016-17", "value") and not one.against
        )
        return [*own, replace(rate, against="england", value=Fraction("21.9"))]

    monkeypatch.setattr(holding, "readings", with_england)
    text = (
        b"# Annual report 2016/17\n\nRe-referrals within 12 months were 20.5% (England 99.9%) in 2016-17.\n"
    )
    send(client, text, "report.md")
    proposed = Report.objects.get().held.proposed
    assert [one["when"] for one in proposed[0]["fits"]][:1] == ["2016/17"]
    england = proposed[1]["fits"] or proposed[1]["named"]
    assert [one["binding"] for one in england] == ["figure=FD09 period=2016-17 against=england"]
    stated = Stated(kind="figure", id="FD07", code="FD07", words="Referrals", value=Fraction(5), unit=Unit.COUNT,
                    label="R12-2017-M03")  # fmt: skip
    assert holding._choice(stated)["when"] == "the year to March 2017"


def test_what_was_said_is_taken_back(client, manager, word):
    send(client, word)
    report = Report.objects.get()
    (right, *_) = choices(words(client.get(f"/reports/{report.pk}/")), 0)
    client.post(f"/reports/{report.pk}/say", {"version": 1, "run": report.held.run, "states-0": right})
    worker.run_next()
    client.post(f"/reports/{report.pk}/take-back", {"version": 2, "number": 0})
    report.refresh_from_db()
    assert "{" not in report.text
    client.post(f"/reports/{report.pk}/take-back", {"version": 2, "number": 0})
    assert "no longer as it was" in words(client.get(f"/reports/{report.pk}/"))


TWICE = (
    "There were [5,497]{figure=FD07 period=2016-17} referrals. Again: [5,497]{figure=FD07 period=2016-17}.\n"
)


@pytest.mark.parametrize("number", [0, 1])
def test_of_two_that_are_alike_the_one_that_was_meant_is_taken_back(client, manager, number):
    send(client, TWICE.encode(), "report.md")
    report = Report.objects.get()
    client.post(f"/reports/{report.pk}/take-back", {"version": 1, "number": places(report)[number]})
    report.refresh_from_db()
    was, tag = report.text.split("Again"), "[5,497]{figure=FD07 period=2016-17}"
    assert [tag in part for part in was] == [number == 1, number == 0]


def test_what_cannot_be_told_from_others_like_it_is_left(client, manager):
    one, other = TWICE.split("Again")
    other = other.replace(
        "figure=FD07 period=2016-17", "period=2016-17 figure=FD07"
    )  # the same, written otherwise
    send(client, f"{one}Again{other}".encode(), "report.md")
    report = Report.objects.get()
    client.post(f"/reports/{report.pk}/take-back", {"version": 1, "number": places(report)[0]})
    assert "Take its tag off in the text." in words(client.get(f"/reports/{report.pk}/"))
    assert Report.objects.get().text == report.text


def places(report: Report) -> list[int]:
    """The numbers of what words were said to state."""
    return [number for number, one in enumerate(report.held.stated) if one["binding"]]


def test_what_was_not_proposed_is_not_taken(client, manager, word):
    send(client, word)
    report = Report.objects.get()
    for wrong in (
        {"states-0": "figure=FD09 period=1999-00"},
        {},
        {"states-x": "figure=FD07"},
        {"states-99": "figure=FD07"},
        {"states-²": "x"},
    ):
        client.post(f"/reports/{report.pk}/say", {"version": 1, "run": report.held.run, **wrong})
        report.refresh_from_db()
        assert report.version == 1


def test_a_page_of_an_earlier_run_changes_nothing_and_says_so(client, manager, word):
    send(client, word)
    report = Report.objects.get()
    page = words(client.get(f"/reports/{report.pk}/"))
    (right, *_) = choices(page, 0)
    assert f'name="run" value="{report.held.run}"' in page
    client.post(f"/reports/{report.pk}/say", {"version": 1, "run": "an-earlier-one", "states-0": right})
    assert "no longer as it was" in words(client.get(f"/reports/{report.pk}/"))
    assert Report.objects.get().version == 1


def test_what_no_page_sends_is_refused_kindly(client, manager, word):
    send(client, word)
    report = Report.objects.get()
    for wrong in (
        {"version": "abc", "number": 0},
        {"version": 1, "number": "abc"},
        {"version": 1, "number": "9" * 5000},
        {},
    ):
        client.post(f"/reports/{report.pk}/take-back", wrong)
        assert "no longer as it was" in words(client.get(f"/reports/{report.pk}/"))
    assert Report.objects.get().version == 1


def test_what_was_found_in_earlier_figures_is_said_to_be_and_found_anew_after_a_run(client, manager, word):
    send(client, word)
    report = Report.objects.get()
    assert "earlier figures" not in words(client.get(f"/reports/{report.pk}/"))
    holding.look_again()
    assert not worker.run_next()
    newest = report.held.run
    Held.objects.update(run="an-earlier-one")
    assert "earlier figures" in words(client.get(f"/reports/{report.pk}/"))
    holding.look_again()
    assert worker.run_next()
    assert Held.objects.get().run == newest


def test_of_two_who_say_at_once_the_second_is_told(client, manager, word):
    send(client, word)
    report = Report.objects.get()
    (right, *_) = choices(words(client.get(f"/reports/{report.pk}/")), 0)
    with trail.acting_from(trail.TERMINAL):
        trail.change(report, 1, by=None, why="Meanwhile", name="Renamed")
    client.post(f"/reports/{report.pk}/say", {"version": 1, "run": report.held.run, "states-0": right})
    assert Report.objects.get().text == report.text


def test_a_file_that_is_no_report_says_why_and_nothing_of_it_stays(client, manager):
    send(client, b"PK\x03\x04 no zip at all")
    page = words(client.get("/reports/"))
    assert "report.docx: it cannot be read as Word. Open it in Word and save it again" in page
    assert "report.docx: report.docx" not in page
    assert "exitcode" not in page
    assert not Report.objects.exists()
    assert Task.objects.get(kind="report").state == "failed"
    answer = client.post("/reports/add", {"file": SimpleUploadedFile("r.pdf", b"%PDF")})
    assert "of no kind that is read here" in words(answer)
