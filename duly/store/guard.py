"""SQL that guards the tables: row-level security and append-only triggers. Used by migrations.

The statements are part of the migrations' history: change them by adding a function, not by editing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

THIS_COMPANY = "nullif(current_setting('duly.company_id', true), '')::bigint"
IN_DIRECTORY = "current_setting('duly.scope', true) = 'directory'"

APPEND_ONLY_FUNCTION = """
CREATE OR REPLACE FUNCTION duly_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'table % only grows: correct it by a reversal and a new row', TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$
"""


def _execute(schema_editor: Any, statement: str) -> None:
    schema_editor.execute(statement, params=None)  # None: a percent sign in the statement is just that


def isolate(schema_editor: Any, tables: Iterable[str], column: str = "company_id") -> None:
    """Enable and force row-level security so that only the current company's rows exist."""
    for table in tables:
        _execute(schema_editor, f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        _execute(schema_editor, f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
        _execute(
            schema_editor,
            f'CREATE POLICY company_isolation ON "{table}" '
            f"USING ({column} = {THIS_COMPANY}) WITH CHECK ({column} = {THIS_COMPANY})",
        )


def list_in_directory(schema_editor: Any, tables: Iterable[str]) -> None:
    """Let a directory scope read (never write) these tables across companies."""
    for table in tables:
        _execute(schema_editor, f'CREATE POLICY directory_read ON "{table}" FOR SELECT USING ({IN_DIRECTORY})')


def make_append_only(schema_editor: Any, tables: Iterable[str]) -> None:
    """Refuse UPDATE, DELETE and TRUNCATE by trigger."""
    _execute(schema_editor, APPEND_ONLY_FUNCTION)
    for table in tables:
        _execute(
            schema_editor,
            f'CREATE TRIGGER append_only_row BEFORE UPDATE OR DELETE ON "{table}" '
            "FOR EACH ROW EXECUTE FUNCTION duly_refuse_change()",
        )
        _execute(
            schema_editor,
            f'CREATE TRIGGER append_only_table BEFORE TRUNCATE ON "{table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION duly_refuse_change()",
        )
