"""Files from a browser: checked, taken in by the worker, every row accounted for, nothing left behind."""

import io
import os
import secrets
from datetime import UTC, date, datetime

import openpyxl
import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile

from lineofsight.engine import measuring, withdrawing
from lineofsight.engine.reading import SCHEMA
from lineofsight.engine.sources import opening
from lineofsight.engine.sources.opening.limits import OLE
from lineofsight.engine.store import Workspace
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Entry
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.indicators import seen
from lineofsight.web.loads import uploads, work, worker
from lineofsight.web.loads.models import Found, Task
from tests.engine.sources.test_cin_census import case, child, element, header, message
from tests.web import make

pytestmark = pytest.mark.django_db
TODAY, NOW = date(2018, 7, 1), datetime(2018, 7, 1, 9, tzinfo=UTC)
NAMED = "A123456789123"  # a pupil number, which no board may hold


def census(many: int = 12) -> bytes:
    """Children with a referral each; the last has a birthday that there is not."""
    children = [
        child(case(referral=f"2016-{number % 12 + 1:02}-10"), id=f"C{number}", UPN=NAMED)
        for number in range(many)
    ]
    wrong = child(case(), id="W1", PersonBirthDate="2009-15-40")
    return message(*children, wrong).encode()


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def send(client, name: str, content: bytes, **declared):
    return client.post("/files/upload", {"file": SimpleUploadedFile(name, content), **declared})


def work_all() -> None:
    while worker.run_next():
        pass


def left_behind() -> list[str]:
    return os.listdir(django_settings.FILE_UPLOAD_TEMP_DIR)


def test_a_census_goes_from_the_browser_to_a_figure(client, empty):
    analyst = make.sign_in(client, make.person())
    task_page = send(client, "census.xml", census())["Location"]
    assert "It waits" in words(client.get(task_page))
    assert worker.run_next()

    page = words(client.get(task_page))
    # 13 children and a referral of each; the birthday that there is not is queried
    assert "26 rows were read: 26 accepted, 0 rejected, 1 fields queried." in page
    (load,) = empty.loads()
    assert load.manifest["identities"] is False
    work_all()
    assert [one.state for one in Task.objects.all()] == ["done", "done", "done"]
    assert empty.newest_run() is not None
    assert list(empty.folder.glob("runs/*/public.parquet"))
    assert (
        '<a class="govuk-link govuk-link--text-colour" href="/indicators/FD07/where-from/2016-17"'
        in words(client.get("/indicators/FD07/"))
    )
    (figure,) = [row for row in seen.open_for(analyst).readings("FD07") if row["period"] == "2016-17"]
    assert figure["numerator"] == 10  # three of the thirteen came before April
    assert Found.objects.filter(load=load.id).exists()
    assert Entry.objects.filter(by=analyst, why="Uploaded a file").exists()
    trail.verify()


def test_of_the_file_itself_nothing_is_left_and_no_pupil_number_anywhere(client, empty, tmp_path):
    make.sign_in(client, make.person())
    send(client, "census.xml", census())
    work_all()
    assert left_behind() == []
    held = [path for path in empty.folder.rglob("*") if path.is_file()]
    assert held
    assert not [path for path in held if NAMED.encode() in path.read_bytes()]


def test_rejected_rows_are_shown_and_go_back_as_a_file_that_runs_nothing(client, empty):
    make.sign_in(client, make.person())
    send(client, "census.xml", census())
    work_all()
    (load,) = empty.loads()
    page = words(client.get(f"/files/{load.id}/"))
    assert "PersonBirthDate" in page
    assert "2009-15-40" not in page  # a board holds no birth date, not even a wrong one
    file = client.get(f"/files/{load.id}/rows.csv")
    assert file["Content-Disposition"].startswith("attachment")
    assert "PersonBirthDate" in file.content.decode("utf-8-sig")
    assert Entry.objects.filter(what="viewed", kind="loads.rejects").exists()


