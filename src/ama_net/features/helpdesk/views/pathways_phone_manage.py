"""Writing a request for a pathway down for who telephones (``/manage/sportello/percorsi/nuovo``)."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.helpdesk.forms_appointments import spoken_consent
from ama_net.features.helpdesk.forms_pathways import PhoneForm
from ama_net.features.helpdesk.models import Service, ServiceKind
from ama_net.features.helpdesk.operations.pathways import request_pathway
from ama_net.features.helpdesk.operations.visitors import FormAlreadyUsed
from ama_net.features.helpdesk.queries_pathways import pathway_of_office
from ama_net.features.helpdesk.queries_services import open_services
from ama_net.features.helpdesk.views.reading_out import put_away, read_out
from ama_net.foundation.web.asking import keep_to_oneself
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.confiding import Receipt, guardian_text

bp = Blueprint("pathways_phone_manage", __name__)
bp.after_request(keep_to_oneself)

DONE, REFUSED = 303, 422

RECEIPT = Receipt("helpdesk_pathway_written")
"""For who has just written somebody down: the link and the code, to read out."""


@bp.get("/sportello/percorsi/nuovo")
@requires(Permission.HELPDESK_EDIT)
def new() -> str:
    """The form for who telephones."""
    services = open_services(ServiceKind.PATHWAY)
    form = PhoneForm(services, formdata=None)
    form.renew_key()
    return _page(services, form)


@bp.post("/sportello/percorsi/nuovo")
@requires(Permission.HELPDESK_EDIT)
def create() -> ResponseReturnValue:
    """Write the request down."""
    services = open_services(ServiceKind.PATHWAY)
    form = PhoneForm(services)
    form.renew_key_if_bad()
    if not form.validate():
        return _page(services, form), REFUSED
    service = next(one for one in services if one.id == form.service_id.data)
    try:
        pathway = request_pathway(service, form.confided(), by=signed_in_actor())
    except FormAlreadyUsed:
        form.renew_key()
        form.form_errors.append(_("Questo modulo è già stato usato: controllare e premere di nuovo il bottone."))
        return _page(services, form), REFUSED
    RECEIPT.keep(pathway.id)
    return redirect(url_for(".receipt"), DONE)


@bp.get("/sportello/percorsi/nuovo/ricevuta")
@requires(Permission.HELPDESK_EDIT)
def receipt() -> ResponseReturnValue:
    """The link and the code, to read out: for ten minutes, in this browser, until one says that it is done."""
    pathway_id = RECEIPT.row_id()
    pathway = pathway_of_office(pathway_id) if pathway_id else None
    if pathway is None:
        return redirect(url_for("pathways_manage.index"))
    return read_out("helpdesk/manage/pathway_receipt.html", pathway.visitor, pathway=pathway)


@bp.post("/sportello/percorsi/nuovo/ricevuta")
@requires(Permission.HELPDESK_EDIT)
def close_receipt() -> ResponseReturnValue:
    """They were read out."""
    return put_away(RECEIPT, index="pathways_manage.index", show="pathways_manage.show", named="pathway_id")


def _page(services: list[Service], form: PhoneForm) -> str:
    return render_template(
        "helpdesk/manage/pathway_phone.html",
        services=services,
        form=form,
        consent=spoken_consent(),
        guardian=guardian_text(),
    )
