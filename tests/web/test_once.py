"""What a page asks several times is asked once; whatever changes something asks anew."""

import pytest
from django.http import HttpRequest, HttpResponse

from lineofsight.web.accounts.once import held_for_a_page, once_a_page


@pytest.fixture
def asked():
    return []


@pytest.fixture
def answers(asked):
    @once_a_page
    def question(of: str, twice: bool = False) -> int:
        asked.append((of, twice))
        return len(asked)

    return question


def page(method: str, *questions) -> list[int]:
    given = []

    def view(request: HttpRequest) -> HttpResponse:
        given.extend(question() for question in questions)
        return HttpResponse()

    request = HttpRequest()
    request.method = method
    held_for_a_page(view)(request)
    return given


def test_a_page_asks_each_question_once(answers, asked):
    assert page("GET", lambda: answers("a"), lambda: answers("a"), lambda: answers("b")) == [1, 1, 2]
    assert page("GET", lambda: answers("a", twice=True), lambda: answers("a")) == [3, 4]
    assert asked == [("a", False), ("b", False), ("a", True), ("a", False)]


def test_the_next_page_asks_anew(answers):
    assert page("GET", lambda: answers("a")) != page("GET", lambda: answers("a"))


def test_what_changes_something_sees_what_it_has_done(answers):
    assert page("POST", lambda: answers("a"), lambda: answers("a")) == [1, 2]


def test_nothing_is_held_where_no_page_is_made(answers):
    assert [answers("a"), answers("a")] == [1, 2]


def test_a_page_that_fails_leaves_nothing_held(answers):
    def fails() -> int:
        raise LookupError

    with pytest.raises(LookupError):
        page("GET", lambda: answers("a"), fails)
    assert answers("a") == 2
