"""Forms of imports: the file and what it is; what its columns are, and what holds where a row says nothing."""

import copy
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from lineofsight.web.accounts.models import Agency
from lineofsight.web.accounts.plain import PlainForm
from lineofsight.web.imports import tables, words
from lineofsight.web.imports.kinds import GONE_WITHOUT, TARGETS
from lineofsight.web.imports.models import Import, layout_key
from lineofsight.web.imports.reading import called_otherwise
from lineofsight.web.imports.tables import Table
from lineofsight.web.improvement.models import Plan
from lineofsight.web.loads import uploads

MOST_BYTES = 10 * 1024 * 1024
SAMPLES = 3
MOST_NAMES = 30


def check(file: UploadedFile, known: Sequence[str]) -> UploadedFile:
    """The checks of every upload, and what to do about a Word file of old."""
    if Path(file.name or "").suffix.lower() == ".doc":
        raise forms.ValidationError(f"{tables.old_word(file.name or '')} Then choose the new file here.")
    uploads.check(file, known, most=MOST_BYTES, instead="Remove pictures, and save it again.")
    return file


class FileForm(PlainForm):
    kind = forms.ChoiceField(
        label="What is it?",
        choices=[(one.code, one.title) for one in TARGETS.values()],
        widget=forms.RadioSelect,
    )
    file = forms.FileField(
        label="File",
        help_text="An Excel, OpenDocument or CSV file, or a Word file with tables, in whatever layout it is.",
    )

    def clean_file(self) -> UploadedFile:
        return check(self.cleaned_data["file"], tables.KNOWN)


def layouts(one: Import) -> list[tuple[str, list[Table]]]:
    """Tables of one layout together: they are mapped once."""
    found: dict[str, list[Table]] = {}
    for table in one.contents:
        found.setdefault(layout_key(table), []).append(table)
    return list(found.items())


