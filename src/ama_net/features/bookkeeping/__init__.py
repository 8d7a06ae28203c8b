"""Bookkeeping: the first note, the cash statement (Modello D and E), and the papers the law asks of the money.

A movement of money is a ``Payment`` of ``kernel/payments``, whatever room wrote it; here it is coded on the lines of the
statement, the ones that no other room makes are written (suppliers, contributions, giroconti), and years are closed.
"""
