"""Sentences, each with its verdict and why."""

from fractions import Fraction

import pytest

from lineofsight.claims.check import check
from lineofsight.claims.evidence import Better, Evidence, Unit
from lineofsight.claims.language import read
from lineofsight.claims.tags import TagError

KNOWN = {
    ("FD07", "2015-16"): (4966, None), ("FD07", "2016-17"): (5497, None),
    ("FD09", "2016-17"): (1128, 5497), ("LH10", "2015-16"): (360, 500), ("LH10", "2016-17"): (310, 500),
}  # fmt: skip


class OnRecord:
    """A record of three indicators."""

    def resolve(self, tag, area, on):
        blank = Evidence(code=tag.id, title=tag.id, period=on, area=area, better=Better.HIGHER)
        if (tag.id, on) not in KNOWN:
            return Evidence(code=tag.id, title=tag.id, period=on, missing="not measured")
        n, d = KNOWN[tag.id, on]
        value = Fraction(100 * n, d) if d else Fraction(n)
        return Evidence(
            **{**vars(blank), "value": value, "n": Fraction(n), "d": d and Fraction(d), "share": bool(d),
               "unit": Unit.PERCENT if d else Unit.COUNT}
        )  # fmt: skip

    def places(self):
        return {"worcestershire": "885"}


@pytest.mark.parametrize(("sentence", "verdict"), [
    ("There were [5,497]{figure=FD07 period=2016-17} referrals.", "verified"),
    ("There were [5,947]{figure=FD07 period=2016-17} referrals.", "contradicted"),
    ("Referrals [rose from 4,966 to 5,497]{figure=FD07 from=2015-16 to=2016-17}.", "verified"),
    ("Referrals [fell to 5,497]{figure=FD07 from=2015-16 to=2016-17}.", "contradicted"),
    ("[20.5%]{figure=FD09 period=2016-17} came back.", "verified"),
    ("[20.6%]{figure=FD09 period=2016-17} came back.", "contradicted"),
    ("[1,128]{figure=FD09 period=2016-17 part=numerator} came back.", "verified"),
    ("Checks [fell from 72% to 62%]{figure=LH10 from=2015-16 to=2016-17}.", "verified"),
    ("Checks stood at [60%]{figure=LH10 period=2013-14}.", "unmeasured"),
])  # fmt: skip
def test_a_sentence_gets_the_verdict_that_the_record_bears_out(sentence, verdict):
    (found,) = check(read(sentence), OnRecord(), area="885")
    assert found.verdict == verdict, found.reason


@pytest.mark.parametrize("slip", [
    "There were [5,497] {figure=FD07 period=2016-17} referrals.",
    "There were [5,497]{figure=FD07, period=2016-17} referrals.",
    "There were [5,497]{figur=FD07 period=2016-17} referrals.",
    "There were [5,497]{figure=FD07} referrals.",
])  # fmt: skip
def test_a_slip_in_a_tag_is_an_error_with_its_line(slip):
    with pytest.raises(TagError, match="line 3"):
        read(f"# A report\n\n{slip}\n")
