"""A county in the making: its children, cases and plans, and what a year of them should come to."""

from collections.abc import Mapping

import numpy as np

from lineofsight.engine.sources.synthetic import chance
from lineofsight.engine.sources.synthetic.days import NEVER, Days, birthday, fifteenth, financial_year
from lineofsight.engine.sources.synthetic.story import Targets, targets
from lineofsight.engine.sources.synthetic.world import Ledger

# How a case goes: no further action, assessed and not in need, closed within months, or open for longer.
NFA, NOT_IN_NEED, SHORT, LONG = range(4)


class County:
    """What the themes of the generator share. Days are numbers; rows refer to one another by row number.

    `begins`..`ends`: the days whose events are kept. The year before `begins` is made too, so that the first
    year starts with open cases, plans and children in care that have a past.
    """

    def __init__(self, area: str, seed: int, first_year: int, last_year: int, children: int | None = None):
        self.area, self.seed = area, seed
        self.targets: Mapping[int, Targets] = targets(children, first_year, last_year)
        self.years = range(
            first_year, last_year + 1
        )  # ending in March, the first being the one before `begins`
        self.dawn = financial_year(first_year)[0]
        self.begins, self.ends = financial_year(first_year)[1] + 1, financial_year(last_year)[1]
        self.children = Ledger(born=int, met=int, died=int, plans=int, alone=bool)
        self.cases = Ledger(
            child=int, referred=int, source="U2", need="U2", kind=np.int8, closed=int, reason="U3",
            assessed_from=int, assessed_to=int, followed=bool, plan_until=int, care_until=int, held_until=int,
            last_enquiry=int,
        )  # fmt: skip
        self.enquiries = Ledger(case=int, start=int, end=int)
        self.conferences = Ledger(case=int, enquiry=int, held=int, transfer=bool, plan=bool)
        self.plans = Ledger(case=int, child=int, start=int, end=int, here=bool)
        self.care = Ledger(case=int, child=int, start=int, end=int, reason="U3", alone=bool)

    def rng(self, theme: str) -> chance.Generator:
        return chance.stream(self.seed, self.area, theme)

    def new_children(self, born: Days, met: Days | int) -> np.ndarray:
        return self.children.add(len(born), born=born, met=met, died=NEVER, plans=0, alone=False)

    def of_age(self, child: np.ndarray) -> Days:
        """The eighteenth birthdays."""
        return birthday(self.children["born"][child], 18)


def born_at(rng: chance.Generator, on: Days, ages: Mapping[tuple[int, int], float]) -> Days:
    """Birth dates of children who on these days are of ages (in months, from and to) in these shares."""
    bands = list(ages)
    band = rng.permutation(np.repeat(np.arange(len(bands)), chance.apportion(len(on), list(ages.values()))))
    low, high = np.array(bands).T
    return fifteenth(on, chance.between(rng, low[band], high[band]))
