"""Malformed tags, each an error with its line and the right spelling; and odd things that are none."""

import pytest

from lineofsight.claims.check import check
from lineofsight.claims.language import read
from lineofsight.claims.tags import TagError
from tests.claims.on_record import OnRecord

GOOD = "figure=FD07 period=2016-17"
EXAMPLE = "[5,497]{figure=FD07 period=2016-17}"

# What stands on line 3, and what the error must say besides.
MALFORMED = [
    # unknown key, value, code, fact, record, period, group, area
    ("[5,497]{figur=FD07 period=2016-17}", "'figur' is no key of a tag. Did you mean figure?"),
    ("[5,497]{figure=FD07 perid=2016-17}", "Did you mean period?"),
    ("[5,497]{figure=FD07 period=2016-17 kind=a}", "'kind' is no key of a tag"),
    ("[5,497]{Figure=FD07 period=2016-17}", "Did you mean figure?"),
    ("[5,497]{figure=FD7 period=2016-17}", "there is no such indicator. Did you mean FD07?"),
    ("[5,497]{figure=fd07 period=2016-17}", "Did you mean FD07?"),
    ("[41]{fact=deaths-notifed}", "Did you mean deaths-notified?"),
    ("[seven]{count=prioritys}", "Did you mean priorities?"),
    ("[assured]{judgement=front-dor}", "Did you mean front-door?"),
    ('[good]{said="2015-16#13"}', "Did you mean 2015-16#12?"),
    ("[5,497]{figure=FD07 period=2016-18}", "2016-18"),
    ("[5,497]{figure=FD07 period=last-year}", "last-year"),
    ("[41]{fact=deaths-notified period=2015-16}", "is of 2016-17, and the tag says 2015-16"),
    ("[25%]{figure=FD09 period=2016-17 by=age_band group=10-16}", "has no group '10-16'. Did you mean 10-15?"),
    ("[5,497]{figure=FD07 period=2016-17 area=severnshire}", "such as area=885. Did you mean 799?"),
    ("[5,497]{figure=FD07 period=2016-17 area=000}", "area=000 is no area"),
    ("[5,497]{figure=FD07 period=2016-17 part=numerater}", "Did you mean numerator?"),
    ("[5,497]{figure=FD07 period=2016-17 against=englnd}", "Did you mean england?"),
    ("[5,497]{figure=FD07 period=2016-17 basis=guessed}", "Known: computed, published, recorded."),
    ("[5,497]{figure=FD07 period=2016-17 proposed=no}", "proposed=no is not known"),
    # missing or doubled keys
    ("[5,497]{period=2016-17}", "binds to nothing"),
    ("[5,497]{figure=FD07}", "does not say when. Add period=2016-17"),
    ("[5,497]{figure=FD07 fact=deaths-notified period=2016-17}", "binds to two things (figure and fact)"),
    ("[5,497]{figure=FD07 figure=FD08 period=2016-17}", "says figure= twice"),
    ("[5,497]{figure=FD07 from=2015-16}", "from= without to=. Write from=2015-16 to=2016-17"),
    ("[5,497]{figure=FD07 to=2016-17}", "to= without from="),
    ("[5,497]{figure=FD07 from=2016-17 to=2015-16}", "from=2016-17 is not before to=2015-16"),
    ("[5,497]{figure=FD07 from=2016-17 to=2016-17}", "is not before"),
    ("[5,497]{figure=FD07 period=2016-17 at=2017-03-31}", "says when in two ways (period and at)"),
    ("[5,497]{figure=FD07 period=2016-17 by=age_band}", "by= without group="),
    ("[5,497]{figure=FD07 period=2016-17 group=10-15}", "group= without by="),
    ("[41]{fact=deaths-notified against=england}", "against= belongs to a figure, not to a fact"),
    ("[5,497]{figure=FD07 at=2017-13-31}", "2017-13-31"),
    # stray space, comma, quote, brace, equals
    ("[5,497] {figure=FD07 period=2016-17}", EXAMPLE),
    ("[5,497]{ figure=FD07 period=2016-17}", "{figure=FD07 period=2016-17}"),
    ("[5,497]{figure=FD07 period=2016-17 }", "{figure=FD07 period=2016-17}"),
    ("[5,497]{figure=FD07  period=2016-17}", "{figure=FD07 period=2016-17}"),
    ("[5,497]{figure = FD07 period=2016-17}", "figure=FD07"),
    ("[5,497]{figure=FD07, period=2016-17}", "{figure=FD07 period=2016-17}"),
    ("[5,497]{figure=FD07;period=2016-17}", "figure"),
    ("[5,497]{figure=FD07\u00a0period=2016-17}", "{figure=FD07 period=2016-17}"),
    ("[5,497]{figure='FD07' period=2016-17}", "double quotes"),
    ('[5,497]{figure="FD07 period=2016-17}', "a double quote is missing"),
    ("[5,497]{figure=“FD07” period=2016-17}", '{figure="FD07" period=2016-17}'),
    ("[good]{said=‘2015-16’}", '{said="2015-16"}'),
    ("[5,497]{figure=FD07 period=2016–17}", "write period=2016-17"),
    ("[5,497]{figure=FD07 period=2016—17}", "write period=2016-17"),
    ("[5,497]{figure=FD07 period=2016/17}", "write period=2016-17"),
    ("[good]{said=2015-16#12}", 'said="2015-16#12"'),
    ("[5,497]{figure=FD07 period=2014-15..2016-17}", '"2014-15..2016-17"'),
    ("[5,497]{{figure=FD07 period=2016-17}}", EXAMPLE),
    ("[5,497]{figure=FD07 period=2016-17}}", "brace"),
    ("[5,497]{figure==FD07 period=2016-17}", "figure"),
    ("[5,497]{figure= period=2016-17}", "figure= has no value"),
    ('[5,497]{figure="" period=2016-17}', "figure= has no value"),
    ("[5,497]{figure FD07 period=2016-17}", "'figure FD07' is no part of a tag"),
    ("[5,497]{figure=FD07 period=2016-17 yes}", "'yes' is no part of a tag"),
    ("[5,497]{.figure #FD07}", "is no part of a tag"),
    # nested, empty, unclosed, wrong bracket, full-width
    (f"[there were [5,497]{{{GOOD}}} in all]{{{GOOD}}}", "inside another"),
    ("[]{figure=FD07 period=2016-17}", "no words before it"),
    ("[ ]{figure=FD07 period=2016-17}", "no words before it"),
    ("[5,497]{}", "binds to nothing"),
    ("[5,497]{figure=FD07 period=2016-17", EXAMPLE),
    ("[5,497{figure=FD07 period=2016-17}", EXAMPLE),
    ("5,497]{figure=FD07 period=2016-17}", EXAMPLE),
    ("5,497{figure=FD07 period=2016-17}", EXAMPLE),
    ("[5,497](figure=FD07 period=2016-17)", EXAMPLE),
    ("[5,497](figure=FD07)", EXAMPLE),
    ("(5,497){figure=FD07 period=2016-17}", EXAMPLE),
    ("[5,497][figure=FD07 period=2016-17]", EXAMPLE),
    ("[5,497]<figure=FD07 period=2016-17>", EXAMPLE),
    ("[5,497]\\{figure=FD07 period=2016-17}", EXAMPLE),
    ("[5,497]｛figure=FD07 period=2016-17｝", EXAMPLE),
    ("[5,497]{figure＝FD07 period=2016-17}", "figure=FD07"),
    ("［5,497］{figure=FD07 period=2016-17}", EXAMPLE),
    # where no tag may stand
    ("`[5,497]{figure=FD07 period=2016-17}`", "in code"),
    ("`5,497`{figure=FD07 period=2016-17}", "stands on code"),
    ("[`5,497`]{figure=FD7 period=2016-17}", "Did you mean FD07?"),
    ("```\n[5,497]{figure=FD07 period=2016-17}\n```", "in code"),
    ("    [5,497]{figure=FD07 period=2016-17}", "in code"),
    ("[5,497](https://example.org){figure=FD07 period=2016-17}", "stands on a link"),
    ("[see [5,497]{figure=FD07 period=2016-17} here](https://example.org)", "a tag and a link cannot share"),
    ("![5,497](chart.svg){figure=FD07 period=2016-17}", "stands on a picture"),
    ("![a chart of [5,497]{figure=FD07 period=2016-17}](chart.svg)", "picture"),
    ("*5,497*{figure=FD07 period=2016-17}", EXAMPLE),
    ("**[5,497]** {figure=FD07 period=2016-17}", EXAMPLE),
    ("## Referrals {figure=FD07 period=2016-17}", EXAMPLE),
    ("| a |\n|---|\n| [5,497] {figure=FD07 period=2016-17} |", EXAMPLE),
    ("- [5,497]{figur=FD07 period=2016-17}", "Did you mean figure?"),
    ("> [5,497]{figure=FD07 period=2016-17 period=2016-17}", "says period= twice"),
    ("<b>[5,497]{figur=FD07 period=2016-17}</b>", "Did you mean figure?"),
    ("<!-- [5,497]{figure=FD07 period=2016-17 -->", EXAMPLE),
]  # fmt: skip


