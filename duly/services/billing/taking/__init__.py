"""One taker per kind of row: it sorts a batch out against the ledger, then takes what is new into it."""
