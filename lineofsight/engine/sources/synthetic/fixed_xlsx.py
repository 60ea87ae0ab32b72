"""Workbooks whose bytes depend on their cells alone: no clock in the archive or the properties."""

import io
import re
import zipfile
from pathlib import Path

import openpyxl

MOMENT = (1980, 1, 1, 0, 0, 0)  # the first that an archive can hold
STAMPED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms)")


def save(workbook: openpyxl.Workbook, path: Path) -> None:
    """Save a workbook so that the same cells give the same bytes."""
    made = io.BytesIO()
    workbook.save(made)
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = STAMPED.sub(rb"\g<1>1980-01-01T00:00:00Z\g<2>", content)
            part = zipfile.ZipInfo(name, MOMENT)
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, content)
