"""Who signs in: accounts, invitations, passwords, second factor, sessions; and the operators of the installation.

An account belongs to one association (each is its own controller of personal data): who works for two has two. A *session*
is a signed-in browser and a row; a *code* is anything that works once (invitation, reset, change of address, the step
between password and second factor, recovery codes) and a row too. What a person may do is in ``kernel/access``.
"""
