"""A reading's picture and its table, together: plain values in, SVG, alternative text and table out.

Every chart is drawn twice, for a page and for a narrow screen; says its message in a sentence; shows a gap as
a gap with the reason for it; and does not rest on colour: lines differ in dash and mark and are named beside it.
"""

from lineofsight.charts.bars import bars
from lineofsight.charts.control import control
from lineofsight.charts.funnel import funnel
from lineofsight.charts.series import Chart, Point, Series, Subject
from lineofsight.charts.strip import strip
from lineofsight.charts.trend import trend

__all__ = ["Chart", "Point", "Series", "Subject", "bars", "control", "funnel", "strip", "trend"]
