"""A board's first afternoon: few questions, people from the list that there is, and rooms that vanish."""

import io
import os
import re
import zipfile

import openpyxl
import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from lineofsight.web.accounts import demo, trail
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.config.answers import answered
from lineofsight.web.governance.models import Group
from lineofsight.web.loads import uploads, worker
from lineofsight.web.loads.models import Task
from lineofsight.web.setup import reading
from lineofsight.web.setup.forms import QuestionsForm
from tests.engine.sources.test_published import WORCESTERSHIRE, referrals
from tests.web import make
from tests.web.test_loads import words

pytestmark = pytest.mark.django_db
TOLD = {"name": "Worcestershire Partnership", "body": "partnership", "area": "885", "since": "2026-04-01",
        "groups": "Learning and Improvement\nExploitation\n"}  # fmt: skip
LIST = [
    ["Board members 2026", None, None, None],
    [None, None, None, None],
    ["Organisation", "Surname", "Forename", "Job title", "E-mail Address"],
    ["West Mercia Police", "Lane", "Pat", "Detective Inspector", "pat.lane@police.example"],
    [None, "Reed", "Sam", "Superintendent", "mailto:Sam.Reed@police.example"],
    ["Hill School", "Dale", "Jo", "Headteacher", "jo@hill.example"],
    ["Hill School", "Dale", "Jo", "Headteacher", "jo@hill.example"],
    ["Hill School", "Fox", "Al", "Clerk", ""],
]


@pytest.fixture
def answers(settings, tmp_path, workspace):
    settings.ANSWERS = tmp_path / "answers.json"
    settings.BOARD_NAME = answered(settings.ANSWERS, "name", "Safeguarding children board")
    settings.AREA = answered(settings.ANSWERS, "area", "")
    settings.COLLECTIVE = answered(settings.ANSWERS, "body", "board")
    settings.YEAR_BEGINS = answered(settings.ANSWERS, "since", "")
    return settings.ANSWERS


def workbook(folder, rows=LIST):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(folder / "members.xlsx")
    return folder / "members.xlsx"


def test_there_are_no_more_than_twenty_questions():
    assert len(QuestionsForm().fields) <= 20


def test_what_is_answered_is_said_at_once_and_stands_on_the_trail(client, answers, settings):
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    assert str(settings.BOARD_NAME) == "Safeguarding children board"
    client.post("/setup/questions", TOLD)
    assert str(settings.BOARD_NAME) == "Worcestershire Partnership"
    assert f"{settings.COLLECTIVE}" == "partnership"
    assert [group.name for group in Group.objects.order_by("pk")] == [
        "Worcestershire Partnership", "Learning and Improvement", "Exploitation"
    ]  # fmt: skip
    page = words(client.get("/setup/"))
    assert "Worcestershire Partnership" in page
    client.post("/setup/questions", TOLD)
    assert Group.objects.count() == 3
    trail.verify()


def test_an_answer_that_cannot_be_is_asked_again(client, answers):
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    page = words(client.post("/setup/questions", TOLD | {"area": "1", "since": "2999-04-01"}))
    assert "There is a problem" in page
    assert "one that has yet to begin" in page
    assert not answers.exists()


def test_a_room_that_is_not_used_vanishes(client, answers):
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    client.post("/setup/rooms", {"csrfmiddlewaretoken": "as a browser sends it"})
    assert "/returns/" not in words(client.get("/today"))
    assert client.get("/returns/").status_code == 404
    client.post("/setup/rooms", {"rooms": ["returns"]})
    assert client.get("/returns/").status_code == 200


def test_a_list_in_whatever_layout_is_read(tmp_path):
    found = reading.people(workbook(tmp_path))
    assert [(one.name, one.email, one.agency, one.role, one.wrong) for one in found] == [
        ("Pat Lane", "pat.lane@police.example", "West Mercia Police", "agency_lead", ""),
        ("Sam Reed", "sam.reed@police.example", "West Mercia Police", "agency_lead", ""),
        ("Jo Dale", "jo@hill.example", "Hill School", "school_lead", ""),
        ("Jo Dale", "jo@hill.example", "Hill School", "school_lead", "stands there twice"),
        ("Al Fox", "", "Hill School", "school_lead", "no email address"),
    ]
    assert reading.kind_of("West Mercia Police")[0] == "police"


