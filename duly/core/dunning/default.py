"""The procedure Duly ships, as text for people and as the document it parses to (a test keeps them equal).

The cadence follows what collection tools and practitioners publish: a note before the due date, reminders one and
two weeks after it, a call for large sums, a last letter that a person approves (compare Xero +7/14/21 days).
"""

from __future__ import annotations

from typing import Any

DEFAULT_TEXT = """\
# How customers are reminded. Days count from the due date; negative days lie before it.
format: 1
name: Standard
levels:
  - key: before_due
    name: Note before the due date
    days: -5
    channel: email
    template: before_due
    tone: friendly
  - key: reminder_1
    name: First reminder
    days: 3
    channel: email
    template: first_reminder
    tone: polite
  - key: reminder_2
    name: Second reminder
    days: 10
    channel: email
    template: second_reminder
    tone: firm
  - key: call
    name: Call
    days: 17
    channel: call_task
    tone: firm
    conditions:
      min_total: {EUR: "1000.00", USD: "1000.00", GBP: "1000.00", CHF: "1000.00"}
  - key: final
    name: Final reminder
    days: 24
    min_days_after_previous: 7
    channel: email
    template: final_reminder
    tone: final
    approval: manual
    roles: [escalation, billing, main]
minimums:
  item: {EUR: "5.00", USD: "5.00", GBP: "5.00", CHF: "5.00"}
  customer: {EUR: "10.00", USD: "10.00", GBP: "10.00", CHF: "10.00"}
window:
  opens: "08:30"
  closes: "17:00"
  weekdays: [mon, tue, wed, thu, fri]
  skip_holidays: true
contact:
  roles: [billing, main]
  spacing_days: 5
  cap: {messages: 3, days: 21}
  fallback_language: en
  mixed_template: mixed
silence:
  promise_grace_days: 2
  promise_longest_days: 45
  claim_days: 5
  bank_data_max_age_hours: 96
  new_invoice_days: 3
  receipt_tolerance_percent: 3
"""

_THOUSAND = {"EUR": "1000.00", "USD": "1000.00", "GBP": "1000.00", "CHF": "1000.00"}
_FIVE = {"EUR": "5.00", "USD": "5.00", "GBP": "5.00", "CHF": "5.00"}
_TEN = {"EUR": "10.00", "USD": "10.00", "GBP": "10.00", "CHF": "10.00"}


def _level(key: str, name: str, days: int, channel: str, tone: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "name": name, "days": days, "channel": channel, "tone": tone, **more}


DEFAULT_DOCUMENT: dict[str, Any] = {
    "format": 1,
    "name": "Standard",
    "levels": [
        _level("before_due", "Note before the due date", -5, "email", "friendly", template="before_due"),
        _level("reminder_1", "First reminder", 3, "email", "polite", template="first_reminder"),
        _level("reminder_2", "Second reminder", 10, "email", "firm", template="second_reminder"),
        _level("call", "Call", 17, "call_task", "firm", conditions={"min_total": _THOUSAND}),
        _level(
            "final", "Final reminder", 24, "email", "final", template="final_reminder", approval="manual",
            min_days_after_previous=7, roles=["escalation", "billing", "main"],
        ),
    ],
    "minimums": {"item": _FIVE, "customer": _TEN},
    "window": {
        "opens": "08:30", "closes": "17:00", "weekdays": ["mon", "tue", "wed", "thu", "fri"], "skip_holidays": True,
    },
    "contact": {
        "roles": ["billing", "main"], "spacing_days": 5, "cap": {"messages": 3, "days": 21},
        "fallback_language": "en", "mixed_template": "mixed",
    },
    "silence": {
        "promise_grace_days": 2, "promise_longest_days": 45, "claim_days": 5, "bank_data_max_age_hours": 96,
        "new_invoice_days": 3, "receipt_tolerance_percent": 3,
    },
}  # fmt: skip
