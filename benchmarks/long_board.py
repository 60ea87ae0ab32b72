"""`python -m benchmarks.long_board ACTIONS MEETINGS`: fill a demonstration's database with many years of business."""

import os
import sys
from datetime import timedelta

import django

DAY = timedelta(days=1)


def fill(actions: int, meetings: int) -> None:
    from django.core.management import call_command
    from django.db.models import QuerySet
    from django.utils import timezone

    from lineofsight.web.config import demonstration

    call_command("migrate", verbosity=0)
    today = timezone.localdate()
    demonstration.begin(today)

    from lineofsight.web.accounts.models import Agency, Person
    from lineofsight.web.governance.models import Attendance, Decision, Group, Item, Meeting, Paper
    from lineofsight.web.improvement.models import Action, Closure, Plan

    def many(rows):  # what is made up for a benchmark is on no trail
        return QuerySet(type(rows[0])).bulk_create(rows, batch_size=500)

    agencies, plans = list(Agency.objects.all()), list(Plan.objects.all())
    group = Group.objects.get(kind="board")
    members = list(group.members.all())
    who = Person.objects.first()
    held = many(
        [Meeting(group=group, slug=f"held-{n}", on=today - (30 * n + 3) * DAY) for n in range(meetings)]
    )
    items = many([Item(meeting=one, number=n, title=f"Item {n}", topic=("early-help", "front-door", "")[n % 3])
                  for one in held for n in range(1, 9)])  # fmt: skip
    many(
        [
            Paper(item=one, title="The paper", author="The office", came_on=one.meeting.on - 7 * DAY)
            for one in items
        ]
    )
    many([Decision(meeting=one, slug=f"decided-{one.pk}-{n}", title=f"Decided {n}", words="The board agreed.")
          for one in held for n in range(3)])  # fmt: skip
    many([Attendance(meeting=one, member=member, how="present") for one in held for member in members])
    made = []
    for n in range(actions):
        agreed = today - (n % 3000 + 20) * DAY
        state = ("closed", "closed", "closed", "open", "claimed")[n % 5] if n % 3000 > 90 else "open"
        made.append(
            Action(
                title=f"Action {n} of a plan", agency=agencies[n % len(agencies)], owner="Somebody", agreed_on=agreed,
                due=agreed + 60 * DAY, plan=plans[n % len(plans)], state=state,
                closed_on=agreed + 50 * DAY if state == "closed" else None, few=n % 40 == 0,
                impact_due=agreed + 200 * DAY if n % 8 == 0 else None, impact_words="Fewer" if n % 40 == 0 else "",
            )
        )  # fmt: skip
    many(made)
    done = [one for one in made if one.state in ("closed", "claimed")]
    many([Closure(action=one, evidence="A paper", claimed_on=one.agreed_on + 40 * DAY, claimed_by=who,
                  verdict="accepted" if one.closed_on else "", decided_on=one.closed_on) for one in done])  # fmt: skip


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "lineofsight.web.config.settings"
    django.setup()
    fill(int(sys.argv[1]), int(sys.argv[2]))
