"""Payments: money in and out of the association, receipts numbered by series, the ways money arrives."""
