"""A file that comes with what is written, and the same file given back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from lineofsight.web.accounts.plain import PlainForm
from lineofsight.web.governance import attached


def file_field(label: str) -> forms.FileField:
    return forms.FileField(
        label=label, required=False,
        help_text="PDF, Word, Excel, PowerPoint or OpenDocument. Nothing by which a child could be known.",
    )  # fmt: skip


class WithFile(PlainForm):
    """Checks the file as it comes; it is kept once all else that was written is good."""

    def clean_attached(self) -> Any:
        file = self.cleaned_data["attached"]
        if file:
            attached.check(file)
        return file

    def said(self) -> dict[str, Any]:
        """What was typed, without the version and the file."""
        return {
            name: value for name, value in self.cleaned_data.items() if name not in ("version", "attached")
        }

    def kept(self) -> dict[str, Any]:
        """What its row is to say of the file, now that it is kept; nothing where none came."""
        file = self.cleaned_data["attached"]
        return attached.keep(file) if file else {}


def give(request: HttpRequest, row: Model, name: str, sha256: str, *, back: str) -> HttpResponse:
    """To be kept, never opened in the browser."""
    try:
        answer = HttpResponse(attached.content_of(row, sha256), content_type="application/octet-stream")
    except attached.LostError as error:
        messages.error(request, str(error))
        return redirect(back)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer
