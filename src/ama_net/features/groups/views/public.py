"""The public pages: the finder (finder.py), the page of a group, its sheet to print."""

from flask import Blueprint, Response, abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.groups.getting_in import steps_into
from ama_net.features.groups.models import Group
from ama_net.features.groups.operations.leaflets import leaflet_of
from ama_net.features.groups.operations.promoters import promoters_of
from ama_net.features.groups.queries import public_group
from ama_net.features.groups.queries_facilitators import public_names
from ama_net.features.groups.rules import takes_join_requests
from ama_net.features.groups.sheet import Behind, GroupSheet, sheet_of
from ama_net.features.groups.structured import structured_data
from ama_net.features.groups.timetable import next_meetings_of
from ama_net.features.groups.views import finder
from ama_net.foundation.clock import today
from ama_net.foundation.pdf import pdf_answer, qr_svg, render_pdf
from ama_net.foundation.web.languages import current_locale
from ama_net.foundation.web.pages import date_words
from ama_net.kernel.tenancy import TenantInfo, current_tenant
from ama_net.kernel.tenancy.look import colours

bp = Blueprint("groups_public", __name__)


bp.get("/gruppi")(finder.index)
bp.get("/gruppi/comuni")(finder.towns)


@bp.get("/gruppi/<slug>")
def group(slug: str) -> ResponseReturnValue:
    """The page of a group."""
    found, tenant = _found(slug), current_tenant()
    address = f"{tenant.base_url}{url_for('.group', slug=slug)}"
    return render_template(
        "groups/public/group.html",
        group=found,
        sheet=_sheet(found),
        next_meetings=next_meetings_of(found),
        steps_in=steps_into(found),
        address=address,
        leaflet=leaflet_of(found.id, set_aside=False),
        data_block=structured_data(found, tenant, address),
        join_url=f"{url_for('.group', slug=slug)}/partecipa" if takes_join_requests(found) else None,
    )


@bp.get("/gruppi/<slug>/scheda.pdf")
def sheet(slug: str) -> Response:
    """The group on one A5 page, to hang on a wall or to give at the doctor's."""
    found, tenant = _found(slug), current_tenant()
    told, address = _sheet(found), f"{tenant.base_url}{url_for('.group', slug=slug)}"
    pause = next_meetings_of(found, limit=1).pause
    data = {
        "title": told.title,
        "kind": told.kind,
        "description": told.description,
        "notices": [*(f"{notice.title}. {notice.text}" for notice in told.notices), *([f"{pause}."] if pause else [])],
        "facts": [{"term": term, "text": text} for term, text in told.facts],
        "association": tenant.name,
        "address": address,
        "qr": qr_svg(address),
        "qr_alt": _("Codice QR che apre la pagina di %(name)s", name=told.title),
        "qr_words": _("Inquadra il codice con il telefono: si apre la pagina del gruppo, sempre aggiornata."),
        "colours": colours(tenant.slug),
        "contacts_title": _("Chiedi a noi"),
        "contacts": _contacts(tenant, told),
        "footer": _("Stampato %(day)s. Prima di andare, chiedi: le cose possono cambiare.", day=date_words(today())),
    }
    return pdf_answer(render_pdf("groups/pdf/sheet.typ", data, language=current_locale()), slug)


def _sheet(group: Group) -> GroupSheet:
    bodies: dict[str, list[str]] = {}
    for promoter in promoters_of(group):
        bodies.setdefault(promoter.role, []).append(promoter.name)
    return sheet_of(group, english=_english(), behind=Behind(bodies, tuple(public_names(group.id))))


def _found(slug: str) -> Group:
    return public_group(slug) or abort(404)


def _english() -> bool:
    return current_locale() == "en"


def _contacts(tenant: TenantInfo, told: GroupSheet) -> list[dict[str, str]]:
    phones = [
        {"label": (_english() and phone.label_en) or phone.label, "text": phone.number}
        for phone in tenant.contact.phones
    ]
    email = tenant.contact.public_email
    written = [{"label": _("E-mail"), "text": email}] if email else []
    seat = ", ".join(filter(None, (tenant.seat.address, tenant.seat.municipality)))
    own = told.contact
    of_the_group = [{"label": own.name or _("Il gruppo"), "text": own.phone or own.email}] if own else []
    return [*phones, *written, *of_the_group] or [{"label": _("In sede"), "text": seat}]
