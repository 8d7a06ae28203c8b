"""Somebody to write to who is in no register: an applicant whose application was refused."""

from dataclasses import dataclass

from ama_net.kernel.people import Contact, ContactKind, PostalAddress


@dataclass(frozen=True)
class Stranger:
    """A name and how it is reached. Nothing of it is kept but the letter itself, sealed."""

    name: str
    contacts: tuple[Contact, ...] = ()
    addresses: tuple[PostalAddress, ...] = ()


def stranger(name: str, *, email: str = "", address: PostalAddress | None = None) -> Stranger:
    """Somebody with an e-mail address, a postal one, both or none (then the letter is handed over)."""
    contacts = (Contact(kind=ContactKind.EMAIL, value=email),) if email else ()
    return Stranger(name, contacts, (address,) if address is not None else ())
