"""Two agencies, and of one of them a row of every kind: which row an address names, and a word by which any text of such a
row is known again wherever it comes out. Beside them stand rows that others may read, and that name one of those."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Opening, Passkey, Person, Visit
from lineofsight.web.accounts.permissions import Role
from lineofsight.web.api.models import Token
from lineofsight.web.governance import models as board
from lineofsight.web.governance import packing
from lineofsight.web.imports.models import Import, Minutes
from lineofsight.web.improvement import models as improvement
from lineofsight.web.indicators.models import Note, Question
from lineofsight.web.information import models as information
from lineofsight.web.loads.models import Task
from lineofsight.web.publishing.models import Contradiction
from lineofsight.web.records.models import Reference
from lineofsight.web.returns import models as returns
from tests.web import make
from tests.web.toy.models import Promise

MARK = "Quillfeather"  # stands in the words of every planted row
CLOSED = "Hushaby"  # in those of the closed part of a meeting
LOOKED_FOR = "quillfe"  # a search finds it by this, and gives back no more of it than that
DAY = date(2016, 6, 1)

# Which row of the other agency an address names, a line of addresses a row.
NAMED: dict[str, str] = {
    "accounts:change-passkey": "passkey",
    "accounts:sign-out-one": "visit",
    **dict.fromkeys(
        [f"accounts:{name}" for name in ("person", "role", "close", "open", "invite-again", "sign-out-person",
                                         "lost-telephone")], "person"),
    "accounts:change-agency": "agency",
    **dict.fromkeys([f"accounts:{name}" for name in ("opening", "end-opening", "seen-opening")], "opening"),
    "records:agency": "agency",
    "records:merge": "agency",
    "records:withdraw": "reference",
    **dict.fromkeys([f"indicators:{name}" for name in ("question", "settle", "give")], "question"),
    **dict.fromkeys([f"governance:{name}" for name in ("group", "change-group", "add-seat", "set-quorum",
                                                       "add-member")], "group"),
    "governance:end-membership": "membership",
    **dict.fromkeys([f"governance:{name}" for name in ("ask", "reply", "answer")], "ask"),
    "governance:withdraw-reply": "reply",
    "governance:reply-file": "reply",
    "governance:response-file": "challenge",
    "governance:letter": "agency",
    **dict.fromkeys([f"governance:{name}" for name in ("meeting", "change-meeting", "move-meeting", "cancel-meeting",
                                                       "attendance",
                                                       "add-item", "papers")], "meeting"),
    **dict.fromkeys([f"governance:{name}" for name in ("pack", "download-pack")], "pack"),
    **dict.fromkeys(["governance:paper-file", "governance:withdraw-paper"], "paper"),
    **dict.fromkeys([f"governance:{name}" for name in ("item", "change-item", "add-paper", "add-decision")], "item"),
    **dict.fromkeys([f"governance:{name}" for name in ("decision", "change-decision", "supersede")], "decision"),
    **dict.fromkeys([f"governance:{name}" for name in ("challenge", "challenge-letter", "respond",
                                                       "settle-challenge")], "challenge"),
    **dict.fromkeys([f"governance:{name}" for name in ("risk", "change-risk", "look-at-risk", "add-control",
                                                       "measure-risk")], "risk"),
    "governance:change-control": "control",
    "governance:withdraw-risk-measure": "risk_measure",
    **dict.fromkeys([f"governance:{name}" for name in ("report", "change-report", "send-report", "report-file")], "owed"),
    **dict.fromkeys([f"improvement:{name}" for name in ("action", "change-action", "claim", "decide", "look")], "action"),
    **dict.fromkeys([f"improvement:{name}" for name in ("plan", "change-plan", "add-workstream")], "plan"),
    **dict.fromkeys([f"improvement:{name}" for name in ("workstream", "change-workstream", "measure-workstream",
                                                        "add-milestone", "ask-workstream", "visit")], "workstream"),
    "improvement:milestone": "milestone",
    "improvement:change-milestone": "milestone",
    "improvement:answer-friend": "friend_question",
    "improvement:withdraw-measure": "measure",
    **dict.fromkeys([f"returns:{name}" for name in ("people", "stop")], "supply"),
    "returns:ask": "agency",
    **dict.fromkeys([f"returns:{name}" for name in ("return", "move", "send", "came", "check", "query", "answer", "agree",
                                                    "rows")], "return"),
    **dict.fromkeys([f"loads:{name}" for name in ("task", "again", "headings")], "task"),
    "publishing:seen": "contradiction",
    "api:revoke-token": "token",
    **dict.fromkeys([f"information:{name}" for name in ("request", "change-request", "search", "add-figure", "release",
                                                        "close")], "request"),
    "information:item": "found",
    "information:export": "release",
    **dict.fromkeys([f"information:{name}" for name in ("incident", "decide", "told", "close-incident")], "incident"),
    **dict.fromkeys([f"imports:{name}" for name in ("import", "columns", "accept", "set-aside", "not-taken", "export")],
                    "import"),
    "imports:add-minutes": "meeting",
    "imports:minutes": "minutes",
    "toy:promise": "promise",
}  # fmt: skip
# What an address names where that is no agency's own: in the room, or to whoever sees figures, all read it alike.
SHARED: dict[str, tuple[tuple[Any, ...], ...]] = {
    **{f"indicators:{name}": (("CD03",), ("FD09",), ("FD01",)) for name in ("indicator", "breakdowns", "neighbours",
                                                                           "history")},
    **{f"indicators:{name}": (("CD03",),) for name in ("target", "ask", "note")},
    "indicators:export": tuple((code, kind) for code in ("CD03", "FD09", "FD01") for kind in ("csv", "xlsx", "json")),
    **{f"indicators:{name}": (("CD03", "2016-17"), ("FD01", "2016-17")) for name in ("passport", "rows", "comment",
                                                                                    "agree")},
    "publishing:decide": (("CD03",), ("FD09",)),
    **{f"api:{name}": (("CD03",), ("FD09",), ("FD01",)) for name in ("meaning", "readings-of", "published-of")},
    "api:nothing-there": (("nowhere",),),
    **dict.fromkeys(["accounts:link", "accounts:reminder", "records:calendar-feed"], (("no-such-secret",),)),
    **{f"information:{name}": (("retention",),) for name in ("paper", "paper-word")},
    **{f"reports:{name}": ((0,),) for name in ("report", "say", "take-back", "again", "text")},
    **{f"loads:{name}": (("gone",),) for name in ("load", "rejects", "withdraw", "use-again")},
}  # fmt: skip
# The same, of rows: everybody in the room reads them, whichever agency they name.
SHARED_ROWS: dict[str, str] = {
    "indicators:withdraw-note": "note",
    **dict.fromkeys([f"governance:{name}" for name in ("lead", "hand-over", "renew")], "lead"),
    **dict.fromkeys([f"governance:{name}" for name in ("document", "change-document")], "document"),
    **dict.fromkeys([f"governance:{name}" for name in ("money-line", "change-money")], "money"),
    **dict.fromkeys([f"governance:{name}" for name in ("course", "change-course")], "course"),
    **dict.fromkeys([f"governance:{name}" for name in ("interface", "change-interface", "record-exchange")], "interface"),
    **dict.fromkeys([f"improvement:{name}" for name in ("priority", "change-priority", "add-heard", "add-measure")],
                    "priority"),
    **dict.fromkeys([f"improvement:{name}" for name in ("inspection", "change-inspection", "add-grade", "add-finding")],
                    "inspection"),
    **dict.fromkeys([f"improvement:{name}" for name in ("finding", "known")], "finding"),
}  # fmt: skip
OF_ANY_KIND = ("accounts:who-looked", "records:refer")  # the address says which kind
# Rows that all in the room, or our own agency, may read, and that have to do with one of the others.
BESIDE: dict[str, str] = {
    **dict.fromkeys([f"governance:{name}" for name in ("decision", "change-decision", "supersede")], "open_decision"),
    **dict.fromkeys([f"governance:{name}" for name in ("ask", "reply", "answer")], "our_ask"),
    **dict.fromkeys([f"improvement:{name}" for name in ("action", "change-action", "claim", "decide", "look")],
                    "our_action"),
    **dict.fromkeys([f"improvement:{name}" for name in ("plan", "change-plan", "add-workstream")], "our_plan"),
    "records:agency": "ours",
    "governance:letter": "ours",
}  # fmt: skip
# Pages that tell only what they are asked for.
ASKED = {
    "records:search": {"q": LOOKED_FOR},
    "accounts:trail": {"why": LOOKED_FOR},
    "accounts:export-trail": {"why": LOOKED_FOR},
}


def _add(model: Any, **fields: Any) -> Any:
    with trail.acting_from(trail.TERMINAL):
        return trail.create(model, by=None, why=f"{MARK} made it", **fields)


def planted(ours: Any) -> dict[str, Any]:
    """Of agency "Otherham Trust" a row of every kind, by the name that the tables above give it."""
    theirs = make.agency(name="Otherham Trust", since=DAY - timedelta(days=3000))
    lead = make.person(Role.AGENCY_LEAD, agency=theirs, name=f"Quentin {MARK}")
    chair = make.person(Role.INDEPENDENT_CHAIR, agency=theirs, name="Otherham Chair")
    rows = {"agency": theirs, "person": lead, "ours": ours}
    for part in (_of_people, _of_the_board, _of_improvement, _of_returns, _of_the_office, _beside):
        rows |= part(theirs, lead, chair, rows)
    return rows


def _of_people(theirs: Any, lead: Person, chair: Person, rows: Mapping[str, Any]) -> dict[str, Any]:
    now = timezone.now()
    return {
        "passkey": _add(Passkey, user=lead, name=f"{MARK}'s key", digest="0", public="x", added_at=now, added_by=lead),
        "visit": Visit.objects.create(person=lead, session="s" * 32, place="192.0.2.7", browser=f"{MARK} browser"),
        "opening": _add(
            Opening, opens=Opening.Opens.ROWS, reason=f"{MARK} could not wait for it", opened_at=now, opened_by=chair,
            until=now + timedelta(hours=1),
        ),
        "token": _add(
            Token, agency=theirs, name=f"{MARK} system", scopes=["readings"], digest="0" * 64,
            until=timezone.localdate() + timedelta(days=30), made_at=now, made_by=lead,
        ),
        "question": _add(Question, code="FD09", sign="person", title=f"Why, asks {MARK}?", owner=lead),
        "promise": _add(Promise, text=f"{MARK} promised", owner=lead, due=DAY, private=True),
    }  # fmt: skip


def _of_the_board(theirs: Any, lead: Person, chair: Person, rows: Mapping[str, Any]) -> dict[str, Any]:
    """A group in which only the other agency's lead sits, its meeting in closed session, and what the board has of it."""
    group = _add(
        board.Group, name="Their group", slug="theirs", kind="sub_group", terms=f"{MARK} terms", since=DAY
    )
    member = _add(board.Membership, group=group, agency=theirs, name="A member", person=lead, since=DAY)
    meeting = _add(board.Meeting, group=group, slug="theirs-1", on=DAY, place=f"{MARK} Hall")
    item = _add(
        board.Item, meeting=meeting, number=1, title=f"{CLOSED} matter", closed=True, minute=f"{CLOSED} said"
    )
    paper = _add(
        board.Paper, item=item, title=f"{CLOSED} paper", author="Them", came_on=DAY, file="a.pdf", sha256="0" * 64
    )  # fmt: skip
    decision = _add(
        board.Decision,
        meeting=meeting,
        item=item,
        slug="theirs-d",
        title=f"{CLOSED} decided",
        words=f"{CLOSED} decides",
    )
    ask = _add(
        board.Ask, title=f"{MARK} ask", slug="theirs-a", words=f"{MARK} assure us", of=theirs, form="report",
        source="A meeting", asked_on=DAY, due=DAY,
    )  # fmt: skip
    risk = _add(
        board.Risk, title=f"{MARK} risk", slug="theirs-r", cause=MARK, effect=MARK, agency=theirs, owner=MARK,
        inherent_likelihood=4, inherent_impact=4, target_likelihood=2, target_impact=2, since=DAY, review_by=DAY,
    )  # fmt: skip
    return {
        "group": group, "membership": member, "meeting": meeting, "item": item, "pack": packing.issue(meeting, by=chair),
        "decision": decision, "ask": ask, "paper": paper,
        "reply": _add(board.Reply, ask=ask, words=f"{MARK} replies", given_by=MARK, given_on=DAY, recorded_by=lead),
        "challenge": _add(
            board.Challenge, title=f"{MARK} challenge", slug="theirs-c", of=theirs, raised_by=MARK, raised_on=DAY,
            issue=f"{MARK} is late", evidence=MARK, due=DAY,
        ),
        "risk": risk,
        "risk_measure": _add(board.RiskMeasure, risk=risk, code="EH01", edition="1", bound_by=lead),
        "control": _add(board.Control, risk=risk, words=f"{MARK} control", line="first"),
        "owed": _add(
            board.OwedReport, kind="private-fostering", slug="theirs-o", of=theirs, period=f"{MARK} 2016", due=DAY
        ),
        "lead": _add(board.Lead, matter="A strategy", slug="strategy", agency=theirs, name="Their lead", since=DAY),
        "money": _add(board.Money, year="2016-17", side="in", what="A contribution", agency=theirs, planned=10),
        "course": _add(board.Course, title="A course", on=DAY, agency=theirs, attended=9),
        "interface": _add(
            board.Interface, board="the Adults Board", what="The annual report", slug="to-adults", way="give", due=DAY
        ),
        "document": _add(
            board.Document, title="A protocol", slug="theirs-p", kind="protocol", edition="1", since=DAY,
            decision=decision,
        ),
    }  # fmt: skip


