"""Bank files as they were read: file, statement, entry, line. Append-only."""

from __future__ import annotations

from django.db import models

from duly.store.models.tenancy import CompanyRow


class BankFile(CompanyRow):
    """One file from a bank, known by its content."""

    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    format = models.CharField(max_length=30)
    parser_version = models.CharField(max_length=20)
    size_bytes = models.BigIntegerField()
    warnings = models.JSONField(default=list, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    actor = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "bank_file"
        constraints = [models.UniqueConstraint(fields=["company", "sha256"], name="bank_file_once")]


class BankStatement(CompanyRow):
    """A statement in a bank file; the balances are the bank's own words."""

    bank_file = models.ForeignKey(BankFile, on_delete=models.PROTECT, related_name="statements")
    account = models.CharField(max_length=40)
    currency = models.CharField(max_length=3)
    sequence = models.CharField(max_length=40, blank=True, default="")
    from_date = models.DateField(null=True)
    to_date = models.DateField(null=True)
    opening_minor = models.BigIntegerField(null=True)
    closing_minor = models.BigIntegerField(null=True)
    chain = models.CharField(max_length=12, default="unknown")  # ok | broken | unknown

    class Meta:
        db_table = "bank_statement"
        indexes = [models.Index(fields=["company", "account", "to_date"], name="bank_statement_account")]


class BankEntry(CompanyRow):
    """A booking on a statement; may hold several lines (a batch)."""

    statement = models.ForeignKey(BankStatement, on_delete=models.PROTECT, related_name="entries")
    position = models.IntegerField()
    amount_minor = models.BigIntegerField()  # signed: credit positive
    currency = models.CharField(max_length=3)
    booking_date = models.DateField(null=True)
    value_date = models.DateField(null=True)
    status = models.CharField(max_length=8, default="BOOK")
    is_reversal = models.BooleanField(default=False)
    servicer_reference = models.CharField(max_length=140, blank=True, default="")

    class Meta:
        db_table = "bank_entry"


class BankLine(CompanyRow):
    """One transaction detail: the unit that is matched. `fingerprint` is unique per company."""

    entry = models.ForeignKey(BankEntry, on_delete=models.PROTECT, related_name="lines")
    position = models.IntegerField()
    fingerprint = models.CharField(max_length=80)
    amount_minor = models.BigIntegerField()  # signed: credit positive
    currency = models.CharField(max_length=3)
    booking_date = models.DateField(null=True)
    value_date = models.DateField(null=True)
    debtor_name = models.CharField(max_length=200, blank=True, default="")
    debtor_account = models.CharField(max_length=40, blank=True, default="")
    end_to_end_id = models.CharField(max_length=80, blank=True, default="")
    references = models.JSONField(default=list, blank=True)
    text = models.TextField(blank=True, default="")
    raw = models.JSONField(default=dict, blank=True)

    class Meta:
        db_table = "bank_line"
        constraints = [models.UniqueConstraint(fields=["company", "fingerprint"], name="bank_line_once")]


class PayerKey(CompanyRow):
    """A payer's account or name that a person (or a sure match) has tied to a customer."""

    kind = models.CharField(max_length=12)  # account | name
    value = models.CharField(max_length=200)
    customer = models.ForeignKey("Customer", on_delete=models.CASCADE, related_name="+")
    confirmed_count = models.PositiveIntegerField(default=1)
    last_confirmed_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "payer_key"
        constraints = [models.UniqueConstraint(fields=["company", "kind", "value", "customer"], name="payer_key_once")]


class BankProfile(CompanyRow):
    """How a bank's CSV is read: saved once, used again."""

    name = models.CharField(max_length=60)
    profile = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "bank_profile"
        constraints = [models.UniqueConstraint(fields=["company", "name"], name="bank_profile_once")]


class MatchProposal(CompanyRow):
    """What a waiting receipt may be for, ranked; made anew whenever the matcher looks at the receipt."""

    receipt = models.ForeignKey("Receipt", on_delete=models.CASCADE, related_name="proposals")
    rank = models.PositiveSmallIntegerField()
    tier = models.CharField(max_length=40)
    customer = models.ForeignKey("Customer", null=True, on_delete=models.CASCADE, related_name="+")
    lines = models.JSONField(default=list)  # [{receivable_id, amount_minor, residuals: {kind: minor}}]
    reasons = models.JSONField(default=list)  # [{code, params, sentence}]
    vetoes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "match_proposal"
        constraints = [models.UniqueConstraint(fields=["receipt", "rank"], name="match_proposal_once")]
        indexes = [models.Index(fields=["company", "receipt"], name="match_proposal_receipt")]
