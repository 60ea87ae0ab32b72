"""The kinds of record of this room, as the register knows them."""

from lineofsight.web.accounts.permissions import Permission
from lineofsight.web.governance import asking, leading, models, seats
from lineofsight.web.records.kinds import Kept, Kind

VIEW = Permission.BOARD_VIEW
MINUTES = Kept(None, "", "What the board decided, asked and was told is its public record")
LEADS = Kept(None, "", "Who answered for what is part of the board's record")

KINDS = (
    Kind(
        model=models.Group, title="Group", plural="Groups", prefix="GRP", address="governance:group", needs=VIEW,
        kept=MINUTES, searched=("name", "terms"), more=lambda row: row.get_kind_display(), duties=seats.duties,
    ),
    Kind(
        model=models.Lead, title="Lead", plural="Leads", prefix="LED", address="governance:lead", needs=VIEW,
        kept=LEADS, searched=("matter", "name"), duties=leading.duties, happenings=leading.happenings,
        bound=leading.bound,
    ),
    Kind(
        model=models.Ask, title="Ask", plural="Assurance sought", prefix="ASK", address="governance:ask", needs=VIEW,
        kept=MINUTES, searched=("title", "words"), more=lambda row: row.of.name, duties=asking.duties,
        asked_of=asking.asked_of, happenings=asking.happenings, bound=asking.bound,
    ),
)  # fmt: skip