def test_people_are_shown_before_they_are_invited_and_the_file_is_not_kept(client, answers, tmp_path):
    make.sign_in(client, make.person(Role.ADMINISTRATOR))
    file = SimpleUploadedFile("members.xlsx", workbook(tmp_path).read_bytes())
    shown = client.post("/setup/people", {"file": file})
    page = words(shown)
    assert "3 of 5 rows can be used, of 2 agencies." in page
    assert not Person.objects.filter(email="pat.lane@police.example").exists()
    assert os.listdir(django_settings.FILE_UPLOAD_TEMP_DIR) == []
    held = shown.content.decode().split('name="held" value="')[1].split('"')[0]
    client.post("/setup/people/invite", {"held": held})
    assert Agency.objects.get(name="Hill School").kind == "school"
    assert Person.objects.get(email="jo@hill.example").role == "school_lead"
    assert "Added: 0 agencies and 0 people. Nobody was written to." in words(
        client.post("/setup/people/invite", {"held": held}, follow=True)
    )
    assert Person.objects.filter(email__endswith=".example").count() == 3
    again = SimpleUploadedFile("members.xlsx", workbook(tmp_path).read_bytes())
    page = words(client.post("/setup/people", {"file": again}))
    assert "0 of 5 rows can be used" in page
    assert page.count("here already") == 3
    assert client.post("/setup/people/invite", {"held": held[:-3]})["Location"] == "/setup/people"


def test_a_role_is_changed_before_anybody_is_invited_and_somebody_is_left_out(client, answers, tmp_path):
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    file = SimpleUploadedFile("members.xlsx", workbook(tmp_path).read_bytes())
    shown = client.post("/setup/people", {"file": file}).content.decode()
    assert 'aria-label="Role of Pat Lane"' in shown
    held = shown.split('name="held" value="')[1].split('"')[0]
    chosen = {"role-pat.lane@police.example": "board_member", "role-sam.reed@police.example": "",
              "role-jo@hill.example": "administrator"}  # fmt: skip
    client.post("/setup/people/invite", {"held": held} | chosen)
    assert Person.objects.get(email="pat.lane@police.example").role == "board_member"
    assert not Person.objects.filter(email="sam.reed@police.example").exists()
    assert not Person.objects.filter(email="jo@hill.example").exists()  # a manager lets in no administrator


def test_a_heading_may_say_more_and_a_list_without_one_of_what_people_do_says_so(client, answers, tmp_path):
    make.agency(name="Severnshire County Council")
    make.sign_in(client, make.person(Role.ADMINISTRATOR))
    rows = [
        ["Name", "Organisation / employer", "Role on the board", "E-mail"],
        ["Kim Ash", "Severnshire CC", "Business Manager", "kim@council.example"],
    ]
    (found,) = reading.people(workbook(tmp_path, rows))
    assert (found.agency, found.role, found.title) == (
        "Severnshire CC",
        "business_manager",
        "Business Manager",
    )
    page = words(
        client.post(
            "/setup/people", {"file": SimpleUploadedFile("m.xlsx", workbook(tmp_path, rows).read_bytes())}
        )
    )
    assert (
        "New here, and added with them: Severnshire CC. Is one of these an agency that is here already"
        in page
    )
    without = [[name, agency, email] for name, agency, _, email in rows]
    file = SimpleUploadedFile("m.xlsx", workbook(tmp_path, without).read_bytes())
    assert "No column of the list says what somebody does" in words(
        client.post("/setup/people", {"file": file})
    )


def test_a_council_that_is_no_more_says_so():
    offered = dict(QuestionsForm()["area"].field.choices)
    assert offered["835"] == "Dorset, former council (835), now Dorset (838)"
    assert (
        offered["909"]
        == "Cumbria, former council (909), now Cumberland (942) and Westmorland and Furness (943)"
    )
    assert offered["885"] == "Worcestershire"


def test_a_workbook_without_headings_says_what_is_missing(client, answers, tmp_path):
    make.sign_in(client, make.person(Role.ADMINISTRATOR))
    file = SimpleUploadedFile("members.xlsx", workbook(tmp_path, [["a", "b"], [1, 2]]).read_bytes())
    assert "Put a heading over each column." in words(client.post("/setup/people", {"file": file}))
    assert mail.outbox == []


