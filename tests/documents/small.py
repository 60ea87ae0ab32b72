"""A small made-up workspace: referrals of two years, measured."""

from datetime import UTC, date, datetime
from pathlib import Path

from lineofsight.engine.sources.intake import Family, Intake, SourceFile, Span
from lineofsight.engine.store import Workspace
from tests.cli.command import say_json
from tests.engine.given import table

NOW = datetime(2018, 6, 1, 9, 0, tzinfo=UTC)
COVERED = Span(date(2013, 4, 1), date(2018, 3, 31))


def workspace(folder: Path, a_year: dict[int, int]) -> Path:
    """So many children referred in each financial year, every tenth with no further action."""
    referred = [(year, n) for year, count in a_year.items() for n in range(count)]
    episodes = [
        {"referral_id": f"r{year}-{n}", "person_id": f"child {year}-{n}", "nfa": n % 10 == 0,
         "referral_date": date(year, 4 + n % 9, 1 + n % 28)}
        for year, n in referred
    ]  # fmt: skip
    children = [{"person_id": f"child {year}-{n}", "dob": "2010-02-27"} for year, n in referred]
    intake = Intake(
        format="ssd", family=Family.SSD, area="799", covers={"cin_episodes": COVERED, "person": COVERED},
        known_on=date(2018, 5, 31), files=(SourceFile(name="x.csv", sha256="a" * 64, size=10),),
        tables={"cin_episodes": table("cin_episodes", episodes), "person": table("person", children)},
        read={"x.csv": len(referred)}, rejected={"x.csv": 0}, made_up=True,
        columns={"cin_episodes": ("referral_id", "person_id", "referral_date", "nfa")},
    )  # fmt: skip
    Workspace(folder).accept(intake, at=NOW)
    computed = say_json(folder, "compute", "--from", "2014-15", "--to", "2016-17")
    assert computed.code == 0, computed.err
    return folder
