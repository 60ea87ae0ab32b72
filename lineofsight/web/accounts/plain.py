"""What every form has: plain words for what is wrong, and no saving of what a child could be known by."""

import re
from functools import cache
from typing import Any

from django import forms
from django.utils.text import capfirst

from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.noticing import children_named, never_held

NOT_OF_A_CHILD = "no_child_is_named"
NO_CHILD = "No child is named here"
AND_SAY = f"and tick “{NO_CHILD}” at the end of this form if none of these is."
OF_A_PLACE = {"place", "where"}  # where people meet has a postcode
FOR_GOOD = "A board holds nothing by which a child could be known: take it out."
NO_NOUN = {  # a label that begins so is no thing that could be entered
    *(
        "what",
        "who",
        "whose",
        "whom",
        "why",
        "when",
        "how",
        "which",
        "where",
        "because",
        "since",
        "until",
        "such",
    ),
    *("by", "from", "to", "in", "of", "at", "on", "is", "does", "did", "or", "it", "the"),
}
IN_WORDS = {
    forms.DateField: {"required": "Enter a day", "invalid": "Enter a day such as 2/11/2017"},
    forms.DateTimeField: {"required": "Enter a day and a time", "invalid": "Enter a day and a time such as 2/11/2017 14:05"},
    forms.IntegerField: {"required": "Enter a number", "invalid": "Enter a whole number such as 12"},
    forms.DecimalField: {"required": "Enter a number", "invalid": "Enter a number such as 12 or 12.5"},
    forms.EmailField: {"required": "Enter an email address", "invalid": "Enter an email address such as name@example.org"},
    forms.SlugField: {"invalid": "Enter letters, numbers and hyphens only, such as board-september-2017"},
    forms.FileField: {"required": "Choose a file", "empty": "The file is empty. Choose another"},
    forms.BooleanField: {"required": "Tick this to go on"},
}  # fmt: skip
OF_EVERY_KIND = {
    "invalid_choice": "Choose one of those that are offered",
    "unique": "Something else has this already. Enter another",
    "max_length": "Use %(limit_value)d letters or fewer. There are %(show_value)d",
    "min_length": "Use %(limit_value)d letters or more. There are %(show_value)d",
    "max_value": "Enter %(limit_value)s or less",
    "min_value": "Enter %(limit_value)s or more",
    "max_digits": "Enter a smaller number",
    "max_decimal_places": "Use %(max)s figures or fewer after the point",
    "max_whole_digits": "Enter a smaller number",
}


class Plain(forms.BaseForm):
    """For every form, of a model or not. A search is not `saved`, and may hold anything."""

    saved = True
    unchecked: tuple[str, ...] = ()  # fields whose text is looked at in another way
    names_settled: frozenset[str] = frozenset()  # of which somebody said already that they are no child's

    def __init__(self, *args: Any, **options: Any):
        _say_plainly_of(type(self))  # type: ignore[arg-type] # a class has a hash
        super().__init__(*args, **options)

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and self.saved:
            self._look_for_children()

    def _look_for_children(self) -> None:
        """Numbers, days of birth and postcodes are refused; of a name, whoever writes must say that it is no child's."""
        named = self.names_no_child  # once said, it stays to be seen
        for name, text in self._texts():
            if refused := never_held(text, postcodes=name not in OF_A_PLACE):
                self.add_error(name, _refusal(text, refused))
            elif names := children_named(text, _known(text) | self.names_settled):
                named = True
                if not self.names_no_child:
                    self.add_error(name, _warning(names))
        if named:
            self._ask_whose_names()

    @property
    def names_no_child(self) -> bool:
        """Whether whoever writes says that no name in it is a child's."""
        return self.data.get(self.add_prefix(NOT_OF_A_CHILD)) == "on"

    def _ask_whose_names(self) -> None:
        self.fields[NOT_OF_A_CHILD] = forms.BooleanField(label=NO_CHILD, required=False)

    def ask_of_file(self, name: str, words: str) -> None:
        """What a file holds is asked about as what was typed is; browsers want it chosen once more."""
        self.add_error(name, f"{words} Take out what is a child's. Then choose the file again, {AND_SAY}")
        self._ask_whose_names()

    def _texts(self) -> list[tuple[str, str]]:
        """What was typed freely, field by field."""
        typed = getattr(self, "cleaned_data", {})
        return [
            (name, typed[name])
            for name, field in self.fields.items()
            if isinstance(field, forms.CharField) and isinstance(typed.get(name), str) and typed[name]
            if not isinstance(field, forms.EmailField | forms.SlugField)
            if not isinstance(field.widget, forms.PasswordInput) and name not in self.unchecked
        ]


