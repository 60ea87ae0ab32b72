"""What stands wrongly in facts.toml or records.toml is refused by file, by name and with what is wrong of it."""

import pytest

from lineofsight.claims.ledger import LedgerError, read_ledger

FACTS = {
    'late = "48%"': "'late' is no fact",
    "[late]\nvalu = 48": "fact 'late' has 'valu'",
    '[late]\nvalue = 48\nunit = "percnt"': "fact 'late' has the unit 'percnt'",
    '[late]\nvalue = "48"': "value = '48' is not a number. Write it without quotes",
    "[late]\nvalue = true": "value = True is not a number",
    "[late]\nn = 12": "neither a value nor n and d",
    "[late]\nvalue = 50\nn = 12\nd = 25": "12 of 25 is not 50%",
    '[[fact]]\nid = "late"\nvalue = 48\n[late]\nvalue = 49': "fact 'late' stands twice",
    "[late\nvalue = 48": "it cannot be read",
}
RECORDS = {
    '[decison.one]\nsaid = "x"': "there is no kind of record 'decison'",
    '[judgement]\none = "high"': r"\[judgement.one\] must be a table of its own",
    '[judgement.one]\nlevel = "splendid"': "has the level 'splendid'. Known:",
}


@pytest.mark.parametrize(
    ("name", "text", "wrong"),
    [(name, text, wrong) for name, all_of in (("facts.toml", FACTS), ("records.toml", RECORDS))
     for text, wrong in all_of.items()],
)  # fmt: skip
def test_what_cannot_stand_is_refused_with_its_file_and_name(name, text, wrong, tmp_path):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(LedgerError, match=f"{name}: .*{wrong}"):
        read_ledger(tmp_path)


def test_a_percentage_rounded_as_people_round_stands(tmp_path):
    (tmp_path / "facts.toml").write_text("[late]\nvalue = 33\nn = 1\nd = 3", encoding="utf-8")
    assert read_ledger(tmp_path).facts["late"]["value"] == 33
