"""The SSDA903 return in XML (EXPSSDA903): its rows as text under the headings of the CSV files."""

from pathlib import Path

from lineofsight.engine.sources import opening
from lineofsight.engine.sources.intake import Fault, SourceError
from lineofsight.engine.sources.ssda903.files import USED, Part
from lineofsight.engine.sources.xml_children import Children, Columns, each, layout, one

_HEADER = (
    "CHILDID UPN SEX DOB ETHNIC UASC DUC MOTHER MC_DOB IN_TOUCH ACTIV ACCOM DATE_INT DATE_MATCH FOSTER_CARE "
    "NB_ADOPTR SEX_ADOPTR LS_ADOPTR AREVIEW AMISSING PERMANENCE OC2 AD_PLACED"
)
_OC2 = (
    "SDQ_SCORE SDQ_REASON CONVICTED HEALTH_CHECK IMMUNISATIONS TEETH_CHECK HEALTH_ASSESSMENT "
    "SUBSTANCE_MISUSE INTERVENTION_RECEIVED INTERVENTION_OFFERED"
)
BLOCKS = layout(
    CHILD="HEADER EPISODE",
    HEADER=_HEADER,
    EPISODE="DECOM RNE LS CIN PL PL_POST HOME_POST URN PLACE_PROVIDER DEC REC REASON_PLACE_CHANGE",
    AREVIEW="REVIEW REVIEW_CODE",
    AMISSING="MISSING MIS_START MIS_END",
    PERMANENCE="PREV_PERM LA_PERM DATE_PERM",
    OC2=_OC2,
    AD_PLACED="DATE_PLACED DATE_PLACED_CEASED REASON_PLACED_CEASED",
)
# Kinds of row: the block within HEADER that one stands for, and what is read of it.
WITHIN = {
    "reviews": ("AREVIEW", ("REVIEW", "REVIEW_CODE")),
    "missing": ("AMISSING", ("MISSING", "MIS_START", "MIS_END")),
    "oc2": ("OC2", tuple(_OC2.split())),
    "previous_permanence": ("PERMANENCE", ("PREV_PERM",)),
    "placed_for_adoption": ("AD_PLACED", ("DATE_PLACED",)),
}
# Kinds whose row is a child with this element filled in.
MARKED = {"uasc": "DUC", "oc3": "IN_TOUCH", "ad1": "DATE_INT"}
HEADER = ("SEX", "DOB", "ETHNIC")
EPISODE = ("DECOM", "RNE", "LS", "CIN", "PL", "DEC", "REC", "HOME_POST")


def read_xml(path: Path) -> tuple[list[Part], list[Fault], bool]:
    """The parts of a return, where it departs from its layout, and whether it was whole."""
    columns = {kind: Columns("CHILD", *fields) for kind, (_, fields) in WITHIN.items()}
    columns |= {kind: Columns("CHILD", field) for kind, field in MARKED.items()}
    columns["header"] = Columns("CHILD", *HEADER)
    columns["episodes"] = Columns("CHILD", *(name if name != "PL" else "PLACE" for name in EPISODE))
    with opening.open_xml(path) as file:
        children = Children(
            file, path.name, BLOCKS, child="CHILD", many="EPISODE AREVIEW AMISSING PERMANENCE AD_PLACED"
        )
        for found in children:
            at, header = children.place, one(found, "HEADER") or {}
            child = one(header, "CHILDID")
            columns["header"].add(at, child, *each(header, HEADER))
            for kind, (block, fields) in WITHIN.items():
                for row in header.get(block, ()):
                    if row:  # an empty block says that there is nothing to say
                        columns[kind].add(at, child, *each(row, fields))
            for kind, field in MARKED.items():
                if one(header, field):
                    columns[kind].add(at, child, one(header, field))
            for row in found.get("EPISODE", ()):
                columns["episodes"].add(at, child, *each(row, EPISODE))
    if not children.place:
        raise SourceError(f"{path.name}: holds no child. Export it again.")
    parts = []
    for kind, rows in columns.items():
        raw = rows.table()
        if raw.num_rows or kind in USED:  # the return has a place for these even where it holds none
            parts.append(
                Part(
                    kind=kind,
                    name=path.name,
                    file=0,
                    raw=raw.drop_columns("#child"),
                    rows=raw["#child"].combine_chunks(),
                    lines=tuple(children.lines),
                )
            )
    return parts, children.faults, children.whole
