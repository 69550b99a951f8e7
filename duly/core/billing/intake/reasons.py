"""Every reason an import can give: a code, an English sentence and a remedy.

Faces translate by code; the parameters are filled into the sentence by name.
"""

from __future__ import annotations

REASONS: dict[str, tuple[str, str]] = {
    "missing_value": ("{field} is empty", "Fill the cell in, or map {field} to another column."),
    "too_long": ("{field} has {length} characters, {limit} are allowed", "Shorten the text."),
    "control_character": (
        "{field} holds the control character {character}",
        "Remove the invisible character; it often comes from copying out of another program.",
    ),
    "undecodable_bytes": (
        "{field} holds bytes that are not text in the encoding of the file",
        "Save the file as UTF-8, or name its true encoding when importing.",
    ),
    "spreadsheet_error": ("{field} is the spreadsheet error {value}", "Correct the formula in the spreadsheet."),
    "damaged_identifier": (
        "{field} was shortened by a spreadsheet to {value}",
        "Format the column as text in the spreadsheet and export again; the lost digits cannot be recovered here.",
    ),
    "not_a_date": ("{value} is not a date written {convention}", "Write it as 2025-04-30, or correct dates.{field}."),
    "date_out_of_range": ("{value} is not between 1970 and 2100", "Correct the year."),
    "not_an_amount": (
        "{value} is not an amount with {convention}",
        "Write plain digits such as 1234.56, or correct decimals.{field}.",
    ),
    "not_exact": (
        "{value} has more decimals than {currency} allows ({places})",
        "Round the amount in the source, or correct the currency.",
    ),
    "amount_too_large": ("{value} is larger than any amount that can be kept", "Check the decimal sign."),
    "amount_zero": ("{field} is zero", "Leave the row out: nothing is owed or paid."),
    "amount_negative": (
        "{field} is negative",
        "If negative rows are credit notes, say negative:credit_note; otherwise correct the sign.",
    ),
    "open_exceeds_amount": ("the open amount {value} does not lie between zero and the amount", "Correct either."),
    "not_a_currency": ("{value} is not a currency code such as EUR", "Use the three-letter ISO 4217 code."),
    "currency_conflict": (
        "{value} is written with {sign}, the row says {currency}",
        "Correct the currency of the row.",
    ),
    "not_a_country": ("{value} is not a two-letter country code such as DE", "Use ISO 3166-1, or leave it unmapped."),
    "not_a_language": ("{value} is not a language code such as en", "Use ISO 639-1, or leave it unmapped."),
    "not_an_email": ("{value} is not an email address", "Correct the address; one address per cell."),
    "not_a_number": ("{value} is not a whole number from 1 to 999", "Correct the number."),
    "not_yes_or_no": ("{value} is neither yes nor no", "Write yes or no."),
    "unknown_status": (
        "nobody has said what the status {value} means",
        "Say it once, for example status.{value}:paid (or settled, withdrawn, open).",
    ),
    "status_needs_date": (
        "the status {value} means {outcome}, but there is no date on which it happened",
        "Fill in the settlement date, or correct the status.",
    ),
    "status_forbids_date": (
        "the status {value} means open, but a settlement date {settled_date} is given",
        "Correct the status or remove the date.",
    ),
    "no_due_date": ("there is neither a due date nor payment terms", "Fill in one of the two."),
    "no_way_to_reach": ("the contact has neither an email address nor a telephone number", "Fill in one of the two."),
    "too_many_cells": (
        "the line has {count} cells, the heading has {expected}",
        "A text probably holds the delimiter: put it in quotes.",
    ),
    "total_line": ("this looks like the total line of the report, not a document", "Leave the line out."),
    "number_not_made": (
        "no number could be made because {missing} could not be read",
        "Correct that value first.",
    ),
    "repeated_differently": (
        "{external_id} was already read on line {first_line} with other content",
        "Keep one of the two. One row per invoice is expected, not one row per line of an invoice.",
    ),
    "repeated_identically": ("{external_id} repeats line {first_line} word for word", "Nothing to do; it was skipped."),
    "terms_ambiguous": (
        "the payment terms {value} can mean {readings}",
        "Write the terms so that they have one meaning, or fill in the due date.",
    ),
    "terms_unreadable": ("the payment terms {value} give no due date: {reason}", "{advice}"),
    "terms_give_instalments": (
        "the terms give {count} instalments, but the row is already one instalment of an invoice",
        "Fill in the due date of this instalment.",
    ),
    "changed_document": (
        "{value} is in the ledger already with other content: {difference}",
        "A document in the ledger is never overwritten. Book the difference (a credit note, a new invoice), or "
        "reverse the import it came with and import the corrected file.",
    ),
    "changed_payment": (
        "the payment {value} is in the ledger already with other content: {difference}",
        "A receipt is never overwritten. Reverse the import it came with and import the corrected file.",
    ),
    "changed_settlement": (
        "{value} was settled before in another way: {difference}",
        "What was booked stays. Undo the receipt on the cash page, or reverse the import it came with.",
    ),
    "not_so_much_open": (
        "{value} is to be settled with {wanted}, but only {open} is open here",
        "See what settled it here (a receipt from the bank, a credit note); record the rest by hand if it is true.",
    ),
    "unknown_customer": (
        "there is no customer {value}",
        "Import the customers first and try again, or say create_customers:yes.",
    ),
    "ambiguous_customer": (
        "{value} is the number of {count} customers from different sources",
        "Import under the source the customer came from.",
    ),
    "unknown_parent": ("there is no customer {value} to be the parent", "Import the parent first and try again."),
    "unknown_kind": ("{value} is not a kind of file", "Use one of {known}."),
    "unknown_field": ("{field} is not a field of {kind}", "Use one of {known}."),
    "unknown_column": ("the file has no column {column}", "Use one of {known}."),
    "field_without_column": ("{field} is mapped to the column {column}, which the file lacks", "Map it again."),
    "bad_option": ("{option} cannot be {value}", "Use one of {known}."),
    "bad_syntax": ("{text} is neither field=column nor field:value", "Write for example amount=Total or currency:EUR."),
    "bad_version": ("this mapping was saved in version {value}", "Map the file again with this version of Duly."),
    "unsettled": ("{question}", "Answer the question first."),
}


def sentence(code: str, params: dict[str, str]) -> str:
    """Return the English sentence of a reason."""
    return REASONS[code][0].format(**params)


def remedy(code: str, params: dict[str, str]) -> str:
    """Return what a person can do about it."""
    return REASONS[code][1].format(**params)
