"""English words of a message."""

from __future__ import annotations

from duly.core.dunning.wording.words.values import Words

WORDS = Words(
    invoice="Invoice",
    credit_note="Credit note",
    debit_note="Debit note",
    due="Due",
    open_amount="Open",
    of_amount="of {amount}",
    days_late=("{n} day late", "{n} days late"),
    days_left=("in {n} day", "in {n} days"),
    due_today="due today",
    due_tomorrow="due tomorrow",
    days=("{n} day", "{n} days"),
    balance="Total open",
    set_aside="Not asked for now",
    set_aside_disputed="Being clarified",
    please_pay="To pay",
    in_your_favour="In your favour",
    disputed="being clarified",
    part_disputed="{amount} being clarified",
    promised="payment date agreed",
    claimed="you told us it is paid",
    credited="credit note follows",
    aside_note="We do not ask for the amounts marked “{mark}” in this message.",
    on_account_note="We also hold a payment of {amount} from you that we could not match to an invoice. Tell us which "
    "one it is for, and we will take it into account.",
    more=("and {n} more invoice", "and {n} more invoices"),
    more_numbers=("{n} more", "{n} more"),
    pay="View and pay",
    view="View your account",
    promise="Promise a date",
    paid="I have paid",
    dispute="Something is wrong",
    wrong_person="Tell us who is",
    wrong_person_why="Not the right person for this?",
    transfer_title="Pay by bank transfer",
    account_holder="Account holder",
    iban="IBAN",
    bic="BIC",
    bank="Bank",
    reference="Reference",
    reference_why="With this reference your payment finds its invoice by itself.",
    check_title="Is this message really from us?",
    check_text="Compare the bank details with those on your invoices, or call us on a number that you already know, "
    "not one from this message. We never ask for passwords or card numbers by mail.",
    subject_fallback="Your account with {company_name}",
)
