"""What one column of a file says of another field: cause and effect out of one sentence, a title out of an issue."""

import re
from collections.abc import Mapping
from typing import Any

from lineofsight.web.imports import words

BECAUSE = re.compile(r"\b(?:because(?: of)?|due to|caused by|as a result of|arising from)\b", re.IGNORECASE)
SO_THAT = re.compile(
    r"\b(?:leading to|resulting in|which (?:would|could|may|will) (?:lead to|result in|mean)|so that)\b",
    re.IGNORECASE,
)


def taken_apart(said: dict[str, Any], texts: Mapping[str, str]) -> dict[str, Any]:
    """Cause and effect out of one sentence, where the file has no column for them."""
    whole = texts.get("title", "")
    because, so_that = BECAUSE.search(whole), SO_THAT.search(whole)
    found: dict[str, Any] = {}
    if because:
        end = so_that.start() if so_that and so_that.start() > because.end() else len(whole)
        found["cause"] = whole[because.end() : end].strip(" ,.;:")[:2000]
    if so_that:
        end = because.start() if because and because.start() > so_that.end() else len(whole)
        found["effect"] = whole[so_that.end() : end].strip(" ,.;:")[:2000]
    return {
        name: value[0].upper() + value[1:] for name, value in found.items() if value and not said.get(name)
    }


def named_by_its_issue(said: dict[str, Any], texts: Mapping[str, str]) -> dict[str, Any]:
    issue = texts.get("issue", "")
    return (
        {"title": words.shortened(" ".join(issue.split()), 200).value}
        if issue and not said.get("title")
        else {}
    )
