"""The census in XML (cin_xml.py), as a line of the table."""

from benchmarks import cin_xml
from benchmarks.measuring import Line


def measure(*, quick: bool = False) -> list[Line]:
    runs = 1 if quick else 3
    found = cin_xml.measure(runs=runs)
    return [
        Line(
            "cin_xml",
            f"CIN census XML of {cin_xml.SIZE / 1e6:.0f} MB, {found.children:,} children, read",
            f"{found.seconds:.1f} s, {found.megabytes:.0f} MB",
            f"{cin_xml.SECONDS} s, {cin_xml.MEGABYTES} MB",
            found.within_budget,
            f"median of {runs}; {found.processor_seconds:.1f} s of processor",
        )
    ]
