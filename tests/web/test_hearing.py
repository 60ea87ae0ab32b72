"""What the record says of a commentary: before it is saved, before it is agreed, and once newer figures came."""

import pytest

from lineofsight.engine.opened import Audience
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.indicators import actions, seen
from lineofsight.web.indicators.hearing import hear
from lineofsight.web.indicators.models import Comment
from tests.web import make
from tests.web.test_indicators import COMMENTARY, words

pytestmark = pytest.mark.django_db
OTHERWISE, MATCHES, NOTHING = "contradicted", "verified", "unbound"
SAVED = "The commentary is saved as a draft."


@pytest.mark.parametrize(("text", "said"), [
    ("Re-referrals fell.", {"fell": OTHERWISE}),  # 18.2% to 20.5%
    ("It fell, and we are content.", {"fell": OTHERWISE}),
    ("This is worse than last year.", {"worse than last year": MATCHES}),
    ("Re-referrals rose by a third.", {"rose by a third": OTHERWISE}),
    ("Re-referrals rose from 18.2% to 20.5%.", {"rose from 18.2% to 20.5%": MATCHES}),
    ("Re-referrals, at 20.5%, worry us.", {"20.5%": MATCHES}),
    ("We expect re-referrals to fall.", {}),
    ("Staff turnover rose.", {"rose": NOTHING}),  # of which nothing is on record
    ("Twelve workers left.", {"Twelve": NOTHING}),
    ("[Referrals]{x=y} `came` <b>back</b> \\ {z ::: chart", {}),
    ("", {}),
])  # fmt: skip
def test_words_are_held_against_the_figure_that_they_stand_beside(workspace, text, said):
    told = hear(seen.opened(Audience.BOARD), "FD09", "2016-17", text)
    assert {one.words: str(one.verdict) for one in told} == said


def test_what_the_record_has_otherwise_is_said_before_it_is_saved(client, workspace):
    make.sign_in(client, make.person(Role.ANALYST))
    typed = {"text": "Re-referrals fell.", "version": 0}
    page = words(client.post(COMMENTARY, typed))
    assert "it says &#39;fell&#39;; it rose from 18.2%" in page
    assert "It would be true to write: <strong>rose from 18.2%" in page
    assert "Re-referrals fell.</textarea>" in page
    assert not Comment.objects.exists()

    page = words(client.post(COMMENTARY, typed | {"as_it_stands": "yes"}, follow=True))
    assert SAVED in page
    assert "the record has it otherwise" in page


def test_what_nothing_bears_out_may_be_said_and_whoever_agrees_it_is_told(client, workspace):
    make.sign_in(client, make.person(Role.ANALYST))
    text = "Re-referrals rose. Twelve workers left."
    page = words(client.post(COMMENTARY, {"text": text, "version": 0}, follow=True))
    assert SAVED in page
    make.sign_in(client, make.person(Role.INDEPENDENT_CHAIR))
    assert "Nothing on record bears out “Twelve”" in words(client.get("/indicators/FD09/"))
    client.post(f"{COMMENTARY}/agree", {"version": 1})
    assert "What the record says" not in words(client.get("/indicators/FD09/"))


def test_an_agreed_commentary_that_the_record_has_otherwise_says_so_to_every_reader(client, workspace):
    draft = actions.write_comment("FD09", "2016-17", 0, text="It fell.", by=make.person(Role.ANALYST))
    actions.agree_comment(draft, 1, by=make.person(Role.INDEPENDENT_CHAIR))
    make.sign_in(client, make.person(Role.BOARD_MEMBER))
    assert "the record has it otherwise" in words(client.get("/indicators/FD09/"))
