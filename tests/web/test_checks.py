"""Sentences of a report against what the applications hold: lists, dates, asks, plans, meetings and papers.

The board is the demonstration's; the checks are those at the end of the domain notes' list of claims.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from lineofsight.claims.check import Checked, check
from lineofsight.claims.evidence import Evidence
from lineofsight.claims.language import read
from lineofsight.claims.ledger import Ledger, read_ledger
from lineofsight.claims.tags import Tag
from lineofsight.web.accounts import demo as everybody
from lineofsight.web.governance import demo as governing
from lineofsight.web.improvement import demo as improving
from lineofsight.web.records import register

TODAY = date(2026, 11, 29)
TAG = re.compile(r"\{(list|count|record|meeting|ask|plan)=([\w-]+)")


class OnlyRecords:
    """A board that has no files, only what it keeps here."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def resolve(self, tag: Tag, area: str | None, on: str | None) -> Evidence:
        return self.ledger.record(tag)

    def places(self) -> Mapping[str, str]:
        return {"severnshire": "799"}


HELD: list[Ledger] = []


@pytest.fixture
def ledger(db) -> Ledger:
    """What the demonstration's board has on record: put together once, and only read."""
    if not HELD:
        everybody.people()
        improving.fill(TODAY)
        governing.fill(TODAY)
        HELD.append(register.ledger())
    return HELD[0]


def judged(ledger: Ledger, sentence: str) -> Checked:
    """The claim of a sentence; its other words are other tests' business."""
    claims = check(read(sentence), OnlyRecords(ledger), area="799")
    return next(one for one in claims if f"[{one.words}]" in sentence)


CASES = [
    # lists: a count is that of its items, and the items are those of the list on its day
    ("verified", "The Board has [seven]{count=priorities at=2017-03-31} priorities."),
    ("contradicted", "The Board has [six]{count=priorities at=2017-03-31} priorities."),
    ("contradicted", "The Board has [seven]{count=priorities at=2017-04-01} priorities."),
    ("verified", "Next year's are [neglect, domestic abuse and exploitation]{list=priorities at=2017-04-01}."),
    ("contradicted", "Next year's are [neglect and thresholds]{list=priorities at=2017-04-01}."),
    ("verified", "The plan has [eight]{count=improvement-workstreams at=2017-03-31} workstreams."),
    ("verified", "The lead changed [three times]{count=lead-changes-exploitation at=2017-03-31}."),
    ("contradicted", "The lead changed [twice]{count=lead-changes-exploitation at=2017-03-31}."),
    ("verified", "Last year's report named [three]{count=risks at=2016-03-31} risks."),
    # dates: those of the meeting log, the inspections and the reports that are owed
    ("verified", "It was agreed [by the Board on 13 September 2017]{meeting=board-september-2017}."),
    ("contradicted", "It was agreed [by the Board on 12 September 2017]{meeting=board-september-2017}."),
    ("verified", "The panel's annual report was [due on 1 December 2017]{record=child-deaths-2016}."),
    ("contradicted", "The panel's annual report was [due on 1 November 2017]{record=child-deaths-2016}."),
    ("verified", "[Children looked after were judged inadequate]{record=inspection-2016}."),
    # asks: given is not accepted, and what is hoped for is none yet
    ("verified", "[Assurance about leads on exploitation has been provided]{ask=exploitation-leads at=2017-03-31}."),
    ("contradicted", "[Assurance has been provided]{ask=threshold-understanding at=2017-12-31}."),
    ("unsupported", "[Assurance on the recovery plan has been provided]{ask=health-plan at=2017-08-31}."),
    ("verified", "Assurance will be [sought about the thresholds]{ask=threshold-understanding at=2017-12-31}."),
    # plans: closed, closed with accepted evidence, impact evidenced, or it says which
    ("unsupported", "The strategy was [fully implemented]{plan=exploitation-2015 at=2017-03-31}."),
    ("contradicted", "The strategy was [fully implemented]{plan=exploitation-2015 at=2016-12-31}."),
    ("verified", "[All 4 actions are closed, 3 of them with accepted evidence]{plan=exploitation-2015 at=2017-03-31}."),
    ("contradicted", "The plan is [fully implemented]{plan=improvement at=2018-03-31}."),
    # priorities: what the board says of one, what was heard of it, what it goes by, what is done about it
    ("verified", "The Board [is not assured about the system]{judgement=priority-front-door at=2017-12-31}."),
    ("contradicted", "The Board [is assured about the system]{judgement=priority-front-door at=2017-12-31}."),
    ("verified", "[Everyone asks about the diagnosis and nobody about home]{record=heard-disabled-children at=2017-03-31}."),
    ("contradicted", "[50 families ask about the diagnosis]{record=heard-disabled-children at=2017-03-31}."),
    ("verified", "It goes by [three]{count=priority-exploitation-2016-measures at=2017-03-31} measures."),
    ("contradicted", "The work is [fully implemented]{plan=priority-front-door at=2018-03-31}."),
    # meetings and papers: one paper in a year is not throughout it
    ("verified", "[Early help was monitored throughout the year]{record=papers-early-help at=2017-03-31}."),
    ("unsupported", "[Learning was monitored throughout the year]{record=papers-learning at=2017-03-31}."),
    ("verified", "The Board was [sighted on learning]{record=papers-learning at=2017-03-31}."),
    ("unsupported", "The Board [received updates on learning]{record=papers-learning at=2017-03-31}."),
    ("verified", "The Board [received updates on improvement]{record=papers-improvement at=2017-07-31}."),
    ("unsupported", "[The front door was reviewed at every meeting]{record=papers-front-door at=2017-03-31}."),
]  # fmt: skip


