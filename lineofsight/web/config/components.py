"""What the page of components shows: a form with a field of every kind, charts, and the middle of a long list."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator

from lineofsight.charts import bars, control, funnel, strip
from lineofsight.charts.funnel import Spot
from lineofsight.charts.series import Chart, Point, Series, Subject
from lineofsight.web.accounts.plain import PlainForm

KINDS = [("a", "A return"), ("b", "Published statistics")]
SHARE = Subject(title="Re-referrals", area="Severnshire", pattern="{:.1f}%", counts=False, ceiling=100)
MONTHS: tuple[float | None, ...] = (
    20, 21, 19, 22, 20, 21, None, 20, 22, 19, 21, 20, 22, 21, 31, 20, 21, 19,  # one not returned, one signal
    14, 13, 15, 14, 13, 14, 15, 14, 13, 14, 15, 13, 14, 15,  # counted otherwise
)  # fmt: skip
SIGNAL, REDEFINED = 15, 19
WRONG: dict[str, Any] = {
    "name": "", "email": "nobody", "role": "x", "why": "y" * 501, "kind": "x", "rooms": ["x"], "since": "32/13/2017",
}  # fmt: skip


class ComponentForm(PlainForm):
    name = forms.CharField(label="Name", help_text="As it stands on their badge.")
    email = forms.EmailField(label="Email address", required=False)
    role = forms.ChoiceField(label="Role", choices=[("analyst", "Performance analyst"), ("chair", "Chair")])
    why = forms.CharField(label="Why?", widget=forms.Textarea, max_length=500, required=False)
    kind = forms.ChoiceField(label="Kind", widget=forms.RadioSelect, choices=KINDS, required=False)
    rooms = forms.MultipleChoiceField(
        label="Which of them?", widget=forms.CheckboxSelectMultiple, choices=KINDS, required=False
    )
    agreed = forms.BooleanField(label="The agency has agreed to it", required=False)
    since = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    password = forms.CharField(label="Password", widget=forms.PasswordInput, required=False)
    file = forms.FileField(label="File", required=False)


def filled() -> ComponentForm:
    said = {
        "name": "Pat Lane", "email": "pat@example.org", "role": "chair", "why": "She asked for it.", "kind": "b",
        "rooms": ["a", "b"], "agreed": True, "since": "2017-11-02",
    }  # fmt: skip
    return ComponentForm(prefix="filled", initial=said)


def wrong(said: Mapping[str, Any]) -> ComponentForm:
    """With something wrong in each of its fields."""
    form = ComponentForm(said or WRONG)
    for field in form.fields.values():
        field.required = True
    form.full_clean()
    return form


def charts() -> list[Chart]:
    """A line with limits, a gap, a signal, a flag and a new definition; areas and groups beside each other."""
    points = [
        Point(f"{2015 + at // 12}-M{at % 12 + 1:02}", value, new_definition=at + 1 == REDEFINED,
              flag="A" if at + 1 == SIGNAL else "")
        for at, value in enumerate(MONTHS)
    ]  # fmt: skip
    areas = [
        Point(name, value) for name, value in (("Avonshire", 18.0), ("Wyeshire", 22.5), ("Temeshire", None))
    ]
    groups = Series("Severnshire", (Point("Girls", 19.0, 16.0, 22.0), Point("Boys", 22.0, 19.0, 25.0)))
    spots = [Spot(f"Area {number}", 10 * number + 40, 60 * number + 200) for number in range(12)]
    return [
        control(SHARE, Series("Severnshire", tuple(points)), better="lower", target=18),
        strip(SHARE, Point("Severnshire", 20.5), areas, period="2016-17", england=21.9),
        bars(SHARE, groups, period="2016-17"),
        funnel(SHARE, Spot("Severnshire", 180, 400), spots, england=20.0, period="2016-17"),
    ]


def second_of_three() -> Page[int]:
    return Paginator(range(3), 1).page(2)
