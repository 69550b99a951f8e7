"""A staged file as batches of rows, ready to be sorted: read, checked for repetitions, in order."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from duly.core.billing.intake import (
    DuplicateSpotter,
    IntakeMapping,
    IntakeRow,
    Kind,
    MappingError,
    Rejected,
    RowError,
    RowReader,
    SameAgain,
    from_json,
    row_reader,
)
from duly.core.money.calendar import Calendar
from duly.services.act import Act
from duly.services.billing.taking.batch import Taker
from duly.services.billing.taking.customers_of import CustomerFinder
from duly.services.billing.taking.invoices import InvoiceTaker
from duly.services.billing.taking.parties import ContactTaker, CustomerTaker
from duly.services.billing.taking.payments import PaymentTaker
from duly.services.ports import ImportPorts, Table
from duly.services.refused import ServiceRefused
from duly.store.models import Company
from duly.store.queries.imports import RunFacts


@dataclass(slots=True)
class Batch:
    """Some rows of a file: good ones, rejected ones, repetitions; `cells` by line number; `count` rows in all."""

    rows: list[IntakeRow] = field(default_factory=list)
    rejected: list[tuple[IntakeRow | Rejected, tuple[RowError, ...]]] = field(default_factory=list)
    repeated: list[IntakeRow] = field(default_factory=list)
    cells: dict[int, Sequence[str]] = field(default_factory=dict)
    count: int = 0

    def add(self, line_no: int, cells: Sequence[str], reader: RowReader, spotter: DuplicateSpotter) -> None:
        """Read one line into the batch."""
        self.count += 1
        self.cells[line_no] = cells
        row = reader.read(line_no, cells)
        if isinstance(row, Rejected):
            self.rejected.append((row, row.errors))
            return
        seen = spotter.see(row)
        if seen is None:
            self.rows.append(row)
        elif isinstance(seen, SameAgain):
            self.repeated.append(row)
        else:
            self.rejected.append((row, (seen,)))


def read_batches(table: Table, reader: RowReader, *, size: int) -> Iterator[Batch]:
    """Run through a table in batches of `size` lines, the last one shorter. Raises UnreadableTable."""
    spotter, batch = DuplicateSpotter(), Batch()
    for line_no, cells in table.rows():
        batch.add(line_no, cells, reader, spotter)
        if batch.count >= size:
            yield batch
            batch = Batch()
    if batch.count:
        yield batch


def ahead(batches: Iterator[Batch]) -> Iterator[Batch]:
    """Pass batches on while the next ones are read in a thread: reading and the database work side by side."""
    waiting: queue.Queue[Batch | BaseException | None] = queue.Queue(maxsize=2)
    stopped = threading.Event()

    def put(item: Batch | BaseException | None) -> None:
        while not stopped.is_set():
            with contextlib.suppress(queue.Full):
                waiting.put(item, timeout=0.2)
                return

    def read() -> None:
        try:
            for batch in batches:
                put(batch)
                if stopped.is_set():
                    return
            put(None)
        except BaseException as problem:  # handed over to the one who asked
            put(problem)

    thread = threading.Thread(target=read, name="import-reader", daemon=True)
    thread.start()
    try:
        while (item := waiting.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        stopped.set()
        thread.join()


def mapping_of(run: RunFacts) -> IntakeMapping:
    """Return a run's mapping. Raises ServiceRefused when it is none."""
    mapping = from_json(run.mapping)
    if isinstance(mapping, tuple):
        raise _unsettled(mapping)
    return mapping


def reader_for(run: RunFacts, header: Sequence[str]) -> RowReader:
    """Return the reader of a run's rows. Raises ServiceRefused while something about the mapping is unsaid."""
    reader = row_reader(mapping_of(run), header)
    if isinstance(reader, tuple):
        raise _unsettled(reader)
    return reader


def _unsettled(errors: Sequence[MappingError]) -> ServiceRefused:
    return ServiceRefused("mapping_unsettled", " ".join(f"{one.sentence}. {one.remedy}" for one in errors))


def taker_for(*, act: Act, ports: ImportPorts, run: RunFacts) -> Taker:
    """Return what takes the rows of a run into the ledger. Inside the company's scope."""
    mapping = mapping_of(run)
    about: Mapping[str, Any] = {"act": act, "source": run.source, "import_run_id": run.id}
    if mapping.kind is Kind.CUSTOMERS:
        return CustomerTaker(**about)
    create = mapping.create_customers and mapping.kind is not Kind.CONTACTS
    finder = CustomerFinder(**about, create=create)
    if mapping.kind is Kind.CONTACTS:
        return ContactTaker(**about, customers=finder)
    if mapping.kind is Kind.PAYMENTS:
        return PaymentTaker(**about, customers=finder)
    return InvoiceTaker(**about, customers=finder, calendar=_calendar(act.company_id, ports))


def _calendar(company_id: int, ports: ImportPorts) -> Callable[[], Calendar]:
    country = Company.objects.only("country").get(pk=company_id).country
    return lambda: ports.calendars(country)
