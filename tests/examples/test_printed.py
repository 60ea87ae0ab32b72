"""The two example reports as they are printed: the same checks as of any page, on the reports that people will open."""

import page as page_validation
import pytest
from lxml import html

from tests.cli.command import say_json
from tests.documents.axe import axe


@pytest.fixture(scope="module", params=["worcestershire", "severnshire"])
def files(request, tmp_path_factory):
    example = request.getfixturevalue(request.param)
    folder = tmp_path_factory.mktemp(request.param)
    made = say_json(example.workspace, "report", example.folder / "report.md", "--out", folder)
    assert made.code == 0, made.plain
    return folder


def test_the_pdf_keeps_pdf_ua_1(files):
    report = page_validation.validate_pdf(
        str(files / "report.pdf"), profile=page_validation.ValidationProfile.PDF_UA_1
    )
    assert [failure.message for failure in report.failures] == []
    assert report.is_compliant


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 320])
def test_the_html_passes_axe(files, width, tmp_path):
    found = axe(files / "report.html", width, tmp_path)
    assert found.violations == []
    assert found.passes > 20
    assert found.too_wide <= 0


def test_captions_say_a_year_as_the_text_does(files):
    captions = [one.text_content() for one in html.parse(files / "report.html").iter("figcaption", "caption")]
    assert any("2016/17" in one for one in captions)
    assert [one for one in captions if "2016-17" in one] == []
