"""Where who gives is written to, and as whom."""

from ama_net.features.donations.donor_facts import DonorFacts
from ama_net.features.donations.gift_secrets import Given
from ama_net.features.donations.models import Gift
from ama_net.kernel.people import Organisation, Person
from ama_net.kernel.people.models import ContactKind


def register_mailbox(donor: Person | Organisation) -> str:
    """Where the register writes to somebody who gives; empty when it knows no address."""
    if isinstance(donor, Person):
        return donor.email or ""
    return next((contact.value for contact in donor.contacts if contact.kind == ContactKind.EMAIL), "")


def mailbox_of(row: Given) -> str:
    """The address in the register, else the one that was typed; empty when none is known."""
    if row.donor is not None:
        return register_mailbox(row.donor)
    return DonorFacts.of(row.asked_facts).email


def called(row: Given) -> str:
    """As a mail greets who gives; empty until the register knows them or their money has come.

    Before that anybody may have typed the name and the address: a mail of ours would bring their words to a stranger.
    """
    donor = row.donor
    if isinstance(donor, Person):
        return donor.given_name or donor.name
    if donor is not None:
        return DonorFacts.of(row.asked_facts).called or donor.name
    came = row.paid_cents or row.in_kind if isinstance(row, Gift) else row.started_on
    return DonorFacts.of(row.asked_facts).called if came else ""