def test_an_analyst_is_let_in_by_an_administrator_alone(client, answers, tmp_path):
    rows = [
        ["Name", "Organisation", "Job title", "Email"],
        ["Kim Ash", "Council", "Data analyst", "kim@council.example"],
    ]
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    file = SimpleUploadedFile("members.xlsx", workbook(tmp_path, rows).read_bytes())
    page = words(client.post("/setup/people", {"file": file}))
    assert "let in by an administrator" in page
    assert 'name="held"' not in page


def test_the_colour_and_the_logo_are_on_every_page(client, answers, settings, tmp_path):
    settings.DATA = tmp_path
    settings.BOARD_COLOUR = answered(settings.ANSWERS, "colour", "#12436d")
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    assert "white words on it" in words(client.post("/setup/looks", {"colour": "#ffee00"})).lower()
    picture = SimpleUploadedFile("logo.svg", b"<svg onload='x()'/>")
    assert "Save it as PNG" in words(client.post("/setup/looks", {"colour": "#4a1d5f", "logo": picture}))
    assert client.get("/board-logo").status_code == 404
    picture = SimpleUploadedFile("logo.png", b"\x89PNG\r\n\x1a\n and more")
    client.post("/setup/looks", {"colour": "#4a1d5f", "logo": picture})
    assert b"#4a1d5f" in client.get("/board.css").content
    assert client.get("/board-logo")["Content-Type"] == "image/png"
    page = client.get("/today").content.decode()
    assert page.index("board.css") > page.index("lineofsight.css")  # what comes last is what is seen
    assert "/board-logo?" in page
    client.post("/setup/looks", {"colour": "#4a1d5f", "without": "on"})
    assert "/board-logo?" not in client.get("/today").content.decode()


def table(folder) -> bytes:
    return referrals(folder / "c1.csv", ("2017", WORCESTERSHIRE, 500, 100, 20)).read_bytes()


