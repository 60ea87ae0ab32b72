"""The demonstration: whether it ends by serving, and where."""

import socket
import sys

import pytest

from lineofsight import demo


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
