"""An ordinary board and its business, so that a test states only what matters to it."""

from datetime import date
from typing import Any

from lineofsight.web.accounts import trail
from lineofsight.web.governance.models import Group, Item, Lead, Meeting, Membership, Seat
from tests.web import make

BEGAN = date(2014, 4, 1)


def _made(model: Any, given: dict, fields: dict) -> Any:
    with trail.acting_from(trail.TERMINAL):
        return trail.create(model, by=None, why="For a test", **given | fields)


def group(**fields) -> Group:
    count = Group.objects.count()
    given = {"name": f"Board {count}", "slug": f"board-{count}", "kind": "board", "since": BEGAN}
    return _made(Group, given, fields)


def item(**fields) -> Item:
    met = _made(
        Meeting, {"group": group(), "slug": f"met-{Meeting.objects.count()}", "on": date(2016, 7, 12)}, {}
    )
    return _made(Item, {"meeting": met, "number": 1, "title": "The front door", "purpose": "discuss"}, fields)


def seat(of: Group, **fields) -> Seat:
    return _made(Seat, {"group": of, "name": "Police", "statutory": True, "since": BEGAN}, fields)


def member(of: Group, **fields) -> Membership:
    agency = fields.pop("agency", None) or make.agency()
    return _made(Membership, {"group": of, "agency": agency, "name": "Pat Lane", "since": BEGAN}, fields)


def lead(**fields) -> Lead:
    agency = fields.pop("agency", None) or make.agency()
    given = {"matter": "Exploitation strategy", "slug": "exploitation", "name": "Pat Lane", "since": BEGAN}
    return _made(Lead, given | {"agency": agency}, fields)
