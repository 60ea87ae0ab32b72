"""The kinds of record of this room, as the register knows them."""

from django.utils import timezone

from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.governance import (
    asking,
    beside,
    challenging,
    extract,
    going_over,
    leading,
    means,
    meeting,
    models,
    papers,
    registers,
    seats,
)
from lineofsight.web.records.kinds import Begins, Kept, Kind, Tells

VIEW = Permission.BOARD_VIEW
MINUTES = Kept(None, "", "What the board decided, asked and was told is its public record")
LEADS = Kept(None, "", "Who answered for what is part of the board's record")

KINDS = (
    Kind(
        model=models.Group, title="Group", plural="Groups", prefix="GRP", address="governance:group", needs=VIEW,
        kept=MINUTES, searched=("name", "terms"), more=lambda row: row.get_kind_display(), duties=seats.duties,
        goes_over=going_over.members,
    ),
    Kind(
        model=models.Lead, title="Lead", plural="Leads", prefix="LED", address="governance:lead", needs=VIEW,
        kept=LEADS, searched=("matter", "name"), duties=leading.duties, happenings=leading.happenings,
        bound=leading.bound, goes_over=going_over.leads,
    ),
    Kind(
        model=models.Ask, title="Ask", plural="Assurance sought", prefix="ASK", address="governance:ask", needs=VIEW,
        kept=MINUTES, searched=("title", "words"), more=lambda row: row.of.name, duties=asking.duties,
        asked_of=asking.asked_of, happenings=asking.happenings, bound=asking.bound, dated=lambda row: row.asked_on,
        goes_over=going_over.asks,
        begins=Begins("Seek assurance about this", "governance:add-ask", Permission.BOARD_RECORD),
        joins=("of",),
        tells=Tells.DOING,
    ),
    Kind(
        model=models.Meeting, title="Meeting", plural="Meetings", prefix="MTG", address="governance:meeting", needs=VIEW,
        kept=MINUTES, searched=("group__name",), dated=lambda row: row.on, duties=meeting.duties, gathers=meeting.gathers,
        appointments=meeting.appointments,
        bound=meeting.bound, extract=extract.attendance,
        joins=("group",),
    ),
    Kind(
        model=models.Pack, title="Papers", plural="Papers", prefix="PCK", address="governance:pack", needs=VIEW,
        kept=MINUTES, dated=lambda row: timezone.localdate(row.issued_at), duties=papers.duties,
        happenings=papers.happenings,
    ),
    Kind(
        model=models.Item, title="Item of a meeting", plural="Items of meetings", prefix="ITM", address="governance:item",
        needs=VIEW, kept=MINUTES, searched=("title", "minute"), more=lambda row: f"{row.meeting}",
        dated=lambda row: row.meeting.on,
        joins=("meeting__group",),
        tells=Tells.LOOK,
    ),
    Kind(
        model=models.Decision, title="Decision", plural="Decisions", prefix="DEC", address="governance:decision",
        needs=VIEW, kept=MINUTES, searched=("title", "words"), dated=lambda row: row.meeting.on,
        happenings=meeting.happenings, bound=meeting.decisions_bound,
        joins=("meeting",),
        tells=Tells.JUDGEMENT,
    ),
    Kind(
        model=models.Challenge, title="Challenge", plural="Challenges", prefix="CHA", address="governance:challenge",
        needs=VIEW, kept=MINUTES, searched=("title", "issue"), more=lambda row: row.of.name,
        dated=lambda row: row.raised_on, duties=challenging.duties, asked_of=challenging.asked_of,
        happenings=challenging.happenings, bound=challenging.bound, extract=extract.challenges,
        goes_over=going_over.challenges,
        begins=Begins("Challenge an agency about this", "governance:add-challenge", Permission.BOARD_RECORD),
        joins=("of",),
        tells=Tells.DOING,
    ),
    Kind(
        model=models.Risk, title="Risk", plural="Risks", prefix="RSK", address="governance:risk", needs=VIEW, kept=MINUTES,
        searched=("title", "cause", "effect"), more=lambda row: row.owner, dated=lambda row: row.since,
        duties=registers.risk_duties, happenings=registers.risk_happenings, bound=registers.risks_bound,
        goes_over=going_over.risks,
        begins=Begins("Put it on the risk register", "governance:add-risk", Permission.BOARD_RECORD),
    ),
    Kind(
        model=models.OwedReport, title="Report owed", plural="Reports owed", prefix="REP", address="governance:report",
        needs=VIEW, kept=MINUTES, searched=("period", "of__name"), dated=lambda row: row.received_on,
        duties=registers.owed_duties, asked_of=registers.owed_of, bound=registers.owed_bound,
        goes_over=going_over.reports, more=lambda row: row.told(timezone.localdate())[0],
        joins=("of",),
        tells=Tells.LOOK,
    ),
    Kind(
        model=models.Document, title="Document", plural="Documents", prefix="DOC", address="governance:document",
        needs=VIEW, kept=MINUTES, searched=("title", "about"), more=lambda row: row.edition,
        dated=lambda row: row.since, duties=registers.document_duties, bound=registers.documents_bound,
    ),
    Kind(
        model=models.Money, title="Line of the budget", plural="Lines of the budget", prefix="MON",
        address="governance:money-line", needs=VIEW, kept=MINUTES, searched=("what", "agency__name"),
        more=lambda row: f"{row.get_side_display()}, {row.year}", bound=means.money_bound,
    ),
    Kind(
        model=models.Interface, title="Exchange with another board", plural="Exchanges with other boards", prefix="ITF",
        address="governance:interface", needs=VIEW, kept=MINUTES, searched=("board", "what"),
        named=lambda row: row.what, more=lambda row: row.board, duties=beside.duties,
        happenings=beside.happenings, bound=beside.bound,
    ),
    Kind(
        model=models.Course, title="Course", plural="Courses", prefix="TRN", address="governance:course", needs=VIEW,
        kept=MINUTES, searched=("title",), dated=lambda row: row.on,
    ),
)  # fmt: skip
