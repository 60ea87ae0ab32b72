"""The four files: each readable by everybody, the same words in all, the same bytes again."""

import ctypes
import re
import zipfile
from html import escape

import docx
import page as page_validation
import pypdfium2
import pytest
from docx.oxml.ns import qn
from lxml import etree, html

from lineofsight.documents import PageError, write_all, write_html, write_odt, write_pdf, write_word
from lineofsight.documents.body import prepare
from tests.documents.axe import axe
from tests.documents.sample import sample

NUMBERED = {
    "numbered": True,
    "cover": False,
    "contents": False,
    "banner": "",
    "title": "Cabinet report",
    "annex": (),
}


def pdf_words(path):
    with pypdfium2.PdfDocument(path) as document:
        return [one.get_textpage().get_text_bounded() for one in document]


def alternatives(path):
    """The words of every picture of the report."""
    return [one.get("aria-label") for one in html.parse(path).iter("svg") if "narrow" not in one.classes]


def odt_part(path, name="content.xml"):
    with zipfile.ZipFile(path) as archive:
        return etree.fromstring(archive.read(name))


# The PDF


@pytest.mark.parametrize("changes", [{}, NUMBERED], ids=["annual", "cabinet"])
def test_the_pdf_keeps_pdf_ua_1(tmp_path, changes):
    path = write_pdf(sample(**changes), tmp_path / "report.pdf")
    report = page_validation.validate_pdf(str(path), profile=page_validation.ValidationProfile.PDF_UA_1)
    assert [failure.message for failure in report.failures] == []
    assert report.is_compliant
    assert report.rules.total > 90


def test_what_no_font_has_is_named_in_the_pdf_and_stays_in_the_web_page(tmp_path):
    words = "<p>Well done 😀❤️ বাংলা العربية 中文 ✓ → ≥ ½ cafe\u0301 \uf0b7 a\u200bb</p>"
    page = sample(body=words, title="Thanks 😀", annex=())
    shown = " ".join("".join(pdf_words(write_pdf(page, tmp_path / "r.pdf"))).split())
    assert "Well done [grinning face]" in shown
    assert "[bengali letter ba]" in shown
    assert "✓ → ≥ ½" in shown
    assert "Thanks [grinning face]" in shown
    assert "[U+F0B7]".lower() in shown
    assert "😀" in write_html(page, tmp_path / "r.html").read_text()


def test_the_pdf_is_a4_and_numbers_its_pages(written):
    with pypdfium2.PdfDocument(written["pdf"]) as document:
        assert {tuple(round(side) for side in one.get_size()) for one in document} == {(595, 842)}
    pages = pdf_words(written["pdf"])
    assert f"Page 2 of {len(pages)}" in pages[1]
    assert "Page 1 of" not in pages[0]
    assert all("Made up: Severnshire is no real place" in words for words in pages)


def test_a_long_table_of_the_pdf_repeats_its_head(written):
    pages = [words for words in pdf_words(written["pdf"]) if "Seen alone" in words]
    assert len(pages) > 1
    assert "Month 60" in pages[-1]


def test_every_picture_of_the_pdf_has_its_words(written):
    spoken = set()
    with pypdfium2.PdfDocument(written["pdf"]) as document:
        for page in document:
            tree = pypdfium2.raw.FPDF_StructTree_GetForPage(page)
            for at in range(pypdfium2.raw.FPDF_StructTree_CountChildren(tree)):
                spoken |= set(spoken_of(pypdfium2.raw.FPDF_StructTree_GetChildAtIndex(tree, at)))
            pypdfium2.raw.FPDF_StructTree_Close(tree)
    assert spoken >= set(alternatives(written["html"]))


def spoken_of(element):
    """The alternative text of an element of a PDF's structure and of all inside it."""
    raw = pypdfium2.raw
    if not element:
        return
    if size := raw.FPDF_StructElement_GetAltText(element, None, 0):
        held = ctypes.create_string_buffer(size)
        raw.FPDF_StructElement_GetAltText(element, held, size)
        yield held.raw.decode("utf-16-le").rstrip("\0")
    for at in range(raw.FPDF_StructElement_CountChildren(element)):
        yield from spoken_of(raw.FPDF_StructElement_GetChildAtIndex(element, at))


# Word