def _of_improvement(theirs: Any, lead: Person, chair: Person, rows: Mapping[str, Any]) -> dict[str, Any]:
    plan = _add(
        improvement.Plan,
        title=f"{MARK} plan",
        slug="theirs-i",
        kind="agency",
        agency=theirs,
        shared=False,
        since=DAY,
    )
    stream = _add(improvement.Workstream, plan=plan, number=1, title=f"{MARK} stream", sponsor=MARK)
    priority = _add(
        improvement.Priority, title="A priority", slug="priority", question="Does it?", outcome="Yes", origin="board",
        agency=theirs, since=DAY,
    )  # fmt: skip
    inspection = _add(
        improvement.Inspection, title="An inspection", slug="inspection", framework="jtai", body="Them", agency=theirs,
        began_on=DAY,
    )  # fmt: skip
    return {
        "plan": plan, "workstream": stream, "priority": priority, "inspection": inspection,
        "milestone": _add(improvement.Milestone, workstream=stream, title=f"{MARK} milestone", due=DAY),
        "friend_question": _add(
            improvement.FriendQuestion, workstream=stream, words=f"{MARK} asked", asked_on=DAY, asked_by=chair
        ),
        "measure": _add(
            improvement.Measure, workstream=stream, code="FD09", edition="1", of="doing", bound_by=lead
        ),
        "action": _add(
            improvement.Action, title=f"{MARK} action", agency=theirs, owner=MARK, agreed_on=DAY, due=DAY
        ),
        "finding": _add(improvement.Finding, inspection=inspection, slug="finding", words="A finding"),
    }  # fmt: skip


