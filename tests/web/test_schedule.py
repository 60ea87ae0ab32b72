"""The days on which agencies are asked, in words."""

import pytest

from lineofsight.web.returns.models import in_words


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ("-7, 1, 8, 15", "7 days before it is due, and 1, 8 and 15 days after"),
        ("1", "1 day after it was due"),
        ("-1, 0", "1 day before it is due, and on the day itself"),
    ],
)
def test_the_days_of_asking_are_said_in_words(days, said):
    assert in_words(days) == said
