"""What an agency's name says of its kind: a guess, which people change where it is wrong."""

from lineofsight.web.accounts.models import Agency

KIND, SECTOR = Agency.Kind, Agency.Sector
WORDS_OF_KINDS = (  # the first that an agency's name holds
    (("police", "constabulary"), KIND.POLICE, SECTOR.JUSTICE),
    (("integrated care", "icb", "clinical commissioning", "ccg"), KIND.COMMISSIONER, SECTOR.HEALTH),
    (("nhs", "health", "hospital"), KIND.TRUST, SECTOR.HEALTH),
    (("probation",), KIND.PROBATION, SECTOR.JUSTICE),
    (("youth justice", "youth offending"), KIND.YOUTH_JUSTICE, SECTOR.JUSTICE),
    (("cafcass",), KIND.COURT_ADVICE, SECTOR.JUSTICE),
    (("college",), KIND.COLLEGE, SECTOR.EDUCATION),
    (("school", "academy"), KIND.SCHOOL, SECTOR.EDUCATION),
    (("district council", "borough council"), KIND.DISTRICT, SECTOR.LOCAL_GOVERNMENT),
    (("council",), KIND.COUNCIL, SECTOR.LOCAL_GOVERNMENT),
    (("housing",), KIND.HOUSING, SECTOR.OTHER),
    (("trust", "charity", "voluntary"), KIND.VOLUNTARY, SECTOR.VOLUNTARY),
)


def kind_of(agency: str) -> tuple[Agency.Kind, Agency.Sector]:
    name = agency.casefold()
    return next(
        ((kind, sector) for words, kind, sector in WORDS_OF_KINDS if any(word in name for word in words)),
        (KIND.OTHER, SECTOR.OTHER),
    )