def _of_returns(theirs: Any, lead: Person, chair: Person, rows: Mapping[str, Any]) -> dict[str, Any]:
    supply = _add(
        returns.Supply, title=f"{MARK} scorecard", agency=theirs, form="scorecard", every="year", days=30, person=lead,
        since=date(2016, 4, 1), until=date(2017, 3, 31), codes=["FD07"],
    )  # fmt: skip
    one = _add(
        returns.Return, supply=supply, period="2016-17", start=supply.since, end=supply.until, due=date(2017, 4, 30),
        state="queried",
    )  # fmt: skip
    _add(returns.Step, of=one, what="queried", words=f"{MARK} query", taken_by=chair)
    task = Task.objects.create(
        kind="load", state="failed", given={"name": f"{MARK}.xlsx"}, asked_by=lead, said=MARK
    )
    return {"supply": supply, "return": one, "task": task}


def _of_the_office(theirs: Any, lead: Person, chair: Person, rows: Mapping[str, Any]) -> dict[str, Any]:
    """What the board's office keeps to itself, and references."""
    request = _add(
        information.Request, kind="foi", title=f"{MARK} request", words=MARK, letter="FOI 1", received_on=DAY,
        recorded_by=chair,
    )  # fmt: skip
    return {
        "request": request,
        "found": _add(
            information.Item, request=request, source_kind="toy", source_key="1", title=f"{MARK} item", text=MARK,
            found_by=chair,
        ),
        "release": _add(
            information.Release, request=request, text=f"{MARK} released", digest="0" * 64, kept=1, withheld=0,
            released_by=chair,
        ),
        "incident": _add(
            information.Incident, title=f"{MARK} incident", words=MARK, whose="One family", aware=timezone.now(),
            recorded_by=chair,
        ),
        "contradiction": _add(
            Contradiction, edition="report-1", code="FD09", line=3, sentence=f"{MARK} sentence", then="a", now="b",
            noticed_on=timezone.localdate(),
        ),
        "import": _add(
            Import, kind="actions", name=f"{MARK} log.xlsx", sha256="0" * 64, read_by=chair, accepted_at=timezone.now(),
            accepted_by=chair, rows=[{"table": 0, "line": 2, "name": MARK, "outcome": "left", "why": MARK, "key": None,
                                      "notes": [], "changes": []}],
            tables=[{"name": MARK, "headings": [MARK], "lines": [[2, [MARK], "", ""]]}],
        ),
        "minutes": _add(
            Minutes, meeting=rows["meeting"], name=f"{MARK} minutes.docx", sha256="0" * 64, read_by=chair,
            picked=[{"kind": "left", "where": "paragraph 1", "words": MARK, "item": "", "owner": "", "due": "", "how": "",
                     "why": MARK}],
        ),
        "note": _add(Note, code="FD09", on=DAY, what="event", text="Something happened", written_by=chair),
        "reference": _add(
            Reference, source_kind="governance.ask", source_key=str(rows["ask"].pk), meaning="about",
            target_kind="improvement.plan", target_key=str(rows["plan"].pk), note=f"{MARK} note", made_by=chair,
        ),
    }  # fmt: skip


