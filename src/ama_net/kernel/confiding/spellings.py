"""The many spellings of one mailbox, told as one: who writes from it, or has it written to, is counted once."""

GMAIL = ("gmail.com", "googlemail.com")
"""One mailbox by two names, that does not look at dots."""


def one_spelling(contact: str) -> str:
    """A contact without capitals, what follows a plus, the dots of Gmail. Only to count by, never to write to."""
    name, at, host = contact.lower().rpartition("@")
    name = name.partition("+")[0] or name
    if host in GMAIL:
        name, host = name.replace(".", ""), GMAIL[0]
    return f"{name}{at}{host}"