@pytest.mark.parametrize(("verdict", "sentence"), CASES)
def test_a_sentence_is_held_against_the_board_s_own_records(ledger, verdict, sentence):
    found = judged(ledger, sentence)
    assert str(found.verdict) == verdict, found.reason


@pytest.mark.parametrize(
    "sentence", [sentence for verdict, sentence in CASES if verdict not in ("verified",)]
)
def test_what_is_not_borne_out_says_why(ledger, sentence):
    assert judged(ledger, sentence).reason


def test_fully_implemented_says_which_of_the_three_is_lacking(ledger):
    found = judged(ledger, "The strategy was [fully implemented]{plan=exploitation-2015 at=2017-03-31}.")
    assert "4 of 4 actions are closed, 3 with accepted evidence" in found.reason


def test_one_paper_is_named_with_the_day_it_came(ledger):
    sentence = "[Learning was monitored throughout the year]{record=papers-learning at=2017-03-31}."
    assert "once, on 14 March 2017: that is not throughout the year" in judged(ledger, sentence).reason


def test_a_paper_names_its_meeting_its_item_its_version_and_who_was_in_the_room(ledger):
    tag = Tag("record", "papers-early-help", {"at": "2017-03-31"})
    papers = ledger.record(tag).fields["papers"]
    assert {"on", "meeting", "item", "present"} <= set(papers[0])
    assert any(paper.get("version") == 1 and "Severnshire Police" in paper["present"] for paper in papers)


def test_the_report_of_the_made_up_county_stands_on_the_application_s_records_too(ledger):
    """What its own records.toml has and the application has too is judged alike by both."""
    folder = Path("examples/severnshire-2016-17")
    text = (folder / "report.md").read_text(encoding="utf-8")
    beside = read_ledger(folder)

    class Both(OnlyRecords):
        def resolve(self, tag: Tag, area: str | None, on: str | None) -> Evidence:
            if tag.kind in ("figure", "fact", "said"):
                return Evidence(code=tag.id, title=tag.id, missing="not asked here")
            return super().resolve(tag, area, on)

    asked = {("list" if kind == "count" else kind, name) for kind, name in TAG.findall(text)}
    asked &= set(beside.records) & set(ledger.records)
    assert len(asked) >= 6
    here = replace(beside, records={**beside.records, **{key: ledger.records[key] for key in asked}})
    one, other = (
        {(claim.line, claim.words): str(claim.verdict) for claim in check(read(text), Both(held), area="799")}
        for held in (beside, here)
    )
    assert one == other
