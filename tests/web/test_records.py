"""The register: what is asked of all kinds of record at once, and a new room that no other room has heard of."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from lineofsight.claims.tags import Tag
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Agency, Entry
from lineofsight.web.accounts.permissions import Permission, Role
from lineofsight.web.records import actions, register
from lineofsight.web.records.kinds import Kept, Kind, Ref, RegisterError
from lineofsight.web.records.models import Reference
from tests.web import make
from tests.web.toy.models import Promise

pytestmark = pytest.mark.django_db
TODAY = date(2017, 10, 2)


def promise(owner, **fields) -> Promise:
    given = {"text": "Send the figures", "due": TODAY + timedelta(days=3), "owner": owner}
    with trail.acting_from(trail.TERMINAL):
        return trail.create(Promise, by=None, why="For a test", **given | fields)


def ref(row) -> Ref:
    return register.kind_of(row).ref(row)


# --- a new room ----------------------------------------------------------------------------------------------


def test_a_room_that_enters_itself_is_in_the_navigation_and_answers(client):
    make.sign_in(client, make.person(Role.ANALYST))
    assert "Promises" in client.get(reverse("records:today")).content.decode()
    assert client.get("/toy/").status_code == 200


def test_a_closed_room_vanishes_and_what_was_written_in_it_stays(client):
    person = make.sign_in(client, make.person(Role.ANALYST))
    kept = promise(person)
    actions.close_room("toy", closed=True, by=person)

    assert "Promises" not in client.get(reverse("records:today")).content.decode()
    assert client.get("/toy/").status_code == 404

    actions.close_room("toy", closed=False, by=person)
    assert client.get(f"/toy/{kept.pk}").status_code == 200


def test_a_room_that_a_board_needs_cannot_be_closed():
    with pytest.raises(ValidationError, match="no room that a board may do without"):
        actions.close_room("indicators", closed=True, by=make.person())


def test_two_kinds_may_not_answer_to_one_name():
    again = Kind(
        model=Promise, title="Promise", plural="Promises", prefix="TOY", address="toy:promise",
        needs=Permission.SIGNED_IN, kept=Kept(None, "", ""),
    )  # fmt: skip
    with pytest.raises(RegisterError, match="in the register already"):
        register.enter(again)


def test_a_kind_whose_rows_do_not_say_who_sees_them_is_refused():
    with pytest.raises(RegisterError, match="visible_to"):
        Kind(
            model=Entry, title="Entry", plural="Entries", prefix="ENT", address="accounts:trail",
            needs=Permission.SIGNED_IN, kept=Kept(None, "", ""),
        )  # fmt: skip


def test_every_kind_says_how_long_it_is_kept_and_where_it_is_shown():
    for kind in register.kinds():
        assert kind.kept.why or kind.kept.years is None
        assert reverse(kind.address, args=[1])


# --- what needs me, what is asked of an agency, what changed --------------------------------------------------


def test_what_needs_me_is_mine_and_in_the_order_of_its_days():
    me, other = make.person(), make.person()
    promise(me, text="Later", due=TODAY + timedelta(days=9))
    promise(me, text="Overdue", due=TODAY - timedelta(days=9))
    promise(other, text="Not mine")
    assert [duty.name for duty in register.duties(me, TODAY)] == ["Overdue", "Later"]


def test_the_first_page_says_what_is_overdue(client):
    me = make.sign_in(client, make.person())
    promise(me, due=timezone.localdate() - timedelta(days=1))
    page = client.get(reverse("records:today")).content.decode()
    assert "Keep: Send the figures" in page
    assert "overdue" in page


def test_an_agencys_page_lists_what_is_asked_of_it_and_nothing_of_others(client):
    police, trust = make.agency(name="Police"), make.agency(name="Trust")
    lead = make.sign_in(client, make.person(Role.AGENCY_LEAD, agency=police))
    promise(make.person(agency=police), text="Ours")
    promise(make.person(agency=trust), text="Theirs")

    page = client.get(reverse("records:agency", args=[police.pk])).content.decode()
    assert "Ours" in page
    assert "Theirs" not in page
    assert client.get(reverse("records:agency", args=[trust.pk])).status_code == 404
    assert lead.agency == police


def test_a_chair_reads_what_changed_since_the_board_met(client):
    make.sign_in(client, make.person(Role.INDEPENDENT_CHAIR))
    promise(make.person(), text="Fell due", due=timezone.localdate())
    page = client.get(reverse("records:today")).content.decode()
    assert "since the board met on 13 September 2017" in page
    assert "Fell due" in page


def test_what_changed_can_be_asked_since_any_day(client):
    make.sign_in(client, make.person())
    promise(make.person(), text="Fell due", due=timezone.localdate())
    address = reverse("records:changed")
    assert "Fell due" in client.get(address, {"since": "2017-01-01"}).content.decode()
    assert "Fell due" not in client.get(address, {"since": f"{timezone.localdate()}"}).content.decode()
    assert "Enter a day such as 2/11/2017" in client.get(address, {"since": "soon"}).content.decode()


# --- search ---------------------------------------------------------------------------------------------------


def test_a_search_finds_words_in_any_order_and_only_what_one_may_see():
    me = make.person()
    promise(make.person(), text="Send the figures of October", private=True)
    mine = promise(me, text="Send the figures of October")
    (kind, rows), = register.search(me, "october FIGURES")  # fmt: skip
    assert (kind.title, [row.ref for row in rows]) == ("Promise", [ref(mine)])


def test_a_number_finds_its_record_and_hides_one_that_is_not_ours():
    me, other = make.person(), make.person()
    hidden = promise(other, private=True)
    number = register.kind_of(hidden).number(hidden)
    assert register.search(me, number.lower()) == []
    assert [rows[0].number for _, rows in register.search(other, number.lower())] == [number]


def test_people_are_found_by_those_who_may_see_people(client):
    make.person(name="Elin Hughes")
    make.sign_in(client, make.person(Role.ANALYST))
    assert (
        "Elin" not in client.get(reverse("records:search"), {"q": "elin"}).content.decode().split("<form")[-1]
    )
    make.sign_in(client, make.person(Role.INDEPENDENT_CHAIR))
    assert "Elin Hughes" in client.get(reverse("records:search"), {"q": "elin"}).content.decode()


# --- references ---------------------------------------------------------------------------------------------


def test_a_reference_is_seen_from_both_ends():
    me = make.person()
    first, second = promise(me, text="First"), promise(me, text="Second")
    actions.refer(ref(first), "comes_from", ref(second), by=me)
    (there,), (back,) = actions.ends(me, ref(first)), actions.ends(me, ref(second))
    assert (there.meaning, there.other.name) == ("Comes from", "Second")
    assert (back.meaning, back.other.name) == ("Led to", "First")


def test_a_reference_made_twice_is_one():
    me = make.person()
    ends = ref(promise(me)), ref(promise(me))
    assert actions.refer(ends[0], "about", ends[1], by=me) == actions.refer(ends[0], "about", ends[1], by=me)


def test_the_other_end_is_not_listed_to_whoever_may_not_see_it():
    me, other = make.person(), make.person()
    mine, theirs = promise(me), promise(other, private=True)
    with pytest.raises(ValidationError, match="not yours to see"):
        actions.refer(ref(mine), "about", ref(theirs), by=me)
    actions.refer(ref(theirs), "about", ref(mine), by=other)
    assert actions.ends(me, ref(mine)) == []
    assert len(actions.ends(other, ref(mine))) == 1


def test_a_reference_is_made_by_number_and_withdrawn_with_a_reason(client):
    me = make.sign_in(client, make.person(Role.BUSINESS_MANAGER))
    first, second = promise(me), promise(me)
    number = register.kind_of(second).number(second)
    address = reverse("records:refer", args=ref(first))
    assert "no record" in client.post(address, {"meaning": "about", "number": "XX-1"}).content.decode()
    client.post(address, {"meaning": "about", "number": number})

    (made,) = Reference.objects.all()
    client.post(
        reverse("records:withdraw", args=[made.pk]), {"why": "The wrong one", "version": made.version}
    )
    assert actions.ends(me, ref(first)) == []
    assert Entry.objects.first().why == "The wrong one"


def test_many_references_cost_no_more_questions_than_one(django_assert_max_num_queries):
    me = make.person()
    first = promise(me)
    for _ in range(12):
        actions.refer(ref(first), "about", ref(promise(me)), by=me)
    with django_assert_max_num_queries(2):
        assert len(actions.ends(me, ref(first))) == 12


# --- what a report may bind to --------------------------------------------------------------------------------


def test_a_sentence_binds_to_what_an_app_holds():
    kept = promise(make.person(), text="Evidence with every return")
    tag = Tag(kind="ask", id=f"promise-{kept.pk}")
    assert register.ledger().record(tag).title == "Evidence with every return"


def test_an_agency_has_a_page_in_the_register():
    agency = Agency.objects.first() or make.agency()
    assert register.look(make.person(Role.ADMINISTRATOR), ref(agency)).href.endswith(f"/agency/{agency.pk}")