def test_word_opens_with_real_headings(written):
    document = docx.Document(written["docx"])
    heads = [
        (p.style.name.lower(), p.text)
        for p in document.paragraphs
        if p.style.name.lower().startswith("heading")
    ]
    assert heads[:3] == [
        ("heading 1", "Foreword by the independent chair"), ("heading 1", "How children came to notice"),
        ("heading 2", "Referrals"),
    ]  # fmt: skip
    assert (
        "heading 3",
        "Month by month",
    ) in heads  # closed up: it was written as a fourth level under a second
    assert document.core_properties.title == "Annual report 2016/17"
    assert document.core_properties.language == "en-GB"


def test_every_picture_in_word_has_its_words_and_the_width_of_the_text(written):
    pictures = list(docx.Document(written["docx"]).element.body.iter(qn("wp:docPr")))
    assert [one.get("descr") for one in pictures] == alternatives(written["html"])
    extents = docx.Document(written["docx"]).element.body.iter(qn("wp:extent"))
    assert {int(one.get("cx")) for one in extents} == {5_976_000}


def test_every_table_in_word_repeats_its_head_and_splits_no_row(written):
    tables = docx.Document(written["docx"]).tables
    assert len(tables) == 9
    for table in tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_word_has_contents_and_numbered_a4_pages(written):
    document = docx.Document(written["docx"])
    markup = etree.tostring(document.element.body).decode()
    assert 'TOC \\o "1-2"' in markup
    assert markup.count('<w:pStyle w:val="TOC1"/>') == 6
    section = document.sections[0]
    assert (section.page_width.mm, section.page_height.mm) == (
        pytest.approx(210, abs=0.1),
        pytest.approx(297, abs=0.1),
    )
    footer = etree.tostring(section.footer._element).decode()
    assert " PAGE " in footer
    assert " NUMPAGES " in footer
    assert "Severnshire Safeguarding Children Board" in section.header._element.xpath("string()")
    assert "Made up" in section.first_page_header._element.xpath("string()")


def test_links_inside_word_lead_somewhere(written):
    body = docx.Document(written["docx"]).element.body
    marks = {one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))}
    assert {one.get(qn("w:anchor")) for one in body.iter(qn("w:hyperlink"))} - marks == set()


# ODT


def test_odt_keeps_the_words_of_every_picture(written):
    found = odt_part(written["odt"]).iter("{*}desc")
    assert [one.text for one in found] == alternatives(written["html"])


def test_odt_has_headings_contents_and_heads_that_repeat(written):
    content = odt_part(written["odt"])
    heads = [
        (one.get(f"{{{one.nsmap['text']}}}outline-level"), "".join(one.itertext()))
        for one in content.iter("{*}h")
    ]
    assert heads[0] == ("1", "Foreword by the independent chair")
    assert len(list(content.iter("{*}table-header-rows"))) == len(list(content.iter("{*}table"))) == 9
    assert len(list(content.iter("{*}table-of-content"))) == 1
    assert "contents-stand-here" not in etree.tostring(content).decode()
    with zipfile.ZipFile(written["odt"]) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)


# HTML


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("changes", [{}, NUMBERED], ids=["annual", "cabinet"])
def test_the_html_passes_axe(tmp_path, width, changes):
    found = axe(write_html(sample(**changes), tmp_path / "report.html"), width, tmp_path)
    assert found.violations == []
    assert found.passes > 20
    assert found.too_wide <= 0  # nothing but tables, in their own boxes, is wider than the screen


def test_the_html_fetches_nothing(written):
    text = written["html"].read_text("utf-8")
    assert re.findall(r'(?:src|href)="(?!#)[^"]*', text) == []
    assert set(re.findall(r"url\((.{9})", text)) == {"data:font"}
    assert "<script" not in text
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")


def test_links_inside_the_html_lead_somewhere(written):
    tree = html.parse(written["html"])
    ids = [one.get("id") for one in tree.iter() if isinstance(one.tag, str) and one.get("id")]
    assert len(ids) == len(set(ids))
    assert {one.get("href")[1:] for one in tree.iter("a")} - set(ids) == set()


# All four


