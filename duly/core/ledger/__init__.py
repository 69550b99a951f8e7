"""The ledger: append-only postings, and everything that is derived from them."""
