"""Waits for child and adolescent mental health services, as the trust totals them."""

from datetime import date

from ibis import _

from lineofsight.engine.indicator import Better, Indicator, Over, Unit, count, quantile, share
from lineofsight.engine.periods import Kind
from lineofsight.engine.rows.returns import all_pathways, treatment_starts, waiting_list

# A pathway whose trust does not say how many were in time stays out of both sides of the share.
waiting = waiting_list.filter(_.waiting_18_weeks.notnull())
starts_by_18_weeks = treatment_starts.filter(_.starts_18_weeks.notnull())
starts_by_4_weeks = treatment_starts.filter(_.starts_4_weeks.notnull())
routine = treatment_starts.filter(_.routine_4_weeks.notnull())
urgent = treatment_starts.filter(_.urgent_1_week.notnull())

children_waiting = Indicator(
    code="CA01",
    title="Children waiting for mental health services",
    question="How many children are waiting for help with their mental health?",
    measure=count(waiting_list.waiting.sum()),
    unit=Unit.NUMBER,
    better=Better.LOWER,
    over=Over.STATE,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH),
    breakdowns=("pathway",),
    wording="Children on the waiting list of child and adolescent mental health services on the last day of "
    "the period, all pathways together.",
    source="Local: the trust's monthly return",
    reviewed=date(2026, 11, 22),
)

waiting_in_time = Indicator(
    code="CA02",
    title="Waiting 18 weeks or less for mental health services",
    question="Of the children who are waiting, how many have not waited too long yet?",
    measure=share(waiting.waiting_18_weeks.sum(), waiting.waiting.sum()),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.STATE,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH),
    breakdowns=("pathway",),
    wording="Children on the waiting list on the last day of the period who had waited 18 weeks at most, as "
    "a share of all children on the list.",
    source="Local: the trust's monthly return",
    reviewed=date(2026, 11, 22),
)

started_in_18_weeks = Indicator(
    code="CA03",
    title="Treatment begun within 18 weeks",
    question="When treatment begins, is it within 18 weeks?",
    measure=share(starts_by_18_weeks.starts_18_weeks.sum(), starts_by_18_weeks.starts.sum()),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH),
    breakdowns=("pathway",),
    wording="Children whose mental health treatment began in the period within 18 weeks of being referred, "
    "as a share of all whose treatment began in the period.",
    source="Local: the trust's monthly return",
    reviewed=date(2026, 11, 22),
)

helped_in_4_weeks = Indicator(
    code="CA04",
    title="Mental health help within four weeks",
    question="How many children get help with their mental health within four weeks?",
    measure=share(starts_by_4_weeks.starts_4_weeks.sum(), starts_by_4_weeks.starts.sum()),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.MONTH),
    breakdowns=("pathway",),
    wording="Children whose mental health help began in the period within four weeks of being referred, as a "
    "share of all whose help began in the period.",
    source="Local: the trust's monthly return; the four-week standard for children's mental health",
    reviewed=date(2026, 11, 22),
)

median_wait = Indicator(
    code="CA05a",
    title="Median wait for mental health services",
    question="How long does the child in the middle of the queue wait?",
    measure=quantile(all_pathways.median_wait.max()),
    unit=Unit.DAYS,
    better=Better.LOWER,
    over=Over.STATE,
    takes=(Kind.MONTH,),
    wording="The wait in days that half of the children had at most and half at least, in the month, over "
    "all pathways, as the trust works it out. It cannot be added up from shorter times or single "
    "pathways.",
    source="Local: the trust's monthly return",
    reviewed=date(2026, 11, 22),
)

longest_waits = Indicator(
    code="CA05b",
    title="Wait for mental health services that nine in ten do not pass",
    question="How long do the children wait who wait longest?",
    measure=quantile(all_pathways.p90_wait.max()),
    unit=Unit.DAYS,
    better=Better.LOWER,
    over=Over.STATE,
    takes=(Kind.MONTH,),
    wording="The wait in days that nine in ten children did not pass, in the month, over all pathways, as "
    "the trust works it out. It cannot be added up from shorter times or single pathways.",
    source="Local: the trust's monthly return",
    reviewed=date(2026, 11, 22),
)

eating_disorder_routine = Indicator(
    code="CA06a",
    title="Eating disorder treatment within four weeks, routine",
    question="Do children with an eating disorder begin treatment within four weeks?",
    measure=share(routine.routine_4_weeks.sum(), routine.routine_starts.sum()),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER),
    wording="Children with an eating disorder, routine cases, whose treatment began in the period within "
    "four weeks, as a share of all routine cases whose treatment began in the period.",
    source="NHS England, children and young people with an eating disorder waiting times",
    national="NHS England eating disorder waiting times",
    reviewed=date(2026, 11, 22),
)

eating_disorder_urgent = Indicator(
    code="CA06b",
    title="Eating disorder treatment within one week, urgent",
    question="Do children with an eating disorder who need help urgently begin treatment within a week?",
    measure=share(urgent.urgent_1_week.sum(), urgent.urgent_starts.sum()),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER),
    wording="Children with an eating disorder, urgent cases, whose treatment began in the period within one "
    "week, as a share of all urgent cases whose treatment began in the period.",
    source="NHS England, children and young people with an eating disorder waiting times",
    national="NHS England eating disorder waiting times",
    reviewed=date(2026, 11, 22),
)
