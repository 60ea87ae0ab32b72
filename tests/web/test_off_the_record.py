"""No trailed row changes but through the trail: read from the code, so that it holds where no test walks."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model

from lineofsight.web.accounts.trailed import Trailed

HOME = Path(__file__).resolve().parents[2] / "lineofsight"
# Where trailed rows are written: the trail itself, and what it asks of a row.
THE_DOOR = {"web/accounts/trail.py", "web/accounts/trailed.py"}
# Files that speak SQL to the records' database outside migrations, each with its reason.
SPEAKS_SQL: dict[str, str] = {
    "web/keeping/dumping.py": "reads at one moment, and lifts the triggers of an empty database while it is filled",
}
WRITES = {
    "save", "asave", "save_base", "delete", "adelete", "update", "aupdate", "create", "acreate", "bulk_create",
    "abulk_create", "bulk_update", "abulk_update", "get_or_create", "aget_or_create", "update_or_create",
    "aupdate_or_create", "_raw_delete", "_update", "_insert", "_base_manager", "add", "set", "remove", "clear",
}  # fmt: skip
SQL = re.compile(
    r"\b(insert\s+into|replace\s+into|update|delete\s+from|truncate|merge\s+into|alter\s+table)\b", re.I
)


def trailed() -> list[type[Trailed]]:
    return [model for model in apps.get_models() if issubclass(model, Trailed)]


def names_of_trailed() -> set[str]:
    """What a trailed model, or the way to its rows from another's, is called in code."""
    ways = {one.get_accessor_name() for model in trailed() for one in _relations_to(model)}
    return {model.__name__ for model in trailed()} | {way for way in ways if way}


def elsewhere() -> set[str]:
    """What leads from a trailed row to rows that are not trailed, such as a person's visits."""
    others = [model for model in apps.get_models() if not issubclass(model, Trailed)]
    ways = {one.get_accessor_name() for model in others for one in _relations_to(model)}
    return {way for way in ways if way} - names_of_trailed()


def _relations_to(model: type[Model]) -> list:
    return [field.remote_field for field in model._meta.get_fields() if field.many_to_one and field.concrete]


def files() -> Iterator[tuple[str, str]]:
    for path in sorted([*(HOME / "web").rglob("*.py"), *(HOME / "cli").rglob("*.py"), HOME / "demo.py"]):
        name = path.relative_to(HOME).as_posix()
        if "migrations" not in path.parts and name not in THE_DOOR:
            yield name, path.read_text()


def past_the_trail(code: str) -> list[str]:
    """Every place where this code writes a trailed row by itself, as line: code."""
    found, names, away = [], names_of_trailed(), elsewhere()
    tree = ast.parse(code)
    modules = _modules(tree)
    for scope, inside in _scopes(tree):
        meant = _meanings(scope, inside)
        for node in inside:
            if isinstance(node, ast.ImportFrom) and any(one.name == "writing" for one in node.names):
                found.append(node)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _writes_a_table(node.value):
                found.append(node)
            if (
                isinstance(node, ast.Attribute)
                and node.attr in WRITES
                and _words(node.value, meant, away) & names
                and not (isinstance(node.value, ast.Name) and node.value.id in modules)
            ):
                found.append(node)
    return [f"{node.lineno}: {ast.unparse(node)[:80]}" for node in found]


def _writes_a_table(text: str) -> bool:
    tables = {model._meta.db_table for model in trailed()}
    return bool(SQL.search(text)) and any(re.search(rf"\b{table}\b", text) for table in tables)


def _modules(tree: ast.Module) -> set[str]:
    """Our own modules that a file calls, such as `trail` and `passkeys`: what they write is looked at in them."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    ours = [node for node in imports if (node.module or "").startswith("lineofsight")]
    return {"trail"} | {one.name for node in ours for one in node.names if one.name.islower()}


def _scopes(tree: ast.Module) -> list[tuple[ast.AST, list[ast.AST]]]:
    """The module and each function, with what stands in it but in no function inside it."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [(scope, list(_inside(scope))) for scope in (tree, *functions)]


