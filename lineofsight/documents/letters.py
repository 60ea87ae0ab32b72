"""Characters that no font of the PDF has: which they are, and their names, which are printed in their place."""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from lineofsight.documents.pictures import FONTS

# Latin and the usual signs are in the house's own font; of the rest Typst is asked, once.
USUAL = re.compile(r"[\0-ɏ‐-… €]")
JOINING = "[\u200d\ufe0f\U0001f3fb-\U0001f3ff]*"  # what makes one picture of several: it goes with them
UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")  # marks of layout, which no font need have
_shown: dict[str, bool] = {}


def unusual(words: str) -> list[str]:
    """The characters of which nobody knows beforehand whether they can be shown, each once, in their order."""
    return [one for one in dict.fromkeys(words) if not USUAL.match(one)]


def unshown(words: str) -> list[str]:
    """The characters that cannot be shown, each once, in their order."""
    wanted = unusual(words)
    _ask([one for one in wanted if one not in _shown])
    return [one for one in wanted if not _shown[one]]


def in_words(words: str, which: Iterable[str] | None = None) -> str:
    """The same with each character that cannot be shown, or some others, named in brackets."""
    for one in unshown(words) if which is None else which:
        words = re.sub(re.escape(one) + JOINING, named(one), words)
    return words


def named(one: str) -> str:
    return f"[{unicodedata.name(one, f'U+{ord(one):04X}').lower()}]"


def is_of_a_script(one: str) -> bool:
    """Whether it is a letter of a language, for which a name is no reading."""
    return unicodedata.category(one)[0] in "LM"


def _ask(which: list[str]) -> None:
    """Typst names every line that it cannot show."""
    if not which:
        return
    head = '#set text(font: "Atkinson Hyperlegible Next"); #set document(title: "letters")'
    kept = [one for one in which if unicodedata.category(one) not in UNSEEN]
    lines = [f'#("a{one}")' for one in kept]
    missing: set[int] = set()
    with TemporaryDirectory() as folder:
        source = Path(folder) / "letters.typ"
        source.write_text("\n".join([head, *lines]), encoding="utf-8")
        try:
            typst.compile(
                source, format="pdf", pdf_standards=["ua-1"], font_paths=[FONTS], ignore_system_fonts=True
            )
        except typst.TypstError as error:
            missing = {int(line) for line in re.findall(r"letters\.typ:(\d+):", error.diagnostic)}
            if not missing:
                raise
    _shown.update(dict.fromkeys(which, True))
    _shown.update({one: False for line, one in enumerate(kept, 2) if line in missing})
