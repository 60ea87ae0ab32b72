"""Made-up people and agencies, for a demonstration over a made-up county and for nothing else."""

from datetime import date

from lineofsight.web.accounts import trail
from lineofsight.web.accounts.models import Agency, Person
from lineofsight.web.accounts.permissions import Role

K, S = Agency.Kind, Agency.Sector
AGENCIES = {
    "Severnshire County Council": (K.COUNCIL, S.LOCAL_GOVERNMENT, True),
    "Severnshire Police": (K.POLICE, S.JUSTICE, True),
    "Severnshire Clinical Commissioning Groups": (K.COMMISSIONER, S.HEALTH, True),
    "Severnshire Health and Care Trust": (K.TRUST, S.HEALTH, True),
    "Longmeadow High School": (K.SCHOOL, S.EDUCATION, False),
    "Severnshire Safeguarding Children Board": (K.OTHER, S.OTHER, False),
}
PEOPLE = {
    "analyst": ("Priya Marsh", Role.ANALYST, "Severnshire County Council"),
    "manager": ("Sam Okafor", Role.BUSINESS_MANAGER, "Severnshire Safeguarding Children Board"),
    "chair": ("Elin Hughes", Role.INDEPENDENT_CHAIR, "Severnshire Safeguarding Children Board"),
    "school": ("Martin Dale", Role.SCHOOL_LEAD, "Longmeadow High School"),
    "screener": ("Aisha Khan", Role.SCREENER, "Severnshire County Council"),
    "administrator": ("Jo Fletcher", Role.ADMINISTRATOR, "Severnshire County Council"),
}
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
            email = f"{word}@severnshire.example"
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