def _inside(scope: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(scope):
        yield child
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _inside(child)


def _meanings(scope: ast.AST, inside: list[ast.AST]) -> dict[str, list[ast.AST]]:
    """What each local name may stand for: what it was given, what it goes through, what it is annotated with."""
    meant: dict[str, list[ast.AST]] = {}
    if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef):
        for one in [*scope.args.args, *scope.args.kwonlyargs]:
            if one.annotation is not None:
                meant.setdefault(one.arg, []).append(one.annotation)
    for node in inside:
        match node:
            case ast.Assign(targets=targets, value=value):
                goes = [(target, value) for target in targets]
            case ast.AnnAssign(target=target, value=value, annotation=annotation):
                goes = [(target, annotation), *([(target, value)] if value else [])]
            case ast.NamedExpr(target=target, value=value) | ast.For(target=target, iter=value):
                goes = [(target, value)]
            case ast.comprehension(target=target, iter=value):
                goes = [(target, value)]
            case _:
                goes = []
        for target, value in goes:
            for name in ast.walk(target):
                if isinstance(name, ast.Name):
                    meant.setdefault(name.id, []).append(value)
    return meant


def _words(
    node: ast.AST, meant: dict[str, list[ast.AST]], away: set[str], seen: frozenset[str] = frozenset()
) -> set[str]:
    """The names on the way to a value: `Agency.objects.filter(...)` has Agency, objects, filter."""
    match node:
        case ast.Name(id=name):
            more = meant.get(name, []) if name not in seen else []
            return {name}.union(*(_words(one, meant, away, seen | {name}) for one in more))
        case ast.Attribute(value=value, attr=attr):
            return {attr} if attr in away else {attr} | _words(value, meant, away, seen)
        case ast.Call(func=ast.Name(id="get_object_or_404" | "iter" | "list" | "sorted"), args=args):
            return set().union(*(_words(one, meant, away, seen) for one in args))
        case ast.Call(func=func, keywords=keywords):
            of = [one.value for one in keywords if one.arg == "model"]
            return _words(func, meant, away, seen).union(*(_words(one, meant, away, seen) for one in of))
        case ast.Subscript(value=value) | ast.Await(value=value) | ast.Starred(value=value):
            return _words(value, meant, away, seen)
        case ast.BinOp(left=left, right=right):
            return _words(left, meant, away, seen) | _words(right, meant, away, seen)
        case ast.BoolOp(values=values):
            return set().union(*(_words(one, meant, away, seen) for one in values))
        case ast.IfExp(body=body, orelse=other):
            return _words(body, meant, away, seen) | _words(other, meant, away, seen)
        case ast.Constant(value=str() as text):  # an annotation in quotes
            return set(re.findall(r"\w+", text))
    return set()


def test_no_code_writes_a_trailed_row_past_the_trail():
    assert {name: found for name, code in files() if (found := past_the_trail(code))} == {}


def test_sql_is_spoken_in_migrations_and_where_it_says_why():
    speak = {
        name
        for name, code in files()
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Attribute) and node.attr in ("cursor", "raw", "executescript", "RawSQL")
        if name.startswith("web/")
    }
    assert speak == set(SPEAKS_SQL)


@pytest.mark.parametrize(
    "code",
    [
        "Agency.objects.filter(pk=1).update(name='x')",
        "Agency._base_manager.update(name='x')",
        "models.QuerySet(model=Agency).update(name='x')",
        "Person.objects.bulk_create([one])",
        "Link.objects.get_or_create(person=one)",
        "def f(row: Agency):\n    row.save()",
        "def f(row: 'Agency | None'):\n    row.save_base(raw=True)",
        "def f():\n    found = Agency.objects.all()\n    some = found.filter(name='x')\n    some._raw_delete('default')",
        "for one in Agency.objects.all():\n    one.delete()",
        "def f(agency):\n    agency.people.filter(role='x').update(role='y')",
        "if row := Agency.objects.first():\n    row.save()",
        "cursor.execute('UPDATE accounts_agency SET name = 1')",
        "cursor.execute(f'delete from accounts_person where id = {one}')",
        "from lineofsight.web.accounts.trailed import writing",
    ],
)
def test_each_way_past_the_trail_is_seen(code):
    assert past_the_trail(code)


@pytest.mark.parametrize(
    "code",
    [
        "trail.create(Agency, by=by, why='x', name='y')",
        "trail.change(agency, 1, by=by, why='x', name='y')",
        "Visit.objects.filter(session=old).update(session=new)",
        "def f(person: Person):\n    visits = person.visits.filter(ended_at=None)\n    visits.update(ended_at=now)",
        "words = {}\nwords.update(a=1)",
        "print('an update for everyone')",
    ],
)
def test_what_is_no_trailed_row_may_be_written(code):
    assert past_the_trail(code) == []
