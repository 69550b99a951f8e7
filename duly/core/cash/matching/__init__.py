"""Which open items a bank line pays: evidence in tiers, decisions with reasons.

The parts: `values` (open items, lines, proposals), `payers` (who paid), `index` (the open items,
compiled for lookups), `exact` (what is applied without a person), `propose` (the ranked list for
a person), `sentences` (every reason in words).
"""
