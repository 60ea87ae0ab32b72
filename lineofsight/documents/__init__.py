"""One report, four files that anybody can read: accessible HTML, Word, ODT and tagged PDF/UA-1.

A `Page` holds the report's words as semantic HTML. `prepare` makes one tree of it, with contents, numbers and
annexes; every writer writes that same tree, so that the four say the same.
"""

from lineofsight.documents.page import Page, PageError, Source
from lineofsight.documents.writing import write_all, write_html, write_odt, write_pdf, write_word

__all__ = ["Page", "PageError", "Source", "write_all", "write_html", "write_odt", "write_pdf", "write_word"]
