"""What is kept of improvement, a file a matter."""

from django.db import models

from lineofsight.web.improvement.models.actions import Action, Closure, Look, Together
from lineofsight.web.improvement.models.inspections import Finding, Grade, Inspection
from lineofsight.web.improvement.models.plans import FriendQuestion, FriendVisit, Milestone, Plan, Workstream
from lineofsight.web.improvement.models.priorities import Heard, Measure, Priority

MUTABILITY: dict[type[models.Model], str] = {
    Priority: "by the trail",
    Heard: "never",
    Measure: "by the trail",
    Plan: "by the trail",
    Workstream: "by the trail",
    Milestone: "by the trail",
    FriendQuestion: "by the trail",
    FriendVisit: "never",
    Action: "by the trail",
    Together: "by the trail",
    Closure: "by the trail",
    Look: "never",
    Inspection: "by the trail",
    Grade: "never",
    Finding: "by the trail",
}

__all__ = [
    "MUTABILITY",
    "Action",
    "Closure",
    "Finding",
    "FriendQuestion",
    "FriendVisit",
    "Grade",
    "Heard",
    "Inspection",
    "Look",
    "Measure",
    "Milestone",
    "Plan",
    "Priority",
    "Together",
    "Workstream",
]  # fmt: skip
