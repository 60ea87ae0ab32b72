"""From the dataset's tables to contract tables: each field by its kind, then what a table needs beyond."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

import pyarrow as pa
import pyarrow.compute as pc

from lineofsight.engine.sources.cleaning import Draft
from lineofsight.engine.sources.intake import Severity
from lineofsight.engine.sources.ssd import care, spelling
from lineofsight.engine.sources.ssd.fields import fields
from lineofsight.engine.sources.ssd.sent import Sent
from lineofsight.engine.tables import CONTRACT

HIGHEST_SDQ = 40
STRETCH = 65_536  # texts held as Python's at a time
REFERENCES = {
    "person_id": "person",
    "referral_id": "cin_episodes",
    "cp_plan_id": "cp_plans",
    "professional_id": "professionals",
}  # the contract column, and the table whose key it must be


def contract_drafts(sent: Mapping[str, Sent], latest: date) -> dict[str, Draft]:
    """A draft of each table that was sent, with all that is joined from one to another."""
    drafts = {table: _draft(sent[table], latest) for table in fields() if table in sent}
    for table, made in drafts.items():
        if table in FINISH:
            FINISH[table](made, drafts)
        contract = CONTRACT.get(table)
        if contract:
            if contract.start and contract.end and contract.end != contract.start:
                ends = next(field.name for field in fields()[table] if field.column == contract.end)
                made.not_before(contract.end, contract.start, ends)
            made.known_once()
    for table, made in drafts.items():
        if table in CONTRACT:
            _check_references(made, drafts)
    return drafts


def _draft(sent: Sent, latest: date) -> Draft:
    # A table that is only joined is drafted as if it were `person`: its columns count, not the contract's.
    table = sent.table if sent.table in CONTRACT else "person"
    made = Draft(table, sent.columns, file=sent.file, name=sent.name, rows=sent.rows, latest=latest)
    made.refuse(
        sent.ragged, None, "has more or fewer fields than the header",
        "Put quotation marks round cells that hold a comma, and send the file again.",
    )  # fmt: skip
    readers: Mapping[str, Callable] = {
        "id": made.text, "text": made.text, "date": made.date, "flag": made.flag,
        "integer": made.integer, "number": made.number,
    }  # fmt: skip
    for field in fields()[sent.table]:
        kind, _, codes = field.kind.partition(" ")
        if field.name.endswith("_json"):
            continue  # outcomes packed into one field, which are unpacked where they are needed
        if kind == "code":
            texts = sent.columns[field.name] if made.has(field.name) else pa.nulls(0, pa.string())
            made.code(field.column, field.name, spelling.codes(codes, texts), required=field.required)
        elif kind == "ahead":
            made.date(field.column, field.name, required=field.required, ahead=True)
        else:
            readers[kind](field.column, field.name, required=field.required)
    return made


def _kept(made: Draft, *columns: str) -> pa.Table:
    """Some columns of the rows that were not rejected."""
    return pa.table({name: made.columns[name] for name in columns}).filter(pc.invert(made.refused))


def _look_up(keys: pa.Array, known: pa.Table, key: str, value: str) -> pa.Array:
    """For each of `keys` the value beside it in `known`, null where there is none."""
    return known[value].combine_chunks().take(pc.index_in(keys, value_set=known[key].combine_chunks()))


def note(made: Draft, where: pa.Array, field: str, wrong: str, remedy: str) -> None:
    """A fault of the rows where `where` is true that changes nothing in them."""
    before = len(made.faults)
    made.refuse(where, field, wrong, remedy, query=True)
    made.faults[before:] = [replace(fault, severity=Severity.NOTED) for fault in made.faults[before:]]


def _check_references(made: Draft, drafts: Mapping[str, Draft]) -> None:
    for field in fields()[made.contract.name]:
        table = REFERENCES.get(field.column, "")
        if table in drafts and table != made.contract.name:
            known = _kept(drafts[table], CONTRACT[table].key[0])[0].combine_chunks()
            ids = made.columns[field.column]
            broken = pc.and_(pc.is_valid(ids), pc.invert(pc.is_in(ids, value_set=known)))
            note(
                made, pc.and_(broken, pc.invert(made.refused)), field.name,
                f"names no row of {drafts[table].name}", "Send both from the same extract.",
            )  # fmt: skip


# --- outcomes packed into one field ---------------------------------------------------------------------


@dataclass(frozen=True)
class _Packed:
    """A column of packed outcomes, each distinct text read once; None where nothing is recorded."""

    answers: tuple[dict[str, bool] | None, ...]
    indices: pa.Array

    def each(self, read: Callable[[dict[str, bool]], bool | None]) -> pa.Array:
        meant = pa.array([read(answer) if answer else None for answer in self.answers], pa.bool_())
        return meant.take(self.indices)


def _unpack(made: Draft, field: str) -> _Packed:
    words, at = made.words(field)
    answers: list[dict[str, bool] | None] = []
    same: dict[
        tuple, dict[str, bool]
    ] = {}  # texts differ by a comment: one answer stands for all that say it
    unreadable = []
    for text in chain.from_iterable(
        words[n : n + STRETCH].to_pylist() for n in range(0, len(words), STRETCH)
    ):
        try:
            answer = spelling.flags(text) if text is not None else None
            answers.append(answer and same.setdefault(tuple(answer.items()), answer))
            unreadable.append(False)
        except ValueError:
            answers.append(None)
            unreadable.append(True)
    made.refuse(
        pa.array(unreadable, pa.bool_()).take(at), field,
        "cannot be read as a list of outcomes", 'Write it as {"NFA_FLAG": "Y"}.', query=True,
    )  # fmt: skip
    return _Packed(tuple(answers), at)


# --- what a table needs beyond its fields ----------------------------------------------------------------


def _person(made: Draft, drafts: Mapping[str, Draft]) -> None:
    # Extracts give an unborn child's due date as its birth date.
    unborn = pc.fill_null(pc.greater(made.columns["dob"], pa.scalar(made.latest)), False)
    made.fill(
        "expected_dob",
        pc.coalesce(made.columns["expected_dob"], pc.if_else(unborn, made.columns["dob"], None)),
    )
    made.fill("dob", pc.if_else(unborn, None, made.columns["dob"]))
    made.fill("sex", pc.coalesce(made.columns["sex"], made.columns["gender"]))
    ids = made.columns["person_id"]
    if "disability" in drafts:
        rows = _kept(drafts["disability"], "person_id", "code").drop_null()
        some = rows.filter(pc.not_equal(rows["code"], "NONE"))
        is_disabled = pc.is_in(ids, value_set=some["person_id"].combine_chunks())
        is_recorded = pc.is_in(ids, value_set=rows["person_id"].combine_chunks())
        made.fill("disabled", pc.if_else(is_recorded, is_disabled, None))
    if "address" in drafts:
        rows = care.home_districts(_kept(drafts["address"], "person_id", "type", "start", "end", "postcode"))
        made.fill("postcode_district", _look_up(ids, rows, "person_id", "district"))


def _is_said(name: str, outcomes: dict[str, bool]) -> bool:
    return outcomes.get(name, False)


def _contacts(made: Draft, drafts: Mapping[str, Draft]) -> None:
    packed = _unpack(made, "cont_contact_outcome_json")
    named = {"new_referral": "NEW_REFERRAL", "nfa": "NFA", "advice": "ADVICE"}
    for column, name in named.items():
        made.fill(column, packed.each(functools.partial(_is_said, name)))
    others = packed.each(lambda given: any(given[name] for name in given.keys() - set(named.values())))
    made.fill("other_outcome", others)


def _cin_episodes(made: Draft, drafts: Mapping[str, Draft]) -> None:
    packed = _unpack(made, "cine_referral_outcome_json")
    made.fill("nfa", pc.coalesce(made.columns["nfa"], packed.each(lambda outcomes: outcomes.get("NFA"))))
    made.ends_at_once("close_date", "referral_date", made.columns["nfa"])


def _early_help_episodes(made: Draft, drafts: Mapping[str, Draft]) -> None:
    words = made.columns["organisation"].dictionary_encode()
    led_by = [spelling.code("led_by", text) for text in words.dictionary.to_pylist()]
    made.fill("led_by", pa.array(led_by, pa.string()).take(words.indices))


def _cin_assessments(made: Draft, drafts: Mapping[str, Draft]) -> None:
    if "assessment_factors" not in drafts:
        return
    sent = drafts["assessment_factors"]
    packed = _unpack(sent, "cinf_assessment_factors_json")
    read = [spelling.factors(answer or {}) for answer in packed.answers]
    unknown = pa.array([bool(others) for _, others in read], pa.bool_()).take(packed.indices)
    sent.refuse(
        unknown, "cinf_assessment_factors_json", "holds what is no assessment factor",
        "Use the codes 1A to 24A; the others in the list were read.", query=True,
    )  # fmt: skip
    ids = _kept(made, "assessment_id")[0].combine_chunks()
    note(
        sent, pc.invert(pc.is_in(sent.columns["assessment_id"], value_set=ids)), "cinf_assessment_id",
        f"names no row of {made.name}", "Send both from the same extract.",
    )  # fmt: skip
    of_assessment: dict[str, set[str]] = {}
    for assessment, place in zip(
        sent.columns["assessment_id"].to_pylist(), packed.indices.to_pylist(), strict=True
    ):
        if place is not None:
            of_assessment.setdefault(assessment, set()).update(read[place][0])
    found = [of_assessment.get(assessment) for assessment in made.columns["assessment_id"].to_pylist()]
    made.fill(
        "factors", pa.array([spelling.joined(codes) if codes else None for codes in found], pa.string())
    )


def _initial_cp_conference(made: Draft, drafts: Mapping[str, Draft]) -> None:
    packed = _unpack(made, "icpc_icpc_outcome_json")
    made.fill(
        "outcome_cp",
        pc.coalesce(made.columns["outcome_cp"], packed.each(lambda outcomes: outcomes.get("CP"))),
    )
    if "s47_enquiry" in drafts:
        enquiries = _kept(drafts["s47_enquiry"], "s47_enquiry_id", "start_date")
        starts = _look_up(made.columns["s47_enquiry_id"], enquiries, "s47_enquiry_id", "start_date")
        made.refuse(
            pc.and_(pc.is_valid(made.columns["s47_enquiry_id"]), pc.is_null(starts)), "icpc_s47_enquiry_id",
            f"names no row of {drafts['s47_enquiry'].name}", "Send both from the same extract.", query=True,
        )  # fmt: skip
        made.fill("s47_start_date", starts)


def _cla_episodes(made: Draft, drafts: Mapping[str, Draft]) -> None:
    made.fill("entered_care_date", care.entered_care(pa.table(made.columns)))
    if "legal_status" in drafts:
        statuses = _kept(drafts["legal_status"], "person_id", "start", "end", "status")
        in_force = care.legal_statuses(pa.table(made.columns), statuses)
        made.refuse(
            pc.and_(pc.is_null(in_force), pc.invert(made.refused)), "clae_cla_episode_start_date",
            f"has no legal status in {drafts['legal_status'].name} on its first day",
            "Record the legal status from that day.", query=True,
        )  # fmt: skip
        made.fill("legal_status", in_force)


def _sdq_scores(made: Draft, drafts: Mapping[str, Draft]) -> None:
    score = made.columns["score"]
    odd = pc.fill_null(pc.or_(pc.less(score, 0), pc.greater(score, HIGHEST_SDQ)), False)
    made.refuse(
        odd, "csdq_sdq_score", f"is not between 0 and {HIGHEST_SDQ}", "Correct the score.", query=True
    )
    made.fill("score", pc.if_else(odd, None, score))


def _professionals(made: Draft, drafts: Mapping[str, Draft]) -> None:
    made.fill("as_at", pa.repeat(pa.scalar(caseload_day(made.latest), pa.date32()), len(made)))


def caseload_day(known_on: date) -> date:
    """The day that an extract's caseloads are of: the last 30 September on or before it was taken."""
    counted = date(known_on.year, 9, 30)
    return counted if counted <= known_on else counted.replace(year=counted.year - 1)


