"""A workspace: loads and runs as immutable files with a manifest, written aside and renamed into place.

A crash leaves the old state or the new, never half of one. Readers never wait for writers; one writer
works at a time.
"""

import fcntl
import getpass
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from lineofsight import __version__
from lineofsight.engine import identity
from lineofsight.engine.disk import flush, sha256, write_json, write_parquet, write_text
from lineofsight.engine.reading import SCHEMA, Basis
from lineofsight.engine.sources import authorities, impossible_days
from lineofsight.engine.sources.cleaning import schema as cleaning_schema
from lineofsight.engine.sources.intake import Family, Fault, Intake, Severity, Span
from lineofsight.engine.speaking import Sent
from lineofsight.engine.tables import CONTRACT
from lineofsight.engine.tables import VERSION as CONTRACT_VERSION

FAULTS = pa.schema(
    [
        ("severity", pa.string()), ("file", pa.string()), ("row", pa.int32()), ("line", pa.int32()),
        ("field", pa.string()), ("value", pa.string()), ("wrong", pa.string()), ("remedy", pa.string()),
    ]
)  # fmt: skip
MADE_UP = "Made-up data: nobody in it exists."  # said on every page and in every file of such data
ALWAYS = Span(date(1900, 1, 1), date(2100, 1, 1))  # what a reference table without days stands for


class StoreError(Exception):
    """The workspace cannot do what was asked: says why and what to do."""


@dataclass(frozen=True)
class Load:
    """A load's folder and its manifest."""

    folder: Path
    manifest: Mapping[str, Any]

    @property
    def id(self) -> str:
        return self.manifest["id"]

    @property
    def known_on(self) -> date:
        return date.fromisoformat(self.manifest["known_on"])

    @property
    def made_up(self) -> bool:
        return self.manifest["made_up"]

    @property
    def erased(self) -> bool:
        return "erased" in self.manifest

    @property
    def withdrawn(self) -> str:  # why; empty where it was not
        return self.manifest.get("withdrawn", {}).get("why", "")

    @property
    def speaks(self) -> bool:
        return not (self.erased or self.withdrawn)

    def covers(self, table: str) -> list[Span]:
        """The days that a table stands for, its gaps left out."""
        covers = self.manifest["covers"].get(table)
        gaps = self.manifest.get("gaps", {}).get(table, ())
        return Span.parse(covers).without(map(Span.parse, gaps)) if covers else []

    def table(self, name: str) -> pa.Table:
        return pq.read_table(self.folder / f"{name}.parquet", partitioning=None)

    def unread(self) -> list[str]:
        """Of each file or sheet of which not one row could be taken, the first reason."""
        read, rejected = self.manifest["read"], self.manifest["rejected"]
        reasons: dict[str, str] = {}
        for fault in self.faults():
            if fault.severity is Severity.REJECTED:
                reasons.setdefault(fault.file, str(fault))
        return [why for part, why in reasons.items() if read.get(part) and rejected.get(part) == read[part]]

    def faults(self) -> list[Fault]:
        path = self.folder / "faults.parquet"
        if not path.exists():
            return []
        rows = pq.read_table(path, partitioning=None).to_pylist()
        return [Fault(**row | {"severity": Severity(row["severity"])}) for row in rows]


