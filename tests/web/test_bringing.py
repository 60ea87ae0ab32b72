"""Bringing a file in from the terminal: as in the browser, and gone on with there."""

import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from lineofsight.engine.sources.intake import SourceError
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.imports import bringing, judging, reading, taking
from lineofsight.web.imports.models import Import
from lineofsight.web.improvement.models import Action
from tests.web import make, mess, set_out
from tests.web.test_command import migrated, run  # noqa: F401 - a fixture

MAY, SEPTEMBER = date(2017, 5, 1), date(2017, 9, 30)
LOG = [
    ["No", "What we will do", "Org", "Lead", "Agreed", "By when", "Where it is"],
    [1, "Write to the trust", "Severn Trust", "The office", MAY, SEPTEMBER, "Blue"],
    [2, "Publish the guidance", None, "The office", MAY, "TBC", "Amber"],
]
SAID = {"columns": {"Org": "agency"}, "given": {}, "plan": "", "names_no_child": False}


@pytest.fixture
def manager(db):
    make.agency(name="Severn Trust", kind="health_trust")
    return make.person(Role.BUSINESS_MANAGER, agency=make.agency(name="Board office"))


def outcomes(one):
    return [row.outcome for row in judging.judge(one).rows]


def test_it_is_proposed_then_said_and_then_known(manager, tmp_path):
    path = mess.book(tmp_path, LOG)
    one = bringing.bring(path, "actions", **SAID, by=manager)
    assert outcomes(one) == ["new", "left"]
    columns = {"Org": "agency", "Where it is": "done", "No": ""}
    given = {"Agency that does it": "severn trust", "due": "31/12/2017"}
    again = bringing.bring(path, "actions", **SAID | {"columns": columns, "given": given}, by=manager)
    assert again.pk == one.pk  # gone on with, not read twice
    assert outcomes(again) == ["new", "new"]
    taking.accept(again, again.version, by=manager)
    assert sorted(Action.objects.values_list("title", "agency__name", "state")) == [
        ("Publish the guidance", "Severn Trust", "open"),
        ("Write to the trust", "Severn Trust", "claimed"),
    ]
    known = bringing.bring(path, "actions", **SAID | {"columns": {}}, by=manager)
    assert known.columns == again.columns
    assert outcomes(known) == ["same", "same"]


def test_what_was_read_in_the_browser_is_gone_on_with(manager, tmp_path):
    path = mess.book(tmp_path, LOG)
    one = reading.receive(path, path.name, "actions", by=manager)
    assert bringing.bring(path, "actions", **SAID, by=manager).pk == one.pk
    assert Import.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"columns": {"Nothing": "done"}}, "“Nothing” is no column. There are: no, what we will do"),
        ({"columns": {"No": "colour"}}, "“colour” is no field"),
        ({"given": {"agency": "Acme"}}, "“Acme” is no agency. There are: "),
        ({"given": {"due": "soon"}}, "Enter a day such as"),
        ({"columns": {"What we will do": ""}}, "No column of Log is"),
        ({"plan": "none"}, "No plan has the short name none"),
    ],
)
def test_what_does_not_fit_says_what_would(manager, tmp_path, said, why):
    with pytest.raises(ValidationError) as error:
        bringing.bring(mess.book(tmp_path, LOG), "actions", **SAID | said, by=manager)
    assert why in " ".join(error.value.messages)


def test_a_plan_is_named_by_its_short_name(manager, tmp_path):
    plan = set_out.plan(slug="neglect")
    assert (
        bringing.bring(mess.book(tmp_path, LOG), "actions", **SAID | {"plan": "neglect"}, by=manager).plan
        == plan
    )


def test_only_whoever_keeps_the_record_brings_in(manager):
    assert bringing.who(manager.email.upper()) == manager
    with pytest.raises(ValidationError, match="may not keep"):
        bringing.who(make.person(Role.SCHOOL_LEAD).email)
    with pytest.raises(ValidationError, match="Nobody signs in here"):
        bringing.who("nobody@board.example")


def test_an_old_word_file_says_what_to_press(manager, tmp_path):
    (tmp_path / "log.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    with pytest.raises(SourceError, match="press File and then Save As"):
        bringing.bring(tmp_path / "log.doc", "actions", **SAID, by=manager)


def test_by_the_command(migrated, tmp_path):  # noqa: F811
    made = run(
        migrated, "createuser", "sam@board.example", "--name", "Sam Reed", "--agency", "Severn Trust",
        "--role", "business_manager", given=make.PASSWORD,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    words = ["import", str(mess.book(tmp_path, LOG)), "--kind", "actions", "--column", "Org=agency", "--by"]
    seen = run(migrated, *words, "sam@board.example", "--list", str(tmp_path / "list.csv"))
    assert seen.returncode == 0, seen.stderr
    assert "2 rows: 1 new, 1 not taken." in seen.stdout
    assert "What we will do is What is to be done" in seen.stdout
    assert "Log, row 3: Publish the guidance. Not taken: Agency: not said" in seen.stderr
    assert "Publish the guidance" in (tmp_path / "list.csv").read_text(encoding="utf-8")
    done = run(migrated, "--json", *words, "sam@board.example", "--accept")
    assert json.loads(done.stdout)["new"] == 1
    assert "1 on record already, and the same" in run(migrated, *words, "sam@board.example").stdout
    refused = run(migrated, *words, "nobody@board.example")
    assert (refused.returncode, "Nobody signs in here" in refused.stderr) == (1, True)
