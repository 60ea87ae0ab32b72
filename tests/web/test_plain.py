"""Every form: plain words for what is wrong, and nothing saved by which a child could be known."""

import importlib
import pkgutil

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS

from lineofsight import web
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.broken import WORDS
from lineofsight.web.accounts.noticing import children_named, never_held, never_held_under
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.accounts.plain import NOT_OF_A_CHILD, Plain, PlainForm, PlainModelForm, asked_for
from lineofsight.web.governance.models import Group, Meeting
from lineofsight.web.governance.views.asks import AskForm
from lineofsight.web.governance.views.meetings import MeetingForm
from tests.web import make

DJANGOS = ("This field", "Enter a valid", "Select a valid", "Ensure th", "---------")


def every_form() -> list[type]:
    for module in pkgutil.walk_packages(web.__path__, "lineofsight.web."):
        if ".migrations" not in module.name and not module.name.endswith("wsgi"):
            importlib.import_module(module.name)

    def below(kind):
        return {one for each in kind.__subclasses__() for one in (each, *below(each))}

    ours = {one for one in below(forms.BaseForm) if one.__module__.startswith("lineofsight.")}
    ours -= {Plain, PlainForm, PlainModelForm}
    return sorted(ours, key=lambda one: (one.__module__, one.__name__))


def test_every_form_looks_for_children_and_speaks_plainly():
    every = every_form()
    assert len(every) > 80
    assert [one for one in every if not issubclass(one, Plain)] == []
    assert {one.__name__ for one in every if not one.saved} == {"SearchForm", "LookForm", "SearchTrailForm"}
    assert {one.__name__ for one in every if one.unchecked} == {"ItemForm"}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("See sheet for Joe Bloggs dob 03/04/2010", "a date of birth"),
        ("She was born on 3 April 2010.", "a date of birth"),
        ("D.O.B. 3rd of Apr 10", "a date of birth"),
        ("date of birth: 2010-04-03", "a date of birth"),
        ("See Kyle b. 14/02/2011", "a date of birth"),
        ("K.J. aged 7, 14/02/2011, was seen", "a date of birth"),
        ("number 943 476 5919 on the file", "an NHS number"),
        ("upn h801200001001", "a pupil's number"),
        ("lives at WR1 2AB", "a postcode"),
        ("lives at wr12ab", "a postcode"),
    ],
)
def test_what_a_board_never_holds_is_found(text, what):
    assert [one.what for one in never_held(text)] == [what]


@pytest.mark.parametrize(
    "text",
    [
        "The date of birth was missing in 12 rows of 4,000.",
        "Of babies born in 2017, 36 deaths were reviewed.",
        "Referrals rose from 4,966 in 2015/16 to 5,497; see FD07 and Q1 2nd draft.",
        "Ring 01905 763763 by 3 April 2018.",
        "Part B, 14/02/2011; appendix b, on 14/02/2011.",
        "See https://example.org/9434765919/WR12AB for the guidance.",
        "The postcode district WR5 and the number 943 476 5910.",
    ],
)
def test_what_names_nobody_is_left_alone(text):
    assert never_held(text) == []
    assert children_named(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Because Joe Bloggs (07/03/2011) moved",
        "the child Joe Bloggs was seen",
        "Joe Bloggs, aged 7, was seen",
        "Joe Bloggs (7) was seen",
    ],
)
def test_a_name_where_a_childs_would_stand_is_found(text):
    assert children_named(text) == ["Joe Bloggs"]
    assert children_named(text, frozenset({"Joe Bloggs"})) == []


@pytest.mark.parametrize("heading", ["DOB", "D.O.B.", "Child's date of birth", "Birth date", "Born"])
@pytest.mark.parametrize("cell", ["4 March 2009", "04/03/2009", "2009-03-04", "March 2009", "04032009"])
def test_a_day_under_a_heading_of_births_is_a_date_of_birth(heading, cell):
    assert [one.what for one in never_held_under(heading, cell)] == ["a date of birth"]
    assert never_held_under("By when", cell) == []


def test_what_stands_below_date_of_birth_in_a_table_of_missing_fields_is_none():
    assert never_held_under("Date of birth", "Ethnicity") == never_held_under("Date of birth", "98.2%") == []


