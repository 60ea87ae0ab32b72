"""What taking a file in would do, row by row: what is new, what changes, what is the same, and why the rest is not taken."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import partial
from typing import Any

from django.forms import ModelChoiceField, model_to_dict

from lineofsight.web.accounts.models import Agency
from lineofsight.web.accounts.plain import NOT_OF_A_CHILD
from lineofsight.web.imports import words
from lineofsight.web.imports.kinds import Field, Values
from lineofsight.web.imports.matching import (
    Earlier,
    earlier,
    is_milestone,
    longest,
    on_record,
    said_of,
    same_of,
    texts_of,
    values_of,
)
from lineofsight.web.imports.models import Import, digest
from lineofsight.web.imports.reading import names_before, who_is_known
from lineofsight.web.imports.tables import Line, Table
from lineofsight.web.imports.words import Known, normal

NEW, CHANGED, SAME, LEFT, WAITING = "new", "changed", "same", "left", "waiting"
OUTCOMES = {
    NEW: "New",
    CHANGED: "Changes what is on record",
    SAME: "On record already, and the same",
    LEFT: "Not taken",
    WAITING: "Still to be taken in",
}


@dataclass
class Row:
    """What becomes of one row of a file. `changes`: what it says, what is on record, what will be."""

    table: int
    line: int
    outcome: str
    name: str
    why: str = ""
    notes: list[str] = field(default_factory=list)
    agency: str = ""  # whom it means, where the file calls them otherwise
    key: int | None = None
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    values: Values = field(default_factory=dict)
    record: Any = None
    made: Values = field(default_factory=dict)  # what the form said, ready to be kept
    together: list[int] = field(default_factory=list)  # agencies that do it besides

    def plain(self) -> dict[str, Any]:
        return {
            name: value
            for name, value in asdict(self).items()
            if name not in ("values", "record", "made", "together")
        }


Read = tuple[Values, list[str], dict[str, str]]  # what a row says, how it was read, what is wrong
AGENCIES = ("agency", "of")  # the fields that name one


class _Judging:
    """How the rows of one file are judged, with all that is asked of the database asked once."""

    def __init__(self, one: Import):
        self.one, self.target = one, one.target
        self.known: Known = who_is_known(words.merged((names_before(), one.names)))
        self.before: Earlier = earlier(one, self.known)
        self.there = on_record(self.target, one)
        keys = self.before.known
        self.records = {record.pk: record for rows in self.there.values() for record in rows}
        self.records |= {
            record.pk: record for record in self.target.model._default_manager.filter(pk__in=keys)
        }
        self.agencies = dict(Agency.objects.values_list("pk", "name"))
        self.chosen: dict[tuple[str, Any], Any] = {}
        self.taken: set[int] = set()
        self.seen: dict[tuple[str, ...], tuple[str, int]] = {}
        self.named: dict[
            tuple[str, ...], str
        ] = {}  # the row that has a name first, where there is one of it at a time
        self.has_marks = any(is_milestone(each.name, line) for each in one.contents for line in each.lines)
        self.streams = {normal(each.title): each for each in one.plan.workstreams.all()} if one.plan else {}

    def rows(self) -> Iterator[Row]:
        prepared: list[tuple[int, Table, dict[int, str], Line, Read]] = []
        for number, table in enumerate(self.one.contents):
            columns = self.one.columns_of(table)
            prepared += [(number, table, columns, line, self._read(columns, line)) for line in table.lines]
        # Words before numbers: a row that moved in a renumbered log is still itself.
        keys = {id(line): self._by_words(values) for *_, line, (values, _, _) in prepared if not line.left}
        for number, table, columns, line, (values, notes, wrong) in prepared:
            yield self._row(number, table.name, columns, line, values, notes, wrong, keys.get(id(line)))

    def _read(self, columns: Mapping[int, str], line: Line) -> Read:
        if line.left:
            return {}, [], {}
        said = said_of(self.target, columns, line, self.known)
        values = values_of(said)
        values |= self.target.fill(values, texts_of(columns, line))
        if self._has_sections and line.section and not values.get("workstream"):
            values["workstream"] = line.section[:200]
        if (
            self.target.code == "actions"
            and said.get("agency", words.Said()).note
            and not values.get("others")
        ):
            values["others"] = words.shortened(texts_of(columns, line)["agency"], 300).value
        notes = [f"{self._label(code)}: {one.note}" for code, one in said.items() if one.note]
        return values, notes, {code: one.wrong for code, one in said.items() if one.wrong}

    @property
    def _has_sections(self) -> bool:
        return bool(self.target.of_plan and (self.one.plan_id or self.one.given.get("new_plan")))

    def _label(self, code: str) -> str:
        one = self.target.field(code)
        return one.label if one else code

    # --- one row ---

    def _by_words(self, values: Values) -> int | None:
        waiting = self.before.by_same.get(same_of(self.target, values), [])
        key = next((each for each in waiting if each in self.records and each not in self.taken), None)
        if key is not None:
            self.taken.add(key)
        return key

    def _match(self, values: Values, key: int | None) -> Any:
        if key is not None:
            return self.records[key]
        by_ref = self.before.by_ref.get(values.get("ref") or "")
        if by_ref is not None and by_ref in self.records and by_ref not in self.taken:
            self.taken.add(by_ref)
            return self.records[by_ref]
        for record in self._alike(values):
            if record.pk not in self.taken:
                self.taken.add(record.pk)
                return record
        return None

    def _alike(self, values: Values) -> list[Any]:
        """Records under the same words, one with the same day first; one that is closed only with the same day."""
        due = values.get("due")
        found = self.there.get(same_of(self.target, values), [])
        closed = [one for one in found if getattr(one, "state", "") == "closed" and due and one.due != due]
        since = values.get("since") if self.target.one_at_a_time else None
        over = [one for one in found if since and one.until and one.until < since]
        rest = [one for one in found if one not in (*closed, *over)]
        return sorted(rest, key=lambda one: (due is not None and getattr(one, "due", due) != due, one.pk))

    def _row(
        self, number: int, sheet: str, columns: Mapping[int, str], line: Line, values: Values, notes: list[str],
        wrong: dict[str, str], key: int | None,
    ) -> Row:  # fmt: skip
        row = Row(
            number,
            line.number,
            LEFT,
            f"{values.get(self.target.name) or longest(line)}"[:200],
            values=values,
        )
        row.notes, row.agency = notes, self._meant(columns, line, values)
        if self.target.code == "actions":
            self._share(row, texts_of(columns, line))
        if why := line.left or self._of_the_other_kind(sheet, line):
            row.why = why
            return row
        if not values.get(self.target.name):
            row.why = f"Nothing stands under “{self._label(self.target.name)}”."
            return row
        again = tuple(
            words.text(cell) for place, cell in enumerate(line.cells) if columns.get(place) != "ref"
        )
        if again in self.seen:
            row.why = f"The same, word for word, as row {self.seen[again][1]} of {self.seen[again][0]}."
            return row
        self.seen[again] = (sheet, line.number)
        row.record = self._match(values, key)
        if self.target.one_at_a_time and (why := self._beside(row, sheet)):
            row.why, row.record = why, None
            return row
        if row.record is None:
            self._begin(row, wrong)
        else:
            row.key = row.record.pk
            row.notes += [f"{self._label(code)}: {said}, left as it is" for code, said in wrong.items()]
            self._compare(row)
        return row

    def _beside(self, row: Row, sheet: str) -> str:
        """Why a row is not taken, where there is one of a name at a time: only a person knows which it is."""
        same = same_of(self.target, row.values)
        if same in self.named:
            return f"{self.named[same]} has the same name. Leave the one in the file that holds."
        self.named[same] = f"Row {row.line} of {sheet}"
        since, record = row.values.get("since"), row.record
        if record and since and record.pk not in self.before.known and record.since != since:
            return (
                f"One of this name is on record from {words.text(record.since)}, and is not over. If this is another, say "
                f"on its page when the first ended, or is to end; if it is the same, let both begin on one day."
            )
        return ""

    def _share(self, row: Row, texts: Mapping[str, str]) -> None:
        """Besides the one that is asked, every agency that the row names reads it."""
        named = self.known.all_agencies(texts.get("agency"), texts.get("others"))
        row.together = [pk for pk in named if pk != row.values.get("agency")]
        if row.together:
            row.notes.append(f"Done together with: {', '.join(self.agencies[pk] for pk in row.together)}")

    def _meant(self, columns: Mapping[int, str], line: Line, values: Values) -> str:
        """Which agency a row is taken to name, where the file calls it otherwise."""
        texts = texts_of(columns, line)
        for code in AGENCIES:
            named = self.agencies.get(values.get(code) or 0, "")
            if named and normal(texts.get(code, "")) != normal(named):
                return f"“{texts.get(code, '')[:80]}” is {named}"
        return ""

    def _of_the_other_kind(self, sheet: str, line: Line) -> str:
        """Of a plan that has both, actions are taken in as the one kind of file and milestones as the other."""
        marked = is_milestone(sheet, line)
        if self.target.code == "actions" and marked:
            return "It is a milestone: bring the file in a second time, as milestones of a plan."
        if self.target.code == "milestones" and self.has_marks and not marked:
            return "It is no milestone: bring the file in a second time, as actions."
        return ""

    def _begin(self, row: Row, wrong: dict[str, str]) -> None:
        """A new record: what the row says, and what somebody said it is where a row does not say."""
        if self.target.code == "milestones" and not (self._has_sections and row.values.get("workstream")):
            which = (
                "workstream: name it in a column, or in a heading above the rows"
                if self._has_sections
                else "plan: choose it"
            )
            row.why = f"It belongs to no {which}."
            return
        given = {
            code: value for code, value in self.one.given.items()
            if code in self.target.form.base_fields and value not in ("", None)
        }  # fmt: skip
        said = self.target.usual | self._for_the_form(row.values)
        lacking = [code for code in self.target.needed if said.get(code) in (None, "")]
        silent = [code for code in lacking if code not in given or (code in AGENCIES and code in wrong)]
        said |= {code: given[code] for code in lacking if code not in silent}
        row.notes += [
            f"{self._label(code)}: {text}"
            for code, text in wrong.items()
            if said.get(code) or code not in lacking
        ]
        row.notes += [
            f"{self._label(code)}: as said for the whole file"
            for code in lacking
            if code in given and code not in wrong
        ]
        if silent:
            row.why = (
                "; ".join(f"{self._label(code)}: {wrong.get(code, 'not said')}" for code in silent) + "."
            )
            return
        self._try(row, said, None, NEW)

    def _compare(self, row: Row) -> None:
        """What the file says newly of a record that is there. An old word of the file never undoes what was changed here."""
        before = self.before.said.get(row.record.pk)
        changed: Values = {}
        for code, value in row.values.items():
            one = self.target.field(code)
            if one is None or one.once:
                continue
            held = one.held(row.record)
            if held == value or (isinstance(value, str) and value.split() == f"{held or ''}".split()):
                continue
            if before is not None and before.get(code) == value:
                row.notes.append(f"{one.label}: changed here since, and kept")
            elif code == "done" and not value:
                row.notes.append(
                    "The file says that it is open. Here it is said to be done: open it again on its page"
                )
            elif code == "workstream" and not self._has_sections:
                continue
            else:
                changed[code] = value
                row.changes.append((one.label, self._shown(one, held), self._shown(one, value)))
        if not changed:
            row.outcome = SAME
            return
        row.values = changed | {code: row.values[code] for code in row.values if self._once(code)}
        said = model_to_dict(row.record, fields=list(self.target.form.base_fields))
        self._try(row, said | self._for_the_form(changed), row.record, CHANGED)

    def _once(self, code: str) -> bool:
        one = self.target.field(code)
        return one is not None and one.once

    def _shown(self, one: Field, value: Any) -> str:
        if value is None:
            return "nothing"
        if one.code in AGENCIES:
            return self.agencies.get(value, "nothing")
        said = one.say(value)
        return f"{said:%-d %B %Y}" if isinstance(said, date) else f"{said}"

    def _for_the_form(self, values: Values) -> Values:
        said: Values = {}
        for code, value in values.items():
            if one := self.target.field(code):
                said |= one.values(value)
            else:
                said[code] = value
        if self.target.of_plan:
            said |= {"plan": self.one.plan_id} if self.one.plan_id else {}
            stream = self.streams.get(normal(f"{values.get('workstream') or ''}"))
            said |= {"workstream": stream.pk} if stream else {}
            person = self.known.person(values.get("owner"))
            said |= {"person": person} if person else {}
        return said

    def _try(self, row: Row, said: Values, record: Any, outcome: str) -> None:
        for first, second in self.target.order:
            one, other = said.get(first), said.get(second)
            if one and other and f"{other}" < f"{one}":
                row.outcome, row.changes = LEFT, []
                later, earlier_one = (f"{words.text(_day(each))}" for each in (one, other))
                row.why = (
                    f"{self._label(second)} ({earlier_one}) is before {self._label(first).lower()} ({later})."
                )
                return
        # Whose the names are was asked when the file was read; days of birth, numbers and postcodes are refused.
        form = self.target.form(said | {NOT_OF_A_CHILD: "on"}, instance=_copy(record))
        self._ask_once(form)
        if "slug" in form.fields and record is None:
            del form.fields["slug"]  # made when it is kept
        if form.is_valid():
            row.outcome, row.made = outcome, form.said()
        else:
            row.outcome, row.changes = LEFT, []
            row.why = " ".join(
                f"{self._label(name)}: {' '.join(map(str, errors))}" for name, errors in form.errors.items()
            )

    def _ask_once(self, form: Any) -> None:
        """An agency or a plan that many rows name is looked for once."""
        for name, asked in form.fields.items():
            if isinstance(asked, ModelChoiceField):
                asked.to_python = partial(self._chosen, name, asked.to_python)  # type: ignore[method-assign]

    def _chosen(self, name: str, look: Callable[[Any], Any], value: Any) -> Any:
        if (name, value) not in self.chosen:
            self.chosen[name, value] = look(value)
        return self.chosen[name, value]


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(f"{value}")


def _copy(record: Any) -> Any:
    return type(record)._default_manager.get(pk=record.pk) if record is not None else None


@dataclass(frozen=True)
class Judged:
    """What would become of every row, in the order of the file.

    `gone`: records that came from the copy before, of which this one has no row. Nothing is done to them.
    """

    rows: list[Row]
    gone: list[Any]


def judge(one: Import) -> Judged:
    plan = _Judging(one)
    rows = list(plan.rows())
    here = {row.key for row in rows}
    gone = [record for key, record in plan.records.items() if key in plan.before.known and key not in here]
    return Judged(rows, gone)


def shown(rows: list[Row]) -> str:
    """What a page showed, so that nothing else is done when it is accepted."""
    return digest([row.plain() for row in rows])


def counted(rows: list[Row]) -> Counter[str]:
    return Counter(row.outcome for row in rows)
