"""XML files: handed over as a stream once it is sure that they declare nothing of their own."""

import re
from pathlib import Path
from typing import BinaryIO

from lineofsight.engine.sources.intake import SourceError
from lineofsight.engine.sources.opening.limits import MAX_FILE, MIB, open_checked, refuse_other_kinds

XML_ENCODINGS = (b"utf-8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1", b"latin-1", b"windows-1252")
DECLARED_ENCODING = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']""")
FORBIDDEN = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)


def open_xml(path: Path) -> BinaryIO:
    """An XML file as a binary stream at its start, having refused any DOCTYPE or ENTITY in it."""
    file = open_checked(path, MAX_FILE)
    try:
        start = file.read(1024)
        refuse_other_kinds(path, start, "XML")
        plain = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
        if not plain.startswith(b"<"):
            raise SourceError(f"{path.name}: is not XML, which begins with <. Export it again.")
        encoding = DECLARED_ENCODING.match(plain)
        if encoding and encoding[1].lower() not in XML_ENCODINGS:
            name = encoding[1].decode("ascii", "replace")
            raise SourceError(f"{path.name}: is in the encoding {name!r}. Export it as UTF-8.")
        file.seek(0)
        tail = b""
        while chunk := file.read(4 * MIB):
            text = tail + chunk
            if any(word in text for word in FORBIDDEN):
                raise SourceError(
                    f"{path.name}: declares a DOCTYPE or ENTITY, which no return needs and which can do "
                    "harm. Export it again without."
                )
            tail = chunk[-32:]
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file
