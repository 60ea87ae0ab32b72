"""A large extract is read in memory that grows no faster than a few times its size."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lineofsight.engine.sources import opening
from lineofsight.engine.sources.intake import SourceError
from lineofsight.engine.sources.opening import limits

OUTCOMES = '"{""NEW_REFERRAL_FLAG"":""Y"",""EXISTING_REFERRAL_FLAG"":""N"",""NFA_FLAG"":""N"",""ADVICE_FLAG"":""N""}"'
# The peak is the kernel's, of a process of its own, less what its imports took.
READ = """
import json, resource, sys
from datetime import date
from pathlib import Path
from lineofsight.engine.sources import ssd
from lineofsight.engine.sources.intake import Declared, Span
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
before = peak()
given = Declared(area="885", covers=Span(date(2012, 4, 1), date(2018, 3, 31)), known_on=date(2018, 5, 31))
rows = ssd.read([Path(sys.argv[1])], given).tables["contacts"].num_rows
print(json.dumps({"rows": rows, "mib": peak() - before}))
"""


@pytest.mark.slow
def test_contacts_of_many_years_take_no_more_than_five_times_their_size(tmp_path):
    path, rows = tmp_path / "ssd_contacts.csv", 400_000
    with path.open("w") as file:
        file.write(
            "cont_contact_id,cont_person_id,cont_contact_date,cont_contact_source_code,cont_contact_outcome_json\n"
        )
        file.writelines(
            f"K{n:08},C{n % 90_000:08},{2012 + n % 6}-{1 + n % 12:02}-{1 + n % 28:02},6,{OUTCOMES}\n"
            for n in range(rows)
        )
    size = path.stat().st_size / limits.MIB
    assert size > 50
    said = subprocess.run(
        [sys.executable, "-c", READ, path], capture_output=True, text=True, check=True, timeout=120
    )
    used = json.loads(said.stdout)
    assert (used["rows"], used["mib"] < 5 * size) == (rows, True), (used, size)


def test_a_csv_that_is_too_large_is_refused_with_what_to_do(tmp_path):
    path = tmp_path / "ssd_contacts.csv"
    with Path(path).open("wb") as file:
        file.truncate(limits.MAX_CSV + limits.MIB)
    with pytest.raises(
        SourceError, match=r"161 MiB, and at most 160 MiB are read. Split it, for example by year"
    ):
        opening.read_csv(path)
