"""A figure beside England, the region, neighbours and all areas, and one that is both published and worked out here."""

from datetime import date

import pyarrow as pa
import pytest

from lineofsight.engine import measuring
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.periods import Kind
from lineofsight.engine.reading import Basis
from lineofsight.engine.sources.intake import Family
from lineofsight.engine.store import Workspace
from lineofsight.web.accounts.permissions import Role
from tests.engine.given import table
from tests.engine.test_public_figures import NOW, given, said
from tests.web import make
from tests.web.test_indicators import words

pytestmark = pytest.mark.django_db
ENGLAND, REGION, OURS = "970", "984", "885"
AREAS = {OURS: 20.5, "201": 18.0, "202": 25.0, "203": 22.0, ENGLAND: 21.9, REGION: 23.0}


def shared_out(area: str, share: float) -> dict:
    return said("FD09", area, share * 10, Basis.PUBLISHED, release="CIN 2017") | {
        "denominator": 1000,
        "value": share,
    }


@pytest.fixture(scope="module")
def beside(tmp_path_factory):
    """Referrals and re-referrals as published of four areas, and one child's referral counted here."""
    workspace = Workspace(tmp_path_factory.mktemp("workspace"))
    rows = [shared_out(area, share) for area, share in AREAS.items()]
    rows += [
        said("FD07", area, 100 * at, Basis.PUBLISHED, release="CIN 2017") for at, area in enumerate(AREAS, 3)
    ]
    near = [{"area": OURS, "model": "2021", "since": date(2021, 4, 1), "rank": rank, "neighbour": code}
            for rank, code in enumerate(("201", "202", "203"), 1)]  # fmt: skip
    areas = [{"area": code, "name": f"Area {code}", "region": REGION} for code in (OURS, "201")]
    workspace.accept(
        given(
            Family.PUBLISHED,
            "b",
            rows,
            neighbours=pa.Table.from_pylist(near),
            areas=pa.Table.from_pylist(areas),
        ),
        at=NOW,
    )
    child = {"person_id": "child 1", "dob": "2010-02-15", "area": OURS}
    case = {"referral_id": "case 1", "person_id": "child 1", "referral_date": "2016-05-01", "area": OURS}
    workspace.accept(
        given(Family.SSD, "a", cin_episodes=table("cin_episodes", [case]), person=table("person", [child])),
        at=NOW,
    )
    measuring.measure(
        workspace, at=NOW, indicators=[CATALOGUE["FD07"], CATALOGUE["FD09"]], kinds=(Kind.YEAR,)
    )
    return workspace.folder


@pytest.fixture
def page(client, settings, beside):
    settings.WORKSPACE, settings.AREA = beside, OURS

    def read(address: str, role: Role = Role.ANALYST) -> str:
        make.sign_in(client, make.person(role))
        return words(client.get(f"/indicators/{address}"))

    return read


def test_england_region_the_neighbours_and_the_rank_are_said_and_drawn(page):
    found = page("FD09/neighbours")
    assert "2016-17: 20.5%; England 21.9%; region 23.0%;" in found
    assert "median of 3 neighbours 22.0%. Rank 2 of 4 areas, 1 being the best. From CIN 2017." in found
    assert (
        "Of 3 statistical neighbours, 2 were higher and 1 lower. Their median is 22.0%. England: 21.9%."
        in found
    )


def test_a_count_stands_beside_neighbours_and_not_beside_a_country(page):
    assert "England: " not in page("FD07/")
    found = page("FD07/neighbours")
    assert "Of 3 statistical neighbours" in found
    assert "England: " not in found


def test_where_a_published_figure_speaks_what_was_counted_here_is_said_and_its_rows_are_reached(page):
    found = page("FD07/where-from/2016-17")
    assert "Published: CIN 2017" in found
    assert "From the files received it is 1" in found
    assert "See the rows that were counted" in found


def test_who_sees_no_small_number_is_not_told_what_was_counted_here(page):
    assert "From the files received" not in page("FD07/where-from/2016-17", Role.SCHOOL_LEAD)
