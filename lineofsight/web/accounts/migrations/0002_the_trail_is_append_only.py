"""The chain's beginning, and the triggers that let its entries never change."""

from django.db import migrations

BEGINNING = "0" * 64

SQLITE = [
    "CREATE TRIGGER entries_never_change BEFORE UPDATE ON accounts_entry "
    "BEGIN SELECT RAISE(ABORT, 'An entry of the trail never changes.'); END",
    "CREATE TRIGGER entries_never_go BEFORE DELETE ON accounts_entry "
    "BEGIN SELECT RAISE(ABORT, 'An entry of the trail is never removed.'); END",
    "CREATE TRIGGER the_head_moves_on BEFORE UPDATE ON accounts_head WHEN NEW.number <> OLD.number + 1 "
    "BEGIN SELECT RAISE(ABORT, 'The head of the trail moves on by one.'); END",
    "CREATE TRIGGER the_head_stays BEFORE DELETE ON accounts_head "
    "BEGIN SELECT RAISE(ABORT, 'The head of the trail is never removed.'); END",
]
POSTGRES = [
    "CREATE FUNCTION trail_refuses() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'An entry of the trail never changes.'; END $$",
    "CREATE FUNCTION trail_head_moves_on() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF NEW.number <> OLD.number + 1 THEN RAISE EXCEPTION 'The head of the trail moves on by one.'; END IF; "
    "RETURN NEW; END $$",
    "CREATE TRIGGER entries_never_change BEFORE UPDATE OR DELETE ON accounts_entry "
    "FOR EACH ROW EXECUTE FUNCTION trail_refuses()",
    "CREATE TRIGGER entries_never_truncated BEFORE TRUNCATE ON accounts_entry "
    "FOR EACH STATEMENT EXECUTE FUNCTION trail_refuses()",
    "CREATE TRIGGER the_head_moves_on BEFORE UPDATE ON accounts_head "
    "FOR EACH ROW EXECUTE FUNCTION trail_head_moves_on()",
    "CREATE TRIGGER the_head_stays BEFORE DELETE ON accounts_head FOR EACH ROW EXECUTE FUNCTION trail_refuses()",
]


def begin(apps, editor):
    apps.get_model("accounts", "Head").objects.create(pk=1, number=0, digest=BEGINNING)
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRES}[editor.connection.vendor]:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(begin)]  # no way back: a trail is not taken away
