"""The whole made-up county as the public would see it, attacked with everything that it says."""

from collections import Counter
from collections.abc import Mapping

import pytest

from lineofsight.engine import measuring
from lineofsight.engine.disclosure import Shape
from lineofsight.engine.opened import Audience, open_run, shapes
from lineofsight.engine.reading import Status
from lineofsight.engine.store import Workspace
from tests.engine.attack import breaches
from tests.engine.severnshire import AREA, NOW, load, remember_plans

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def editions(county, tmp_path_factory):
    """Every code of six years, in every period it takes and every breakdown: as measured, and as published."""
    workspace = Workspace(tmp_path_factory.mktemp("public"))
    home = county / AREA
    load(workspace, home / "ssd", home / "supplementary", home / "localities.csv", county / "published")
    remember_plans(workspace)
    run = measuring.measure(workspace, at=NOW)
    return tuple(
        open_run(workspace, run, audience).to_pylist() for audience in (Audience.ANALYST, Audience.PUBLIC)
    )


def together(known: Mapping[str, Shape]) -> list[set[str]]:
    """Codes that have a total in common, and so may give each other away."""
    found: list[tuple[set[str], set[str]]] = []
    for code, shape in known.items():
        codes, totals = (
            {code},
            {shape.numerator or code, shape.denominator or f"{code} below", shape.within or code},
        )
        for one in [one for one in found if one[1] & totals]:
            found.remove(one)
            codes, totals = codes | one[0], totals | one[1]
        found.append((codes, totals))
    return [codes for codes, _ in found]


def test_no_hidden_figure_of_the_county_can_be_narrowed(editions):
    truth, public = editions
    hidden = Counter(one["code"] for one in public if one["status"] == Status.SUPPRESSED)
    assert sum(hidden.values()) > 50_000
    assert len(hidden) > 50
    known = {code: shape for code, shape in shapes().items() if any(one["code"] == code for one in truth)}
    narrowed = []
    for codes in together(known):
        told = [one for one in truth if one["code"] in codes and one["numerator"] is not None]
        shown = [one for one in public if one["code"] in codes]
        narrowed += breaches([shown], told, {code: known[code] for code in codes})
    assert narrowed == []


def test_hiding_the_small_numbers_alone_would_give_them_away(editions):
    truth, _ = editions
    told = [one for one in truth if one["code"] == "CP07" and one["numerator"] is not None]
    hidden = {"numerator": None, "value": None, "children": None, "status": "suppressed"}
    naive = [one | hidden if 0 < (one["children"] or 0) < 6 else one for one in told]
    assert breaches([naive], told, {"CP07": shapes()["CP07"]})
