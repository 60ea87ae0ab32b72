"""How often the right figure is proposed first, over published statistics; docs/suggest.md states the shares."""

import re
import tomllib
from pathlib import Path

import pytest

from lineofsight.claims.ledger import read_ledger
from lineofsight.claims.suggesting.known import Known, readings, recorded
from lineofsight.claims.suggesting.placing import stripped
from lineofsight.claims.suggesting.proposing import Proposal, suggest
from lineofsight.engine.store import Workspace
from tests.cli.command import say
from tests.engine.sources.published_statistics import FOLDERS

pytestmark = pytest.mark.slow

CASES = tomllib.loads(Path(__file__).with_name("suggest_cases.toml").read_text(encoding="utf-8"))["case"]
ABOUT = [case for case in CASES if case["right"] != "none"]
NOTHING = [case for case in CASES if case["right"] == "none"]
PAPER = Path(__file__).parents[2] / "examples" / "worcestershire-2016-17"
TAG = re.compile(r'\[([^\[\]]*)\]\{((?:[^{}"]|"[^"]*")*)\}')


@pytest.fixture(scope="module")
def worcestershire(shared, tmp_path_factory) -> list:
    """Everything published about it."""
    workspace = tmp_path_factory.mktemp("published") / "workspace"
    said = say(workspace, "load", *(shared / "data" / folder for folder in FOLDERS))
    assert said.code == 0, said.err
    return list(readings(Workspace(workspace), "885"))


def proposed(case: dict[str, str], known: Known) -> list[str]:
    """The bindings proposed for the words of a case, best first."""
    made = suggest(f"---\nperiod: {case['period']}\n---\n{case['sentence']}\n", known)
    return [binding for one in made.proposals if one.words == case["words"] for binding in bindings(one)]


def bindings(one: Proposal) -> list[str]:
    return [fit.binding.removesuffix(" proposed=yes") for fit in one.fits]


def test_the_right_figure_comes_first_for_nearly_all_published_facts(worcestershire):
    known = Known(worcestershire)
    missed = [
        (case["sentence"], made[:1])
        for case in ABOUT
        if (made := proposed(case, known))[:1] != [case["right"]]
    ]
    assert len(ABOUT) >= 30
    assert len(missed) <= len(ABOUT) * 0.05, missed


def test_numbers_of_other_things_are_left_without_a_proposal(worcestershire):
    known = Known(worcestershire)
    bound = [(case["sentence"], made) for case in NOTHING if (made := proposed(case, known))]
    assert len(bound) <= 1, bound


def test_the_retold_paper_gets_most_of_its_figures_back_from_its_words_alone(worcestershire):
    written = (PAPER / "report.md").read_text(encoding="utf-8")
    plain = TAG.sub(lambda found: found[1], written)
    known = Known([*worcestershire, *recorded(read_ledger(PAPER))])
    made = suggest(plain, known)
    assert stripped(made.text) == plain
    held = {one.id for one in worcestershire}
    right = [
        (words, binding)
        for words, binding in TAG.findall(written)
        if binding.startswith("figure=") and binding.split()[0].removeprefix("figure=") in held
    ]
    got = {
        (words, frozenset(tag.replace(" proposed=yes", "").split())) for words, tag in TAG.findall(made.text)
    }
    bound = {tag for _, tag in got}
    missed = [one for one in right if frozenset(one[1].split()) not in bound]
    assert len(missed) <= len(right) * 0.2, missed
