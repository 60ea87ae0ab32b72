"""Digits that state no quantity: ages, references, citations, addresses. Every rule has a name.

What a rule here takes is never held against the data, so each asks for a sure sign in the words beside the digits;
in doubt the digits stay a number or a time, which the checker looks at.
"""

import re

from lineofsight.claims.reading.surface import MARK, pattern, without
from lineofsight.claims.reading.words import ORDINAL, SMALL

# Things that boards count: after a number they make it one.
NOUNS = r"""(?:children|child|people|persons|adults|young|babies|infants|pupils|students|families|parents|carers|girls|
  boys|referrals?|contacts?|cases?|deaths?|reviews?|assessments?|enquiries|plans?|conferences?|meetings?|visits?|
  interviews?|incidents?|episodes?|reports?|audits?|responses?|respondents?|forms?|records?|agencies|partners|members|
  schools|staff|practitioners|workers|professionals|calls|notifications?|allegations?|offences?|arrests?)\b"""
COUNTED = rf"(?:{NOUNS}|(?:missing|looked|open|new|more|fewer)\b)"
_NOT_QUANTITY = (
    rf"(?![\d{MARK}]|[.,/:]\d|\s?(?:%|per\s?cent|percent|million|billion|times\b|per\s\d)|\s(?:{COUNTED}))"
)
_AGE = rf"(?:\d{{1,2}}|{SMALL})"
_YOUNG = rf"(?:1?\d|2[0-5]|{SMALL})\b"
_PEOPLE = r"""(?:children|child|babies|baby|infants|people|persons?|those|girls?|boys?|pupils|adults|mothers|
  parents|siblings|anyone|everyone)"""
_SPAN = r"(?:working\s)?(?:days?|hours?|weeks?|months?)\b"
_REFERENCE = r"\d{1,3}(?:\.\d{1,3})*(?:\([a-z0-9]{1,3}\))*[a-z]?\b"
# "At this stage 36 were open" counts; "stage 2" and "Stage 2" do not.
_BARE = r"(?<!this\s)(?<!that\s)(?<!each\s)(?<!every\s)(?<!which\s)(?<!same\s)"

