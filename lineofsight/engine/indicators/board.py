"""The board itself: who comes, whether its challenges are met, and how far its plans have come."""

from datetime import date

from ibis import _

from lineofsight.engine.indicator import Better, Indicator, Over, Unit, share
from lineofsight.engine.periods import Kind
from lineofsight.engine.rows.board import actions_due, challenges_due, entitled, impact_due

_OWN = "Local: the board's own records"

attendance = Indicator(
    code="BD01a",
    title="Attendance at the board in person",
    question="Do the agencies come to our meetings themselves?",
    measure=share(entitled.filter(_.came == "present").count(), entitled.count()),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.ROLLING),
    breakdowns=("agency",),
    wording="Seats at the board's meetings whose member came in person, as a share of all seats at meetings whose "
    "attendance is on record. Somebody sent instead does not count here.",
    source=_OWN,
    counts_people=False,
    reviewed=date(2026, 11, 29),
)

attendance_or_substitute = Indicator(
    code="BD01b",
    title="Attendance at the board, substitutes included",
    question="Is somebody from every agency in the room when the board meets?",
    measure=share(entitled.filter(_.came.isin(["present", "substitute"])).count(), entitled.count()),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER, Kind.ROLLING),
    breakdowns=("agency",),
    wording="Seats at the board's meetings whose member came or sent a substitute, as a share of all seats at meetings "
    "whose attendance is on record.",
    source=_OWN,
    counts_people=False,
    reviewed=date(2026, 11, 29),
)

challenges_resolved = Indicator(
    code="BD02",
    title="Challenges resolved on time",
    question="When the board says that something is not right, is it put right by the day we asked for?",
    measure=share(
        challenges_due.filter(_.outcome == "resolved", _.settled_date <= _.due_date).count(),
        challenges_due.count(),
    ),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER),
    wording="Challenges to agencies that were settled as resolved by the day the response was due, as a share of all "
    "challenges due in the period. One resolved in part is not resolved.",
    source=_OWN,
    counts_people=False,
    reviewed=date(2026, 11, 29),
)

actions_on_time = Indicator(
    code="PL01",
    title="Actions done on time with accepted evidence",
    question="Do we do what our plans promise, by the day they promise it?",
    measure=share(actions_due.filter(_.accepted_date <= _.due_date).count(), actions_due.count()),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER),
    wording="Actions whose evidence somebody else accepted by the day they were due, as a share of all actions due in "
    "the period. That an action is done does not say that it helped.",
    source=_OWN,
    counts_people=False,
    reviewed=date(2026, 11, 29),
)

impact_on_time = Indicator(
    code="PL02",
    title="Actions whose impact was evidenced in time",
    question="Is anything better for children by the day on which our actions said it would be?",
    measure=share(impact_due.filter(_.impact_date <= _.impact_due_date).count(), impact_due.count()),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    over=Over.EVENTS,
    takes=(Kind.YEAR, Kind.QUARTER),
    wording="Actions of which the board said, by the day impact was expected, that it is evidenced, as a share of all "
    "actions whose impact was expected in the period. Actions of which none is expected are left out.",
    source=_OWN,
    counts_people=False,
    reviewed=date(2026, 11, 29),
)
