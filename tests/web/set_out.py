"""What an ordinary board set out to change, so that a test states only what matters to it."""

from datetime import date
from typing import Any

from lineofsight.web.accounts import trail
from lineofsight.web.improvement.models import (
    Action,
    Finding,
    Inspection,
    Measure,
    Milestone,
    Plan,
    Priority,
    Workstream,
)
from tests.web import make

AGREED, DUE = date(2017, 2, 14), date(2017, 9, 30)


def _made(model: Any, given: dict, fields: dict) -> Any:
    with trail.acting_from(trail.TERMINAL):
        return trail.create(model, by=None, why="For a test", **given | fields)


def _agency(fields: dict) -> Any:
    return fields.pop("agency", None) or make.agency()


def priority(**fields) -> Priority:
    given = {"title": "Early help", "slug": f"early-help-{Priority.objects.count()}", "question": "Does it last?",
             "outcome": "Families do not come back in crisis.", "origin": "data", "since": date(2016, 4, 1)}  # fmt: skip
    return _made(Priority, given, fields)


def plan(**fields) -> Plan:
    given = {"title": "Improvement plan", "slug": f"plan-{Plan.objects.count()}", "kind": "improvement",
             "agency": _agency(fields), "since": date(2017, 2, 1)}  # fmt: skip
    return _made(Plan, given, fields)


def workstream(of: Plan | None = None, **fields) -> Workstream:
    of = of or plan()
    given = {"plan": of, "number": of.workstreams.count() + 1, "title": "Decisions at the right time"}
    return _made(Workstream, given, fields)


def milestone(of: Workstream, **fields) -> Milestone:
    return _made(Milestone, {"workstream": of, "title": "The new system", "due": DUE}, fields)


def measure(**fields) -> Measure:
    return _made(Measure, {"of": "impact", "edition": "1"}, fields)


def action(**fields) -> Action:
    given = {
        "title": "Fill the posts",
        "agency": _agency(fields),
        "owner": "Director",
        "agreed_on": AGREED,
        "due": DUE,
    }
    return _made(Action, given, fields)


def inspection(**fields) -> Inspection:
    given = {"title": "Inspection", "slug": f"inspection-{Inspection.objects.count()}", "framework": "sif",
             "body": "The inspectorate", "agency": _agency(fields), "began_on": date(2016, 10, 24)}  # fmt: skip
    return _made(Inspection, given, fields)


def finding(**fields) -> Finding:
    of = fields.pop("inspection", None) or inspection()
    given = {"inspection": of, "slug": f"finding-{Finding.objects.count()}", "words": "Triage varied."}
    return _made(Finding, given, fields)
