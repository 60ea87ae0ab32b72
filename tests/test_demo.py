"""The demonstration: whether it ends by serving, and where."""

import os
import socket
import sys
import time
from datetime import date

import pytest

from lineofsight import demo
from lineofsight.engine.sources import cin_census
from lineofsight.engine.sources.intake import Declared, Span


@pytest.mark.parametrize(
    ("said", "terminal", "serves"),
    [(None, True, True), (None, False, False), ("0", True, False), ("1", False, True), ("", False, False)],
)
def test_it_serves_somebody_at_a_terminal_or_whoever_says_so(monkeypatch, said, terminal, serves):
    monkeypatch.delenv("SERVE", raising=False)
    if said is not None:
        monkeypatch.setenv("SERVE", said)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: terminal, raising=False)
    assert demo._wants_to_look() is serves


def test_it_says_an_address_at_which_nothing_else_answers(monkeypatch):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setattr(demo, "PORT", other.getsockname()[1])
        assert demo._free_port() != demo.PORT


def test_a_year_is_left_for_whoever_wants_to_upload_something(monkeypatch, tmp_path):
    monkeypatch.setattr(demo, "NEXT_YEAR", tmp_path / "next")
    monkeypatch.setattr(demo, "WORKSPACE", tmp_path / "workspace")
    demo._leave_the_next_year()
    (path,) = (tmp_path / "next").glob("*.xml")
    census = cin_census.read([path], Declared())
    assert census.covers["s47_enquiry"] == Span(date(2018, 4, 1), date(2019, 3, 31))
    assert set(census.tables) >= set(
        demo.NOT_IN_THE_EXTRACT
    )  # in which the census speaks, and so moves figures
    assert {one.name.partition("_")[0] for one in (tmp_path / "next").glob("*.csv")} == {"c1", "mid-year"}


def test_the_address_is_said_only_once_it_answers(capfd):
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        port = server.getsockname()[1]
        demo._say_once_it_answers(port)
        time.sleep(0.5)
        assert "Open" not in capfd.readouterr().out
        server.listen()
        os.wait()
    assert f"Open  http://127.0.0.1:{port}/" in capfd.readouterr().out
