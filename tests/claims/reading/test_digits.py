"""No digit of a text is silently lost: each is in a number, in a time, or passed over by a named rule."""

import unicodedata
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from lineofsight.claims.reading.numbers import numbers, passed_over
from lineofsight.claims.reading.times import times
from tests.claims.reading.test_numbers import SENTENCES as WITH_NUMBERS
from tests.claims.reading.test_times import SENTENCES as WITH_TIMES

WRITTEN = """0 1 2 7 12 15 36 47 99 100 234 1,234 4,966 12,34 1.5 .5 41.7 1/2 15/36 24/7 3.4.5 ½ ¾ ² ① ５ ٣ + ~ - – — − / .
    2012 2016 2017 2016/17 2016-17 2016/15 2016-2017 16/17 31/03/2017 31/13/17 AY2016-17 R12-2016-M12 2016-M12 2016-10-23
    March May Sept 31 31st 1st 2nd Q3 Q quarter first summer 1990s last previous since then end year years of the at
    % per cent percent points £ m k million per 10,000 times x fold twice dozen half thirds third and a in out to between
    one two twenty twenty-one hundred none zero children referrals deaths days hours working within from ( ) [ ] , ; :
    section sections s47 Table tables paragraph no. No ¶ # § & aged under-18s under over 16 16s olds old old. Act
    Together 1989 2015 FD07 KS4 COVID-19 WR5 2NP 01905 766 123 call 101 9am 10.30pm 10:30 www.a.uk/15 a@b.uk1 ' ’
"""
PIECES = st.sampled_from(
    [*WRITTEN.split(), "\u00a0", "\u2009", "\u202f", "\u200b", "\u00ad", "\n", "\n\n", "\x00"]
)
TEXTS = st.one_of(
    st.lists(st.tuples(PIECES, st.sampled_from(["", " ", " ", "\u00a0", "-", ", "])), max_size=12).map(
        lambda parts: "".join(piece + gap for piece, gap in parts)
    ),
    st.text(max_size=40),
    st.text(alphabet="0123456789 ,./-–%£Qmkst()\u00a0\u2009½²", max_size=24),
)


def is_digit(sign: str) -> bool:
    return unicodedata.category(sign) in ("Nd", "No") or sign.isdigit()


@settings(max_examples=600, deadline=None)
@given(TEXTS)
@example("1" * 10_000)
@example("in 2016,2017")
@example("aged 5,000")
@example("31/12/20177")
@example("0per 1.5")
def test_every_digit_is_read_or_passed_over_by_a_named_rule(text):
    read = [(one.start, one.end) for one in numbers(text)] + [(one.start, one.end) for one in times(text)]
    over = passed_over(text)
    assert all(why for *_, why in over)
    held = {place for start, end in read + [(s, e) for s, e, _ in over] for place in range(start, end)}
    assert [text[place:] for place, sign in enumerate(text) if is_digit(sign) and place not in held] == []


@settings(max_examples=600, deadline=None)
@given(TEXTS)
def test_what_is_read_stands_in_order_inside_the_text_and_never_twice(text):
    found = numbers(text)
    for one in [*found, *times(text)]:
        assert text[one.start : one.end] == one.words != ""
    assert all(one.low <= one.high and one.step >= 0 for one in found)
    assert found == sorted(found, key=lambda one: one.start)
    everything = [*found, *times(text)]
    spans = sorted([(one.start, one.end) for one in everything] + [(s, e) for s, e, _ in passed_over(text)])
    for (start, end), (other, _) in pairwise(spans):
        assert start < end <= other


def heard(text: str) -> list[tuple[object, ...]]:
    """What a checker hears of a text, without places and words."""
    said = [(one.low, one.high, one.step, one.kind, one.unit, one.qualifier) for one in numbers(text)]
    return [*said, *((one.label, one.relative) for one in times(text))]


def test_a_changed_digit_is_heard_wherever_a_number_or_a_time_stands():
    missed, tried = [], 0
    for text, _ in WITH_NUMBERS + WITH_TIMES:
        before = heard(text)
        named = [one for one in times(text) if one.label or one.relative]
        places = [place for one in [*numbers(text), *named] for place in range(one.start, one.end)]
        for place in places:
            for other in "0123456789" if text[place].isdecimal() else "":
                changed = text[:place] + other + text[place + 1 :]
                if int(other) != int(text[place]):
                    tried += 1
                    missed += [f"{text} -> {changed}"] * (heard(changed) == before)
    assert tried > 5000
    assert missed == []
