"""The dataset's tables in a database that a council already has, read through Ibis and only read."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from lineofsight.engine.sources.intake import SourceError, SourceFile
from lineofsight.engine.sources.opening.limits import MAX_ROWS
from lineofsight.engine.sources.ssd.fields import headings, table_named

EXTRAS = {"postgresql": "postgres", "postgres": "postgres", "mssql": "mssql"}
DUCKDB_ENDINGS, DUCKDB_MARK = (".duckdb", ".ddb", ".db"), b"DUCK"  # the mark stands at the eighth byte
# A file from elsewhere may hold views: they must read nothing but the file, and fetch nothing.
DUCKDB_SETTINGS = {"enable_external_access": False, "autoinstall_known_extensions": False, "threads": 2}


def query(table: ir.Table, name: str) -> ir.Table:
    """The fields of a dataset's table that are read, by their present names, in the order of the first."""
    found = headings(name, table.columns)
    fields = {
        field: table[heading].cast("string") if table[heading].type().is_json() else table[heading]
        for heading, field in found.items()
    }
    return table.select(**fields).order_by(next(iter(fields)))


def holds_tables(path: Path) -> bool:
    """Whether a file is a DuckDB database with tables of the dataset, or a damaged one. Never raises."""
    if path.suffix.lower() not in DUCKDB_ENDINGS:
        return False
    try:
        with path.open("rb") as file:
            if file.read(12)[8:] != DUCKDB_MARK:
                return False
    except OSError:
        return False
    try:
        connection = _open_duckdb(path)
    except SourceError:
        return True  # claimed, so that reading it says what is wrong
    try:
        return bool(_find_tables(connection, path.name))
    except SourceError:
        return True
    finally:
        connection.disconnect()


def read_duckdb(path: Path) -> dict[str, pa.Table]:
    """Every table of the dataset in a DuckDB file."""
    connection = _open_duckdb(path)
    try:
        return _read(connection, path.name)
    finally:
        connection.disconnect()


def read_tables(url: str) -> dict[str, pa.Table]:
    """Every table of the dataset in the database at an address."""
    parts = urlsplit(url)
    if parts.scheme == "duckdb":
        return read_duckdb(Path(parts.netloc + parts.path))
    if parts.scheme not in EXTRAS:
        raise SourceError(f"{shown(url)}: cannot be read as a database. Use postgresql:// or duckdb://.")
    try:
        connection = ibis.connect(url)
    except ImportError as error:
        raise SourceError(
            f"{shown(url)}: needs a library that is not here ({_first_line(error)}). Install "
            f"lineofsight[{EXTRAS[parts.scheme]}], and what that driver needs of this machine."
        ) from None
    except Exception as error:  # every driver has its own
        raise SourceError(
            f"{shown(url)}: cannot be opened ({_first_line(error)}). Check the address, and that this user may read it."
        ) from None
    try:
        return _read(connection, shown(url))
    finally:
        connection.disconnect()


def shown(url: str) -> str:
    """An address without its user and password, fit for messages and manifests."""
    parts = urlsplit(url)
    if parts.scheme == "duckdb":
        return Path(parts.path or parts.netloc).name
    schema = "".join(f"?schema={name}" for name in parse_qs(parts.query).get("schema", ()))
    return f"{parts.scheme}://{parts.hostname or ''}{parts.path}{schema}"


def described(columns: pa.Table, name: str) -> SourceFile:
    """A table as it was read, in place of a file: the digest is of its rows in Arrow's form."""
    sink = _Digest()
    with pa.ipc.new_stream(pa.PythonFile(sink, "w"), columns.schema) as stream:
        stream.write_table(columns.combine_chunks())
    return SourceFile(name=name, sha256=sink.digest.hexdigest(), size=columns.nbytes)


class _Digest:
    """Something to write to that keeps only the SHA-256 of what was written."""

    closed = False

    def __init__(self) -> None:
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        return len(data)

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass


def _open_duckdb(path: Path) -> ibis.BaseBackend:
    if not path.is_file():
        raise SourceError(f"{path.name}: there is no such file.")
    try:
        return ibis.duckdb.connect(path, read_only=True, **DUCKDB_SETTINGS)
    except Exception as error:
        raise SourceError(f"{path.name}: cannot be opened as DuckDB ({_first_line(error)}).") from None


def _read(connection: ibis.BaseBackend, name: str) -> dict[str, pa.Table]:
    found = _find_tables(connection, name)
    if not found:
        raise SourceError(f"{name}: holds no table of the dataset, such as ssd_contacts.")
    tables = {}
    for table, place in sorted(found.items()):
        try:
            given = connection.table(place[1], database=place[0])
            if given.count().to_pyarrow().as_py() > MAX_ROWS:
                raise SourceError(
                    f"{name}: {place[1]} holds more than {MAX_ROWS:,} rows. Give a view of fewer years."
                )
            tables[table] = query(given, table).to_pyarrow()
        except SourceError:
            raise
        except Exception as error:
            raise SourceError(f"{name}: {place[1]} cannot be read ({_first_line(error)}).") from None
    return tables


def _find_tables(connection: ibis.BaseBackend, name: str) -> dict[str, tuple[str | None, str]]:
    """Where each of the dataset's tables is: the schema (None for the first looked in) and the name."""
    try:
        places = {None: _named(connection.list_tables())}
        if not places[None]:
            schemas = connection.list_databases()
            places = {schema: _named(connection.list_tables(database=schema)) for schema in schemas}
    except Exception as error:
        raise SourceError(f"{name}: cannot be read ({_first_line(error)}).") from None
    holding = {schema: tables for schema, tables in places.items() if tables}
    if len(holding) > 1:
        raise SourceError(
            f"{name}: the schemas {', '.join(map(str, holding))} all hold tables of the dataset. "
            "Add ?schema= and the one that is meant to the address."
        )
    return {table: (schema, given) for schema, tables in holding.items() for table, given in tables.items()}


def _named(given: Iterable[str]) -> dict[str, str]:
    return {table: name for name in given if (table := table_named(name)) is not None}


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__
