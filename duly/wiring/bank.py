"""Which reader of bank files is used."""

from __future__ import annotations

from duly.services.cash.bank_reader import BankReader


def bank_reader() -> BankReader:
    """Return the reader of all formats Duly knows."""
    from duly.adapters.bank.read import read_bank_file

    return read_bank_file
