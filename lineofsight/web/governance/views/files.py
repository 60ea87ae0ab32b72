"""A file that comes with what is written, and the same file given back."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from lineofsight.web.accounts.plain import FOR_GOOD, PlainForm
from lineofsight.web.governance import attached
from lineofsight.web.governance.looking import LOOKED_FOR, Looked, look

MOST_SAID = 5  # of what was found in a file


def file_field(label: str, *, required: bool = False) -> forms.FileField:
    return forms.FileField(
        label=label, required=required,
        help_text=f"PDF, Word, Excel, PowerPoint or OpenDocument, of {attached.MEGABYTES} MB at most. Nothing by which "
        f"a child could be known: it is looked through for {LOOKED_FOR}. A PDF, and a .doc or .ppt, is not: look through it "
        "yourself.",
    )  # fmt: skip


class WithFile(PlainForm):
    """Checks the file as it comes, and looks into it; it is kept once all else that was written is good."""

    looked: Looked | None = None

    def clean_attached(self) -> Any:
        file = self.cleaned_data["attached"]
        if file:
            attached.check(file)
        return file

    def _look_for_children(self) -> None:
        super()._look_for_children()
        file = self.cleaned_data.get("attached")
        if not file:
            return
        self.looked = look(file)
        if self.looked.never:
            words = f"{file.name} holds what looks like {_some(self.looked.never)}. {FOR_GOOD}"
            self.add_error("attached", f"{words} Then choose the file again.")
        elif self.looked.names and not self.names_no_child:
            names = _some([f"“{one}”" for one in self.looked.names])
            self.ask_of_file("attached", f"In {file.name}, {names} stands where a child's name would.")

    def tell(self, request: HttpRequest) -> None:
        """What of the file that is kept was looked at, and what was not."""
        if self.looked:
            name = self.cleaned_data["attached"].name
            if self.looked.why_not:
                said = f"{name} was not looked through: {self.looked.why_not}. Look whether a child could be known by it."
                messages.warning(request, said)
            else:
                found = (
                    "The names that were found are, as you say, no child’s"
                    if self.looked.names
                    else "None was found"
                )
                messages.info(request, f"{name} was looked through for {LOOKED_FOR}. {found}.")

    def said(self) -> dict[str, Any]:
        """What was typed, without the version and the file."""
        return {
            name: value for name, value in self.cleaned_data.items() if name not in ("version", "attached")
        }

    def kept(self) -> dict[str, Any]:
        """What its row is to say of the file, now that it is kept; nothing where none came."""
        file = self.cleaned_data["attached"]
        return attached.keep(file) if file else {}


def _some(found: Sequence[str]) -> str:
    more = f", and {len(found) - MOST_SAID} more" if len(found) > MOST_SAID else ""
    return ", ".join(found[:MOST_SAID]) + more


def give(request: HttpRequest, row: Model, name: str, sha256: str, *, back: str) -> HttpResponse:
    """To be kept, never opened in the browser."""
    try:
        answer = HttpResponse(attached.content_of(row, sha256), content_type="application/octet-stream")
    except attached.LostError as error:
        messages.error(request, str(error))
        return redirect(back)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer
