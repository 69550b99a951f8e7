"""ISO 20022 cash management: camt.052 (intraday), camt.053 (statement), camt.054 (advice), all versions.

`read` reads, `write` writes camt.053.001.08 for the demo bank. Names of elements are compared
without their namespace, so that every version, and files without one, are read the same way.
"""
