"""Statements for the tests of bank readers: any that the values allow and the writer can express."""

from datetime import date

from hypothesis import strategies as st

from duly.core.cash.bank_line import (
    Amount,
    Balance,
    BankLine,
    Charge,
    Entry,
    EntryStatus,
    NamedAmount,
    Party,
    ReferenceKind,
    ReportKind,
    Statement,
    StructuredReference,
)
from duly.core.cash.chain import judged
from duly.core.cash.identity import numbered

words = st.text(alphabet="abcXYZ 0129-/&<äé€会", min_size=1, max_size=20).map(str.strip).filter(bool)
codes = st.text(alphabet="ABCDEF0123456789", min_size=1, max_size=12)
days = st.dates(date(2025, 1, 1), date(2025, 1, 6))
currencies = st.sampled_from(["EUR", "JPY", "KWD"])
maybe = lambda strategy: st.one_of(st.just(""), strategy)  # noqa: E731
parties = st.builds(Party, maybe(words), maybe(codes | st.just("DE89370400440532013000")), maybe(codes))
amounts = st.builds(Amount, st.integers(0, 10**9), currencies)
signed = st.builds(Amount, st.integers(-(10**6), 10**6), currencies)
charges = st.builds(Charge, signed, st.none() | st.booleans())
creditor_references = st.builds(
    StructuredReference, st.just(ReferenceKind.CREDITOR), codes, st.sampled_from(["", "SCOR", "QRR"])
)
adjustments = st.builds(NamedAmount, st.just("adjustment"), signed.filter(lambda a: a.minor != 0), words)
document_references = st.builds(
    StructuredReference,
    st.just(ReferenceKind.DOCUMENT),
    codes,
    st.sampled_from(["", "CINV", "CREN"]),
    st.lists(
        st.builds(NamedAmount, st.just("adjustment"), signed.filter(lambda a: a.minor != 0), words), max_size=2
    ).map(tuple),
)


@st.composite
def bank_lines(draw: st.DrawFn, account: str, currency: str, entry: Entry, amount_minor: int) -> BankLine:
    return BankLine(
        account=account,
        amount_minor=amount_minor,
        currency=currency,
        booking_date=entry.booking_date,
        value_date=entry.value_date,
        status=entry.status,
        reversal=entry.reversal,
        entry_servicer_reference=entry.servicer_reference,
        servicer_reference=draw(maybe(codes)),
        end_to_end_id=draw(maybe(codes)),
        transaction_id=draw(maybe(codes)),
        uetr=draw(maybe(st.uuids(version=4).map(str))),
        instruction_id=draw(maybe(codes)),
        mandate_id=draw(maybe(codes)),
        instructed=draw(st.none() | amounts),
        exchange_rate=draw(st.sampled_from(["", "1.0825"])),
        charges=tuple(draw(st.lists(charges, max_size=2))),
        debtor=draw(parties),
        ultimate_debtor=draw(st.builds(Party, maybe(words))),
        creditor=draw(parties),
        return_reason=draw(st.sampled_from(["", "AC04"])),
        bank_code=draw(st.sampled_from(["", "PMNT/RCDT/ESCT", "PMNT/RCDT/ESCT;Z04", "Z04"])),
        references=tuple(draw(st.lists(creditor_references | document_references, max_size=2))),
        text=tuple(draw(st.lists(words, max_size=3))),
        bank_text=tuple(draw(st.lists(words, max_size=1))),
    )


@st.composite
def entries(draw: st.DrawFn, account: str, currency: str, on: date | None = None) -> Entry:
    """One entry of one to three lines; a batch may leave a difference."""
    sign = draw(st.sampled_from([1, -1]))
    money = [sign * m for m in draw(st.lists(st.integers(1, 10**6), min_size=1, max_size=3))]
    difference = sign * draw(st.sampled_from([0, 0, 5])) if len(money) > 1 else 0
    bare = Entry(
        amount_minor=sum(money) + difference,
        currency=currency,
        lines=(),
        booking_date=on or draw(days),
        value_date=draw(st.none() | days),
        status=draw(st.sampled_from([EntryStatus.BOOKED, EntryStatus.BOOKED, EntryStatus.PENDING])),
        reversal=draw(st.booleans()),
        servicer_reference=draw(maybe(codes)),
        entry_reference=draw(maybe(codes)),
        batch_id=draw(maybe(codes)),
        batch_count=len(money) if len(money) > 1 else None,
        charges=tuple(draw(st.lists(charges, max_size=1))),
        difference_minor=difference,
    )
    lines = tuple(draw(bank_lines(account, currency, bare, m)) for m in money)
    return Entry(**{name: getattr(bare, name) for name in bare.__slots__} | {"lines": lines})


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    account = draw(codes | st.just("DE89370400440532013000"))
    currency = draw(currencies)
    own = tuple(draw(st.lists(entries(account, currency), max_size=4)))
    balances = st.builds(
        Balance, st.sampled_from(["OPBD", "CLBD", "ITBD"]), st.integers(-(10**6), 10**6), st.just(currency), days
    )
    statement = Statement(
        account=account,
        currency=currency,
        kind=ReportKind.STATEMENT,
        entries=own,
        statement_id=draw(codes),
        sequence=draw(st.sampled_from(["", "12"])),
        account_name=draw(maybe(words)),
        from_date=draw(st.none() | days),
        to_date=draw(st.none() | days),
        balances=tuple(draw(st.lists(balances, max_size=3))),
        copy_mark=draw(st.sampled_from(["", "DUPL"])),
    )
    return numbered(judged(statement))
