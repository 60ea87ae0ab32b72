"""Judgements of several people on the same cases, read from a plain table, and how far they agree."""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from lineofsight.engine.sources.intake import SourceError
from lineofsight.engine.statistics import (
    Agreement,
    Weights,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    percent_agreement,
)

RESAMPLES = 1000
FEW = 30  # cases: of fewer, an agreement is a first impression
MOST_CASES = 100_000


@dataclass(frozen=True)
class Judgements:
    """`given[case][rater]`: an answer, one of `answers`, which stand in their order."""

    raters: tuple[str, ...]
    answers: tuple[str, ...]
    given: tuple[tuple[str, ...], ...]


def read(path: Path, order: Sequence[str] = ()) -> Judgements:
    """A CSV with a heading: the case first, then one column a person, in each row what each of them judged.

    `order`: the answers from the lowest to the highest; by default as their text sorts.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            header, *rows = [[cell.strip() for cell in row] for row in csv.reader(file) if any(row)]
    except OSError:
        raise SourceError(f"{path} is not there. Check the spelling.") from None
    except (UnicodeDecodeError, csv.Error):
        raise SourceError(
            f"{path.name} is no CSV in UTF-8. Save it as 'CSV UTF-8' and give it again."
        ) from None
    except ValueError:
        raise SourceError(f"{path.name} is empty. {HOW}") from None
    if len(header) < 3 or not rows:
        raise SourceError(f"{path.name} has fewer than two people or no case. {HOW}")
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header) or not all(row[1:]):
            raise SourceError(
                f"{path.name}, row {number}: {len([cell for cell in row[1:] if cell])} of {len(header) - 1} people "
                "judged this case. Everyone judges every case, or the case is left out."
            )
    if len(rows) > MOST_CASES:
        raise SourceError(f"{path.name} has {len(rows):,} cases. More than {MOST_CASES:,} are not read.")
    found = {answer for row in rows for answer in row[1:]}
    if order and (unlisted := sorted(found - set(order))):
        raise SourceError(f"{path.name}: '{unlisted[0]}' is not among the answers given with --order.")
    return Judgements(tuple(header[1:]), tuple(order or sorted(found)), tuple(tuple(row[1:]) for row in rows))


HOW = "Its first column names the case; each further column is one person, headed by a role and never a name."


def agreements(judgements: Judgements, weights: Weights = Weights.NONE) -> dict[str, Agreement]:
    """Every measure that fits: of all together, and Cohen's kappa of each pair."""
    at = {answer: number for number, answer in enumerate(judgements.answers)}
    ratings = np.zeros((len(judgements.given), len(at)), np.int64)
    for case, row in enumerate(judgements.given):
        for answer, count in Counter(row).items():
            ratings[case, at[answer]] = count
    found = {
        "in percent": percent_agreement(ratings, resamples=RESAMPLES),
        "Gwet's AC1": gwet_ac1(ratings, resamples=RESAMPLES),
    }
    if len(judgements.raters) > 2:
        found["Fleiss' kappa"] = fleiss_kappa(ratings, resamples=RESAMPLES)
    for one, other in combinations(range(len(judgements.raters)), 2):
        table = np.zeros((len(at), len(at)), np.int64)
        for row in judgements.given:
            table[at[row[one]], at[row[other]]] += 1
        name = f"Cohen's kappa, {judgements.raters[one]} and {judgements.raters[other]}"
        found[name] = cohen_kappa(table, weights=weights, resamples=RESAMPLES)
    return found
