"""A large extract is read in 300 MB of memory, or refused in less."""

import subprocess
import sys
from pathlib import Path

import pytest

from lineofsight.engine.sources import opening
from lineofsight.engine.sources.intake import SourceError
from lineofsight.engine.sources.opening import limits

OUTCOMES = '"{""NEW_REFERRAL_FLAG"":""Y"",""EXISTING_REFERRAL_FLAG"":""N"",""NFA_FLAG"":""N"",""ADVICE_FLAG"":""N""}"'
# The peak is the kernel's, of the whole command and of nothing else.
RUN = """
import resource, subprocess, sys
ended = subprocess.run([sys.executable, "-m", "lineofsight.cli", *sys.argv[1:]], capture_output=True, text=True)
print(ended.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, ended.stdout, ended.stderr)
"""
GIVEN = ("--area", "885", "--covers", "2012-04-01..2018-03-31", "--known-on", "2018-05-31", "--made-up")
MOST = 300  # MB


def loaded(folder, path):
    """The exit code, the peak of memory and the words of `load`."""
    command = [sys.executable, "-c", RUN, "-w", folder / "workspace", "load", path, *GIVEN]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    code, peak, words = said.split(" ", 2)
    return int(code), int(peak), " ".join(words.split())


@pytest.mark.slow
def test_the_largest_extract_that_is_taken_is_loaded_in_300_mb_libraries_and_all(tmp_path):
    path, rows = tmp_path / "ssd_contacts.csv", 690_000
    with path.open("w") as file:
        file.write(
            "cont_contact_id,cont_person_id,cont_contact_date,cont_contact_source_code,cont_contact_outcome_json\n"
        )
        file.writelines(
            f"K{n:08},C{n % 170_000:08},{2012 + n % 6}-{1 + n % 12:02}-{1 + n % 28:02},6,{OUTCOMES}\n"
            for n in range(rows)
        )
    assert 0.9 * limits.MAX_PACKED_CSV < path.stat().st_size < limits.MAX_PACKED_CSV
    code, peak, words = loaded(tmp_path, path)
    assert (code, f"{rows:,}" in words, peak < MOST) == (0, True, True), (peak, words)


def test_a_stream_of_two_gigabytes_and_an_endless_line_are_refused_in_300_mb(tmp_path):
    stream, line = tmp_path / "stream" / "ssd_contacts.csv", tmp_path / "line" / "ssd_contacts.csv"
    for path, size in ((stream, 2048 * limits.MIB), (line, 90 * limits.MIB)):
        path.parent.mkdir()
        with path.open("wb") as file:
            file.write(b"cont_contact_id," + b"x" * 2 * limits.MIB)
            file.truncate(size)
    for path, why in ((stream, "is 2,048 MiB, and at most 96 MiB are read"), (line, "line 1 has no end")):
        code, peak, words = loaded(tmp_path, path.parent)
        assert (code, why in words, peak < MOST) == (1, True, True), (peak, words)


def test_a_csv_that_is_too_large_is_refused_with_what_to_do(tmp_path):
    path = tmp_path / "ssd_contacts.csv"
    with Path(path).open("wb") as file:
        file.truncate(limits.MAX_CSV + limits.MIB)
    with pytest.raises(
        SourceError, match=r"49 MiB, and at most 48 MiB are read. Split it, for example by year"
    ):
        opening.read_csv(path)
