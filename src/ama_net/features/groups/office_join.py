"""What requests to join offer to the office's frame. A room of its own: who keeps the directory may not read requests."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.groups.join_words import STATES
from ama_net.features.groups.models.join_requests import WAITING
from ama_net.features.groups.queries_join_requests import request_of_code, waiting_figures
from ama_net.features.groups.queries_proposals import ON_THE_WAY, on_the_way
from ama_net.foundation.web.pages import datetime_words
from ama_net.kernel.access import Figure, OfficeRoom, Permission, SearchHit


def join_request_figures() -> list[Figure]:
    """Who waits, who waits for a call, who has waited too long."""
    figures = waiting_figures()
    late = _("In attesa da più di %(days)s giorni", days=figures.late_after_days)
    address = "join_requests_manage.index"
    return [
        Figure(
            _("Richieste da leggere"),
            figures.waiting,
            url_for(address, state=list(WAITING)),
            attention=figures.waiting > 0,
        ),
        Figure(
            _("Persone da chiamare"),
            figures.to_call,
            url_for("join_requests_manage.call_list"),
            attention=figures.to_call > 0,
        ),
        Figure(late, figures.late, url_for(address, late="yes"), attention=figures.late > 0),
        Figure(_("Proposte e bisogni in cammino"), on_the_way(), url_for("proposals_manage.index", stage=ON_THE_WAY)),
    ]


def find_by_code(term: str, limit: int) -> list[SearchHit]:
    """The request whose short code was typed: what a person reads out on the telephone. Nothing else is searched."""
    request = request_of_code(term) if limit else None
    if request is None:
        return []
    title = _("Richiesta arrivata %(when)s", when=datetime_words(request.created_at))
    url = url_for("join_requests_manage.show", request_id=request.id)
    return [SearchHit(title, str(STATES[request.state]), url)]


ROOM = OfficeRoom(
    key="join_requests",
    title=_l("Richieste"),
    icon="hand",
    endpoint="join_requests_manage.index",
    permission=Permission.JOIN_REQUESTS_READ,
    figures=join_request_figures,
    search=find_by_code,
    order=20,
)
