"""What a true figure is said of: false sentences are caught, true ones left in peace. They stand in sentences/*.txt."""

from pathlib import Path

import pytest

from lineofsight.claims.language import read
from tests.examples.judging import spoilt

FOLDER = Path(__file__).parent / "sentences"
NOT_YET = "not yet"


def sentences(name: str) -> list[tuple[str, bool, str]]:
    """The county, whether it is judged rightly today, and the sentence."""
    found, county, yet = [], "", False
    for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            heading = line.strip("= ")
            yet, county = yet or heading == NOT_YET, heading
        elif line and not line.startswith("#"):
            found.append((county, not yet, line))
    return found


@pytest.fixture(scope="module")
def counties(severnshire, worcestershire):
    return {"severnshire": severnshire, "worcestershire": worcestershire}


@pytest.mark.parametrize("name", ["false", "true"])
def test_false_sentences_are_caught_and_true_ones_stand(counties, name):
    wrong = [
        (text, known)
        for county, known, text in sentences(name)
        if (spoilt(counties[county].checked(read(text))) == (name == "false")) != known
    ]
    assert wrong == [], "judged otherwise than the file says"


def test_the_files_are_large_and_say_plainly_what_is_missed():
    false, true = sentences("false"), sentences("true")
    assert len(false) >= 250
    assert len(true) >= 150
    assert sum(known for _, known, _ in false) >= 0.93 * len(false)
    assert sum(known for _, known, _ in true) >= 0.93 * len(true)
