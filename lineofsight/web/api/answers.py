"""What the API answers with: the shapes that its description states."""

from datetime import date

from ninja import Schema


class Problem(Schema):
    """What is wrong with a request, and what to do."""

    detail: str


class Meaning(Schema):
    """What an indicator counts."""

    code: str
    title: str
    edition: str
    question: str
    wording: str
    measure: str
    direction: str
    unit: str
    period: str
    sees: str | None
    reads: str
    by: str
    national: str | None
    source: str
    reviewed: date


class Figure(Schema):
    """One figure, as a person of the agency sees it. Without a value, `status` says why: never read it as nought."""

    code: str
    title: str
    area: str
    period: str
    by: str | None
    group: str | None
    numerator: float | None
    denominator: float | None
    value: float | None
    unit: str
    status: str
    basis: str
    release: str | None
    known_on: date | None
    england: float | None
    region: float | None
    neighbour_median: float | None
    rank: float | None
    ranked: float | None
    note: str | None
    made_up: str | None = None


class Figures(Schema):
    """Figures of one area and where they come from. `run` is null while none is ready."""

    area: str | None
    place: str
    run: str | None
    made_up: bool
    figures: list[Figure]


class Published(Schema):
    """An indicator that stands on the board's public site."""

    code: str
    title: str
    question: str


class OpenFigure(Schema):
    """One published figure, in the department's own layout. Symbols stand for what is not a number: c, x, z, u, k, low."""

    time_period: str
    time_identifier: str
    geographic_level: str
    country_code: str
    country_name: str
    region_code: str
    region_name: str
    old_la_code: str
    new_la_code: str
    la_name: str
    breakdown: str
    group: str
    numerator: float | str | None
    denominator: float | str | None
    value: float | str | None
    unit: str
    basis: str
    definition: str | None
    known_on: date | None


class OpenFigures(Schema):
    """The published figures of one indicator."""

    code: str
    title: str
    made_up: bool
    figures: list[OpenFigure]
