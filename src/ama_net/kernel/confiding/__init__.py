"""What people confide without an account: a nickname and one contact, what they agreed to, the way back to it.

Asking to join a group and booking the helpdesk confide the same few things. The room that keeps them has its own table, its
own consent and its own pages; here are the form's fields, the words, the proof of consent, the secret link, the short code
and the receipt. Nobody is joined to a person of the register.
"""

from ama_net.kernel.confiding.consents import ConsentText, guardian_text
from ama_net.kernel.confiding.receipts import Receipt
from ama_net.kernel.confiding.spellings import one_spelling
from ama_net.kernel.confiding.ways_back import WaysBack, form_digest, host_address, read_code, show_code, token_digest
from ama_net.kernel.confiding.words import CALL_TIMES, CONTACTS, CallTime, ContactKind, contact_kind_of

__all__ = [
    "CALL_TIMES",
    "CONTACTS",
    "CallTime",
    "ConsentText",
    "ContactKind",
    "Receipt",
    "WaysBack",
    "contact_kind_of",
    "form_digest",
    "guardian_text",
    "host_address",
    "one_spelling",
    "read_code",
    "show_code",
    "token_digest",
]
