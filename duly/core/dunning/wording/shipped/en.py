"""English templates."""

# ruff: noqa: E501 - a paragraph of a message is one line

from __future__ import annotations

from duly.core.dunning.wording.shipped.values import ShippedTemplate

_CLOSE = """
Kind regards
{sender_name}
{company_name}
[[if sender_phone]]{sender_phone}[[end]]"""

BEFORE_DUE = ShippedTemplate(
    "[[if one_reminded]]Invoice {reminded_numbers} is due on {reminded_due_date}[[end]]"
    "[[if several_reminded]]{reminded_count} invoices are due soon[[end]]",
    """{greeting}

[[if one_reminded]]A short note ahead of time: invoice {reminded_numbers} for {reminded_total} is due on {reminded_due_date}.[[end]][[if several_reminded]]A short note ahead of time: {reminded_count} invoices, {reminded_total} in all, are due soon, the first on {reminded_due_date}.[[end]] If the payment is already planned, there is nothing for you to do.[[if others_total]] The list also shows your other open invoices, {others_total}.[[end]]

{invoice_table}

If anything is missing or does not look right, please tell me now, so that we can put it right before the due date.

{pay_button}

Thank you for working with us.
"""
    + _CLOSE,
    "friendly",
)

DUE_TODAY = ShippedTemplate(
    "[[if one_reminded]]Invoice {reminded_numbers} is due today[[end]]"
    "[[if several_reminded]]{reminded_count} invoices are due today[[end]]",
    """{greeting}

[[if one_reminded]]Invoice {reminded_numbers} for {reminded_total} is due today.[[end]][[if several_reminded]]{reminded_count} invoices, {reminded_total} in all, are due today.[[end]] If your payment is already on its way, thank you, and please put this note aside.[[if others_total]] The list also shows your other open invoices, {others_total}.[[end]]

{invoice_table}

Otherwise, could you please arrange the payment today?

{pay_button}

Thank you very much.
"""
    + _CLOSE,
    "friendly",
)

FIRST_REMINDER = ShippedTemplate(
    "[[if one_reminded]]Invoice {reminded_numbers}: a friendly reminder[[end]]"
    "[[if several_reminded]]{reminded_count} open invoices: a friendly reminder[[end]]",
    """{greeting}

[[if one_reminded]]Invoice {reminded_numbers} for {reminded_total} was due on {reminded_due_date}, and we have not seen a payment for it yet.[[end]][[if several_reminded]]{reminded_count} invoices, {reminded_total} in all, are past their due date, and we have not seen a payment for them yet.[[end]] It may just have slipped through, or your payment may have crossed with this message. In that case, thank you.[[if others_total]] The list also shows your other open invoices, {others_total}.[[end]]

{invoice_table}

Could you please arrange the payment, or tell me when we may expect it?

{pay_button}

Thank you for your help.
"""
    + _CLOSE,
    "polite",
)

SECOND_REMINDER = ShippedTemplate(
    "[[if one_reminded]]Second reminder: invoice {reminded_numbers}, {reminded_total}[[end]]"
    "[[if several_reminded]]Second reminder: {reminded_count} invoices, {reminded_total}[[end]]",
    """{greeting}

[[if last_contact_date]]I wrote to you on {last_contact_date}. [[end]][[if one_reminded]]Invoice {reminded_numbers} for {reminded_total} has now been overdue for {reminded_days_text}.[[end]][[if several_reminded]]{reminded_count} invoices, {reminded_total} in all, are overdue, the oldest for {reminded_days_text}.[[end]][[if others_total]] The list also shows your other open invoices, {others_total}.[[end]]

{invoice_table}

Please pay the amount[[if pay_by_date]] by {pay_by_date}[[end]], or give me a date that you can keep. If something is holding up the payment, such as a missing order number or an open question, tell me and I will take care of it.

{pay_button}

Thank you for attending to this.
"""
    + _CLOSE,
    "firm",
)

FINAL_REMINDER = ShippedTemplate(
    "[[if one_reminded]]Final reminder: invoice {reminded_numbers}, {reminded_total}[[end]]"
    "[[if several_reminded]]Final reminder: {reminded_count} invoices, {reminded_total}[[end]]",
    """{greeting}

[[if one_reminded]]Invoice {reminded_numbers} for {reminded_total} is still unpaid, {reminded_days_text} after its due date and after our earlier reminders.[[end]][[if several_reminded]]{reminded_count} invoices, {reminded_total} in all, are still unpaid after our earlier reminders, the oldest {reminded_days_text} after its due date.[[end]][[if others_total]] The list also shows your other open invoices, {others_total}.[[end]]

{invoice_table}

Please pay {pay_amount}[[if pay_by_date]] by {pay_by_date}[[end]]. If we receive neither payment nor a word from you, we will have to consider further steps to recover the debt.

I would much rather settle this with you directly. If you cannot pay the whole amount at once, please contact me: we can agree on dates that work for both of us.

{pay_button}

If you have paid in the meantime, thank you, and please disregard this message.
"""
    + _CLOSE,
    "final",
)

MIXED = ShippedTemplate(
    "[[if one_invoice]]Invoice {invoice_numbers}, {total_due}[[end]]"
    "[[if several_invoices]]Your open invoices: {invoice_count}, {total_due} in all[[end]]",
    """{greeting}

Here is everything that concerns you in one message. [[if one_overdue]]One invoice, {overdue_total}, is overdue by {oldest_days_text}.[[end]][[if several_overdue]]{overdue_count} invoices, {overdue_total} in all, are overdue, the oldest by {oldest_days_text}.[[end]][[if upcoming_count]] A further {upcoming_total} is due today or soon.[[end]]

{invoice_table}

[[if overdue_count]]Could you please arrange the overdue payment[[if pay_by_date]] by {pay_by_date}[[end]], or tell me when we may expect it?[[end]]

[[if is_final]]For the oldest part this is our final reminder: if we receive neither payment nor a word from you, we will have to consider further steps to recover it. I would much rather settle this with you directly.[[end]]

{pay_button}

If your payment is already on its way, thank you.
"""
    + _CLOSE,
    "polite",
)

STATEMENT = ShippedTemplate(
    "Statement of account on {today}",
    """{greeting}

This is your statement of account on {today}. [[if total_due]]The balance is {total_due}[[if overdue_count]], of which {overdue_total} is overdue[[end]].[[end]]

{invoice_table}

Could you please compare it with your books, and tell me if anything differs?

{pay_button}

Thank you for working with us.
"""
    + _CLOSE,
    "friendly",
)

THANKS = ShippedTemplate(
    "Thank you for your payment",
    """{greeting}

Thank you for your payment of {paid_amount}[[if paid_date]], which arrived on {paid_date}[[end]]. [[if one_settled]]Invoice {settled_numbers} is settled.[[end]][[if several_settled]]Invoices {settled_numbers} are settled.[[end]]

There is nothing more for you to do.
"""
    + _CLOSE,
    "friendly",
)

TEMPLATES: dict[str, ShippedTemplate] = {
    "before_due": BEFORE_DUE,
    "due_today": DUE_TODAY,
    "first_reminder": FIRST_REMINDER,
    "second_reminder": SECOND_REMINDER,
    "final_reminder": FINAL_REMINDER,
    "mixed": MIXED,
    "statement": STATEMENT,
    "thanks": THANKS,
}
