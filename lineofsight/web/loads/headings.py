"""The form in which somebody says what the headings of a scorecard mean."""

from collections.abc import Sequence
from typing import Any

from django import forms

from lineofsight.engine import periods
from lineofsight.web.accounts.plain import PlainForm
from lineofsight.web.loads.forms import an_area
from lineofsight.web.loads.mapping import TITLES, Row, Times

PARTS = (
    ("value", "the figure itself"), ("numerator", "its numerator"), ("denominator", "its denominator"),
)  # fmt: skip
SHARE_OF_ONE = "percent of one"
UNITS = (
    ("count", "a count"), ("percent", "48 or 48%"), (SHARE_OF_ONE, "0.48, which is 48%"), ("rate", "per 10,000"),
    ("ratio", "a ratio"), ("other", "otherwise"),
)  # fmt: skip
MEASURES = [("", "not read"), *((code, f"{title} ({code})") for code, title in TITLES.items())]


class HeadingsForm(PlainForm):
    """Of each heading the measure, the part of it that stands there, and how its figures are written."""

    sender = forms.CharField(label="Whose figures are these?", max_length=100)
    area = forms.CharField(label="Area", max_length=3, widget=forms.TextInput(attrs={"class": "narrow"}))
    known_on = forms.DateField(
        label="Day on which they were true", widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, rows: Sequence[Row], times: Sequence[Times], **options: Any):
        super().__init__(*args, **options)
        self.rows, self.times = rows, times
        for row in rows:
            one = row.measure
            written = SHARE_OF_ONE if one.times != 1 else one.unit
            self._choose(f"code-{row.name}", f"What “{one.heading}” is", MEASURES, one.code)
            self._choose(f"part-{row.name}", f"What stands under “{one.heading}”", PARTS, one.part)
            self._choose(f"unit-{row.name}", f"How “{one.heading}” is written", UNITS, written)
        for table in times:
            self._write(f"from-{table.name}", f"Where the period of sheet {table.sheet} stands", table.around)
            for name, word, label in table.words:
                self._write(f"period-{name}", f"The period of “{word}”", label)

    def _choose(self, name: str, label: str, choices: Any, initial: str) -> None:
        self.fields[name] = forms.ChoiceField(label=label, choices=choices, initial=initial, required=False)

    def _write(self, name: str, label: str, initial: str) -> None:
        self.fields[name] = forms.CharField(label=label, initial=initial, required=False, max_length=60)

    def clean_area(self) -> str:
        return an_area(self.cleaned_data["area"].strip())

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        taken: dict[tuple[str, str], str] = {}
        for row in self.rows:
            code, part = said.get(f"code-{row.name}", ""), said.get(f"part-{row.name}", "")
            other = taken.setdefault((code, part), row.measure.heading) if code else row.measure.heading
            if other != row.measure.heading:
                self.add_error(
                    f"code-{row.name}", f"“{other}” is that already. Choose another part, or do not read it."
                )
        for table in self.times:
            for name, word, _ in table.words:
                try:
                    if label := said.get(f"period-{name}"):
                        periods.parse(label)
                except periods.PeriodError as error:
                    self.add_error(f"period-{name}", f"“{word}”: {error}")
        if not taken:
            raise forms.ValidationError("Say of at least one heading which measure it is.")
        return said

    @property
    def meant(self) -> dict[str, dict[str, Any]]:
        """By the name of its row, what each heading means."""
        return {row.name: self._of(row.name) for row in self.rows}

    @property
    def when(self) -> dict[str, dict[str, Any]]:
        """By the name of its table, where its periods stand, and the words that mean others than they are read as."""
        return {
            table.name: {
                "period_from": self._said(f"from-{table.name}", table.around),
                "periods": {
                    word: said
                    for name, word, label in table.words
                    if (said := self._said(f"period-{name}", label)) != label
                },
            }
            for table in self.times
        }

    def _said(self, name: str, read: str) -> str:
        """What was written there; as it was read, where nobody was asked."""
        return self.cleaned_data[name] if name in self.data else read

    def _of(self, name: str) -> dict[str, Any]:
        unit = self.cleaned_data[f"unit-{name}"] or "count"
        of_one = unit == SHARE_OF_ONE
        return {
            "code": self.cleaned_data[f"code-{name}"],
            "part": self.cleaned_data[f"part-{name}"] or "value",
            "unit": "percent" if of_one else unit,
            "times": 100 if of_one else 1,
        }
