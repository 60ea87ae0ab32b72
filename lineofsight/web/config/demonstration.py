"""What a made-up board has decided, so that whoever looks around a demonstration has something to look at."""

from datetime import date
from decimal import Decimal

from lineofsight.web.accounts import demo, trail
from lineofsight.web.accounts.models import Person
from lineofsight.web.governance import demo as governing
from lineofsight.web.improvement import demo as improving
from lineofsight.web.indicators import actions, agreed, questions
from lineofsight.web.indicators.models import Target
from lineofsight.web.loads import own_records
from lineofsight.web.publishing import actions as publishing
from lineofsight.web.returns import demo as returning

AGREED = ("FD07", "FD09", "EH01", "EH04", "CP07", "CP09", "CL01", "LH10", "MI06b", "CA02")
TARGETS = {
    "FD09": ("22", "Agreed at the board in May 2016: no higher than the neighbours"),
    "LH10": ("85", "The health and care trust's own promise in its plan for 2016/17"),
    "MI06b": ("75", "The board of May 2016, after the inspection of return home interviews"),
}
PUBLISHED = ("FD07", "FD09", "EH01", "CP07", "CL01")
COMMENTS = {
    "LH10": "Fewer looked-after children had their review health assessment. The trust says that two nurses left in the "
    "autumn and that both posts are filled now; the board has asked for the figures of each quarter.",
    "MI06b": "Half of the return home interviews that were required took place in time. Where they were late, the child "
    "had most often come back to a placement outside the county.",
}


def begin(today: date) -> None:
    """Add people and what they decided, once: whatever somebody did since stays as it is."""
    demo.people()
    improving.fill(today)
    governing.fill(today)
    returning.fill(today)
    with trail.acting_from(trail.TERMINAL):
        own_records.take_in(today)
    if Target.objects.exists():
        return
    person = {one.role: one for one in Person.objects.filter(email__endswith=demo.ADDRESS)}
    manager, chair, analyst = person["business_manager"], person["independent_chair"], person["analyst"]
    with trail.acting_from(trail.TERMINAL):
        agreed.choose(AGREED, by=chair)
        for code, (value, why) in TARGETS.items():
            applies = date(2016, 4, 1)
            actions.set_target(code, 0, value=Decimal(value), applies_from=applies, why=why, by=manager)
        for code in PUBLISHED:
            publishing.agree(code, 0, by=chair, why="The annual report rests on it")
        for code, text in COMMENTS.items():
            drafted = actions.write_comment(code, "2016-17", 0, text=text, by=analyst)
            if code == "LH10":  # the other waits for somebody to agree it
                actions.agree_comment(drafted, drafted.version, by=manager)
        questions.watch()
