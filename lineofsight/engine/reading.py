"""A reading: one figure of one area, period and group, with all that is needed to stand behind it."""

from enum import StrEnum

import pyarrow as pa


class Status(StrEnum):
    VALUE = "value"
    NOT_MEASURED = "not measured"  # no load covers it
    INCOMPLETE = "incomplete"  # covered in part, not seen far enough, or not yet over
    NOT_APPLICABLE = "not applicable"
    SUPPRESSED = "suppressed"  # by us, for an audience
    # The publisher's own markers, never read as zero:
    MARKER_C = "published marker c"  # suppressed by the publisher
    MARKER_X = "published marker x"  # not available
    MARKER_Z = "published marker z"  # not applicable
    MARKER_U = "published marker u"  # low reliability
    MARKER_K = "published marker k"  # rounds to zero, is not zero
    MARKER_LOW = "published marker low"


class Basis(StrEnum):
    COMPUTED = "computed"  # from rows
    PUBLISHED = "published"  # by a department
    RECORDED = "recorded"  # sent as a figure by an agency


# One row a reading. `start` and `end`: the period's first and last day (both the same for a day).
# `by` and `group` are null for the total. `children`: distinct children behind the numerator (behind the
# whole for averages and medians); `children_rest`: behind the rest of a share's denominator. Both are null
# where nobody can know. `value` is in the indicator's unit (percent as 48.3, rates per 10,000).
SCHEMA = pa.schema(
    [
        ("code", pa.string()),
        ("edition", pa.string()),
        ("area", pa.string()),
        ("period", pa.string()),
        ("start", pa.date32()),
        ("end", pa.date32()),
        ("by", pa.string()),
        ("group", pa.string()),
        ("numerator", pa.float64()),
        ("denominator", pa.float64()),
        ("children", pa.int64()),
        ("children_rest", pa.int64()),
        ("value", pa.float64()),
        ("status", pa.string()),
        ("basis", pa.string()),
        ("release", pa.string()),  # of published figures, e.g. "2025"; the sender's name for recorded ones
        ("known_on", pa.date32()),
        ("provisional", pa.bool_()),
        ("load", pa.string()),  # load ids, separated by a space
        ("note", pa.string()),  # what is missing, and what else a reader must know
    ]
)
