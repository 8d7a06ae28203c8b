"""The blueprint of the office's pages of appointments, and what they all need."""

from collections.abc import Iterable
from uuid import UUID

from flask import Blueprint, Response, abort
from flask_babel import gettext as _

from ama_net.features.helpdesk import appointment_words
from ama_net.features.helpdesk.models import Appointment, Mode
from ama_net.features.helpdesk.queries_bookings import appointment_of_office
from ama_net.features.helpdesk.whereabouts import where_of
from ama_net.foundation.clock import today
from ama_net.foundation.web.asking import keep_to_oneself
from ama_net.kernel.confiding import CALL_TIMES, CONTACTS
from ama_net.kernel.people.identifiers import show_phone
from ama_net.kernel.scheduling import hour_words, span_words

bp = Blueprint("helpdesk_bookings_manage", __name__)

DONE, REFUSED = 303, 422


@bp.context_processor
def _words() -> dict[str, object]:
    return {
        "said": appointment_words,
        "call_times": CALL_TIMES,
        "contacts": CONTACTS,
        "show_phone": show_phone,
        "hour_words": hour_words,
        "span_words": span_words,
        "where_of": where_of,
        "today": today,
    }


@bp.after_request
def _to_oneself(response: Response) -> Response:
    return keep_to_oneself(response)


def mode_options(modes: Iterable[Mode]) -> list[dict[str, object]]:
    """Ways to meet, for a menu."""
    return [{"value": mode, "label": appointment_words.MODE_WORDS[mode]} for mode in modes]


def appointment_or_404(appointment_id: UUID) -> Appointment:
    """An appointment of this association that says of somebody."""
    return appointment_of_office(appointment_id) or abort(404)


def told_words(appointment: Appointment, *, knows: bool) -> str:
    """What happens now that an appointment changed, for who did it."""
    if appointment.visitor is not None and appointment.visitor.by_mail:
        return str(_("Chi viene riceve una e-mail."))
    return "" if knows else str(_("C'è una telefonata da fare, nell'elenco."))