def _child_of(table: str, key: str, field: str) -> Callable[[Draft, Mapping[str, Draft]], None]:
    """The child of a row that names only the plan, period of care or referral it belongs to."""

    def finish(made: Draft, drafts: Mapping[str, Draft]) -> None:
        if table in drafts:
            known = _kept(drafts[table], key, "person_id")
            found = _look_up(made.columns[key], known, key, "person_id")
            made.fill("person_id", pc.coalesce(made.columns["person_id"], found))
        made.refuse(pc.is_null(made.columns["person_id"]), field, "names no child", "Fill in the child's id.")

    return finish


FINISH: Mapping[str, Callable[[Draft, Mapping[str, Draft]], None]] = {
    "person": _person,
    "contacts": _contacts,
    "early_help_episodes": _early_help_episodes,
    "cin_episodes": _cin_episodes,
    "cin_assessments": _cin_assessments,
    "initial_cp_conference": _initial_cp_conference,
    "cp_reviews": _child_of("cp_plans", "cp_plan_id", "cppr_person_id"),
    "cp_visits": _child_of("cp_plans", "cp_plan_id", "cppv_person_id"),
    "cla_episodes": _cla_episodes,
    "cla_placement": _child_of("cla_episodes", "cla_id", "clap_person_id"),
    "involvements": _child_of("cin_episodes", "referral_id", "invo_person_id"),
    "sdq_scores": _sdq_scores,
    "professionals": _professionals,
}
