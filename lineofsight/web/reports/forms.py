"""The form with which a report is sent."""

from django import forms
from django.core.files.uploadedfile import UploadedFile

from lineofsight.web.accounts.plain import PlainForm
from lineofsight.web.loads import uploads

ENDINGS = (".docx", ".odt", ".md")


class ReportForm(PlainForm):
    file = forms.FileField(
        label="File",
        help_text="Word (.docx), ODT or Markdown. It is read as text; pictures in it are left out.",
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        uploads.check(file, ENDINGS)
        return file