class ColumnsForm(PlainForm):
    """`of_layouts`: for each layout, its tables and the names of the fields that ask about its columns."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, one: Import, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.one = one
        self.initial.setdefault("version", one.version)
        self.of_layouts = [(found, list(self._columns(key, found))) for key, found in layouts(one)]
        self.of_plan = list(self._plan()) if one.target.of_plan else []
        self.of_rows = list(self._given())
        self.of_names = dict(self._names())
        self._follows()

    def _columns(self, key: str, found: list[Table]) -> Iterator[str]:
        chosen = self.one.columns.get(key, {})
        choices = [("", "Kept, and not read"), *((each.code, each.label) for each in self.one.target.fields)]
        for place, heading in enumerate(found[0].headings):
            seen = [words.text(line.cells[place]) for table in found for line in table.lines if not line.left]
            samples = list(dict.fromkeys(filter(None, seen)))[:SAMPLES]
            shown = "; ".join(each if len(each) < 60 else f"{each[:59]}…" for each in samples)
            name = f"column-{key}-{place}"
            self.fields[name] = forms.ChoiceField(
                label=heading, choices=choices, required=False, initial=chosen.get(f"{place}", ""),
                help_text=f"Such as: {shown}" if shown else "No row says anything here.",
            )  # fmt: skip
            yield name

    def _plan(self) -> Iterator[str]:
        given = self.one.given
        plans = Plan.objects.select_related("agency")
        self.fields["plan"] = forms.ModelChoiceField(
            plans, label="Plan that they belong to", required=False, initial=self.one.plan_id, empty_label="None",
            help_text="" if self.one.kind == "milestones" else "Leave it empty for an action log.",
        )  # fmt: skip
        self.fields["new_plan"] = forms.CharField(
            label="Or a new plan, called", max_length=200, required=False, initial=given.get("new_plan", ""),
            help_text="Its workstreams are made from the column that you choose, or from the headings between the rows.",
        )  # fmt: skip
        self.fields["plan_agency"] = forms.ModelChoiceField(
            Agency.objects.on(timezone.localdate()),
            label="Whose new plan it is",
            required=False,
            empty_label="Choose an agency",
            initial=given.get("plan_agency"),
        )
        self.fields["plan_since"] = forms.DateField(
            label="New plan from", required=False, initial=given.get("plan_since"),
            widget=forms.DateInput(attrs={"type": "date"}),
        )  # fmt: skip
        yield from ("plan", "new_plan", "plan_agency", "plan_since")

    def _given(self) -> Iterator[str]:
        """What a record must say, asked where a row does not say it."""
        form = self.one.target.form()
        for code in self.one.target.needed:
            asked = copy.copy(form.fields[code])
            asked.required, asked.help_text = False, ""
            if isinstance(asked, forms.TypedChoiceField):
                asked.coerce = str
            held = self.one.given.get(code)
            asked.initial = held if held not in (None, "") else self._default(code, asked)
            name = f"given-{code}"
            self.fields[name] = asked
            yield name

    def _default(self, code: str, asked: forms.Field) -> Any:
        if isinstance(asked, forms.DateField):
            return self._earliest() if code in ("agreed_on", "raised_on", "since") else None
        return GONE_WITHOUT if isinstance(asked, forms.CharField) and _takes_any_words(asked) else None

    def _earliest(self) -> date:
        """The first day that any row names, so that no row was agreed after it was due."""
        days = [
            cell
            for table in self.one.contents for line in table.lines if not line.left
            for place, code in self.one.columns_of(table).items()
            if (each := self.one.target.field(code)) and each.say.__name__ == "_day_cell"
            if isinstance(cell := words.day(line.cells[place], last=True).value, date)
        ]  # fmt: skip
        return min([*days, timezone.localdate()])

    def _names(self) -> Iterator[tuple[str, str]]:
        """Agencies that the file calls otherwise than they are known here: who is each?"""
        found = list(called_otherwise(self.one).items())[:MOST_NAMES]
        for number, (key, (said, meant)) in enumerate(found):
            name = f"name-{number}"
            self.fields[name] = forms.ModelChoiceField(
                Agency.objects.on(timezone.localdate()), label=f"Who is “{said[:80]}”?", required=False,
                initial=self.one.names.get(key, meant), empty_label="Nobody known here",
            )  # fmt: skip
            yield name, key

    def _follows(self) -> None:
        before = (
            Import.objects.accepted()
            .filter(kind=self.one.kind)
            .exclude(pk=self.one.pk)
            .defer("tables", "rows")
        )
        field = forms.ModelChoiceField(
            before, label="Is it a newer copy of a file that you brought in before?", required=False,
            initial=self.one.follows_id, empty_label="No, it is another file",
            help_text="Then rows that changed are shown as changes, even where their words did.",
        )  # fmt: skip
        named: Any = field
        named.label_from_instance = lambda row: f"{row.name}, taken in on {row.accepted_at:%-d %B %Y}"
        self.fields["follows"] = field

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        for found, names in self.of_layouts:
            chosen = [code for name in names if (code := f"{said.get(name) or ''}")]
            twice = {code for code in chosen if chosen.count(code) > 1}
            for name in names:
                if said.get(name) in twice:
                    self.add_error(
                        name, "Two columns are this. Choose one of them, and leave the other as it is."
                    )
            of_itself = self.one.target.fill({}, dict.fromkeys(chosen, "said"))
            if self.one.target.name not in {*chosen, *of_itself} and not self._any_title(said):
                label = getattr(self.one.target.field(self.one.target.name), "label", "")
                self.add_error(names[0], f"No column of {found[0].name} is “{label}”. Choose which one is.")
        if said.get("new_plan") and said.get("plan"):
            self.add_error("new_plan", "Choose a plan or give a new one, not both.")
        for name in ("plan_agency", "plan_since"):
            if said.get("new_plan") and not said.get(name):
                self.add_error(name, "A new plan needs this.")
        return said

    def _any_title(self, said: dict[str, Any]) -> bool:
        """One of several layouts may be something else, such as a key to the colours: all of its rows are listed."""
        return any(said.get(name) == self.one.target.name for _, names in self.of_layouts for name in names)

    def changes(self) -> dict[str, Any]:
        """What the import is to say, in the shape in which it keeps it."""
        said = self.cleaned_data
        columns: dict[str, dict[str, str]] = {}
        for (key, _), (_, of_it) in zip(layouts(self.one), self.of_layouts, strict=True):
            columns[key] = {name.rsplit("-", 1)[1]: said[name] for name in of_it if said[name]}
        given = {name.removeprefix("given-"): _kept(said[name]) for name in self.of_rows}
        given |= {name: _kept(said[name]) for name in self.of_plan if name != "plan"}
        names = {key: said[name].pk if said[name] else None for name, key in self.of_names.items()}
        plan = said.get("plan")
        return {
            "columns": columns, "given": {code: value for code, value in given.items() if value not in (None, "")},
            "names": self.one.names | names, "plan": plan, "follows": said["follows"],
        }  # fmt: skip


def _takes_any_words(asked: forms.CharField) -> bool:
    """A year, say, does not."""
    try:
        asked.run_validators(GONE_WITHOUT)
    except forms.ValidationError:
        return False
    return True


def _kept(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return getattr(value, "pk", value)
