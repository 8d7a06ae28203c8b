"""Registers of the law: books of numbered lines, each entry in a ``Ledger`` with the whole line as it stands after it."""
