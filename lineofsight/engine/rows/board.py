"""What the board itself did: who came to its meetings, what became of its challenges and of its actions."""

from ibis import _

from lineofsight.engine import tables
from lineofsight.engine.breakdowns import NOT_KNOWN
from lineofsight.engine.rows.placing import in_period

entitled = in_period(tables.board_attendance.mutate(agency=_.agency.fill_null(NOT_KNOWN)), "held_date")
challenges_due = in_period(tables.board_challenges, "due_date")
actions_due = in_period(tables.board_actions, "due_date")
impact_due = in_period(tables.board_actions.filter(_.impact_due_date.notnull()), "impact_due_date")
