"""Whom and what the names in a file mean: asked where they are not exactly known, and never guessed."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.imports import judging, reading, taking
from lineofsight.web.imports.forms import ColumnsForm
from lineofsight.web.imports.models import Import
from tests.web import make, mess, set_out
from tests.web.test_imports import HEAD, MAY, SEPTEMBER, brought, outcomes
from tests.web.test_loads import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    make.agency(name="Severn Health and Care Trust", kind="health_trust")
    return make.person(Role.BUSINESS_MANAGER, agency=make.agency(name="Board office"))


def test_an_agency_that_the_file_calls_otherwise_is_asked_about_and_never_guessed(client, manager, tmp_path):
    police = make.agency(name="Severnshire Police", kind="police")
    make.agency(name="Severnshire Clinical Commissioning Group", kind="health_commissioner")
    others = ("West Mercia Police", "Health", "Police", "Severnshire Police")
    rows = [[number, f"Do {number}", said, "Pat", MAY, SEPTEMBER] for number, said in enumerate(others)]
    one = reading.receive(mess.book(tmp_path, [HEAD[:6], *rows]), "log", "actions", by=manager)
    form = ColumnsForm(one)
    asked = {form.fields[name].label: form.fields[name].initial for name in form.of_names}
    assert asked == {
        "Who is “West Mercia Police”?": None, "Who is “Health”?": None, "Who is “Police”?": police.pk
    }  # fmt: skip
    assert outcomes(one) == ["left", "left", "left", "new"]
    make.sign_in(client, manager)
    said = {name: field.initial for name, field in form.fields.items() if field.initial not in (None, "")}
    said |= {"version": 1, "given-agency": manager.agency_id}
    shown = client.post(f"/imports/{one.pk}/columns", said)["Location"]
    page = words(client.get(shown))
    assert "“Police” is Severnshire Police" in page
    assert "“West Mercia Police” is no agency that is known here" in page
    assert outcomes(Import.objects.get()) == ["left", "left", "new", "new"]
    one = Import.objects.get()
    taking.accept(one, one.version, by=manager)
    newer = [HEAD[:6], *rows, [9, "Do more", "Probation", "Pat", MAY, SEPTEMBER]]
    file = SimpleUploadedFile("log.xlsx", mess.book(tmp_path, newer).read_bytes())
    at = client.post("/imports/add", {"kind": "actions", "file": file})["Location"]
    assert at.endswith("/columns")  # of a newer copy the new name is asked about alone
    assert next(iter(reading.called_otherwise(Import.objects.first()))) == "probation"


def test_a_priority_of_an_old_name_is_another_once_that_is_over_and_never_rewrites_it(manager, tmp_path):
    old = set_out.priority(title="Neglect", since=date(2014, 4, 1))
    rows = [
        ["Priority", "Question", "Outcome", "Source", "From"],
        ["Neglect", "Are they seen?", "Seen in time", "Audit", "April 2017"],
        ["Neglect ", "Are they seen?", "Seen", "Audit", "1/4/17"],
    ]
    one = brought(rows, manager, tmp_path, kind="priorities", name="Priorities.xlsx")
    first, second = judging.judge(one).rows
    assert (first.outcome, second.outcome) == ("left", "left")
    assert first.why.startswith("One of this name is on record from 1 April 2014, and is not over.")
    assert second.why == "Row 2 of Log has the same name. Leave the one in the file that holds."
    trail.change(old, 1, by=manager, why="It is over", until=date(2017, 3, 31))
    assert outcomes(one) == ["new", "left"]
