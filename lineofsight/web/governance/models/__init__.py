"""What the board keeps of its own business, a file a matter."""

from django.db import models

from lineofsight.web.governance.models.asks import Answer, Ask, Reply
from lineofsight.web.governance.models.groups import Group, Lead, Membership, Renewal, Seat

MUTABILITY: dict[type[models.Model], str] = {
    Group: "by the trail",
    Seat: "by the trail",
    Membership: "by the trail",
    Lead: "by the trail",
    Renewal: "never",
    Ask: "by the trail",
    Reply: "by the trail",
    Answer: "never",
}

__all__ = ["MUTABILITY", "Answer", "Ask", "Group", "Lead", "Membership", "Renewal", "Reply", "Seat"]
