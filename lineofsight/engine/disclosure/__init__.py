"""What may be shown to whom; the only door out to the public.

`suppress` hides what is small, and whatever would give it away through its row, its time, overlapping
times, or what was published before. The result is proved table by table (`witness`): every hidden cell
could have been at least three different numbers, as far as everything published tells. What is not
proved is hidden more deeply.

For the public, the children behind a reading are always left out: a second, unguarded table of small
numbers. Published statistics pass untouched: their publisher has protected them already.
"""

from lineofsight.engine.disclosure.ledger import Published
from lineofsight.engine.disclosure.protecting import suppress
from lineofsight.engine.disclosure.rules import DisclosureError, Rule, Settings, Shape, Why

__all__ = ["DisclosureError", "Published", "Rule", "Settings", "Shape", "Why", "suppress"]