class PlainForm(Plain, forms.Form):
    """A form of no one model."""


class PlainModelForm(Plain, forms.ModelForm):
    """A form of one model."""


def _known(text: str) -> frozenset[str]:
    """Names of agencies and of people who sign in here, which are no child's; asked for only where any name stands."""
    return known_names() if children_named(text) else frozenset()


def known_names() -> frozenset[str]:
    return frozenset(
        {*Agency.objects.values_list("name", flat=True), *Person.objects.values_list("name", flat=True)}
    )


def _refusal(text: str, refused: list[Any]) -> str:
    found = " and ".join(f"{one.what} (“{one.words.strip()}”)" for one in refused)
    names = children_named(text)
    beside = f", and names {' and '.join(f'“{name}”' for name in names)}" if names else ""
    return f"This holds what looks like {found}{beside}. {FOR_GOOD}"


def _warning(names: list[str]) -> str:
    said = " and ".join(f"“{name}”" for name in names)
    return f"{said} stands where a child's name would. Take it out if it is one; if not, say so at the end of this form."


@cache
def _say_plainly_of(form: Any) -> None:
    """Once for all forms of a class: a file of two thousand rows makes a form of each."""
    for name, field in form.base_fields.items():
        say_plainly(name, field)


# --- plain words -----------------------------------------------------------------------------------------------


EXAMPLE = re.compile(r"\bsuch as ([a-z0-9]+(?:-[a-z0-9]+)*)", re.IGNORECASE)


def say_plainly(name: str, field: Any) -> None:
    """Our words in place of Django's, where the form has none of its own; the empty choice says what to do."""
    thing = field.label or capfirst(name.replace("_", " "))
    chosen = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
    ours = OF_EVERY_KIND | {"required": asked_for("Choose" if chosen else "Enter", f"{thing}")}
    for kind in reversed(type(field).__mro__):
        ours |= IN_WORDS.get(kind, {})
    if isinstance(field, forms.SlugField) and (said := EXAMPLE.search(f"{field.help_text}")):
        ours["invalid"] = f"Enter letters, numbers and hyphens only, such as {said[1]}"
    theirs: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        theirs |= getattr(kind, "default_error_messages", {})
    for code, words in ours.items():
        if field.error_messages.get(code) in (None, theirs.get(code)):
            field.error_messages[code] = words
    _name_the_empty_choice(field)


def asked_for(verb: str, label: str) -> str:
    """Enter a title; Choose an agency; and of a label that is itself a question, an answer to it."""
    if label.endswith("?"):
        return f"Answer “{label}”"
    first, _, rest = label.partition(" ")
    if first.lower() in NO_NOUN:
        return f"{verb} something for “{label}”"
    said = label if first.isupper() and len(first) > 1 else f"{first.lower()} {rest}".strip()
    if first.lower() in ("a", "an", "your", "evidence") or (first.endswith("s") and not first.endswith("ss")):
        return f"{verb} {said}"
    return f"{verb} {'an' if said[0] in 'aeioAEIO' or first == 'NHS' else 'a'} {said}"


def _name_the_empty_choice(field: Any) -> None:
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label in ("---------", ""):
            field.empty_label = "Choose" if field.required else "None"
    elif isinstance(field, forms.ChoiceField):
        shown: list[Any] = list(field.choices)  # type: ignore[arg-type]
        if any(label == "---------" for _, label in shown):
            empty = "Choose" if field.required else "None"
            field.choices = [(value, empty if value in ("", None) else label) for value, label in shown]
