"""Volunteers: the registro dei volontari, insurance, onboarding, shifts, hours, expenses, the volunteer's own area."""
