"""Names the format in which the demo bank writes its files."""

from __future__ import annotations

from duly.adapters.bank.camt.write import write_camt053
from duly.services.demo.bank_file import BankFileWriter

DEMO_BANK_WRITER: BankFileWriter = write_camt053
DEMO_BANK_SUFFIX = ".camt053.xml"
