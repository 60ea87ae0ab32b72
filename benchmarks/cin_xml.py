"""A census of 100 MB in XML: at most 15 s and 300 MB of memory to read, the imports included.

`python -m benchmarks.cin_xml` makes the file, reads it in processes of their own and prints the medians.
"""

import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

SECONDS, MEGABYTES = 15, 300  # the budget
SIZE = 100_000_000
TIMEOUT = 180

HEAD = """<?xml version="1.0" encoding="utf-8"?>
<!-- Made up: no child in this file exists. -->
<Message>
  <Header>
    <CollectionDetails>
      <Collection>CIN</Collection><Year>2017</Year><ReferenceDate>2017-03-31</ReferenceDate>
    </CollectionDetails>
    <Source><SourceLevel>L</SourceLevel><LEA>799</LEA><DateTime>2017-06-30T09:00:00</DateTime></Source>
  </Header>
  <Children>
"""
CHILD = """    <Child>
      <ChildIdentifiers>
        <LAchildID>C{number:09}</LAchildID>
        <UPNunknown>UN4</UPNunknown>
        <PersonBirthDate>2009-05-15</PersonBirthDate>
        <GenderCurrent>{sex}</GenderCurrent>
      </ChildIdentifiers>
      <ChildCharacteristics>
        <Ethnicity>WBRI</Ethnicity>
        <Disabilities>
          <Disability>NONE</Disability>
        </Disabilities>
      </ChildCharacteristics>
      <CINdetails>
        <CINreferralDate>{referred}</CINreferralDate>
        <ReferralSource>1A</ReferralSource>
        <PrimaryNeedCode>N1</PrimaryNeedCode>
        <Assessments>
          <AssessmentActualStartDate>{assessed}</AssessmentActualStartDate>
          <AssessmentAuthorisationDate>2017-03-30</AssessmentAuthorisationDate>
          <FactorsIdentifiedAtAssessment>
            <AssessmentFactors>{factor}B</AssessmentFactors>
            <AssessmentFactors>{factor}C</AssessmentFactors>
            <AssessmentFactors>16A</AssessmentFactors>
          </FactorsIdentifiedAtAssessment>
        </Assessments>
        <Section47>
          <S47ActualStartDate>{enquired}</S47ActualStartDate>
          <DateOfInitialCPC>{met}</DateOfInitialCPC>
          <ICPCnotRequired>false</ICPCnotRequired>
        </Section47>
        <ReferralNFA>false</ReferralNFA>
        <ChildProtectionPlans>
          <CPPstartDate>{met}</CPPstartDate>
          <InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse>
          <LatestCategoryOfAbuse>NEG</LatestCategoryOfAbuse>
          <NumberOfPreviousCPP>0</NumberOfPreviousCPP>
          <Reviews>
            <CPPreviewDate>{reviewed}</CPPreviewDate>
            <CPPreviewDate>2017-03-28</CPPreviewDate>
          </Reviews>
        </ChildProtectionPlans>
      </CINdetails>
    </Child>
"""
TAIL = "  </Children>\n</Message>\n"


@dataclass(frozen=True)
class Measured:
    """Medians over the runs: wall clock, processor time and the most memory ever held."""

    seconds: float
    processor_seconds: float
    megabytes: float
    children: int

    @property
    def within_budget(self) -> bool:
        return self.seconds <= SECONDS and self.megabytes <= MEGABYTES


def make(path: Path, size: int = SIZE) -> None:
    """A census of about `size` bytes, every child with every block; the same bytes each time."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(HEAD)
        for child in _children():
            file.write(child)
            if file.tell() >= size:
                break
        file.write(TAIL)


def _children() -> Iterator[str]:
    chance, number = random.Random(7), 0
    first = date(2016, 4, 1)
    while True:
        number += 1
        days = sorted(first + timedelta(chance.randrange(360)) for _ in range(5))
        named = dict(zip(("referred", "assessed", "enquired", "met", "reviewed"), days, strict=True))
        yield CHILD.format(number=number, sex=chance.choice("12"), factor=chance.randrange(1, 7), **named)


def measure(runs: int = 3, size: int = SIZE) -> Measured:
    with tempfile.TemporaryDirectory(prefix="lineofsight-bench-") as folder:
        path = Path(folder) / "census.xml"
        make(path, size)
        told = [_run(path) for _ in range(runs)]
    median = {name: statistics.median(one[name] for one in told) for name in told[0]}
    return Measured(**{**median, "children": int(median["children"])})


def _run(path: Path) -> dict[str, float]:
    """One reading in a process of its own, so that its memory is its own too."""
    command = [sys.executable, "-m", "benchmarks.cin_xml", str(path)]
    done = subprocess.run(command, capture_output=True, check=True, timeout=TIMEOUT, text=True)
    return json.loads(done.stdout)


def _read(path: Path) -> dict[str, float]:
    began = time.perf_counter()
    from lineofsight.engine.sources import cin_census
    from lineofsight.engine.sources.intake import Declared

    intake = cin_census.read([path], Declared(made_up=True))
    return {
        "seconds": time.perf_counter() - began,
        "processor_seconds": time.process_time(),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "children": intake.tables["person"].num_rows,
    }


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(_read(Path(sys.argv[1]))))
    else:
        found = measure()
        print(
            f"CIN XML of {SIZE / 1e6:.0f} MB, {found.children:,} children: {found.seconds:.1f} s "
            f"({found.processor_seconds:.1f} s of processor), {found.megabytes:.0f} MB "
            f"(budget {SECONDS} s, {MEGABYTES} MB)"
        )
        sys.exit(not found.within_budget)