def test_all_four_say_the_same_words(written):
    told = {
        "html": html.parse(written["html"]).getroot().find("body").text_content(),
        "docx": " ".join(docx.Document(written["docx"]).element.body.itertext()),
        "odt": " ".join(odt_part(written["odt"]).itertext()),
        "pdf": " ".join(pdf_words(written["pdf"])),
    }
    wanted = (
        "Figure 1. Referrals to children's social care, Severnshire, 2012-13 to 2016-17",
        "Table 1. Referrals by age of child",
        "re-referrals improved significantly [goes further than the record] against England",
        "a majority [does not match the record: 12 of 40] of schools",
        "48% [not measured] of return home interviews",
        "Values behind the charts",
        "Where every figure comes from",
        "matches the record",
        "Leader of the council & chair",
        "1,128 of 5,497",
    )
    squeezed = {kind: re.sub(r"[\s\xad\ufffe]+", "", words) for kind, words in told.items()}
    missing = [
        (kind, one) for one in wanted for kind, words in squeezed.items() if one.replace(" ", "") not in words
    ]
    assert missing == []


def test_the_same_page_gives_the_same_bytes(tmp_path, written, monkeypatch):
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    again = write_all(sample(), tmp_path)
    assert [kind for kind in written if written[kind].read_bytes() != again[kind].read_bytes()] == []


def test_the_date_of_an_edition_is_in_all_files(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1504224000")  # 1 September 2017
    files = write_all(sample(), tmp_path)
    assert 'content="2017-09-01"' in files["html"].read_text("utf-8")
    assert docx.Document(files["docx"]).core_properties.created.isoformat()[:10] == "2017-09-01"
    assert "2017-09-01" in etree.tostring(odt_part(files["odt"], "meta.xml")).decode()
    assert b"D:20170901" in files["pdf"].read_bytes() or b"2017-09-01" in files["pdf"].read_bytes()
    for kind in ("docx", "odt"):
        with zipfile.ZipFile(files[kind]) as archive:
            assert {one.date_time[:3] for one in archive.infolist()} == {(2017, 9, 1)}


def test_paragraphs_of_a_cabinet_report_are_numbered_on_over_headings_and_tables(tmp_path):
    body = "<h1>Background</h1><p>One.</p><ul><li>a</li></ul><p>Two.</p><h1>Key points</h1><p>Three.</p>"
    page = sample(**NUMBERED | {"body": body})
    lists = [
        (one.get("start"), [li.get("id") for li in one])
        for one in prepare(page).root.find_class("paragraphs")
    ]
    assert lists == [("1", ["paragraph-1", "paragraph-2"]), ("3", ["paragraph-3"])]
    assert "3." in pdf_words(write_pdf(page, tmp_path / "r.pdf"))[0]
    numbering = zipfile.ZipFile(write_word(page, tmp_path / "r.docx")).read("word/numbering.xml").decode()
    assert 'w:startOverride w:val="3"' in numbering
    assert 'start-value="3"' in etree.tostring(odt_part(write_odt(page, tmp_path / "r.odt"))).decode()


@pytest.mark.parametrize(("body", "what"), [
    ('<p><img src="x.png" alt="a"></p>', "<img> is not printed"),
    ("<p>a</p><script>x()</script>", "<script> is not printed"),
    ("<table><tr><th>a</th></tr></table>", "has no caption"),
    ("<table><caption>Visits</caption><tr><td>a</td></tr></table>", "'Visits' has no header cells"),
    ('<svg width="1" height="1"></svg>', "picture has no words"),
    ('<p id="a">1</p><p id="a">2</p>', "have the id 'a'"),
    ("<figure><p>a</p></figure>", "has no caption"),
])  # fmt: skip
def test_what_cannot_be_read_by_everybody_is_refused(body, what):
    with pytest.raises(PageError, match=re.escape(what)):
        prepare(sample(body=body))


HOSTILE = """<h1>A "quoted" $ # @ \\ * _ ` ~ <b>&amp;</b> heading // -- [x] {y}</h1>
<p>= not a heading; #let x = 1; $a$; C:\\n
“curly” 5 &lt; 6 &amp; 7; "straight" ‑ – — … é ж</p><ul><li><p>- nested</p><ol start="3"><li>+ item</li></ol></li></ul>"""


def test_an_author_may_write_any_character(tmp_path):
    page = sample(
        body=HOSTILE,
        title='Rep"ort <1> & \\2',
        subtitle="#x",
        board="B & <Co>",
        banner='A "b" </style>',
        annex=(),
    )
    files = write_all(page, tmp_path)
    assert "#let x = 1; $a$; C:\\n" in " ".join(pdf_words(files["pdf"])).replace("\r\n", " ")
    assert docx.Document(files["docx"]).core_properties.title == page.title
    text = files["html"].read_text("utf-8")
    assert f"<title>{escape(page.title)}" in text
    assert text.count("</style>") == 1
