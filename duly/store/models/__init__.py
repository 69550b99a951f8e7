"""The tables, by room. Only `duly.store` and `duly.services` may import from here."""

from duly.store.models.accounts import Activity, Contact, Customer, Hold
from duly.store.models.balances import BalanceDay, CustomerBalance, KeptFigures
from duly.store.models.cases import Dispute, PaymentClaim, PromiseToPay, Task
from duly.store.models.cash import BankEntry, BankFile, BankLine, BankProfile, BankStatement, MatchProposal, PayerKey
from duly.store.models.dry_runs import DryRun, DryRunChange, DryRunLine
from duly.store.models.dunning import (
    Cycle,
    CycleShard,
    Decision,
    DunningNotice,
    DunningProcedure,
    MailTemplate,
    NoticeItem,
    PortalLink,
)
from duly.store.models.imports import ImportRun, ImportSource, QuarantineRow
from duly.store.models.integration import ApiAnswer, ApiToken, Event, WebhookDelivery, WebhookEndpoint
from duly.store.models.ledger import (
    Entry,
    OpenItem,
    OpenReceipt,
    PastOpenItem,
    PastOpenReceipt,
    Posting,
    Receipt,
    Receivable,
)
from duly.store.models.segments import SegmentRules
from duly.store.models.tenancy import Company, CompanyRow, Membership, User
from duly.store.models.views import ReportSchedule, SavedView

__all__ = [
    "Activity", "ApiAnswer", "ApiToken", "BalanceDay", "BankEntry", "BankFile", "BankLine", "BankProfile",
    "BankStatement", "Company", "CompanyRow", "Contact", "Customer", "CustomerBalance", "Cycle", "CycleShard",
    "Decision", "Dispute", "DryRun", "DryRunChange", "DryRunLine", "DunningNotice",
    "DunningProcedure", "Entry", "Event", "Hold", "ImportRun", "ImportSource", "KeptFigures", "MailTemplate",
    "MatchProposal", "Membership", "NoticeItem", "OpenItem", "OpenReceipt",
    "PastOpenItem", "PastOpenReceipt", "PayerKey", "PaymentClaim", "PortalLink", "Posting", "PromiseToPay",
    "QuarantineRow", "Receipt", "Receivable", "ReportSchedule", "SavedView", "SegmentRules", "Task", "User",
    "WebhookDelivery", "WebhookEndpoint",
]  # fmt: skip
