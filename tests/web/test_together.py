"""What several agencies do: the one that owns it is asked and answers, and each of the others reads it on its own page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.improvement import acting
from lineofsight.web.improvement.models import Action
from lineofsight.web.records import register
from tests.web import make, set_out

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def scene():
    """The police own an action that the trust does too; a school has nothing to do with it."""
    agencies = {name: make.agency(name=name) for name in ("Police", "Trust", "School", "Board office")}
    people = {
        name: make.person(Role.AGENCY_LEAD, agency=of)
        for name, of in agencies.items()
        if name != "Board office"
    }
    manager = make.person(Role.BUSINESS_MANAGER, agency=agencies["Board office"])
    one = set_out.action(
        title="Visit together", agency=agencies["Police"], due=TODAY + timedelta(9), agreed_on=TODAY
    )
    acting.share(one, [agencies["Trust"], agencies["Police"]], by=manager)
    return one, agencies, people, manager


def test_each_of_the_others_reads_it_on_its_own_page_and_nobody_else_does(client, workspace, scene):
    one, agencies, people, _ = scene
    for name, sees in (("Police", True), ("Trust", True), ("School", False)):
        person = make.sign_in(client, people[name])
        assert Action.objects.visible_to(person).contains(one) == sees, name
        assert ("Visit together" in client.get(f"/agency/{agencies[name].pk}").content.decode()) == sees, name
        assert (client.get(f"/improvement/actions/{one.pk}").status_code == 200) == sees, name
        assert ("Visit together" in client.get("/improvement/actions/?show=mine").content.decode()) == sees, (
            name
        )


def test_only_the_one_that_owns_it_is_asked_and_says_that_it_is_done(scene):
    one, agencies, people, manager = scene
    assert [duty.what for duty in register.duties(people["Police"], TODAY)] == ["Do"]
    assert register.duties(people["Trust"], TODAY) == []
    assert not acting.may_claim(people["Trust"], one)
    asked = {
        name: [duty.what for duty in register.asked_of(manager, of, TODAY)] for name, of in agencies.items()
    }
    assert (asked["Police"], asked["Trust"]) == (["Action"], ["Action with Police"])


def test_an_agency_that_merged_leaves_what_it_did_with_others_to_the_one_after_it(scene):
    one, agencies, _, manager = scene
    after = make.agency(name="Care board")
    gone = {"until": TODAY, "successor": after}
    trail.change(agencies["Trust"], agencies["Trust"].version, by=manager, why="Merged", **gone)
    assert Action.objects.visible_to(make.person(Role.AGENCY_LEAD, agency=after)).contains(one)


def test_a_county_of_schools_does_not_stand_on_the_form_but_for_one_that_was_chosen(client, workspace, scene):
    one, _, _, manager = scene
    schools = [make.agency(name=f"School {n:02}", kind="school") for n in range(25)]
    acting.share(one, [schools[7]], by=manager)
    make.sign_in(client, manager)
    boxes = client.get(f"/improvement/actions/{one.pk}/change").content.decode().split('name="owner"')[0]
    assert [
        school.name for school in schools if f'name="together" type="checkbox" value="{school.pk}"' in boxes
    ] == ["School 07"]


def test_they_are_chosen_on_the_form_and_one_that_no_longer_does_it_stays_on_record(client, workspace, scene):
    one, agencies, people, manager = scene
    make.sign_in(client, manager)
    address = f"/improvement/actions/{one.pk}"
    said = {
        "title": one.title, "agency": one.agency_id, "owner": "x", "agreed_on": one.agreed_on, "due": one.due,
        "version": one.version, "together": [agencies["School"].pk], "no_impact": "Paper",
    }  # fmt: skip
    assert client.post(f"{address}/change", said).status_code == 302
    assert [f"{each}" for each in one.together.standing()] == ["School"]
    assert one.together.count() == 2
    assert not Action.objects.visible_to(people["Trust"]).contains(one)
    page = client.get(address).content.decode()
    assert "Together with" in page
    assert "School" in page
