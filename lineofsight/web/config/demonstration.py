"""What a made-up board has decided, so that whoever looks around a demonstration has something to look at."""

from datetime import date, timedelta
from decimal import Decimal

from lineofsight.web.accounts import demo, trail
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.governance import asking
from lineofsight.web.governance.models import Ask, Group, Lead, Membership, Seat
from lineofsight.web.indicators import actions, agreed, questions

AGREED = ("FD07", "FD09", "EH01", "EH04", "CP07", "CP09", "CL01", "LH10", "MI06b", "CA02")
TARGETS = {
    "FD09": ("22", "Agreed at the board in May 2016: no higher than the neighbours"),
    "LH10": ("85", "The health and care trust's own promise in its plan for 2016/17"),
    "MI06b": ("75", "The board of May 2016, after the inspection of return home interviews"),
}
COMMENTS = {
    "LH10": "Fewer looked-after children had their review health assessment. The trust says that two nurses left in the "
    "autumn and that both posts are filled now; the board has asked for the figures of each quarter.",
    "MI06b": "Half of the return home interviews that were required took place in time. Where they were late, the child "
    "had most often come back to a placement outside the county.",
}
SEATS = {
    "Local authority": demo.COUNCIL,
    "Police": "Severnshire Police",
    "Health commissioners": "Severnshire Clinical Commissioning Groups",
    "Health providers": "Severnshire Health and Care Trust",
    "Schools": "Longmeadow High School",
    "Probation": None,  # a vacancy
}
ASKS = (  # of whom, title, words, form, asked and due in days from today
    ("Severnshire Health and Care Trust", "Review health assessments, by quarter", "How many of the assessments due in each "
     "quarter took place in time, and what is done about those that did not.", "data", -60, -4),
    ("Severnshire Police", "Return home interviews outside the county", "Who holds the interview when a child comes back to "
     "a placement in another county, and how the police are told.", "report", -30, 14),
    ("Longmeadow High School", "Children missing from education", "What the school does on the first day on which a child "
     "who is known to be at risk does not come.", "report", -20, 21),
)  # fmt: skip
SITS = ("board_member", "agency_lead", "school_lead")  # on the board, for their agency
WHY = demo.WHY


def begin(today: date) -> None:
    """Add people and what they decided, once: whatever somebody did since stays as it is."""
    demo.people()
    if Group.objects.exists():
        return
    person = {
        one.role: one for one in Person.objects.filter(email__endswith=demo.ADDRESS).select_related("agency")
    }
    agency = {one.name: one for one in Agency.objects.all()}
    manager, chair, analyst = person["business_manager"], person["independent_chair"], person["analyst"]
    with trail.acting_from(trail.TERMINAL):
        board = _board(agency, list(person.values()), by=manager)
        agreed.choose(AGREED, by=chair)
        for code, (value, why) in TARGETS.items():
            applies = date(2016, 4, 1)
            actions.set_target(code, 0, value=Decimal(value), applies_from=applies, why=why, by=manager)
        for code, text in COMMENTS.items():
            drafted = actions.write_comment(code, "2016-17", 0, text=text, by=analyst)
            if code == "LH10":  # the other waits for somebody to agree it
                actions.agree_comment(drafted, drafted.version, by=manager)
        _asks(agency, board, today, by=manager, reply_by=person["agency_lead"])
        questions.watch()


def _board(agency: dict[str, Agency], people: list[Person], *, by: Person) -> Group:
    since = date(2014, 4, 1)
    board = trail.create(
        Group, by=by, why=WHY, name=demo.BOARD, slug="board", kind=Group.Kind.BOARD, since=since,
        terms="To coordinate what is done to safeguard children in Severnshire, and to make sure that it works.",
    )  # fmt: skip
    for name, of in SEATS.items():
        seat = trail.create(Seat, by=by, why=WHY, group=board, name=name, statutory=True, since=since)
        if of:
            sits = next((one for one in people if one.agency == agency[of] and one.role in SITS), None)
            named = sits.name if sits else f"Head of safeguarding, {of}"
            trail.create(
                Membership,
                by=by,
                why=WHY,
                group=board,
                seat=seat,
                agency=agency[of],
                name=named,
                person=sits,
                since=since,
            )
    chair = next(one for one in people if one.role == "independent_chair")
    trail.create(
        Membership, by=by, why=WHY, group=board, agency=chair.agency, name=chair.name, person=chair, since=since,
        part=Membership.Part.CHAIR,
    )  # fmt: skip
    trail.create(
        Lead, by=by, why=WHY, matter="Children who go missing", slug="missing", group=board, since=since,
        agency=agency["Severnshire Police"], name="Joseph Amis",
    )  # fmt: skip
    return board


def _asks(agency: dict[str, Agency], board: Group, today: date, *, by: Person, reply_by: Person) -> None:
    for number, (of, title, words, form, asked, due) in enumerate(ASKS, 1):
        trail.create(
            Ask, by=by, why=WHY, title=title, slug=f"demo-{number}", words=words, of=agency[of], form=form,
            source="The board's meeting", asked_on=today + timedelta(asked), due=today + timedelta(due),
        )  # fmt: skip
    asking.reply(
        Ask.objects.get(slug="demo-1"), by=reply_by, given_by=reply_by.name, given_on=today - timedelta(2),
        words="Both vacant posts are filled. Assessments that were late are being caught up by the end of the quarter.",
    )  # fmt: skip