@pytest.mark.parametrize(("text", "says"), MALFORMED, ids=[text.replace("\n", "/") for text, _ in MALFORMED])
def test_a_malformed_tag_is_an_error_with_its_line_and_the_right_spelling(text, says):
    with pytest.raises(TagError) as error:
        check(read(f"# A report\n\n{text}\n\nThe end.\n"), OnRecord(), area="799")
    lines = [f"line {number}" for number in range(3, 4 + text.count("\n"))]
    assert any(f"{line}:" in str(error.value) or f"{line} " in str(error.value) for line in lines), str(
        error.value
    )
    assert says in str(error.value)


def test_every_bad_tag_of_a_report_is_named_at_once():
    two = "[5,497]{figur=FD07 period=2016-17} of [6]{perid=2016-17}"
    spelt = f"{two}\n\n[5,497] {{figure=FD07 period=2016-17}}\n\n`[9]{{fact=deaths-notified}}`"
    with pytest.raises(TagError) as error:
        read(spelt)
    assert [line.partition(":")[0] for line in str(error.value).splitlines()] == [
        "line 1",
        "line 1",
        "line 3",
        "line 5",
    ]
    unknown = (
        "[5,497]{figure=FD70 period=2016-17} and [5,497]{figure=FD07 period=2016-71}.\n\n[41]{fact=deths}"
    )
    with pytest.raises(TagError) as error:
        check(read(unknown), OnRecord(), area="799")
    assert [line.partition(":")[0] for line in str(error.value).splitlines()] == [
        "line 1",
        "line 1",
        "line 3",
    ]


