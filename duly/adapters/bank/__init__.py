"""Readers of bank files, one folder per format. Each gives the values of `duly.core.cash.bank_line`.

The doctrine: a readable file is never refused for one field; no value is ever invented; a wrong
plausible amount is the worst failure; every field that was not used is in the report.
"""
