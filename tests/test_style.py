"""What a person could forget, read from the code itself (../shared/style.md, section D)."""

import ast
import re
import subprocess
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import typer.main

import lineofsight
from lineofsight.cli.commands import app
from lineofsight.engine.indicators import CATALOGUE
from scripts.check_reviews import overdue, today

HOME = Path(__file__).resolve().parent.parent
MOST_LINES = 400
# Files that are longer, each with its reason.
LONGER = {
    "lineofsight/engine/tables.py": "the data contract: one list of tables and their columns",
    "tests/engine/sources/test_annex_a.py": "eleven lists, each with its own examples",
    "tests/engine/sources/test_scorecard.py": "one small workbook a layout that agencies send",
    "tests/engine/sources/test_synthetic.py": "every way in which the made-up county is held to its story",
    "tests/engine/test_disclosure.py": "a small table for every way in which a hidden cell could be worked out",
    "tests/engine/test_statistics.py": "published test vectors of every statistic",
    "tests/claims/reading/test_numbers.py": "one table of sentences, each with the numbers that it states",
    "tests/cli/test_command.py": "every command once, in the order of the README",
}
ADDRESS = re.compile(r"\b(?:https?|ftp|git|ssh)://[^\s\"'<>)\]]+")
# Addresses that name a format or a licence, or stand in a test, and that nothing ever calls.
ALLOWED = re.compile(
    r"://(?:www\.w3\.org|schemas\.openxmlformats\.org|www\.nationalarchives\.gov\.uk|.*\.gov\.uk|example\.(?:org|com)"
    r"|purl\.org/dc|openfontlicense\.org|scripts\.sil\.org|github\.com/googlefonts|localhost|127\.0\.0\.1|server|host|user|urn)"
)
# Names of package indexes and mirrors; written in parts, so that this file is not its own finding.
HOSTS = re.compile(
    "|".join(
        [
            "pypi" + r"\.org",
            "pythonhosted" + r"\.org",
            "artifact" + "ory",
            "index-" + "url",
            "--extra-" + "index",
        ]
    )
)


def tracked(*endings: str) -> list[Path]:
    """Every file that is or may come under version control."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=HOME,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("needs the project's git history")
    paths = [HOME / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file() and (not endings or path.suffix in endings)]


def name(path: Path) -> str:
    return path.relative_to(HOME).as_posix()


def text(path: Path) -> str | None:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return None


def test_no_file_of_code_is_too_long_without_a_reason():
    written = [path for path in tracked(".py") if path.parent.name != "migrations"]  # those Django writes
    long = {name(path): len(path.read_text().splitlines()) for path in written}
    assert {file: lines for file, lines in long.items() if lines > MOST_LINES and file not in LONGER} == {}


def test_every_reason_for_a_long_file_is_still_needed():
    assert [file for file in LONGER if len((HOME / file).read_text().splitlines()) <= MOST_LINES] == []


def test_every_module_begins_by_saying_what_lives_in_it():
    silent = [
        name(path)
        for path in tracked(".py")
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


def test_nothing_is_left_to_be_done_later():
    words = re.compile(r"\b(?:" + "TO" + "DO|FIX" + r"ME)\b")
    assert [name(path) for path in tracked(".py", ".md", ".toml") if words.search(path.read_text())] == []


def test_no_package_index_and_no_address_is_named():
    found = []
    for path in tracked():
        content = text(path)
        if content is None or path.suffix == ".svg":
            continue
        found += [f"{name(path)}: {match}" for match in HOSTS.findall(content)]
        if path.suffix in (".py", ".toml", ".txt", ".cfg", ".yml", "") and not name(path).startswith(
            "tests/"
        ):
            found += [
                f"{name(path)}: {match}" for match in ADDRESS.findall(content) if not ALLOWED.search(match)
            ]
    assert found == []


def test_no_room_has_a_name_that_fills_with_everything():
    forbidden = {"utils", "util", "common", "helpers", "misc"}
    assert [
        name(path) for path in tracked(".py") if path.stem in forbidden or path.parent.name in forbidden
    ] == []


def test_no_code_is_kept_in_strings():
    called = [
        f"{name(path)}:{node.lineno}"
        for path in tracked(".py")
        if name(path).startswith("lineofsight/")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("eval", "exec")
    ]
    assert called == []


def test_every_dependency_says_why():
    lines = (HOME / "pyproject.toml").read_text().splitlines()
    begins = lines.index("dependencies = [")
    ends = lines.index("]", begins)
    wanted = [line for line in lines[begins + 1 : ends] if line.strip().startswith('"')]
    assert wanted
    assert [line for line in wanted if "#" not in line] == []
    assert len(wanted) == len(tomllib.loads("\n".join(lines))["project"]["dependencies"])


def test_the_changelog_has_this_version_and_names_what_was_added():
    changes = (HOME / "CHANGELOG.md").read_text()
    assert f"## {lineofsight.__version__}" in changes
    for word in ("load", "indicator", "disclosure", "benchmark"):
        assert word in changes


def test_no_indicator_is_overdue_for_review():
    assert overdue(today(), CATALOGUE.values()) == []
    assert not [code for code, one in CATALOGUE.items() if one.reviewed > today()]


def test_an_indicator_that_nobody_reviewed_for_two_years_is_named():
    old = replace(CATALOGUE["FD07"], reviewed=date(2024, 11, 22))
    assert overdue(date(2026, 11, 22), [old]) == []
    assert overdue(date(2026, 11, 23), [old]) == [
        "FD07 Referrals: last reviewed 2024-11-22, more than 24 months ago"
    ]


def test_lint_checks_the_reviews():
    assert "check_reviews" in (HOME / "Makefile").read_text()


@pytest.mark.parametrize("command", sorted(typer.main.get_command(app).commands))
def test_every_command_is_in_the_readme(command):
    assert re.search(rf"(?:`|lineofsight (?:--\S+ \S+ )?){command}\b", (HOME / "README.md").read_text())
