"""Row-level security and append-only guards of the tables that 0003 brought."""

from django.db import migrations

from duly.store.guard import isolate, list_in_directory, make_append_only

COMPANY_TABLES = [
    "api_answer", "api_token", "balance_day", "customer_balance", "dry_run", "dry_run_change", "dry_run_line", "event",
    "kept_figures", "past_open_item", "past_open_receipt", "report_schedule", "saved_view", "segment_rules", "webhook_delivery", "webhook_endpoint",
]  # fmt: skip
APPEND_ONLY = ["event"]


def guard(apps, schema_editor):
    isolate(schema_editor, COMPANY_TABLES)
    list_in_directory(schema_editor, ["api_token", "webhook_endpoint"])
    make_append_only(schema_editor, APPEND_ONLY)


# What was open of each document from a day until another, from its postings.
STEPS = """
    SELECT rid, from_date, until_date, minor FROM (
        SELECT rid, effective_date AS from_date, (sum(delta) OVER days)::bigint AS minor,
               lead(effective_date) OVER days AS until_date
          FROM (SELECT rid, effective_date, sum(delta) AS delta FROM ({effects}) AS e GROUP BY 1, 2
                HAVING sum(delta) <> 0) AS changes
        WINDOW days AS (PARTITION BY rid ORDER BY effective_date)) AS levels
     WHERE minor <> 0
"""
ITEM_STEPS = STEPS.format(
    effects="""
    SELECT coalesce(source_receivable_id, receivable_id) AS rid, amount_minor AS delta, effective_date
      FROM posting WHERE company_id = %(id)s AND debit_account = 'receivables'
    UNION ALL
    SELECT receivable_id, -amount_minor, effective_date
      FROM posting WHERE company_id = %(id)s AND credit_account = 'receivables'
"""
)
RECEIPT_STEPS = STEPS.format(
    effects="""
    SELECT receipt_id AS rid, CASE WHEN credit_account = 'unapplied_cash' THEN amount_minor ELSE -amount_minor END
           AS delta, effective_date
      FROM posting WHERE company_id = %(id)s AND receipt_id IS NOT NULL AND debit_account <> credit_account
       AND 'unapplied_cash' IN (debit_account, credit_account)
"""
)
PAST = (
    f"""UPDATE open_item AS o SET since_date = s.from_date FROM ({ITEM_STEPS}) AS s
         WHERE o.company_id = %(id)s AND o.receivable_id = s.rid AND s.until_date IS NULL""",
    f"""INSERT INTO past_open_item (company_id, receivable_id, customer_id, currency, due_date, from_date, until_date,
                                    open_minor, reach)
        SELECT %(id)s, r.id, r.customer_id, r.currency, r.due_date, s.from_date, s.until_date, s.minor,
               width_bucket(s.until_date - s.from_date, ARRAY[2, 3, 5, 9, 17, 33, 65, 129, 257, 513, 1025, 2049, 4097])
          FROM ({ITEM_STEPS}) AS s JOIN receivable r ON r.id = s.rid WHERE s.until_date IS NOT NULL""",
    f"""UPDATE open_receipt AS o SET since_date = s.from_date FROM ({RECEIPT_STEPS}) AS s
         WHERE o.company_id = %(id)s AND o.receipt_id = s.rid AND s.until_date IS NULL""",
    f"""INSERT INTO past_open_receipt (company_id, receipt_id, from_date, until_date, unapplied_minor)
        SELECT %(id)s, rid, from_date, until_date, minor FROM ({RECEIPT_STEPS}) AS s WHERE until_date IS NOT NULL""",
    """UPDATE dunning_notice AS n SET item_count = m.count
         FROM (SELECT notice_id, count(*) AS count FROM notice_item WHERE company_id = %(id)s GROUP BY 1) AS m
        WHERE n.company_id = %(id)s AND n.id = m.notice_id""",
)


def derive_the_past(apps, schema_editor):
    """Fill the projections of what was open on past days from the ledger, and count the invoices of messages."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT set_config('duly.scope', 'directory', true)")
        cursor.execute("SELECT id FROM company ORDER BY id")
        for (company_id,) in cursor.fetchall():
            cursor.execute("SELECT set_config('duly.company_id', %s, true)", [str(company_id)])
            for statement in PAST:
                cursor.execute(statement, {"id": company_id})
        cursor.execute("SELECT set_config('duly.company_id', '', true), set_config('duly.scope', '', true)")


def keep_any_age(apps, schema_editor):
    """The company's limit on the age of bank data had no effect so far.

    Where the procedure that rules everybody else named none, any age did: it stays so.
    """
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT set_config('duly.scope', 'directory', true)")
        cursor.execute("SELECT id FROM company ORDER BY id")
        for (company_id,) in cursor.fetchall():
            cursor.execute("SELECT set_config('duly.company_id', %s, true)", [str(company_id)])
            cursor.execute(
                """UPDATE company SET bank_data_max_age_hours = 0 WHERE id = %(id)s AND EXISTS (
                     SELECT 1 FROM dunning_procedure p WHERE p.company_id = %(id)s AND p.is_active AND p.is_default
                        AND p.document #> '{silence,bank_data_max_age_hours}' IS NULL)""",
                {"id": company_id},
            )
        cursor.execute("SELECT set_config('duly.company_id', '', true), set_config('duly.scope', '', true)")


class Migration(migrations.Migration):
    dependencies = [("store", "0003_integration_and_views")]
    operations = [
        migrations.RunPython(guard, migrations.RunPython.noop),
        migrations.RunPython(keep_any_age, migrations.RunPython.noop),
        migrations.RunPython(derive_the_past, migrations.RunPython.noop),
    ]
