"""The jobs that make subscribers follow the register, and count who chose what."""

from ama_net.across.newsletters.enrolling import enrol_people
from ama_net.across.newsletters.operations.counting import count_topics
from ama_net.foundation.jobs import job
from ama_net.kernel.tenancy.everywhere import in_every_association


@job(name="newsletters.enrol_everywhere", own_transactions=True)
def enrol_everywhere() -> None:
    """Every night, in every association: who consents is a subscriber, who does not any more is none."""
    in_every_association(enrol_people)


@job(name="newsletters.count_topics", own_transactions=True)
def count_topics_everywhere() -> None:
    """Every Sunday night, in every association: how many each confidential list reaches."""
    in_every_association(count_topics)