class Workspace:
    """A local folder with `loads/`, `runs/` and what is remembered between them."""

    def __init__(self, folder: Path):
        self.folder = Path(folder)

    # --- its own state -------------------------------------------------------------------------------

    @property
    def exists(self) -> bool:
        return (self.folder / "workspace.json").is_file()

    def _made_up(self) -> bool | None:
        """Whether it holds made-up data; None while it is empty."""
        path = self.folder / "workspace.json"
        return json.loads(path.read_text())["made_up"] if path.is_file() else None

    made_up = property(_made_up)

    def _begin(self, made_up: bool) -> None:
        """Mark the workspace real or made up, by its first load; refuse a load of the other sort."""
        already = self.made_up
        if already is None:
            write_json(self.folder / "workspace.json", {"made_up": made_up, "format": 1})
        elif already != made_up:
            here, there = ("made-up", "real") if already else ("real", "made-up")
            raise StoreError(
                f"{self.folder} holds {here} data and this is {there}: the two are never mixed. "
                f"Use another --workspace for it."
            )

    @property
    def key(self) -> bytes:
        """The key with which ids are hashed: made once, readable by its owner only."""
        path = self.folder / "key"
        if not path.exists():
            aside = path.with_suffix(f".{os.getpid()}")
            with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(secrets.token_bytes(32))
            os.rename(aside, path)
        return path.read_bytes()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One writer at a time. The lock goes with its owner's process, so a dead one's is taken over."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / "lock"
        with path.open("a+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.seek(0)
                raise StoreError(
                    f"{self.folder} is being written to by {file.read().strip() or 'another process'}. "
                    f"Wait until it has finished and try again."
                ) from None
            file.truncate(0)
            file.write(
                f"{getpass.getuser()}, process {os.getpid()}, since {datetime.now().astimezone():%H:%M on %-d %B %Y}"
            )
            file.flush()
            self._sweep()
            yield

    def _sweep(self) -> None:
        """Remove what a writer that died left aside."""
        for kind in ("loads", "runs"):
            for left in (self.folder / kind).glob(".*.part"):
                shutil.rmtree(left)
        for left in self.folder.glob("key.*"):
            left.unlink()

    @contextmanager
    def _aside(self, kind: str, name: str) -> Iterator[Path]:
        """A folder to write in, which gets its name when all of it is there."""
        home = self.folder / kind
        home.mkdir(parents=True, exist_ok=True)
        aside = home / f".{name}.part"
        aside.mkdir(mode=0o700)
        try:
            yield aside
            for file in aside.iterdir():
                flush(file)
            os.rename(aside, home / name)
            flush(home)
        finally:
            if aside.exists():
                shutil.rmtree(aside)

    # --- loads -----------------------------------------------------------------------------------------

    def loads(self) -> list[Load]:
        """Every load, oldest first."""
        found = [
            Load(path.parent, json.loads(path.read_text()))
            for path in (self.folder / "loads").glob("[!.]*/manifest.json")
        ]
        return sorted(found, key=lambda load: (load.manifest["loaded_at"], load.id))

    def load(self, name: str) -> Load:
        """A load by its id, or by a beginning of it that only one has."""
        loads = self.loads()
        found = [one for one in loads if one.id == name] or [one for one in loads if one.id.startswith(name)]
        if len(found) != 1:
            known = ", ".join(one.id for one in found or loads) or "none yet"
            raise StoreError(f"'{name}' is {'no' if not found else 'more than one'} load. Loads: {known}.")
        return found[0]

    def accept(self, intake: Intake, *, at: datetime, identities: bool = False) -> tuple[Load, bool]:
        """Store an intake as a load. The same bytes again give the load that is there, and False.
        SourceError: it is of an area or of days that there are not. StoreError: it cannot be taken here."""
        authorities.refuse_unknown(intake, self.authorities())
        impossible_days.refuse(intake, at.date())
        content = hashlib.sha256(
            "".join(sorted(file.sha256 for file in intake.files)).encode()
            + f"{intake.format}{intake.area}{intake.known_on}{sorted(map(str, intake.covers.items()))}".encode()
        ).hexdigest()
        name = f"{intake.format}-{intake.area or 'all'}-{content[:8]}"
        with self.writing():
            if (self.folder / "loads" / name / "manifest.json").is_file():
                there = self.load(name)
                if there.speaks:
                    return there, False
                if there.withdrawn:
                    raise StoreError(f"{name} was withdrawn: {there.withdrawn}. Use that again.")
                raise StoreError(f"{name} was erased: the same files are not taken again.")
            self._begin(intake.made_up)
            kept = intake if identities else identity.hide(intake, self.key)
            with self._aside("loads", name) as folder:
                self._fill(folder, name, kept, at=at, identities=identities)
        return self.load(name), True

    def _fill(self, folder: Path, name: str, intake: Intake, *, at: datetime, identities: bool) -> None:
        tables = {}
        for table, rows in intake.tables.items():
            if rows.num_rows or table in intake.covers or table not in CONTRACT:
                tables[table] = write_parquet(rows, folder / f"{table}.parquet")
        if intake.readings is not None:
            tables["readings"] = write_parquet(intake.readings, folder / "readings.parquet")
        if intake.faults:
            faults = pa.Table.from_pylist(
                [{**vars(fault), "severity": str(fault.severity)} for fault in intake.faults], schema=FAULTS
            )
            write_parquet(faults, folder / "faults.parquet")
        if identities:
            originals = folder / "originals"
            originals.mkdir(mode=0o700)
            for number, path in enumerate(intake.paths):
                shutil.copy2(path, originals / f"{number:03}-{path.name}")
        manifest = {
            "id": name,
            "format": intake.format,
            "family": intake.family,
            "area": intake.area,
            "known_on": str(intake.known_on),
            "covers": {table: str(span) for table, span in intake.covers.items()},
            "gaps": {table: [str(span) for span in spans] for table, spans in intake.gaps.items()},
            "columns": {table: sorted(columns) for table, columns in intake.columns.items()},
            "sender": intake.sender,
            "release": intake.release,
            "made_up": intake.made_up,
            "files": [vars(file) for file in intake.files],
            "tables": tables,
            "read": dict(intake.read),
            "rejected": dict(intake.rejected),
            "faults": {s: sum(fault.severity == s for fault in intake.faults) for s in Severity},
            "personal_data": identity.personal_data(intake.tables),
            "identities": identities,
            "loaded_at": at.isoformat(timespec="seconds"),
            "by": getpass.getuser(),
            "version": __version__,
            "contract": CONTRACT_VERSION,
        }
        write_json(folder / "manifest.json", manifest)

    def sent(self) -> list[Sent]:
        """Every table of every load that may speak."""
        result = []
        for load in self.loads():
            if not load.speaks:
                continue
            for table in load.manifest["tables"]:
                if table not in CONTRACT:
                    continue
                covers = load.covers(table)
                if not covers and CONTRACT[table].start:
                    continue  # rows of a file that broke off: they are kept, and speak for no day
                columns = load.manifest["columns"].get(table, ())
                path = load.folder / f"{table}.parquet"
                result += [
                    Sent(
                        load=load.id, family=Family(load.manifest["family"]), area=area, table=table,
                        covers=span, known_on=load.known_on, path=path, columns=frozenset(columns),
                    )
                    for area in self._areas(load, path)
                    for span in covers or [ALWAYS]
                ]  # fmt: skip
        return result

    def _areas(self, load: Load, path: Path) -> list[str]:
        if load.manifest["area"]:
            return [load.manifest["area"]]
        return sorted(pq.read_table(path, columns=["area"], partitioning=None)["area"].unique().to_pylist())

    def reference(self, table: str) -> pa.Table | None:
        """The newest of each load's rows of a table that no indicator reads, such as neighbours."""
        found = [load for load in self.loads() if table in load.manifest["tables"] and load.speaks]
        rows = [load.table(table) for load in found]
        return pa.concat_tables(rows, promote_options="default") if rows else None

    def authorities(self) -> frozenset[str]:
        """The codes in lists of areas that were loaded: a council newer than ours is known from one."""
        areas = self.reference("areas")
        return frozenset(areas["area"].to_pylist() if areas else ())

    def population(self) -> pa.Table:
        """Residents aged 0 to 17: area, year, residents, the newest estimate of each."""
        found = [load for load in self.loads() if "population" in load.manifest["tables"] and load.speaks]
        newest_last = sorted(found, key=lambda load: load.known_on)
        empty = cleaning_schema("population").empty_table()
        rows = pa.concat_tables([empty, *(load.table("population") for load in newest_last)])
        rows = rows.append_column("at", pa.array(range(rows.num_rows), pa.int64()))
        kept = rows.group_by(["area", "year"]).aggregate([("at", "max")])["at_max"]
        return rows.take(kept).select(["area", "year", "residents"])

    def handed_over(self, codes: Collection[str] | None = None, basis: Basis | None = None) -> pa.Table:
        """The readings that loads brought with them, published and recorded: of all codes or of some."""
        wanted = ds.scalar(True) if codes is None else ds.field("code").isin(sorted(codes))
        if basis is not None:
            wanted &= ds.field("basis") == str(basis)
        made = [SCHEMA.empty_table()]
        for load in self.loads():
            if "readings" in load.manifest["tables"] and not load.withdrawn:
                rows = ds.dataset(load.folder / "readings.parquet", schema=SCHEMA).to_table(filter=wanted)
                at = SCHEMA.get_field_index("load")
                made.append(rows.set_column(at, "load", pa.repeat(load.id, rows.num_rows)))
        return pa.concat_tables(made)

    # --- runs ------------------------------------------------------------------------------------------

    def runs(self) -> list[Mapping[str, Any]]:
        """Every run's manifest, oldest first."""
        paths = sorted((self.folder / "runs").glob("[!.]*/manifest.json"))
        return sorted((json.loads(path.read_text()) for path in paths), key=lambda run: run["at"])

    def newest_run(self) -> Mapping[str, Any] | None:
        path = self.folder / "runs" / "newest"
        if not path.is_file():
            return None
        return json.loads((self.folder / "runs" / path.read_text().strip() / "manifest.json").read_text())

    def run(self, name: str) -> Mapping[str, Any]:
        found = [run for run in self.runs() if run["id"].startswith(name)]
        if len(found) != 1:
            known = ", ".join(run["id"] for run in found or self.runs()) or "none yet; `compute` makes one"
            raise StoreError(f"'{name}' is {'no' if not found else 'more than one'} run. Runs: {known}.")
        return found[0]

    @contextmanager
    def new_run(self, name: str, manifest: dict[str, Any]) -> Iterator[pq.ParquetWriter]:
        """Write a run: readings go to the writer, area by area; then it becomes the newest."""
        with self.writing():
            with self._aside("runs", name) as folder:
                path = folder / "readings.parquet"
                with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
                    yield writer
                manifest |= {"id": name, "sha256": sha256(path), "version": __version__}
                write_json(folder / "manifest.json", manifest)
            write_text(self.folder / "runs" / "newest", name)

    def keep_beside(self, run: Mapping[str, Any], files: Mapping[str, Any]) -> None:
        """Keep what was made of a run beside it: tables as Parquet, anything else as JSON."""
        folder = self.folder / "runs" / run["id"]
        with self.writing():
            for name, content in reversed(
                list(files.items())
            ):  # the first is the one whose presence is asked for
                aside = folder / f".{name}.new"
                if isinstance(content, pa.Table):
                    write_parquet(content, aside)
                else:
                    aside.write_text(json.dumps(content, indent=1, default=str))
                flush(aside)
                os.replace(aside, folder / name)

    def readings_of(self, run: Mapping[str, Any], filters: ds.Expression | None = None) -> pa.Table:
        path = self.folder / "runs" / run["id"] / "readings.parquet"
        return ds.dataset(path, schema=SCHEMA).to_table(filter=filters)
