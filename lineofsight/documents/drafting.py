"""A starting report: the sections that are asked for, the figures that the record bears out, and what is still to write."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from lineofsight.claims.figures import NO_PARTS, Cells, Figures
from lineofsight.claims.gaps import gap
from lineofsight.claims.tags import Tag
from lineofsight.documents import carrying
from lineofsight.documents.paragraphs import Before
from lineofsight.documents.stating import Stated, Stating, in_words
from lineofsight.documents.template import Section, Template, Theme, themes
from lineofsight.engine.breakdowns import GROUPS
from lineofsight.engine.indicators import CATALOGUE
from lineofsight.engine.periods import Kind
from lineofsight.engine.query import Ask, figures
from lineofsight.engine.reading import Status
from lineofsight.engine.store import Workspace
from lineofsight.regimes import Regime

# Headings of parts that share their section with others.
HEADED = {
    "achievements": "What went well, and how we know",
    "challenges": "What does not work yet",
    "said before": "What we said, what happened",
}
MADE_UP = "Made-up data: nobody in it exists."


class AtOnce(Figures):
    """Figures of one area, asked for in one question. What no run and no publication holds is not worked out."""

    def __init__(self, workspace: Workspace, area: str, **options: Any):
        super().__init__(workspace, **options)
        self.prepare((), None, [Ask(codes=list(CATALOGUE), areas=[area])])
        self._held = frozenset(self._asked)

    def _rows(self, cells: Cells, label: str = "") -> list[dict[str, Any]]:
        if cells not in self._held:
            return super()._rows(cells, label)
        return [row for row in self._asked[cells] if not label or row["period"] == label]


@dataclass(frozen=True)
class Drafting:
    """What a draft is made of. `now`: the regime on the day of publication, which decides recipients and titles."""

    template: Template
    regime: Regime
    now: Regime
    stating: Stating
    area_name: str
    workspace: Workspace
    before: Before | None = None
    after: str = ""  # where the last report is, from the new one's folder
    made_up: bool = False
    _explained: list[str] = field(
        default_factory=list
    )  # the first section with figures says how to read them
    _drawn: set[str] = field(default_factory=set)

    @property
    def year(self) -> str:
        return in_words(self.stating.period.label)

    def text(self) -> str:
        """The whole report in Markdown."""
        title = self._front()["title"]
        self._explained.clear()
        self._drawn.clear()
        top = yaml.safe_dump(self._front(), sort_keys=False, allow_unicode=True, width=1000)
        blocks = [f"---\n{top.replace(': null', ':')}---", f"# {title}"]
        if self.made_up:
            blocks.append(f"*{MADE_UP}*")
        if self.template.draft or self.regime.draft:
            blocks.append(
                "*Draft template: what the guidance asks for is to be verified before anybody relies on it.*"
            )
        blocks += self.template.intro
        for section in self.template.sections:
            blocks += [f"## {section.title}", *self._section(section)]
        return "\n\n".join(blocks) + "\n"

    def _front(self) -> dict[str, Any]:
        body = f"{self.area_name} {self.now.words['body']}"
        named = {"board": body} if self.template.kind == "child-version" else {}
        title = self.template.title
        if self.template.title.startswith(self.now.words["body"]):
            title = f"{self.area_name} {title}"
        elif self.now.words["body"] in title:
            title = title.replace(self.now.words["body"], body)
        elif not named:
            title = f"{self.area_name}: {title}"
        front: dict[str, Any] = {
            "title": f"{title} {self.year}",
            "subtitle": MADE_UP if self.made_up else None,
            "board": body,
            "area": self.stating.area,
            "area_name": self.area_name,
            "period": self.stating.period.label,
            "regime": self.regime.key,
            "template": self.template.name,
            "status": "draft; the guidance is to be verified" if self.template.draft else "draft",
            "numbered": self.template.numbered or None,
            "authors": ["to be filled in"],
            "date": None,
            "recipients": [one.body for one in self.now.recipients],
            "presentations": [{body: None} for body in self.now.present_to],
            "contributions": [{partner: "not yet asked"} for partner in self.now.partners],
            "after": (self.after or None) if self._answers else None,
        }
        left_out = [] if self.template.of_partners else ["recipients", "contributions"]
        left_out += ["presentations"] if self.template.kind == "child-version" else []
        return {
            key: value
            for key, value in front.items()
            if (value is not None or key == "date") and key not in left_out
        }

    @property
    def _answers(self) -> bool:
        return any("said before" in section.parts for section in self.template.sections)

    # --- sections ---

    def _section(self, section: Section) -> Iterator[str]:
        yield from section.text
        alone = len(section.themes) + len(section.parts) == 1
        for name in section.themes:
            yield from self._theme(themes()[name], alone=alone)
        for part in section.parts:
            if not alone and part in HEADED:
                yield f"### {HEADED[part]}"
            yield from getattr(self, "_" + part.replace(" ", "_"))()
        for nth, ask in enumerate(section.asks):
            yield gap(ask if nth else f"{ask}. Asked for by: {section.sources}")

    def _theme(self, theme: Theme, *, alone: bool) -> Iterator[str]:
        told = [self.stating.figure(code) for code in theme.codes]
        said = [one for one in told if one.sentence]
        if not alone:
            yield f"### {theme.title}"
        if said:
            if self.template.kind != "child-version" and not self._explained:
                self._explained.append(theme.name)
                yield f"Figures are for {self.year} and the year before it; England stands in brackets where it is known."
            yield "\n".join(f"- {one.sentence}" for one in said)
        if hidden := [one for one in told if one.hidden]:
            said_so = f"Not shown, because the numbers behind it are small: {_titles(hidden)}."
            codes = ", ".join(one.code for one in hidden)
            yield said_so if self.stating.bears_out(said_so) else f"{said_so.partition(':')[0]}: {codes}."
        if self.template.kind != "child-version":
            yield from self._pictures(theme, {one.code: one for one in said})
        yield from self._silent(theme, told)

    def _pictures(self, theme: Theme, said: Mapping[str, Stated]) -> Iterator[str]:
        for code in theme.chart:
            series = said[code].series[-5:] if code in said else ()
            if len(series) > 2 and code not in self._drawn:
                self._drawn.add(code)
                yield f"::: chart {code} from={series[0]} to={series[-1]}\n:::"
        codes = [code for code in theme.table if code in said and self._broken_down(code, theme.by)]
        if codes:
            yield f"::: table {' '.join(codes)} period={self.stating.period.label} by={theme.by}\n:::"

    def _broken_down(self, code: str, by: str) -> bool:
        if by not in CATALOGUE[code].breakdowns or not GROUPS.get(by):
            return False
        audience = getattr(getattr(self.stating.resolver, "figures", None), "audience", None)
        asked = Ask(
            codes=[code], areas=[self.stating.area], by=[by], **({"audience": audience} if audience else {})
        )
        label = self.stating.period.label
        rows = figures(self.workspace, asked).to_pylist()
        return any(row["group"] and row["period"] == label and row["status"] == Status.VALUE for row in rows)

    def _silent(self, theme: Theme, told: Sequence[Stated]) -> Iterator[str]:
        """What belongs here and cannot be said, by the reason: silence is not assurance. What a later section
        asks for again is left to it."""
        names = [name for one in self.template.sections for name in one.themes]
        later = {code for name in names[names.index(theme.name) + 1 :] for code in themes()[name].codes}
        by_reason: dict[tuple[str, str], list[Stated]] = {}
        for one in told:
            if not (one.sentence or one.hidden or one.inapplicable or one.code in later):
                by_reason.setdefault(_reason(one, self.year), []).append(one)
        for (reason, advice), ones in by_reason.items():
            yield gap(f"{reason}: {_titles(ones)}. {advice}")

    # --- parts ---

    def _achievements(self) -> Iterator[str]:
        evidence = gap("what is otherwise for children, bound to a figure or a fact; else write: activity")
        yield (
            "| What was achieved | Evidence of what changed for children, or the word activity |\n|---|---|\n"
            f"| {gap('an achievement on each row')} | {evidence} |"
        )

    def _challenges(self) -> Iterator[str]:
        action = gap("action, who answers for it, and the day")
        yield (
            "| What does not work yet | Its cause | What is being done, by whom and by when |\n|---|---|---|\n"
            f"| {gap('a challenge on each row')} | {gap('why it is so')} | {action} |"
        )

    def _said_before(self) -> Iterator[str]:
        if self.before is None:
            yield gap(
                "no earlier report was given. Give it to the command with --after, or say that this is the first"
            )
        elif not carrying.promises(self.before.document):
            yield f"The last report, {self.before.name}, made no promise and named no risk."
        else:
            yield carrying.table(self.before, self.stating)

    def _recipients(self) -> Iterator[str]:
        lines = [f"- {one.body}{f', {one.by}' if one.by else ''}" for one in self.now.recipients]
        yield "This report is sent to:"
        yield "\n".join(lines) if lines else gap("who is sent this report")

    def _presentations(self) -> Iterator[str]:
        rows = "\n".join(f"| {body} | {gap('the day')} |" for body in self.now.present_to)
        yield f"| Presented to | Day |\n|---|---|\n{rows}"

    def _partners(self) -> Iterator[str]:
        rows = "\n".join(
            f"| {partner} | {gap('what it did')} | {gap('what changed for children, or the word activity')} |"
            for partner in self.now.partners
        )
        yield f"| Partner | What it did | What changed for children |\n|---|---|---|\n{rows}"

    def _priorities(self) -> Iterator[str]:
        board, at = self.regime.words["board"], self.stating.period.end
        if ("list", "priorities") not in self.stating.ledger.records:
            yield gap(
                "the priorities of the year, and why each was chosen; enter them in records.toml as a list named priorities"
            )
            return
        held = self.stating.ledger.record(Tag("count", "priorities", {"at": str(at)}))
        said = f"The {board} had [{len(held.items)}]{{count=priorities at={at}}} priorities:"
        if held.missing or not self.stating.bears_out(said):
            yield gap(
                f"the priorities in records.toml cannot be told: {held.missing or 'count and items differ'}"
            )
            return
        yield said
        binding = f"list=priorities at={at}"
        items = [_bound(item, binding, self.stating) for item in held.items]
        yield "\n".join(f"{nth}. {item}" for nth, item in enumerate(items, 1))

    def _judgements(self) -> Iterator[str]:
        at = self.stating.period.end
        made = []
        for kind, name in self.stating.ledger.records:
            if kind == "judgement":
                held = self.stating.ledger.record(Tag("judgement", name, {"at": str(at)}))
                if held.said and not held.missing:
                    made.append(
                        f"- {_bound(held.said.rstrip('.'), f'judgement={name} at={at}', self.stating)}."
                    )
        if made:
            yield "\n".join(made)


def _bound(words: str, binding: str, stating: Stating) -> str:
    """Words of the record with their tag where the checker lets it stand, else a gap that shows them."""
    said = f"[{carrying.plain(words)}]{{{binding}}}"
    return said if stating.bears_out(said) else gap(f"the checker does not let this stand as it is: {words}")


def _titles(ones: Sequence[Stated]) -> str:
    return "; ".join(f"{_small(CATALOGUE[one.code].title)} ({one.code})" for one in ones)


def _small(title: str) -> str:
    return title if title[1:2].isupper() else title[0].lower() + title[1:]


def _reason(one: Stated, year: str) -> tuple[str, str]:
    """Why it cannot be said, and what to do about it."""
    if one.missing == NO_PARTS:
        return (
            "published as a percentage only",
            "Enter numerator and denominator with their page in facts.toml, or leave it out",
        )
    if one.missing.startswith(str(Status.INCOMPLETE)):
        return f"not complete for {year}", "Wait for the rest, or say that it is too early to tell"
    return (
        f"not in the record for {year}",
        "Load the return, enter the figure with its page in facts.toml, or write that it was not measured",
    )


# --- what stands beside a report ----------------------------------------------------------------------------------


def facts_skeleton(drafting: Drafting) -> str:
    """facts.toml to fill in: one commented table for each figure that belongs in the report and is not in the record."""
    lines = [
        "# Figures that come from a document, not from the record. A count needs its document and page; a share needs",
        "# n and d as well. Take away the # and fill in; then write [48%]{fact=ID} in the report.",
        "",
    ]
    codes = dict.fromkeys(
        code for one in drafting.template.sections for name in one.themes for code in themes()[name].codes
    )
    for code in codes:
        stated = drafting.stating.figure(code)
        if stated.sentence or stated.hidden or stated.inapplicable:
            continue
        indicator, label = CATALOGUE[code], drafting.stating.period.label
        share = Kind.YEAR in indicator.takes and indicator.unit.name == "PERCENT"
        lines += [
            f"# [{code.lower()}-{label}]  # {indicator.title}",
            f'# code = "{code}"',
            "# n =\n# d =" if share else "# value =",
            f'# period = "{label}"',
            '# document = ""\n# page = \n# recorded_by = ""',
            "",
        ]
    return "\n".join(lines)


def records_skeleton(drafting: Drafting) -> str:
    """records.toml to fill in: priorities, judgements, asks."""
    at = drafting.stating.period.end
    return f"""# What the {drafting.regime.words["board"].lower()} decided and holds. Take away the # and fill in.

# [list.priorities]
# at = {at}
# items = ["", ""]

# One table for each area of practice. level: unable to judge, not assured, not yet assured, some assurance, assured.
# [judgement.early-help]
# at = {at}
# level = "not yet assured"
# sentence = ""

# What was asked of a partner. contribution = true where it is a contribution to this report.
# [ask.contribution-police]
# of = "Police"
# contribution = true
# asked =
# due =
# reply = ""
"""
