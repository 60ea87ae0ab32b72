"""Word files as they are opened: headings by their style, merged cells, and nothing of what was struck out."""

import zipfile

import pytest

from lineofsight.engine.sources.intake import SourceError
from lineofsight.engine.sources.opening import Paragraph, Span, WordTable, read_word

W = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
STYLES = (
    "<w:style w:styleId='Titel'><w:name w:val='Title'/></w:style>"
    "<w:style w:styleId='Ueber2'><w:name w:val='heading 2'/></w:style>"
    "<w:style w:styleId='Own'><w:name w:val='Our own'/><w:pPr><w:outlineLvl w:val='0'/></w:pPr></w:style>"
    "<w:style w:styleId='Body'><w:name w:val='Body'/><w:pPr><w:outlineLvl w:val='9'/></w:pPr></w:style>"
    "<w:style w:styleId='Nameless'/>"
)


def word(folder, inside: str, styles: str = STYLES):
    with zipfile.ZipFile(folder / "a.docx", "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {W}>{inside}</w:document>")
        if styles:
            archive.writestr("word/styles.xml", f"<w:styles {W}>{styles}</w:styles>")
    return folder / "a.docx"


def body(inside: str) -> str:
    return f"<w:body>{inside}</w:body>"


def run(text: str, marks: str = "") -> str:
    return f"<w:r><w:rPr>{marks}</w:rPr><w:t>{text}</w:t></w:r>"


def styled(name: str) -> str:
    return f"<w:p><w:pPr><w:pStyle w:val='{name}'/></w:pPr>{run(name)}</w:p>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{run(text)}</w:p></w:tc>"


def test_a_heading_is_known_by_its_style_or_its_outline(tmp_path):
    names = ("Titel", "Ueber2", "Own", "Body", "Nameless")
    found = read_word(word(tmp_path, body("".join(map(styled, names)))))
    assert [(one.text, one.level) for one in found] == list(zip(names, (1, 2, 1, 0, 0), strict=True))


def test_bold_is_bold_from_the_first_word_to_the_last(tmp_path):
    whole, part = f"<w:p>{run('a', '<w:b/>')}</w:p>", f"<w:p>{run('a', '<w:b/>')}{run('b')}</w:p>"
    off = f"<w:p>{run('a', '<w:b w:val=&quot;0&quot;/>').replace('&quot;', chr(34))}</w:p>"
    assert [one.bold for one in read_word(word(tmp_path, body(whole + part + off + "<w:p/>")))] == [
        True,
        False,
        False,
        False,
    ]


def test_what_was_struck_out_is_gone_and_what_was_put_in_is_there(tmp_path):
    text = f"{run('kept ')}<w:del><w:r><w:delText>struck</w:delText></w:r></w:del><w:moveFrom>{run('moved')}</w:moveFrom>"
    inside = body(
        f"<w:p>{text}<w:ins>{run('new')}</w:ins><w:r><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p>"
    )
    assert read_word(word(tmp_path, inside, "")) == [Paragraph(1, "kept new b c")]


def test_a_list_and_a_content_control_are_read(tmp_path):
    item = f"<w:p><w:pPr><w:numPr/></w:pPr>{run('one')}</w:p>"
    found = read_word(word(tmp_path, body(f"<w:sdt><w:sdtContent>{item}</w:sdtContent></w:sdt><w:sdt/>")))
    assert found == [Paragraph(1, "one", listed=True)]


def test_merged_cells_say_over_what_they_stand(tmp_path):
    rows = [
        cell("wide", "<w:gridSpan w:val='2'/>") + cell("c"),
        cell("tall", "<w:vMerge w:val='restart'/>") + cell("b") + cell("c"),
        cell("", "<w:vMerge/>") + cell("b2") + cell("c2"),
    ]
    later = "<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>" + cell("second") + "</w:tr>"
    inside = body(
        f"<w:p>{run('above')}</w:p><w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}{later}</w:tbl>"
    )
    _, table = read_word(word(tmp_path, inside))
    assert table == WordTable(
        [["wide", "", "c"], ["tall", "b", "c"], ["", "b2", "c2"], ["", "second"]],
        [Span(0, 0, 0, 1), Span(1, 0, 2, 0)],
        1,
    )


def test_a_file_without_text_has_none(tmp_path):
    assert read_word(word(tmp_path, "")) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "password-protected or an old Word file"),
        (b"PK\x03\x04 cut", "cut short or damaged"),
        (None, "is no Word file"),
    ],
)
def test_what_is_no_word_file_says_what_to_do(content, said, tmp_path):
    path = tmp_path / "a.docx"
    if content is None:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("xl/workbook.xml", "<workbook/>")
    else:
        path.write_bytes(content)
    with pytest.raises(SourceError, match=said):
        read_word(path)
