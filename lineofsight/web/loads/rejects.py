"""Rows that were rejected, queried or noted, as a file to send back to whoever sent them."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse

from lineofsight.engine.quality import write_faults
from lineofsight.engine.store import Load
from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Person
from lineofsight.web.loads import uploads


def answer(load: Load, *, by: Person) -> HttpResponse:
    """The file; that it was looked at stands on the trail."""
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        path = Path(folder) / "rows.csv"
        write_faults(path, [load])
        content = path.read_bytes()
    trail.looked(
        "loads.rejects", load.id[:60], by=by, why="Downloaded the rows that were rejected or queried"
    )
    sent = HttpResponse(content, content_type="text/csv; charset=utf-8")
    sent["Content-Disposition"] = f'attachment; filename="{uploads.clean_name(load.id)}-rows.csv"'
    return sent
