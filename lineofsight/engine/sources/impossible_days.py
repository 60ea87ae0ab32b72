"""Days for which no return can stand."""

from datetime import date

from lineofsight.engine.sources.intake import Family, Intake, SourceError

BEGINS = date(1970, 1, 1)  # no return stands for earlier days


def refuse(intake: Intake, today: date) -> None:
    """Days that nobody can have seen would read as days on which nothing happened.

    Of what is published or made up only the year must be near: the day is often but the usual one.
    """
    name, known_on = intake.files[0].name, intake.known_on
    is_loose = intake.made_up or intake.family in (Family.PUBLISHED, Family.REFERENCE)
    if known_on > (date(today.year + 10, 1, 1) if is_loose else today):
        raise SourceError(
            f"{name}: says that it was true on {known_on}, which has not come. Correct --known-on, or the day in the "
            "file or its return.toml."
        )
    for table, span in intake.covers.items():
        if span.first < BEGINS:
            raise SourceError(
                f"{name}: says that its {table.replace('_', ' ')} stand for the days from {span.first}. Correct "
                "--covers, or the days in the file or its return.toml."
            )
        if span.last > known_on:
            raise SourceError(
                f"{name}: says that its {table.replace('_', ' ')} stand for the days to {span.last}, and that it was "
                f"true on {known_on}: what came after that day it cannot know. Correct --covers or --known-on, or what "
                "the file or its return.toml says."
            )