def _beside(theirs: Any, lead: Person, chair: Person, rows: Mapping[str, Any]) -> dict[str, Any]:
    whole = _add(board.Group, name="The board", slug="board", kind="board", since=DAY)
    meeting = _add(board.Meeting, group=whole, slug="board-1", on=DAY)
    ask = _add(
        board.Ask, title="Our ask", slug="ours-a", words="Assure us", of=rows["ours"], form="report",
        source="A meeting", asked_on=DAY, due=DAY,
    )  # fmt: skip
    action = _add(
        improvement.Action, title="Our action", agency=rows["ours"], owner="We", agreed_on=DAY, due=DAY,
        plan=rows["plan"], workstream=rows["workstream"],
    )  # fmt: skip
    for one in (("governance.ask", ask), ("improvement.action", action)):
        _add(
            Reference, source_kind=one[0], source_key=str(one[1].pk), meaning="comes_from",
            target_kind="governance.challenge", target_key=str(rows["challenge"].pk), note=f"{MARK} note", made_by=chair,
        )  # fmt: skip
    return {
        "our_ask": ask, "our_action": action,
        "open_decision": _add(
            board.Decision, meeting=meeting, slug="open-d", title="In the open", words="Open",
            superseded_by=rows["decision"],
        ),
        "our_plan": _add(
            improvement.Plan, title="Our plan", slug="ours-i", kind="agency", agency=rows["ours"], since=DAY,
            replaces=rows["plan"],
        ),
    }  # fmt: skip


def addresses_of(name: str, rows: Mapping[str, Any]) -> tuple[tuple[Any, ...], ...]:
    """What stands in an address, once or in several ways: the other agency's row where it names one."""
    if name in OF_ANY_KIND:
        return (("accounts.person", rows["person"].pk), ("governance.ask", rows["ask"].pk))
    if name == "indicators:withdraw-note":
        return (("FD09", rows["note"].pk),)
    if name == "governance:download-pack":
        return tuple((rows["pack"].pk, ending) for ending in ("html", "docx"))
    named = [NAMED.get(name), SHARED_ROWS.get(name), BESIDE.get(name)]
    return tuple((rows[one].pk,) for one in named if one) or SHARED.get(name, ((),))
