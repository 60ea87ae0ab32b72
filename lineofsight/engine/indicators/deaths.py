"""Reviews of child deaths: figures that the panel hands over and no row here can give."""

from datetime import date

from lineofsight.engine.indicator import HANDED_OVER, Better, Indicator, Over, Unit
from lineofsight.engine.periods import Kind

deaths_reviewed = Indicator(
    code="CD02",
    title="Child deaths reviewed",
    question="How many children's deaths has the panel finished reviewing?",
    measure=HANDED_OVER,
    unit=Unit.NUMBER,
    better=Better.NEITHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR,),
    wording="Reviews of the death of a child that the child death overview panel completed in the year.",
    source="DfE child death reviews (LSCB1) to 2019; National Child Mortality Database since",
    national="LSCB1 and NCMD",
    reviewed=date(2026, 11, 22),
)

modifiable_factors = Indicator(
    code="CD03",
    title="Deaths reviewed with modifiable factors",
    question="In how many deaths did the panel find something that could be changed for other children?",
    measure=HANDED_OVER,
    unit=Unit.PERCENT,
    better=Better.NEITHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.POOLED),
    wording="Deaths in which the panel found one or more factors that could be modified to make such a death "
    "less likely, as a share of all deaths reviewed in the year. The numbers are small: read several "
    "years together.",
    source="DfE child death reviews (LSCB1) to 2019; National Child Mortality Database since",
    national="LSCB1 and NCMD",
    reviewed=date(2026, 11, 22),
)
