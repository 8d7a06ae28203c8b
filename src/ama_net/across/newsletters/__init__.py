"""Newsletters: who asked for them, what is written, to whom it goes, how it leaves once and comes back.

Words: a *subscriber* is an address that asked (twice) to be written to; a *list* is what one may choose; a *newsletter* is one
issue; an *audience* says whom it is for; a *delivery* is that issue for one address; a *return* is what servers say afterwards;
a *suppression* is an address nobody writes to any more. What people chose is sealed: nobody in the office reads it by person.
"""
