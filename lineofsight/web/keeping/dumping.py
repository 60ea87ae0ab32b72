"""The database as lines of text and back: the same lines from SQLite and from PostgreSQL, into either of them.

Tables are read and written as the migrations left them that the database says it has had, so that a backup of an
earlier release is put back as it was and only then brought up to date.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from lineofsight.web.keeping import KeepingError

Migrations = list[tuple[str, str]]
LEFT_OUT = {
    "django_session"
}  # nobody is signed in by a backup: a session in it would open the door to its finder
BEGINS = {"sqlite": "BEGIN DEFERRED", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"}


def migrations() -> Migrations:
    """The migrations that the database has had."""
    return sorted(MigrationLoader(connection).applied_migrations)


def is_empty() -> bool:
    return not connection.introspection.table_names()


@contextmanager
def at_one_moment() -> Iterator[None]:
    """What others write meanwhile is not seen, and does not wait."""
    with connection.cursor() as cursor:
        cursor.execute(BEGINS[connection.vendor])
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def dump(folder: Path, applied: Migrations) -> dict[str, int]:
    """Write a file a table; how many rows each has."""
    folder.mkdir(mode=0o700)
    counts = {}
    for model in _tables(applied):
        table, count = model._meta.db_table, 0
        with (folder / f"{table}.jsonl").open("w", encoding="utf-8") as file:
            for line in _lines(model):
                file.write(line)
                count += 1
        counts[table] = count
    return counts


def fill(folder: Path, applied: Migrations) -> None:
    """Make the tables in an empty database as `applied` left them, put the rows back and see that they are the same."""
    executor = MigrationExecutor(connection)
    _known(executor.loader, applied)
    executor.migrate(_leaves(executor.loader, applied))
    tables = _tables(applied)
    with transaction.atomic(), _without_triggers():
        # What the migrations themselves put in, such as the beginning of the trail, is in the backup too.
        if connection.vendor == "postgresql":
            with (
                connection.cursor() as cursor
            ):  # a migration that adds a column leaves its constraint immediate
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        names = [model._meta.db_table for model in tables]
        connection.ops.execute_sql_flush(
            connection.ops.sql_flush(no_style(), names, reset_sequences=True, allow_cascade=False)
        )
        for model in tables:
            _put_back(model, folder / f"{model._meta.db_table}.jsonl")
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                for statement in connection.ops.sequence_reset_sql(no_style(), tables):
                    cursor.execute(statement)
        for model in tables:
            path = folder / f"{model._meta.db_table}.jsonl"
            if _digest(_lines(model)) != _digest(path.open(encoding="utf-8")):
                raise KeepingError(f"The rows of {model._meta.db_table} did not come back as they were.")


def _tables(applied: Migrations) -> list[type[models.Model]]:
    """Every table as these migrations left it."""
    loader = MigrationLoader(None)
    _known(loader, applied)
    state = loader.project_state(_leaves(loader, applied))
    found = state.apps.get_models(include_auto_created=True)
    kept = [one for one in found if one._meta.managed and not one._meta.proxy]
    return sorted(
        (one for one in kept if one._meta.db_table not in LEFT_OUT), key=lambda one: one._meta.db_table
    )


def _known(loader: MigrationLoader, applied: Migrations) -> None:
    if unknown := [f"{app} {name}" for app, name in applied if (app, name) not in loader.graph.nodes]:
        raise KeepingError(
            f"The database is of another release than this program, which does not know {', '.join(unknown)}. "
            f"Install the release that wrote it, or a later one."
        )


def _leaves(loader: MigrationLoader, applied: Migrations) -> Migrations:
    """The last migration of each app."""
    had = set(applied)
    followed = {
        parent.key for key in had for parent in loader.graph.node_map[key].parents if parent.key[0] == key[0]
    }
    return sorted(had - followed)


def _lines(model: type[models.Model]) -> Iterator[str]:
    fields = [one for one in model._meta.concrete_fields if not one.generated]
    for row in model._base_manager.order_by("pk").iterator(chunk_size=2000):
        said = {field.attname: _plain(field, row) for field in fields}
        yield json.dumps(said, sort_keys=True, ensure_ascii=False) + "\n"


def _plain(field: Any, row: models.Model) -> Any:
    value = field.value_from_object(row)
    return value if value is None or isinstance(value, bool | int | str) else field.value_to_string(row)


def _put_back(model: type[models.Model], path: Path) -> None:
    fields = [one for one in model._meta.concrete_fields if not one.generated]
    with path.open(encoding="utf-8") as file:
        for line in file:
            said = json.loads(line)
            row = model(**{field.attname: _value(field, said[field.attname]) for field in fields})
            row.save_base(raw=True, force_insert=True)  # raw: no clock sets a moment anew


def _value(field: Any, said: Any) -> Any:
    if isinstance(field, models.JSONField):
        return models.Value(None, models.JSONField()) if said is None and not field.null else said
    return None if said is None else field.to_python(said)


def _digest(lines: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode())
    return digest.hexdigest()


@contextmanager
def _without_triggers() -> Iterator[None]:
    """The triggers that keep the trail as it is would also keep it from coming back."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
            yield
            for _, made_by in triggers:
                cursor.execute(made_by)
        else:
            tables = connection.introspection.table_names(cursor)
            for table in tables:
                cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
            yield
            for table in tables:
                cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