@pytest.mark.parametrize(
    "heading", ["Child", "Child's name", "Name of child", "Names of the children", "Pupil’s full name"]
)
def test_a_name_under_a_heading_of_children_is_a_childs(heading):
    assert children_named("Joe Bloggs", heading=heading) == ["Joe Bloggs"]
    assert children_named("All of them", heading=heading) == []
    assert children_named("Joe Bloggs", heading="Owner") == []


class Note(PlainForm):
    text = forms.CharField(widget=forms.Textarea)
    place = forms.CharField(required=False)


@pytest.mark.django_db
def test_a_day_of_birth_is_refused_with_the_words_found_whatever_is_ticked():
    said = {"text": "Rose because Joe Bloggs (07/03/2011, WR1 2AB) came", NOT_OF_A_CHILD: "on"}
    assert Note(said).errors["text"] == [
        "This holds what looks like a postcode (“WR1 2AB”), and names “Joe Bloggs”. "
        "A board holds nothing by which a child could be known: take it out."
    ]
    assert Note({"text": "Held.", "place": "County Hall, WR5 2NP"}).is_valid()


@pytest.mark.django_db
def test_a_name_is_asked_about_and_may_stand_where_it_is_no_childs():
    make.agency(name="Working Together")
    form = Note({"text": "The child Joe Bloggs came."})
    assert "“Joe Bloggs” stands where" in form.errors["text"][0]
    assert NOT_OF_A_CHILD in form.fields
    allowed = Note({"text": "The child Joe Bloggs came.", NOT_OF_A_CHILD: "on"})
    assert allowed.is_valid()
    assert allowed.cleaned_data == {"text": "The child Joe Bloggs came.", "place": ""}
    assert Note({"text": "As Working Together (15/12/2023) says."}).is_valid()


@pytest.mark.django_db
def test_no_form_speaks_djangos_words():
    seen = 0
    for form in every_form():
        try:
            empty = form({})
            told = [f"{one}" for errors in empty.errors.values() for one in errors]
        except (
            AttributeError,
            TypeError,
            ValueError,
        ):  # one that is made with what it is about, or for others
            continue
        told += [f"{label}" for field in empty.fields.values() for _, label in getattr(field, "choices", ())]
        assert [one for one in told if one.startswith(DJANGOS)] == [], form
        seen += 1
    assert seen > 70


@pytest.mark.parametrize(
    ("label", "asked"),
    [
        ("Short name", "Enter a short name"),
        ("Action", "Enter an action"),
        ("NHS trust", "Enter an NHS trust"),
        ("What was found?", "Answer “What was found?”"),
        ("By whom", "Enter something for “By whom”"),
        ("Terms of reference", "Enter terms of reference"),
        ("New password", "Enter a new password"),
        ("A name by which you know it", "Enter a name by which you know it"),
    ],
)
def test_what_is_missing_is_asked_for_by_its_name(label, asked):
    assert asked_for("Enter", label) == asked


# --- short names --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_short_name_that_is_left_empty_is_made_and_is_free():
    by = make.person(Role.BUSINESS_MANAGER)
    group = trail.create(
        Group, by=by, why="For a test", name="Board", slug="board", kind="board", since="2016-04-01"
    )
    said = {"group": group.pk, "on": "2026-12-08", "slug": ""}
    first = MeetingForm(said)
    assert first.is_valid(), first.errors
    assert first.said()["slug"] == "board-2026-12-08"
    trail.create(Meeting, by=by, why="For a test", **first.said())
    again = MeetingForm(said)
    assert again.is_valid(), again.errors
    assert again.said()["slug"] == "board-2026-12-08-2"


# --- the database's own rules -------------------------------------------------------------------------------------


def test_every_rule_of_the_database_has_words_for_whoever_breaks_it():
    ours = [one for one in apps.get_models() if one.__module__.startswith("lineofsight.")]
    rules = {rule.name: model for model in ours for rule in model._meta.constraints}
    assert set(WORDS) == set(rules)
    for name, (field, words) in WORDS.items():
        assert not field or rules[name]._meta.get_field(field)
        assert words[0].isupper()
        assert "constraint" not in words.lower()


@pytest.mark.django_db
def test_an_ask_that_gives_no_time_says_so_at_its_day():
    asked = {
        "title": "Assure us",
        "slug": "assure-us",
        "agency": make.agency().pk,
        "asked_on": "2026-11-28",
        "due": "2026-11-20",
    }
    errors = AskForm(asked).errors
    assert errors["due"] == ["Enter the day on which it was asked, or a later one"]
    assert NON_FIELD_ERRORS not in errors