def test_a_business_manager_sees_the_counts_and_not_the_rows(client, empty):
    make.sign_in(client, make.person())
    send(client, "census.xml", census())
    work_all()
    (load,) = empty.loads()
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    page = words(client.get(f"/files/{load.id}/"))
    assert "accepted" in page
    assert "2009-15-40" not in page
    assert client.get(f"/files/{load.id}/rows.csv").status_code == 403


SCORECARD = [
    ["Health and Care Trust", None, None],
    [None, None, None],
    ["Measure", "2015/16", "2016/17"],
    ["Early help assessments registered", 812, 640],
    ["Kittens found homes", 3, 4],
]
IN_WORDS = [*SCORECARD[:2], ["Measure", "2015/16", "Year two"], *SCORECARD[3:]]


def scorecard(rows=SCORECARD) -> bytes:
    book, made = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(made)
    return made.getvalue()


def test_a_scorecard_that_nobody_mapped_is_mapped_in_the_browser_and_remembered(
    client, empty, without_figures
):
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    page = send(client, "scorecard.xlsx", scorecard(), area="885")["Location"]
    assert worker.run_next()
    assert "Say what they mean" in words(client.get(page))
    worker.take_over()  # a worker that begins anew leaves it where it is
    asked = words(client.get(f"{page}/headings"))
    assert "2016-17: 640" in asked
    assert '<option value="EH01" selected>' in asked
    said = {"sender": "Health and Care Trust", "area": "885", "known_on": "2017-05-01", "code-0-0": "EH01"}
    twice = words(client.post(f"{page}/headings", said | {"code-0-1": "EH01"}))
    assert "“Early help assessments registered” is that already." in twice
    client.post(f"{page}/headings", said)
    assert worker.run_next()
    assert "accepted" in words(client.get(page))
    (row,) = [row for row in empty.handed_over().to_pylist() if row["period"] == "2016-17"]
    assert (row["code"], row["value"], row["basis"]) == ("EH01", 640, "recorded")
    assert left_behind() == []

    task = send(client, "next.xlsx", scorecard(), area="885", known_on="2017-06-01")["Location"]
    work_all()
    assert "Say what they mean" not in words(client.get(task))


def test_a_period_that_cannot_be_read_is_said_in_the_browser(client, empty, without_figures):
    make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    page = send(client, "scorecard.xlsx", scorecard(IN_WORDS), area="885")["Location"]
    assert worker.run_next()
    asked = words(client.get(f"{page}/headings"))
    assert "The periods of sheet Sheet: some are not known" in asked
    assert 'value="2015-16" aria-label="The period of “2015/16”"' in asked
    said = {"sender": "Health and Care Trust", "area": "885", "known_on": "2017-05-01", "code-0-0": "EH01"}
    said |= {"period-0-0": "2015-16", "period-0-1": "last year"}
    assert "“Year two”: &#39;last year&#39; is not a period." in words(client.post(f"{page}/headings", said))
    client.post(f"{page}/headings", said | {"period-0-1": "2016-17"})
    assert worker.run_next()
    read = {row["period"]: row["value"] for row in empty.handed_over().to_pylist()}
    assert read == {"2015-16": 812, "2016-17": 640}


def test_whatever_the_engine_opens_may_be_uploaded():
    """An old .xls too: agencies send scorecards in it."""
    assert set(opening.READERS) <= set(uploads.KNOWN)
    uploads.check(SimpleUploadedFile("scorecard.xls", OLE + b"a workbook of 1997"))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("census.exe", b"MZ", "of no kind that is read here"),
        ("census.xml", b"", "empty"),
        ("census.xml", b"PK\x03\x04zip", "not what its name says"),
        ("scorecard.xlsx", b"<html>", "not what its name says"),
        ("census.csv", b"a,b\x00c", "not what its name says"),
        ("census.parquet", b"a,b", "not what its name says"),
    ],
)
def test_what_is_no_return_is_refused_before_it_is_kept(client, empty, name, content, said):
    make.sign_in(client, make.person())
    page = words(send(client, name, content))
    assert said in page
    assert not Task.objects.exists()
    assert left_behind() == []


