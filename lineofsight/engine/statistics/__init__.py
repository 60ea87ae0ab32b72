"""What the numbers can bear: intervals, tests of change, control charts, funnels, agreement.

Pure sums on plain numbers. Shares are written 0 to 1 here, never 0 to 100; who shows them multiplies.
"""

from lineofsight.engine.statistics.agreement import (
    Agreement,
    Weights,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    kappa_band,
    percent_agreement,
)
from lineofsight.engine.statistics.change import Change, RateChange, rate_change, two_proportion
from lineofsight.engine.statistics.disparity import Disparity, share_ratio
from lineofsight.engine.statistics.funnel import Funnel, FunnelPoint, funnel, funnel_limits, overdispersion
from lineofsight.engine.statistics.intervals import Interval, poisson, rate_interval, wilson
from lineofsight.engine.statistics.spc import (
    Assurance,
    Chart,
    Icon,
    Limits,
    Point,
    Polarity,
    Rule,
    Standing,
    assurance,
    xmr,
)

__all__ = [
    "Agreement",
    "Assurance",
    "Change",
    "Chart",
    "Disparity",
    "Funnel",
    "FunnelPoint",
    "Icon",
    "Interval",
    "Limits",
    "Point",
    "Polarity",
    "RateChange",
    "Rule",
    "Standing",
    "Weights",
    "assurance",
    "cohen_kappa",
    "fleiss_kappa",
    "funnel",
    "funnel_limits",
    "gwet_ac1",
    "kappa_band",
    "overdispersion",
    "percent_agreement",
    "poisson",
    "rate_change",
    "rate_interval",
    "share_ratio",
    "two_proportion",
    "wilson",
    "xmr",
]
