"""The kinds of record of this room, as the register knows them."""

from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.improvement import acting, extract, going_over, inspecting, models, planning, setting
from lineofsight.web.records.kinds import Begins, Kept, Kind, Tells

VIEW = Permission.BOARD_VIEW
PUBLIC = Kept(None, "", "What the board set out to change, and what came of it, is its public record")

KINDS = (
    Kind(
        model=models.Priority, title="Priority", plural="Priorities", prefix="PRI", address="improvement:priority",
        needs=VIEW, kept=PUBLIC, searched=("title", "question", "outcome"), dated=lambda row: row.since,
        duties=setting.duties, measures=setting.measures, bound=setting.bound,
        goes_over=going_over.priorities,
    ),
    Kind(
        model=models.Action, title="Action", plural="Actions", prefix="ACT", address="improvement:action", needs=VIEW,
        kept=PUBLIC, searched=("title", "owner"), more=lambda row: row.get_state_display(),
        dated=lambda row: row.agreed_on, duties=acting.duties, asked_of=acting.asked_of, happenings=acting.happenings,
        extract=extract.actions, goes_over=going_over.actions,
        begins=Begins("Add an action from this", "improvement:add-action", Permission.BOARD_RECORD),
        tells=Tells.DOING,
    ),
    Kind(
        model=models.Plan, title="Plan", plural="Plans and strategies", prefix="PLN", address="improvement:plan",
        needs=VIEW, kept=PUBLIC, searched=("title", "outcome"), dated=lambda row: row.since, bound=planning.bound,
        goes_over=going_over.plans,
        tells=Tells.DOING,
    ),
    Kind(
        model=models.Workstream, title="Workstream", plural="Workstreams", prefix="WKS",
        address="improvement:workstream", needs=VIEW, kept=PUBLIC, searched=("title", "sponsor", "friend"),
        duties=planning.duties, asked_of=planning.asked_of, happenings=planning.happenings,
        tells=Tells.DOING,
    ),
    Kind(
        model=models.Milestone, title="Milestone", plural="Milestones", prefix="MIL", address="improvement:milestone",
        needs=VIEW, kept=PUBLIC, searched=("title",), dated=lambda row: row.reached_on or row.due, tells=Tells.DOING,
    ),
    Kind(
        model=models.Inspection, title="Inspection", plural="Inspections", prefix="INS",
        address="improvement:inspection", needs=VIEW, kept=PUBLIC, searched=("title", "body"),
        dated=lambda row: row.published_on or row.began_on, happenings=inspecting.happenings, bound=inspecting.bound,
        tells=Tells.LOOK,
    ),
    Kind(
        model=models.Finding, title="Finding", plural="Findings", prefix="FND", address="improvement:finding",
        needs=VIEW, kept=PUBLIC, searched=("words",), more=lambda row: row.get_known_display(),
        duties=inspecting.duties, bound=inspecting.findings_bound,
        tells=Tells.LOOK,
    ),
)  # fmt: skip
