"""Cash application: what the bank says, which receivables it pays, and how sure that is."""
