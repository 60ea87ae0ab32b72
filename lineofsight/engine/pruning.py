"""Joins and windows that nothing asks for, left out of a query.

Sets of rows carry whatever some indicator wants of them: the child's groups, whether a referral follows
another. A database reads a column only where it is wanted, but joins and looks through windows all the same,
for it cannot know that `attach` finds one row at most. We do.
"""

from collections.abc import Iterable, Mapping

import ibis
import ibis.expr.operations as ops


def without_unused(rows: ops.Relation, wanted: Iterable[str]) -> ops.Relation:
    """`rows` without the left joins and the windows that no wanted column hangs on; their columns are null instead."""
    live = _live(rows, wanted)
    joins: dict[ops.Node, set[ops.Node]] = {}
    windows: dict[ops.Node, set[str]] = {}
    for rel in live:
        if isinstance(rel, ops.JoinChain):
            joins[rel] = {link.table for link in rel.rest if link.how == "left" and not live[link.table]}
        elif isinstance(rel, ops.Project):
            unread = rel.values.keys() - live[rel]
            windows[rel] = {name for name in unread if rel.values[name].find(ops.WindowFunction)}

    def lighter(node: ops.Node, rewritten: Mapping[str, object] | None) -> ops.Node:
        now = dict(zip(node.__argnames__, node.__args__, strict=True)) | dict(rewritten or {})
        if idle := joins.get(node):
            gone = {name for name, value in node.values.items() if any(f.rel in idle for f in _fields(value))}
            both = zip(now["rest"], node.rest, strict=True)
            rest = tuple(link for link, was in both if was.table not in idle)
            return ops.JoinChain(first=now["first"], rest=rest, values=_nulled(now["values"], gone))
        if unread := windows.get(node):
            return ops.Project(now["parent"], _nulled(now["values"], unread))
        return node.__recreate__(rewritten) if rewritten else node

    return rows.replace(lighter)


def _nulled(values: Mapping[str, ops.Value], gone: set[str]) -> dict[str, ops.Value]:
    return {name: ibis.null(v.dtype).op() if name in gone else v for name, v in values.items()}


def _fields(*values: ops.Node) -> list[ops.Field]:
    return [field for value in values for field in value.find(ops.Field, filter=ops.Value)]


def _below(rel: ops.Relation) -> tuple[ops.Relation, ...]:
    if isinstance(rel, ops.JoinChain):
        return rel.first, *(link.table for link in rel.rest)
    if isinstance(rel, ops.Set):
        return rel.left, rel.right
    return (rel.parent,) if hasattr(rel, "parent") else ()


def _live(rows: ops.Relation, wanted: Iterable[str]) -> dict[ops.Relation, set[str]]:
    """The columns of each relation that are asked for in the end."""
    order: dict[ops.Relation, None] = {}  # each after all that lie below it

    def visit(rel: ops.Relation) -> None:
        if rel not in order:
            for below in _below(rel):
                visit(below)
            order[rel] = None

    visit(rows)
    live: dict[ops.Relation, set[str]] = {rel: set() for rel in order}
    live[rows] |= set(wanted)

    def ask_of(*values: ops.Node) -> None:
        for field in _fields(*values):
            live[field.rel].add(field.name)

    for rel in reversed(order):
        if isinstance(rel, ops.Project):
            ask_of(*(rel.values[name] for name in live[rel]))
        elif isinstance(rel, ops.Aggregate):
            ask_of(*rel.groups.values(), *(rel.metrics[n] for n in live[rel] if n in rel.metrics))
        elif isinstance(rel, ops.JoinChain):
            ask_of(*(rel.values[name] for name in live[rel]))
            for link in reversed(rel.rest):
                if link.how != "left" or live[link.table]:
                    ask_of(*link.predicates)
        elif isinstance(rel, ops.Filter | ops.Sort | ops.DropColumns | ops.JoinReference):
            live[rel.parent] |= live[rel]
            ask_of(*getattr(rel, "predicates", ()), *getattr(rel, "keys", ()))
        else:  # a union, distinct rows: every column tells rows apart
            for below in _below(rel):
                live[below] |= set(below.schema.names)
    return live