def test_a_tag_in_the_middle_of_a_long_paragraph_is_found_by_its_own_line():
    with pytest.raises(TagError, match="line 3:"):
        read("One line\nand another\nwith [5,497]{figur=FD07 period=2016-17} and\nmore.")


def test_the_top_of_a_report_must_be_names_and_values():
    with pytest.raises(TagError, match=r"line 3: .*name: value"):
        read("---\ntitle: a report\narea: [799\n---\n\nText.")
    with pytest.raises(TagError, match=r"line 2: .*name: value"):
        read("---\njust words\n---\n\nText.")
    assert read("---\narea: 799\n---\n\nText.").front == {"area": 799}
    assert read("---\n---\n\nText.").front == {}


@pytest.mark.parametrize("text", [
    "The guidance [as amended] applies.",
    "A set such as {apples, pears} in braces.",
    "A note[^1] and its text.\n\n[^1]: The note.",
    "See [the plan](https://example.org/plan?figure=3) for more.",
    "See <https://example.org/?period=2016-17>.",
    "The sum is a = b + c.",
    "An equation such as $x_{i} = 3$ where {x} stands for i.",
    "- [ ] a task\n- [x] done",
    "A picture: ![a chart](chart.svg).",
    "Ms O'Neil (chair) spoke; he said \"yes\" [sic].",
    "`code with {braces} and x = 1`",
    "Some [text][1] by reference.\n\n[1]: https://example.org",
    "| a | b |\n|---|---|\n| [x] | {y} |",
    "An escaped \\[bracket\\] and a \\{brace\\}.",
    "Raw <b>text</b> & so on.",
    "At 5 < 6 the [rest] follows.",
    "Line one  \nline two after a hard break.",
])  # fmt: skip
def test_what_only_looks_odd_is_no_tag(text):
    assert read(text).claims == []


@pytest.mark.parametrize(("text", "binding"), [
    (EXAMPLE, "figure=FD07 period=2016-17"),
    ('[44]{figure=CD03 part=numerator period="2014-15..2016-17"}', 'figure=CD03 part=numerator period="2014-15..2016-17"'),
    ("**[5,497]{figure=FD07 period=2016-17}**", "figure=FD07 period=2016-17"),
    ("[*5,497*]{figure=FD07 period=2016-17}", "figure=FD07 period=2016-17"),
    ('[5,497]{figure="FD07" period="2016-17"}', "figure=FD07 period=2016-17"),
    ("[5,497\nreferrals]{figure=FD07 period=2016-17}", "figure=FD07 period=2016-17"),
    ("[good]{said=\"2015-16#12\"}", 'said="2015-16#12"'),
])  # fmt: skip
def test_a_good_tag_is_read_and_written_back(text, binding):
    (claim,) = read(text).claims
    assert claim.binding == binding
