"""What each key of a procedure means; a key without a meaning stops `make docs`."""

from __future__ import annotations

from duly.core.dunning.procedure import ContactRules, SilenceRules, Window

INTRODUCTION = """
A procedure says when customers hear from you, about what, in which words, and what silences it. It is a YAML (or
JSON) document. `duly procedure check FILE` reads it and names every problem with its place and remedy;
`duly procedure apply FILE` saves it as the next version. Versions are kept; each decision names the version that
made it. How to change one: [edit a procedure](../how-to/edit-a-procedure.md).
"""
READING = """
`[]` stands for each element of a list. Amounts by currency are text in major units: `{EUR: "5.00", USD: "5.00"}`; a
currency that is not named has no minimum.

A level applies when all of its `conditions` hold; a level without conditions always applies. A level that does not
apply is passed over, with the reason `level_not_applicable`.
"""
KEYS = {
    "format": "Version of this layout.",
    "name": "Name of the procedure; a file with the same name becomes its next version.",
    "note": "A remark for colleagues.",
    "levels": "The steps, in order of days; up to 20.",
    "levels[].key": "Short name; past notices are remembered by it, so keep it when you rename a level.",
    "levels[].name": "Name shown to people.",
    "levels[].days": "Days from the anchor; negative means before the due date.",
    "levels[].anchor": "What the days count from: the due date, or the day the level before it was done.",
    "levels[].min_days_after_previous": "At least so many days after the level before it was done.",
    "levels[].channel": "An e-mail, a task to call, or nothing (the level is only counted).",
    "levels[].template": "Message of the level; needed when the channel is `email`.",
    "levels[].tone": "How it sounds; a later level is never milder than an earlier one.",
    "levels[].approval": "`manual`: the message waits until a person approves it in Tonight.",
    "levels[].roles": "Contact roles for this level, first choice first; instead of `contact.roles`.",
    "levels[].conditions": "When the level applies.",
    "levels[].conditions.min_open": "The invoice has at least this open.",
    "levels[].conditions.min_total": "The customer can be asked for at least this in the currency.",
    "levels[].conditions.segments": "Only customers of these segments.",
    "levels[].conditions.not_segments": "No customers of these segments.",
    "levels[].conditions.importance": "Only customers of this importance.",
    "levels[].conditions.not_importance": "No customers of this importance.",
    "minimums": "Sums that are not worth a message.",
    "minimums.item": "Least amount of one invoice.",
    "minimums.customer": "Least sum of one customer.",
    "window": "When messages may go, by the customer's clock and calendar.",
    "window.opens": "Not before this time.",
    "window.closes": "Not after this time.",
    "window.weekdays": "Only on these days.",
    "window.skip_holidays": "Not on public holidays of the customer's country (the company's, if unknown).",
    "contact": "Whom to write to, and how often.",
    "contact.roles": "Roles of contacts, first choice first.",
    "contact.spacing_days": "Days between two messages to one contact.",
    "contact.cap": "Most messages to one contact in a time.",
    "contact.cap.messages": "So many messages at most.",
    "contact.cap.days": "In so many days.",
    "contact.fallback_language": "Language of contacts whose own is unknown or not shipped.",
    "contact.mixed_template": "Message for invoices of several levels in one e-mail; a final level keeps its own.",
    "silence": "What makes Duly wait.",
    "silence.promise_grace_days": "Days after a promised date before the invoice is asked for again.",
    "silence.promise_longest_days": "A promise silences for so many days at most.",
    "silence.claim_days": "Days of silence after the customer said \"I have paid\".",
    "silence.bank_data_max_age_hours": "No reminders when the newest bank data is older. Not given: the company's "
    "limit in the settings. 0: any age will do.",
    "silence.new_invoice_days": "An invoice is left alone for so many days after its issue.",
    "silence.receipt_tolerance_percent": "Unapplied cash that falls short by so much still silences an invoice.",
}  # fmt: skip
_WINDOW, _CONTACT, _SILENCE = Window(), ContactRules(), SilenceRules()
DEFAULTS: dict[str, object] = {
    "levels[].anchor": "due_date",
    "levels[].min_days_after_previous": 0,
    "levels[].approval": "automatic",
    "window.weekdays": "mon to fri",
    "window.skip_holidays": str(_WINDOW.skip_holidays).lower(),
    "contact.roles": ", ".join(_CONTACT.roles),
    "contact.spacing_days": _CONTACT.spacing_days,
    "contact.fallback_language": _CONTACT.fallback_language,
    "silence.promise_grace_days": _SILENCE.promise_grace_days,
    "silence.promise_longest_days": _SILENCE.promise_longest_days,
    "silence.claim_days": _SILENCE.claim_days,
    "silence.new_invoice_days": _SILENCE.new_invoice_days,
    "silence.receipt_tolerance_percent": _SILENCE.receipt_tolerance_percent,
}
