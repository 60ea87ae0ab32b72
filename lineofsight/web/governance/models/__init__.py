"""What the board keeps of its own business, a file a matter."""

from django.db import models

from lineofsight.web.governance.models.asks import Answer, Ask, Reply
from lineofsight.web.governance.models.beside import Exchange, Interface
from lineofsight.web.governance.models.challenges import Challenge
from lineofsight.web.governance.models.groups import Group, Lead, Membership, Quorum, Renewal, Seat
from lineofsight.web.governance.models.means import Course, Money
from lineofsight.web.governance.models.meetings import Attendance, Decision, Item, Meeting, Paper
from lineofsight.web.governance.models.owed import Document, OwedReport
from lineofsight.web.governance.models.packs import Pack
from lineofsight.web.governance.models.risks import Control, Risk, RiskLook, RiskMeasure

MUTABILITY: dict[type[models.Model], str] = {
    Group: "by the trail",
    Seat: "by the trail",
    Quorum: "never",
    Membership: "by the trail",
    Lead: "by the trail",
    Renewal: "never",
    Ask: "by the trail",
    Reply: "by the trail",
    Answer: "never",
    Meeting: "by the trail",
    Item: "by the trail",
    Paper: "by the trail",
    Attendance: "by the trail",
    Decision: "by the trail",
    Challenge: "by the trail",
    Risk: "by the trail",
    RiskLook: "never",
    Control: "by the trail",
    RiskMeasure: "by the trail",
    OwedReport: "by the trail",
    Document: "by the trail",
    Pack: "never",
    Money: "by the trail",
    Interface: "by the trail",
    Exchange: "never",
    Course: "by the trail",
}

__all__ = [
    "MUTABILITY", "Answer", "Ask", "Attendance", "Challenge", "Control", "Course", "Decision", "Document", "Exchange",
    "Group", "Interface", "Item", "Lead", "Meeting", "Membership", "Money", "OwedReport", "Pack", "Paper", "Quorum",
    "Renewal", "Reply", "Risk", "RiskLook", "RiskMeasure", "Seat",
]  # fmt: skip
