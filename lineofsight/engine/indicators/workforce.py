"""The social workers: caseloads, agency workers, vacancies and changes of worker."""

from datetime import date

from ibis import _

from lineofsight.engine.breakdowns import OF_A_CHILD
from lineofsight.engine.indicator import Better, Indicator, Over, Unit, average, share
from lineofsight.engine.periods import Kind
from lineofsight.engine.rows.looked_after_in_period import looked_after_by_professionals
from lineofsight.engine.rows.returns import posts, workforce

# Either the council's workforce return or its list of workers is enough.
_EITHER = (frozenset({"workforce"}), frozenset({"professionals"}))

held_cases = workforce.filter(_.cases.notnull(), _.case_holder_fte.notnull())
counted_posts = workforce.filter(_.agency_and_in_post_fte.notnull())
counted_vacancies = posts.filter(_.vacant_and_in_post_fte.notnull())

caseload = Indicator(
    code="WF01",
    title="Cases for each social worker",
    question="Do our social workers have few enough children to know each of them?",
    measure=average(held_cases.cases.sum(), held_cases.case_holder_fte.sum()),
    unit=Unit.DECIMAL,
    better=Better.LOWER,
    over=Over.STATE,
    takes=(Kind.CENSUS,),
    needs=_EITHER,
    wording="Cases held on 30 September, for each full-time social worker who holds cases. Part-time workers "
    "count by their hours.",
    source="DfE children's social work workforce",
    national="CSWW caseload",
    counts_people=False,
    reviewed=date(2026, 11, 22),
)

agency_workers = Indicator(
    code="WF02",
    title="Agency social workers",
    question="How much of our social work depends on agency staff?",
    measure=share(counted_posts.agency_fte.sum(), counted_posts.agency_and_in_post_fte.sum()),
    unit=Unit.PERCENT,
    better=Better.LOWER,
    over=Over.STATE,
    takes=(Kind.CENSUS,),
    needs=_EITHER,
    wording="Agency social workers on 30 September as a share of agency workers and the council's own "
    "together, all counted by their hours.",
    source="DfE children's social work workforce",
    national="CSWW agency rate",
    counts_people=False,
    reviewed=date(2026, 11, 22),
)

vacancies = Indicator(
    code="WF03",
    title="Vacant social worker posts",
    question="How many of our social work posts stand empty?",
    measure=share(counted_vacancies.vacant_fte.sum(), counted_vacancies.vacant_and_in_post_fte.sum()),
    unit=Unit.PERCENT,
    better=Better.LOWER,
    over=Over.STATE,
    takes=(Kind.CENSUS,),
    wording="Vacant social worker posts on 30 September as a share of vacant and filled posts together, all "
    "counted by their hours.",
    source="DfE children's social work workforce",
    national="CSWW vacancy rate",
    counts_people=False,
    reviewed=date(2026, 11, 22),
)

changes_of_worker = Indicator(
    code="WF04",
    title="Children looked after with three or more social workers in the year",
    question="How many children in our care had to get to know three or more social workers this year?",
    measure=share(
        looked_after_by_professionals.filter(_.professionals >= 3).person_id.nunique(),
        looked_after_by_professionals.person_id.nunique(),
    ),
    unit=Unit.PERCENT,
    better=Better.LOWER,
    over=Over.DURING,
    takes=(Kind.YEAR,),
    breakdowns=OF_A_CHILD,
    wording="Children looked after at any time in the year who had three or more different workers in it, as "
    "a share of all children looked after at any time in the year.",
    source="DfE children looked after in England, social worker changes",
    national="CLA social workers",
    reviewed=date(2026, 11, 22),
)
