"""The segments that are offered to a company that has none: by importance, by history, and the rest.

The limits follow how credit managers grade payers: by own payment history over a year, not by one invoice; somebody
with fewer than three payments is not graded yet (compare `insight.behaviour`).
"""

from __future__ import annotations

DEFAULT_TEXT = """\
# Who is in which segment. The first one whose conditions hold is a customer's segment.
# History means the payments and promises of so many months.
format: 1
history_months: 12
segments:
  - name: Key accounts
    note: People speak first, mail comes second.
    when:
      importance: [key]

  - name: At risk
    note: Pays very late, or breaks its promises.
    when:
      paid_count: {at_least: 3}
      median_days_late: {at_least: 31}
    or_when:
      - oldest_overdue_days: {at_least: 61}
      - promises_judged: {at_least: 2}
        promise_kept_percent: {at_most: 49}

  - name: New
    note: Too few payments to judge.
    when:
      days_known: {at_most: 120}
      paid_count: {at_most: 2}

  - name: Slow payers
    when:
      paid_count: {at_least: 3}
      median_days_late: {at_least: 8}

  - name: Good payers
    when:
      paid_count: {at_least: 3}
      median_days_late: {at_most: 0}

  - name: Others
"""
