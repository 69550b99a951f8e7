"""What may be written into the ledger: one verb per module, each returns new postings or a refusal."""
