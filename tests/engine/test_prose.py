"""Every paragraph of a Word, PowerPoint or OpenDocument file is found, wherever it stands."""

import zipfile

import pytest

from lineofsight.engine.sources.intake import SourceError
from lineofsight.engine.sources.opening import read_prose

W, A, T = "xmlns:w='w'", "xmlns:a='a'", "xmlns:t='t' xmlns:o='o'"
RUNS = "<w:r><w:t>Joe Blo</w:t></w:r><w:r><w:t>ggs</w:t><w:tab/><w:t>7</w:t></w:r>"
STRUCK_OUT = "<w:del><w:r><w:delText>Gone</w:delText></w:r></w:del>"
SAID = "<a:p><a:r><a:t>Joe Bloggs 7</a:t></a:r></a:p><a:p>Gone</a:p>"
FILES = {
    "notes.docx": {
        "word/document.xml": f"<w:d {W}><w:p>{RUNS}</w:p></w:d>",
        "word/comments.xml": f"<w:c {W}><w:p>{STRUCK_OUT}</w:p></w:c>",
        "word/styles.xml": f"<w:s {W}><w:p>No words of a person</w:p></w:s>",
    },
    "notes.pptx": {"ppt/notesSlides/notesSlide1.xml": f"<a:n {A}>{SAID}</a:n>"},
    "notes.odt": {
        "content.xml": f"<o:t {T}><t:h>Joe<t:s/>Bloggs<t:tab/>7</t:h><t:p><!-- not this -->Gone</t:p></o:t>"
    },
}


@pytest.mark.parametrize("name", FILES)
def test_each_paragraph_is_found_in_one_piece(name, tmp_path):
    with zipfile.ZipFile(tmp_path / name, "w") as archive:
        for part, text in FILES[name].items():
            archive.writestr(part, text)
    assert read_prose(tmp_path / name) == ["Joe Bloggs 7", "Gone"]


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"PK\x03\x04 cut", "cut short or damaged"), (b"\xd0\xcf\x11\xe0 locked", "password-protected")],
)
def test_what_cannot_be_opened_says_so(content, said, tmp_path):
    (tmp_path / "a.docx").write_bytes(content)
    with pytest.raises(SourceError, match=said):
        read_prose(tmp_path / "a.docx")
