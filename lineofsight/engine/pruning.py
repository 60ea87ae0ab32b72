"""Joins that nothing asks for, left out of a query.

Sets of rows carry whatever some indicator wants of them: the child's groups, whether a referral follows
another. A database reads a column only where it is wanted, but must join all the same, for it cannot know
that `attach` finds one row at most. We do.
"""

from collections.abc import Iterable, Mapping

import ibis
import ibis.expr.operations as ops


def without_unused_joins(rows: ops.Relation, wanted: Iterable[str]) -> ops.Relation:
    """`rows` without the left joins that no wanted column hangs on; the columns of those are null instead."""
    live = _live(rows, wanted)
    unused: dict[ops.Node, set[ops.Node]] = {}
    for rel in live:
        if isinstance(rel, ops.JoinChain):
            idle = {link.table for link in rel.rest if link.how == "left" and not live[link.table]}
            if idle:
                unused[rel] = idle

    def lighter(node: ops.Node, rewritten: Mapping[str, object] | None) -> ops.Node:
        if node not in unused:
            return node.__recreate__(rewritten) if rewritten else node
        now = dict(zip(node.__argnames__, node.__args__, strict=True)) | dict(rewritten or {})
        gone = {n for n, value in node.values.items() if any(f.rel in unused[node] for f in _fields(value))}
        values = {n: ibis.null(v.dtype).op() if n in gone else v for n, v in now["values"].items()}
        rest = [
            link for link, was in zip(now["rest"], node.rest, strict=True) if was.table not in unused[node]
        ]
        return ops.JoinChain(first=now["first"], rest=tuple(rest), values=values)

    return rows.replace(lighter) if unused else rows


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
