"""What the API has, the command line has too; and every command can answer in JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from duly.faces.cli.main import app

COMMANDS = {
    "Token": ["token add", "token list", "token revoke"],
    "Customers": ["customer list", "customer show", "customer add", "customer change"],
    "Contacts": ["contact list", "contact show", "contact add", "contact change"],
    "Segments": ["segment list", "segment preview", "segment save", "segment assign"],
    "Invoices": ["invoice list", "invoice show", "invoice add", "invoice write-off"],
    "Credit notes": ["credit-note list", "credit-note show", "credit-note add", "credit-note use",
                     "credit-note refund"],
    "Receipts": ["receipt list", "receipt show", "receipt add", "receipt identify", "receipt refund",
                 "receipt not-ours"],
    "Allocations": ["allocation list", "allocation show", "allocation apply", "allocation undo"],
    "Promises": ["promise list", "promise show", "promise add", "promise withdraw"],
    "Disputes": ["dispute list", "dispute show", "dispute open", "dispute resolve"],
    "Notes": ["note list", "note add", "call log"],
    "Worklist": ["worklist"],
    "Procedures": ["procedure list", "procedure check", "procedure apply"],
    "Cycles": ["cycle", "cycles list", "cycles show", "decision list", "decision show", "explain"],
    "Notices": ["notice list", "notice show", "notice approve", "notice exclude"],
    "Reports": ["report aging", "report figures"],
    "Imports": ["import"],
    "Events": ["events list"],
    "Webhooks": ["webhook list", "webhook add", "webhook test", "webhook replay", "webhook rotate", "webhook remove"],
    "Audit": ["audit"],
    "Health": ["doctor"],
}  # fmt: skip
"""By the API's resource: how the command line does the same."""
WITHOUT_JSON = {"run", "serve", "worker", "version", "migrate"}
"""Commands that go on until they are stopped, or that have nothing to tell."""


def _walk(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", {})
    if not inner:
        yield " ".join(path), command
    for name in inner:
        yield from _walk(inner[name], (*path, name))


FOUND = dict(_walk(get_command(app)))


def test_every_resource_of_the_api_has_its_commands() -> None:
    from duly.faces.api.v1.api import RESOURCES

    assert {one.tag for one in RESOURCES} <= set(COMMANDS)
    missing = [name for names in COMMANDS.values() for name in names if name not in FOUND]
    assert missing == []


@pytest.mark.parametrize("name", sorted(set(FOUND) - WITHOUT_JSON))
def test_every_command_answers_in_json(name: str) -> None:
    options = [option for parameter in FOUND[name].params for option in parameter.opts]
    assert "--json" in options, f"duly {name} has no --json"
    assert FOUND[name].help, f"duly {name} does not say what it does"


@pytest.mark.parametrize("name", sorted(name for name in FOUND if name.split()[-1] == "list" and "cursor" in str(
    [parameter.name for parameter in FOUND[name].params])))  # fmt: skip
def test_lists_have_a_limit(name: str) -> None:
    assert "limit" in [parameter.name for parameter in FOUND[name].params]


@pytest.mark.parametrize(
    ("resource", "names"),
    [("customers.CustomerOut", "customer.NAMES"), ("contacts.ContactOut", "contact.NAMES"),
     ("notes.NoteOut", "note.NAMES"), ("receipts.ReceiptOut", "receipt.NAMES amount unapplied"),
     ("allocations.AllocationOut", "allocation.NAMES amount"), ("cases.PromiseOut", "promise.NAMES amount"),
     ("cases.DisputeOut", "dispute.NAMES amount"), ("notices.NoticeOut", "notice.NAMES total invoice_numbers"),
     ("notices.NoticeDetailOut", "notice.DETAILS total items"), ("cycles.CycleOut", "decision.CYCLE"),
     ("invoices.InvoiceOut", "documents.NAMES amount open state discounts")],
)  # fmt: skip
def test_json_has_the_names_of_the_api(resource: str, names: str) -> None:
    import importlib

    module, model = resource.split(".")
    answer = getattr(importlib.import_module(f"duly.faces.api.v1.{module}"), model)
    source, *more = names.split()
    place, constant = source.split(".")
    package = "duly.faces.cli" if place == "documents" else "duly.faces.cli.commands"
    known = getattr(importlib.import_module(f"{package}.{place}"), constant)
    assert set(known) | set(more) == set(answer.model_fields)


def test_the_shell_can_be_taught_to_complete() -> None:
    asked = CliRunner().invoke(
        app, [], env={"_DULY_COMPLETE": "complete_bash", "COMP_WORDS": "duly cust", "COMP_CWORD": "1"}
    )
    assert "customer" in asked.output
    assert "--install-completion" in CliRunner().invoke(app, ["--help"]).output