# In order: a part that one rule takes is gone for the next. Read before times.
FIRST: list[tuple[str, re.Pattern[str]]] = [
    ("a footnote's mark", pattern(r"\[\^?\d{1,2}\]")),
    ("an address", pattern(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+")),
    (
        "a law or guidance",
        re.compile(
            r"\b(?:Acts?|Regulations?|Order|Rules|Together(?: to Safeguard Children)?|Guidance|Safe in Education|of Practice"
            r"|Convention|Directive|Measure|Statute)\b,?\s+\(?(?:19|20)\d\d\b\)?(?![/–-]\d)"
            r"|\bSI\s(?:19|20)\d\d/\d+|\b(?:Cm|Cmnd|Cd)\.?\s\d+|\[(?:19|20)\d\d\]\s(?:\d+\s)?[A-Z]{2,}[A-Za-z]*\s\d+"
        ),
    ),
    (
        "a telephone number",
        pattern(
            r"""(?<![\w,.£])(?<!\d\xa0)(?:\+44[\s-]?(?:\(0\)[\s-]?)?\d{2,4}|\(0\d{2,5}\)|0\d{2,5})
                [\xa0\ -]?\d{3,4}(?:[\xa0\ -]?\d{3,4})?(?![\d,.]*\d)
            | \b(?:tel|telephone|phone|fax|ext|extension)\.?:\s?\+?\d[\d\ ()]*\d
            | \b(?:call|ring|dial|phone)\s(?:101|111|999|112|116\s000)\b"""
        ),
    ),
    (
        "a postcode",
        re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[ABD-HJLNP-UW-Z]{2}\b"),
    ),
    (
        "an age",
        pattern(
            rf"""\b(?:aged?|ages)\s(?:of\s)?(?:between\s|from\s|under\s|over\s|up\sto\s)?{_AGE}\b
                (?:\s?(?:-|–|to|and|or)\s?{_AGE}\b)?\+?(?:\s(?:years?|months?|weeks?)\b)?(?![.,]\d|\s?%)
            | (?<![\d.,]){_AGE}(?:\s?(?:-|–|/|to|and|or)\s?{_AGE})?
                [-\s](?:years?|months?|weeks?|days?)[-\s](?:olds?\b|of\sage)
            | \b(?:under|over)s?-(?:\d{{1,2}}s?\b(?![.,]\d|\s?%)|(?:one|two|three|five)s?\b)
            | \b(?:under|over)\s\d{{1,2}}s\b
            | (?<![\d.,£])\d{{1,2}}[-–]\d{{1,2}}s\b
            | \b{_PEOPLE}\s(?:aged\s)?(?:under|over)\s(?:the\sage\sof\s)?{_YOUNG}(?![.,]\d|\s?%|\s{_SPAN})
            | \A\s*under\s(?:1|18)(?:\syears?)?\s*\Z
            | \bturn(?:s|ed|ing)?\s1[0-9]\b(?![.,]\d|\s?%)
            | (?<![\d.,£])0[-–](?:5|11|15|16|17|18|19|25)\b(?![.,]\d|\s?%|\s{_SPAN})"""
        ),
    ),
    (
        "a reference",
        pattern(
            rf"""\bsections?\s(?:11|17|20|31|38|47|76)\b(?:\s?(?:,|/|and|or|&)\s?(?:17|20|31|38|47)\b)*(?![.,]\d|\s?%)
            | {_BARE}(?:\b(?:paragraph|para|section|page|appendix|annexe?|table|chart|chapter|regulation|article|schedule
                |clause|footnote|recommendation|criterion|version|volume)\.?\s | [¶§\#]\s?){_REFERENCE}{_NOT_QUANTITY}
            | {_BARE}\b(?:level|tier|grade|band|stage|phase|step|priority|objective|outcome|standard|key\sstage|ks)\s
                \d[a-z]?\b{_NOT_QUANTITY}
            | (?-i:\b(?:Figure|Fig\.|Part|Group|Issue|Item|Note|Module|Option|Strand|Workstream|Year|Room|Form|Box)\s)
                \d{{1,2}}[a-z]?\b{_NOT_QUANTITY}
            | \b(?:paragraphs|paras|sections|pages|appendices|annexe?s|tables|charts|chapters|regulations|articles
                |schedules|recommendations|priorities|objectives|(?-i:Figures|Parts|Items|Years)|pp\.|[¶§])\s?
                {_REFERENCE}(?:,\s{_REFERENCE})*\s?(?:-|–|to|and|or|&)\s?{_REFERENCE}{_NOT_QUANTITY}
            | \b(?:levels|tiers|stages|phases|years)\s\d\s?(?:-|–|to|and|or|&)\s?\d\b{_NOT_QUANTITY}
            | \b(?:pp?|ss?|nos?)\.\s?{_REFERENCE}{_NOT_QUANTITY}"""
        ),
    ),
    ("a reference", re.compile(r"\bN[oO]\s\d{1,3}\b(?![.,]\d|%)")),
    ("around the clock", pattern(r"(?<![\d/])24/7(?![\d/])")),
    (
        "a time of day",
        pattern(
            r"""(?<![\d.,])\d{1,2}(?:[:.]\d{2})?(?:\s?[-–]\s?\d{1,2}(?:[:.]\d{2})?)?\s?(?:am|pm)\b
            | (?<=\bat\s)\d{1,2}:\d{2}\b"""
        ),
    ),
]
# Read after times.
LAST: list[tuple[str, re.Pattern[str]]] = [
    ("an ordinal", pattern(rf"(?<![\d.,])\d+(?:,\d{{3}})*(?:st|nd|rd|th)\b | {ORDINAL}")),
    ("a footnote mark", pattern(rf"{MARK}+")),
    (
        "a list marker",
        re.compile(r"(?:\A|\n\s*\n|[.:;]\s*\n)\s*(?:\(1?\d\)|\d{1,2}[.)])(?=\s+[^\W\d])"),
    ),
    (
        "a numbered heading",
        re.compile(
            r"(?<![\d.,])\d+(?:\.\d+){2,}(?![\d%])|\A\s*\d{1,2}\.\d{1,2}(?=\s+(?!Million|Per|Times)[A-Z][a-z]*\s[a-z])"
        ),
    ),
    (
        "a code",
        re.compile(
            r"(?<![\w£])(?!(?:GBP|EUR|USD)\d)(?:[A-Z]{1,6}|ss?|v|pp?)\d{1,6}[A-Za-z]{0,2}\d*(?:\.\d+)*(?!\w|,\d|\s?%)"
            r"|\b(?:COVID|Covid|covid)-19\b"
        ),
    ),
]


def passed(text: str, rules: list[tuple[str, re.Pattern[str]]]) -> tuple[list[tuple[int, int, str]], str]:
    """The parts of a surface text that the rules take, each with the rule's name; and the text without them."""
    taken: list[tuple[int, int, str]] = []
    for why, rule in rules:
        found = [(match.start(), match.end(), why) for match in rule.finditer(text) if match.group()]
        text = without(text, [(start, end) for start, end, _ in found])
        taken += found
    return sorted(taken), text
