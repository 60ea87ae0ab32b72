"""Made-up people and agencies, for a demonstration over a made-up county and for nothing else."""

from datetime import date

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.permissions import Role

K, S = Agency.Kind, Agency.Sector
COUNCIL, BOARD = "Severnshire County Council", "Severnshire Safeguarding Children Board"
AGENCIES = {
    COUNCIL: (K.COUNCIL, S.LOCAL_GOVERNMENT, True),
    "Severnshire Police": (K.POLICE, S.JUSTICE, True),
    "Severnshire Clinical Commissioning Groups": (K.COMMISSIONER, S.HEALTH, True),
    "Severnshire Health and Care Trust": (K.TRUST, S.HEALTH, True),
    "Longmeadow High School": (K.SCHOOL, S.EDUCATION, False),
    BOARD: (K.OTHER, S.OTHER, False),
}
PEOPLE = {  # one or more for every role, in the order in which the sign-in page has them
    "analyst": ("Priya Marsh", Role.ANALYST, COUNCIL),
    "manager": ("Sam Okafor", Role.BUSINESS_MANAGER, BOARD),
    "chair": ("Elin Hughes", Role.INDEPENDENT_CHAIR, BOARD),
    "member": ("Gareth Pryce", Role.BOARD_MEMBER, "Severnshire Police"),
    "lead": ("Nadia Rahman", Role.AGENCY_LEAD, "Severnshire Health and Care Trust"),
    "police": ("Anita Doyle", Role.AGENCY_LEAD, "Severnshire Police"),
    "school": ("Martin Dale", Role.SCHOOL_LEAD, "Longmeadow High School"),
    "partnership-chair": ("Ruth Adeyemi", Role.PARTNERSHIP_CHAIR, BOARD),
    "scrutineer": ("Owen Whitlock", Role.SCRUTINEER, BOARD),
    "friend": ("Clare Tennant", Role.CRITICAL_FRIEND, "Severnshire Clinical Commissioning Groups"),
    "scrutiny": ("Colin Abbott", Role.SCRUTINY_MEMBER, COUNCIL),
    "screener": ("Aisha Khan", Role.SCREENER, COUNCIL),
    "front-door": ("Tom Bexley", Role.FRONT_DOOR_MANAGER, COUNCIL),
    "early-help": ("Hannah Lowe", Role.EARLY_HELP_COORDINATOR, COUNCIL),
    "missing": ("Joseph Amis", Role.MISSING_COORDINATOR, "Severnshire Police"),
    "deaths": ("Leila Farrow", Role.DEATH_COORDINATOR, "Severnshire Clinical Commissioning Groups"),
    "panel": ("David Quill", Role.DEATH_PANEL, "Severnshire Health and Care Trust"),
    "reviews": ("Marta Nowak", Role.REVIEW_LEAD, BOARD),
    "administrator": ("Jo Fletcher", Role.ADMINISTRATOR, COUNCIL),
}
ADDRESS = "@severnshire.example"
WHY = "Made up for the demonstration"


def people() -> None:
    """Add those who are not there yet. They have no password: they are chosen on the sign-in page."""
    with trail.acting_from(trail.TERMINAL):
        here = {agency.name: agency for agency in Agency.objects.all()}
        for name, (kind, sector, statutory) in AGENCIES.items():
            if name not in here:
                here[name] = trail.create(
                    Agency, by=None, why=WHY, name=name, kind=kind, sector=sector, statutory=statutory,
                    since=date(2006, 4, 1),
                )  # fmt: skip
        for word, (name, role, agency) in PEOPLE.items():
            email = word + ADDRESS
            if not Person.objects.filter(email=email).exists():
                trail.create(
                    Person,
                    by=None,
                    why=WHY,
                    email=email,
                    name=name,
                    role=role,
                    agency=here[agency],
                    password="!",  # nosec B106 # noqa: S106 - one that nobody can give
                )
