"""Row-level security on every table of ours; the ledger and the record of what happened only grow."""

from django.db import migrations

from duly.store.guard import isolate, list_in_directory, make_append_only

COMPANY_TABLES = [
    "activity", "bank_entry", "bank_file", "bank_line", "bank_profile", "bank_statement", "contact", "customer",
    "cycle", "cycle_shard", "decision", "dispute", "dunning_notice", "dunning_procedure", "entry", "hold",
    "import_run", "import_source", "mail_template", "match_proposal", "membership", "notice_item", "open_item", "open_receipt",
    "payer_key", "payment_claim", "portal_link", "posting", "promise_to_pay", "quarantine_row", "receipt",
    "receivable", "task",
]  # fmt: skip
APPEND_ONLY = [
    "activity",
    "bank_entry",
    "bank_line",
    "bank_statement",
    "decision",
    "entry",
    "posting",
    "receipt",
    "receivable",
]


def guard(apps, schema_editor):
    isolate(schema_editor, COMPANY_TABLES)
    isolate(schema_editor, ["company"], column="id")
    list_in_directory(schema_editor, ["company", "membership"])
    make_append_only(schema_editor, APPEND_ONLY)


class Migration(migrations.Migration):
    dependencies = [("store", "0001_initial")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
