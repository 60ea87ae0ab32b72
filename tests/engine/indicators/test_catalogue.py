"""What nobody may forget when writing an indicator."""

import ast
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lineofsight.engine.breakdowns import GROUPS, OF_A_CHILD
from lineofsight.engine.indicator import Better, Indicator, MeasureKind, rows_of
from lineofsight.engine.indicators import CATALOGUE, THEMES

HERE = Path(__file__).parent
INDICATORS = [pytest.param(indicator, id=code) for code, indicator in sorted(CATALOGUE.items())]
every_indicator = pytest.mark.parametrize("indicator", INDICATORS)

# What the domain notes ask for in words and give no code.
OF_PLANS = {"PL01", "PL02"}
of_the_domain = pytest.mark.parametrize("indicator", [one for one in INDICATORS if one.id not in OF_PLANS])

# What an area is like, not how well it does: never good or bad news (domain: red, amber and green).
CONTEXT = {
    "FD01", "FD04", "FD05", "FD07", "FD08", "FD10", "FD12a", "FD12b", "FD12c", "EH01", "EH05",
    "CP03", "CP04", "CP06", "CP07", "CP08", "CP19", "EX01", "EX02", "EX04", "CL01", "CL02", "CD02", "CD03",
}  # fmt: skip

# These come with the applications that hold what they count.
OF_APPLICATIONS = {
    "FD13",
    "FD14",
    "FD15",
    "EH08",
    "EH09",
    "MI07",
    "EX06",
    "CD01",
    "CD04",
    "CD05",
    "BD03",
    "BD04",
}

AGREES = {"↑": Better.HIGHER, "↓": Better.LOWER, "○": Better.NEITHER}


def examples() -> set[str]:
    """Every code that a test beside this one names."""
    found: set[str] = set()
    for path in HERE.glob("test_*.py"):
        if path.name != Path(__file__).name:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found |= {
                node.value
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
    return found


EXAMPLES = examples()


def base(code: str) -> str:
    """The code that variants share: MI06 of MI06a and MI06b."""
    return code.rstrip("abc")


def of_children(indicator: Indicator) -> bool:
    total = indicator.measure.numerator
    return total is not None and "person_id" in rows_of(total).columns


def test_no_code_is_used_twice():
    values = {id(value): value for theme in THEMES for value in vars(theme).values()}.values()
    made = Counter(value.code for value in values if isinstance(value, Indicator))
    assert [code for code, times in made.items() if times > 1] == []


@every_indicator
def test_an_indicator_has_a_worked_example(indicator: Indicator):
    assert indicator.code in EXAMPLES, f"no test in {HERE.name}/ reads {indicator.code}: add its six rows"


@every_indicator
def test_an_indicator_asks_a_question_and_answers_it_in_plain_words(indicator: Indicator):
    assert indicator.question.endswith("?")
    assert indicator.wording.endswith(".")
    assert indicator.title == indicator.title.strip(".? ")
    for text in (indicator.title, indicator.question, indicator.wording):
        # MI06a may be named where one variant must be read beside the other; no other short forms.
        short = [word for word in re.findall(r"\b[A-Z]{2,}\w*", text) if word not in CATALOGUE]
        assert short == [], f"{indicator.code} says {short}"
        assert not re.search(r"numerator|denominator|null|cohort|\bwd\b|  ", text), indicator.code


@every_indicator
def test_an_indicator_says_where_it_comes_from(indicator: Indicator):
    assert indicator.source
    assert indicator.national is None or not indicator.source.startswith("Local")


@every_indicator
def test_context_is_never_good_or_bad(indicator: Indicator):
    assert isinstance(indicator.better, Better)
    assert (indicator.better is Better.NEITHER) == (indicator.code in CONTEXT)


@every_indicator
def test_a_definition_was_not_reviewed_in_the_future(indicator: Indicator):
    assert indicator.reviewed <= datetime.now(tz=UTC).date()


@every_indicator
def test_breakdowns_have_groups_and_every_count_of_children_has_the_child_s(indicator: Indicator):
    assert set(indicator.breakdowns) <= set(GROUPS)
    assert len(set(indicator.breakdowns)) == len(indicator.breakdowns)
    if of_children(indicator):
        assert set(OF_A_CHILD) <= set(indicator.breakdowns)


@every_indicator
def test_what_is_worked_out_names_the_tables_it_needs(indicator: Indicator):
    assert (indicator.kind is MeasureKind.HANDED_OVER) == (not all(indicator.needs))


@pytest.fixture(scope="module")
def domain(shared: Path) -> dict[str, dict[str, str]]:
    """The rows of the indicator catalogue in the domain notes, by code."""
    text = (shared / "domain.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| ((?:FD|EH|CP|MI|CA|LH|EX|WF|CL|CD|BD)\d\d[ab]?) \|(.*)\|$", text, flags=re.MULTILINE
    )
    columns = ("name", "numerator", "denominator", "period", "unit", "polarity", "fields", "national")
    return {code: dict(zip(columns, map(str.strip, rest.split("|")), strict=False)) for code, rest in rows}


def test_every_code_of_the_domain_is_in_the_catalogue(domain):
    assert {base(code) for code in domain} - OF_APPLICATIONS == {base(code) for code in CATALOGUE} - OF_PLANS


@of_the_domain
def test_the_direction_is_the_domain_s(indicator: Indicator, domain):
    row = domain.get(indicator.code) or domain[base(indicator.code)]
    assert indicator.better is AGREES[row["polarity"][0]]


@of_the_domain
def test_what_has_no_national_statistic_claims_none(indicator: Indicator, domain):
    row = domain.get(indicator.code) or domain[base(indicator.code)]
    if row["national"].startswith("none"):
        assert indicator.national is None
