"""A county made year by year from the cases that it begins with, and its records as contract tables."""

from lineofsight.engine.sources.synthetic import (
    care,
    care_health,
    care_records,
    case_records,
    contacts,
    early_help,
    front_door,
    missing,
    protection,
    protection_records,
    supplementary,
)
from lineofsight.engine.sources.synthetic.county import County
from lineofsight.engine.sources.synthetic.world import World, as_known


def made(area: str, seed: int, first_year: int, last_year: int, children: int | None = None) -> County:
    """The county's children, cases, plans and periods of care; `first_year` and `last_year` end in March."""
    county = County(area, seed, first_year, last_year, children)
    care.stock(county)
    protection.stock(county, front_door.stock(county))
    agendas = {year: protection.agenda(county, year) for year in county.years}
    for year in county.years:
        front_door.review_cases(county, year)
        front_door.refer(county, year)
        protection.enquire(county, year, agendas[year], agendas.get(year + 1))
        protection.end_plans(county, year)
        care.enter(county, year)
        care.leave(county, year)
        front_door.close(county, year)
    protection_records.visitors(county)
    return county


def world(area: str, seed: int, first_year: int, last_year: int, children: int | None = None) -> World:
    """Everything that the county's systems hold on the last day, the year before the first one included."""
    county = made(area, seed, first_year, last_year, children)
    met = contacts.ledger(county)
    helped = early_help.ledger(county, met)
    tables = {
        **contacts.records(county, met),
        **early_help.records(county, helped),
        **protection_records.records(county),
        **care_records.records(county),
        **care_health.records(county),
        **missing.records(county),
        **supplementary.records(county),
        **case_records.records(county),  # last, when all children are there
    }
    return as_known(tables, county.ends)