def zipped(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("data-guidance.txt", "About these tables")
        for name, content in files.items():
            packed.writestr(f"data/{name}.csv", content)
    return made.getvalue()


def test_statistics_come_several_at_once_and_what_cannot_be_read_stops_no_other(
    client, answers, settings, tmp_path
):
    settings.WORKSPACE = tmp_path / "workspace"
    settings.DATA = tmp_path
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    client.post("/setup/questions", TOLD)
    assert "not here yet" in words(client.get("/setup/statistics"))
    sent = [
        SimpleUploadedFile("cin.zip", zipped(c1=table(tmp_path))),
        SimpleUploadedFile("letter.csv", b"Dear,Board\n"),
        SimpleUploadedFile("README.md", b"About these tables"),
    ]
    page = client.post("/setup/statistics", {"tables": sent})["Location"]
    assert worker.run_next()
    shown = words(client.get(page))
    assert "README.md is of no kind that is read here." in shown
    assert "letter.csv is in no format that is known here." in shown
    assert "Go on with the statistics" in shown
    assert "CIN 2017" in words(client.get("/setup/statistics"))
    while worker.run_next():
        pass
    board = words(client.get("/indicators/"))
    assert "No dataset is agreed yet. Of all" in board
    assert '<span class="los-row__value">500</span>' in board  # statistics alone make a dashboard
    empty = SimpleUploadedFile("a.zip", zipped())
    assert "a.zip has no table in it" in words(client.post("/setup/statistics", {"tables": [empty]}))


def test_statistics_that_lie_in_the_data_folder_are_loaded(client, answers, settings, tmp_path):
    settings.WORKSPACE, settings.DATA = tmp_path / "workspace", tmp_path
    (tmp_path / "statistics").mkdir()
    (tmp_path / "statistics" / "c1.csv").write_bytes(table(tmp_path))
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    assert "1 table lies ready" in words(client.get("/setup/statistics"))
    client.post("/setup/statistics/load")
    assert worker.run_next()
    assert "CIN 2017" in words(client.get("/setup/statistics"))
    assert (tmp_path / "statistics" / "c1.csv").exists()


@pytest.fixture
def uploader(client, answers, settings, tmp_path):
    settings.WORKSPACE, settings.DATA = tmp_path / "workspace", tmp_path
    return make.sign_in(client, make.person(Role.BUSINESS_MANAGER))


def kept() -> list[tuple[str, bytes]]:
    """The files that wait for the worker."""
    folder = uploads.folder_of(Task.objects.get())
    return sorted((one.name, one.read_bytes()) for one in folder.iterdir())


BOTH = [("data-2.csv", b"2017"), ("data.csv", b"2016")]


def test_of_two_tables_of_one_name_in_a_zip_both_are_kept(client, uploader):
    packed = zipped(**{"2016/data": b"2016", "2017/data": b"2017"})
    client.post("/setup/statistics", {"tables": [SimpleUploadedFile("CIN.ZIP", packed)]})
    assert kept() == BOTH


def test_of_two_files_of_one_name_both_are_kept(client, uploader):
    sent = [SimpleUploadedFile("data.csv", content) for content in (b"2016", b"2017")]
    client.post("/setup/statistics", {"tables": sent})
    assert kept() == BOTH


def test_of_two_tables_of_one_name_that_lie_ready_both_are_kept(client, uploader, tmp_path):
    for year in ("2016", "2017"):
        (tmp_path / "statistics" / year).mkdir(parents=True)
        (tmp_path / "statistics" / year / "data.csv").write_text(year)
    client.post("/setup/statistics/load")
    assert kept() == BOTH


def damaged() -> bytes:
    """A zip that opens, with a table in it that does not unpack."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.csv", "".join(f"{number}," for number in range(900)))
    content = bytearray(made.getvalue())
    content[35:45] = b"\xff" * 10  # the beginning of what is packed
    return bytes(content)


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.csv", bytes(9 * 2**20))
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "said"), [(damaged, "a.zip cannot be unpacked"), (bomb, "a.zip: would unpack to 9 MiB")]
)
def test_a_zip_that_cannot_be_unpacked_says_so_and_nothing_of_it_stays(client, uploader, content, said):
    before = os.listdir(django_settings.FILE_UPLOAD_TEMP_DIR)
    sent = SimpleUploadedFile("a.zip", content())
    assert said in words(client.post("/setup/statistics", {"tables": [sent]}))
    assert os.listdir(django_settings.FILE_UPLOAD_TEMP_DIR) == before


def test_zips_that_hold_too_much_together_are_refused(client, uploader, settings):
    settings.UPLOAD_BYTES = 1500
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.csv", b"1," * 500)
    sent = [SimpleUploadedFile(name, made.getvalue()) for name in ("a.zip", "b.zip")]
    assert "b.zip holds too much" in words(client.post("/setup/statistics", {"tables": sent}))
    assert not Task.objects.exists()


def test_a_new_board_begins_by_setting_up(client, answers, settings):
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    assert client.get("/")["Location"] == "/setup/"
    client.post("/setup/questions", TOLD)
    assert client.get("/")["Location"] == "/today"


def test_at_most_seven_rooms_stand_in_a_line_and_the_others_on_a_page(client):
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    page = client.get("/today").content.decode()
    line = page.split('aria-label="Rooms"')[1].split("</nav>")[0]
    assert line.count("<a ") == 7
    assert "/trail/" not in line
    assert 'href="/trail/"' in client.get("/more").content.decode()
    inside = client.get("/trail/").content.decode().split('aria-label="Rooms"')[1].split("</nav>")[0]
    assert 'href="/more" aria-current="true"' in " ".join(inside.split())


def test_nothing_made_up_is_in_a_real_installation(client, answers, settings, tmp_path):
    settings.WORKSPACE, settings.DATA, settings.DEMO = tmp_path / "none", tmp_path, False
    assert "los-persona" not in client.get("/sign-in").content.decode()
    manager = make.person(Role.BUSINESS_MANAGER, email=f"manager{demo.ADDRESS}")
    client.post("/sign-in/as", {"person": manager.pk})
    assert client.get("/today").status_code == 302  # nobody is in
    make.sign_in(client, manager)
    client.post("/setup/questions", TOLD)
    rooms = (
        "today",
        "indicators",
        "board",
        "improvement",
        "returns",
        "files",
        "publishing",
        "information",
        "reports",
        "setup",
    )
    for address in (
        *(f"/{room}/" for room in rooms),
        "/setup/questions",
        "/setup/statistics",
        "/people/",
        "/agencies/",
    ):
        page = words(client.get(address, follow=True))
        assert not re.search("made.up|799|severnshire(?!.example)", page, re.IGNORECASE), address