def test_a_file_larger_than_is_taken_is_refused(client, empty, settings):
    settings.UPLOAD_BYTES = 100
    make.sign_in(client, make.person())
    assert "larger than" in words(send(client, "census.xml", census()))


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ({"area": "9"}, "no local authority"),
        ({"first": "2016-04-01"}, "Give both days"),
        ({"first": "2017-04-01", "last": "2016-04-01"}, "before the first"),
    ],
)
def test_what_is_said_of_a_file_is_checked(client, empty, declared, said):
    make.sign_in(client, make.person())
    assert said in words(send(client, "census.xml", census(), **declared))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\x\\a b.csv", "a b.csv"),
        ("a\n;rm.csv", "a__rm.csv"),
        ("...", "file"),
    ],
)
def test_a_files_name_leads_nowhere(given, kept):
    assert uploads.clean_name(given) == kept


def test_a_file_in_no_known_format_is_not_done_and_says_why(client, empty):
    make.sign_in(client, make.person())
    address = send(client, "shopping.csv", b"milk,eggs\n1,2\n")["Location"]
    work_all()
    page = words(client.get(address))
    assert "Not done." in page
    assert "shopping.csv" in page
    assert "the children in need census" in page
    assert "Upload another file" in page
    assert "shopping.csv" in words(client.get("/files/"))
    assert left_behind() == []


def test_statistics_of_a_new_council_come_together_with_the_list_that_has_it(empty, without_figures):
    statistics = (
        b"time_period,time_identifier,geographic_level,region_code,old_la_code,Referrals\n"
        b"201617,Financial year,Local authority,E12000008,945,120\n"
    )
    listed = b"LA Number,LA Name,Region,Type\n945,Isis,South East,UA\n"
    both = [
        SimpleUploadedFile("c1_referrals.csv", statistics),
        SimpleUploadedFile("new_councils.csv", listed),
    ]
    task = uploads.receive_all(both, {}, by=make.person())
    work_all()
    task.refresh_from_db()
    assert (task.state, task.said, len(task.loads)) == (Task.State.DONE, "", 2)


def test_when_the_figures_cannot_be_worked_out_yesterdays_stay_and_the_page_says_so(
    client, workspace, monkeypatch
):
    make.sign_in(client, make.person())

    def fails(*args, **options):
        raise ValueError("secret-in-a-row")

    monkeypatch.setattr(work.measuring, "measure", fails)
    before = workspace.newest_run()["id"]
    client.post("/files/recompute")
    work_all()
    assert workspace.newest_run()["id"] == before
    assert "The figures below are those of 1 June 2018, 09:00." in words(client.get("/indicators/"))
    page = words(client.get("/files/"))
    assert "could not be worked out" in page
    assert "are shown meanwhile" in page
    assert "secret-in-a-row" not in page
    assert "20.5%" in words(client.get("/indicators/"))


def test_what_came_from_the_terminal_is_prepared(settings, tmp_path):
    from tests.web import small_workspace

    settings.WORKSPACE = tmp_path / "workspace"
    small_workspace.make(settings.WORKSPACE, public=False)
    worker.take_over()
    work_all()
    assert list(settings.WORKSPACE.glob("runs/*/public.parquet"))
    assert not work.needs_preparing()


def test_a_census_unlike_any_is_refused_for_its_own_reason(client, empty):
    make.sign_in(client, make.person())
    address = send(client, "census.xml", element("Message", "nothing").encode())["Location"]
    work_all()
    assert "Not done." in words(client.get(address))


# --- beside the file before it, and withdrawn ---------------------------------------------------------------


def corrected(many: int, known_on: str) -> bytes:
    """The census again, made later, with more children and another reference day for the first of them."""
    head = header(DateTime=f"{known_on}T10:00:00")
    children = [child(case(referral="2016-06-10"), id=f"C{number}") for number in range(many)]
    return message(*children, head=head).encode()


