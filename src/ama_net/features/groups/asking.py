"""What people are told to do before they go: call or, where the association publishes no telephone, ask first."""

from flask_babel import gettext as _

from ama_net.kernel.directory.words import STATUS_WORDS
from ama_net.kernel.tenancy import current_tenant


def answers_calls() -> bool:
    """Whether the association in scope publishes a telephone number."""
    return bool(current_tenant().contact.phones)


def status_words(status: str) -> str:
    """A group's state in words; nobody is told to call an association that has no telephone."""
    if status == "unconfirmed" and not answers_calls():
        return str(_("Da confermare, chiedi prima"))
    return str(STATUS_WORDS[status])


def before_going() -> str:
    """What to do before setting out for a group that nobody has confirmed yet."""
    return str(_("Chiama prima di andare.") if answers_calls() else _("Chiedi prima di andare."))
