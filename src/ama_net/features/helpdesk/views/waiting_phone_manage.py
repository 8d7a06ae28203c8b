"""Putting in the waiting list who telephones, when no time is free (``/manage/sportello/attesa/nuova``)."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.helpdesk.forms_appointments import spoken_consent
from ama_net.features.helpdesk.forms_waiting import PhoneWaitingForm
from ama_net.features.helpdesk.models import FreePart, Service, ServiceKind
from ama_net.features.helpdesk.operations.visitors import FormAlreadyUsed, new_visitor
from ama_net.features.helpdesk.operations.waiting import join_list
from ama_net.features.helpdesk.queries_services import open_services
from ama_net.features.helpdesk.queries_waiting import entry_by_id
from ama_net.features.helpdesk.views.reading_out import put_away, read_out
from ama_net.foundation.web.asking import DONE, REFUSED, keep_to_oneself
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.confiding import Receipt, guardian_text

bp = Blueprint("waiting_phone_manage", __name__)
bp.after_request(keep_to_oneself)

RECEIPT = Receipt("helpdesk_waiting_written")
"""For who has just written somebody down: the link and the code, to read out."""


@bp.get("/sportello/attesa/nuova")
@requires(Permission.HELPDESK_EDIT)
def new() -> str:
    """The form for who telephones."""
    services = _services()
    form = PhoneWaitingForm(services, formdata=None)
    form.renew_key()
    return _page(services, form)


@bp.post("/sportello/attesa/nuova")
@requires(Permission.HELPDESK_EDIT)
def create() -> ResponseReturnValue:
    """Put them at the end of the list."""
    services = _services()
    form = PhoneWaitingForm(services)
    form.renew_key_if_bad()
    if not form.validate():
        return _page(services, form), REFUSED
    service = next(one for one in services if one.id == form.service_id.data)
    by, part = signed_in_actor(), FreePart(form.free_part.data)
    try:
        entry = join_list(service, new_visitor(form.confided(), by=by), mode=form.wanted(), free_part=part, by=by)
    except FormAlreadyUsed:
        form.renew_key()
        form.form_errors.append(_("Questo modulo è già stato usato: controllare e premere di nuovo il bottone."))
        return _page(services, form), REFUSED
    RECEIPT.keep(entry.id)
    return redirect(url_for(".receipt"), DONE)


@bp.get("/sportello/attesa/nuova/ricevuta")
@requires(Permission.HELPDESK_EDIT)
def receipt() -> ResponseReturnValue:
    """The link and the code, to read out: for ten minutes, in this browser, until one says that it is done."""
    entry_id = RECEIPT.row_id()
    entry = entry_by_id(entry_id) if entry_id else None
    if entry is None:
        return redirect(url_for("waiting_manage.index"))
    return read_out("helpdesk/manage/waiting_receipt.html", entry.visitor, entry=entry)


@bp.post("/sportello/attesa/nuova/ricevuta")
@requires(Permission.HELPDESK_EDIT)
def close_receipt() -> ResponseReturnValue:
    """They were read out."""
    return put_away(RECEIPT, index="waiting_manage.index", show="waiting_manage.show", named="entry_id")


def _services() -> list[Service]:
    return [one for one in open_services(ServiceKind.MEETING) if one.has_waiting_list]


def _page(services: list[Service], form: PhoneWaitingForm) -> str:
    return render_template(
        "helpdesk/manage/waiting_phone.html",
        services=services,
        form=form,
        consent=spoken_consent(),
        guardian=guardian_text(),
    )
