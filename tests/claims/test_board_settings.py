"""board.toml beside a report: what change the board would act on, and what it calls high."""

import pytest

from lineofsight.claims.check import check
from lineofsight.claims.language import read
from lineofsight.claims.ledger import LedgerError
from lineofsight.claims.resolving import read_settings
from tests.claims.on_record import OnRecord

FEWER = "Early help [fell significantly]{figure=EH01 from=2015-16 to=2016-17}."  # from 1,420 to 980
LATE = "Re-referrals were [high]{figure=FD09 period=2016-17}."  # 20.5%


def verdict(text: str, folder, written: str | None = None) -> str:
    if written is not None:
        (folder / "board.toml").write_text(written)
    (found,) = check(read(text), OnRecord(), area="799", settings=read_settings(folder))
    return str(found.verdict)


def test_without_it_ten_percent_and_five_points_are_worth_acting_on_and_nothing_is_high(tmp_path):
    settings = read_settings(tmp_path)
    assert (settings.percent, settings.points, settings.bands) == (10, 5, {})
    assert verdict(FEWER, tmp_path) == "verified"
    assert verdict(LATE, tmp_path) == "unmeasured"


def test_the_board_says_what_change_it_would_act_on(tmp_path):
    assert verdict(FEWER, tmp_path, "[least_worthwhile]\npercent = 40\n") == "unsupported"
    assert verdict(FEWER, tmp_path, "[least_worthwhile]\npercent = 30\npoints = 2.5\n") == "verified"


def test_the_board_says_what_it_calls_high(tmp_path):
    assert verdict(LATE, tmp_path, "[bands.FD09.high]\nfrom = 20\n") == "verified"
    assert verdict(LATE, tmp_path, "[bands.FD09.high]\nfrom = 25\n") == "contradicted"


@pytest.mark.parametrize(("written", "says"), [
    ("[least_worthwile]\npercent = 10\n", "Did you mean least_worthwhile?"),
    ("[least_worthwhile]\npercents = 10\n", "Did you mean percent?"),
    ("[bands.FD09.hihg]\nfrom = 25\n", "Did you mean high?"),
    ("[bands.FD09.high]\nabove = 25\n", "Known: from, to"),
    ("[least_worthwhile]\npercent = 'ten'\n", "Write \\[least_worthwhile\\] with percent = 10"),
    ("least_worthwhile = 5\n", "5 stands where a section is wanted\\). Write \\[least_worthwhile\\] with percent = 10"),
    ("[bands.FD09]\nhigh = 25\n", "25 stands where a section .* and \\[bands.FD09.high\\] with from = 25"),
    ("bands = 25\n", "and \\[bands.FD09.high\\] with from = 25"),
    ("[bands]\nFD09 = 25\n", "and \\[bands.FD09.high\\] with from = 25"),
    ("percent 10", "cannot be read"),
])  # fmt: skip
def test_a_slip_in_it_is_refused_with_what_to_write(tmp_path, written, says):
    (tmp_path / "board.toml").write_text(written)
    with pytest.raises(LedgerError, match=says):
        read_settings(tmp_path)