@pytest.fixture
def without_figures(monkeypatch):
    """Files are taken in and looked through, and no figure is worked out: that takes a while and is tested above."""
    monkeypatch.setitem(work.DOES, Task.Kind.COMPUTE, lambda task: work.ask(Task.Kind.PREPARE))


def test_a_file_is_held_against_the_one_before_it_row_by_row(client, empty, without_figures):
    make.sign_in(client, make.person())
    send(client, "first.xml", corrected(5, "2017-06-30"))
    work_all()
    send(client, "second.xml", corrected(7, "2017-07-31").replace(b"2009-05-15", b"2009-06-15", 1))
    work_all()
    first, second = sorted(empty.loads(), key=lambda one: one.known_on)
    found = Found.objects.get(load=second.id)
    assert found.before == first.id
    children = next(one for one in found.changes if one["table"] == "person")
    assert children == {"table": "person", "before": 5, "now": 7, "new": 2, "gone": 0, "changed": 1}
    assert "Beside the file before it" in words(client.get(f"/files/{second.id}/"))
    assert "No file like it came before." in words(client.get(f"/files/{first.id}/"))


def test_a_withdrawn_file_is_in_no_figure_and_can_be_used_again(client, empty, without_figures):
    analyst = make.sign_in(client, make.person())
    send(client, "later.xml", corrected(5, "2017-07-31"))
    work_all()
    (load,) = empty.loads()
    assert empty.sent()
    assert "Why?" in words(client.get(f"/files/{load.id}/withdraw"))
    client.post(f"/files/{load.id}/withdraw", {"why": "The wrong extract"})
    assert empty.sent() == []
    assert Task.objects.get(state="waiting").kind == "compute"
    assert "The wrong extract" in words(client.get(f"/files/{load.id}/"))
    assert Entry.objects.filter(by=analyst, why="Withdrew a file: The wrong extract").exists()
    again = send(client, "later.xml", corrected(5, "2017-07-31"))["Location"]
    work_all()
    assert "was withdrawn: The wrong extract" in words(client.get(again))
    client.post(f"/files/{load.id}/use-again", {"why": "It was right"})
    assert empty.sent()
    trail.verify()


def test_figures_that_would_rest_on_something_else_are_worked_out_again_when_a_day_begins(
    client, empty, without_figures
):
    make.sign_in(client, make.person())
    send(client, "census.xml", corrected(5, "2017-07-31"))
    work_all()
    (load,) = empty.loads()

    def asked_for(**run) -> bool:
        made = {
            "at": f"{datetime.now(UTC).isoformat()}",
            "loads": [load.id],
            "catalogue": measuring.catalogue_hash(),
        }
        with empty.new_run(secrets.token_hex(4), made | run) as writer:
            writer.write_table(SCHEMA.empty_table())
        Task.objects.all().delete()
        worker.each_day(TODAY)
        return Task.objects.filter(kind="compute", state="waiting").exists()

    assert not asked_for()
    assert asked_for(loads=[])
    assert asked_for(catalogue="another")
    withdrawing.withdraw(empty, load.id, why="At the terminal", at=NOW)
    assert asked_for()
    assert not asked_for(loads=[])


def test_a_file_for_which_another_speaks_says_so(client, empty, without_figures, monkeypatch):
    make.sign_in(client, make.person())
    send(client, "census.xml", census())
    work_all()
    (load,) = empty.loads()
    said = {"set_aside": {"885": [f"referrals: {load.id}"]}, "speaks": {"885": {"referrals": ["ssd-885-1"]}},
            "steps_in": {"885": {load.id: {"cp_plans": "2018-04-01..2019-03-31"}}}}  # fmt: skip
    monkeypatch.setattr(Workspace, "newest_run", lambda self: said)
    shown = words(client.get(f"/files/{load.id}/"))
    assert "No figure rests on its referrals: ssd-885-1 speaks for them." in shown
    assert "From 1 April 2018 to 31 March 2019 figures rest on its cp plans" in shown
