"""Privacy in the member's own area: who may see one's data, consents, what is kept, and taking it away."""

import json
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.members.area_papers import stored_pdf
from ama_net.features.members.forms_area import VisibilityForm
from ama_net.features.members.models import MemberVisibility
from ama_net.features.members.my_area import my_memberships
from ama_net.features.members.queries_area import members_who_show, person_in_full, visibility_of, who_reads_members
from ama_net.features.members.settings_area import AreaSettings
from ama_net.features.members.stored_data import own_data, plain, what_is_stored
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.pdf import pdf_answer
from ama_net.kernel.access import Role, signed_in_actor
from ama_net.kernel.accounts.role_words import ROLE_WORDS
from ama_net.kernel.audit import record
from ama_net.kernel.people import Person
from ama_net.kernel.people.consent_texts import HEALTH_DATA, NEWSLETTER, PHOTO, PURPOSES
from ama_net.kernel.people.identifiers import show_phone
from ama_net.kernel.people.models import ConsentSource
from ama_net.kernel.people.operations.consents import ConsentProof, give_consent, withdraw_consent
from ama_net.kernel.people.rules import may_be_withdrawn
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("members_privacy_my", __name__)

DONE = 303
ASKED = (NEWSLETTER, PHOTO)
"""What a member may consent to here. The others belong to the pages where they are asked, and are only withdrawn here."""


@bp.get("/socio/riservatezza")
def index() -> str:
    """Who may see one's data, consents, what is kept."""
    person = _me()
    standing = {consent.purpose: consent for consent in person.consents if may_be_withdrawn(consent)}
    purposes = [*ASKED, *(PURPOSES[key] for key in standing if key in PURPOSES and PURPOSES[key] not in ASKED)]
    hidden = {HEALTH_DATA.key}  # where it was confided is where it is spoken of
    return render_template(
        "members/my/privacy.html",
        person=person,
        readers=[(name, [ROLE_WORDS[role] for role in roles]) for name, roles in who_reads_members()],
        seen=read_settings(AreaSettings).members_see_members,
        form=VisibilityForm(formdata=None, obj=visibility_of(person.id)),
        purposes=[one for one in purposes if one.key not in hidden],
        standing=standing,
        stored=what_is_stored(person.id),
    )


@bp.post("/socio/riservatezza/consensi/<purpose>")
def consent(purpose: str) -> ResponseReturnValue:
    """Give or withdraw a consent; the proof is kept with the words that were shown (GDPR art. 7)."""
    person, by = _me(), signed_in_actor()
    if request.form.get("given") == "yes":
        asked = next((one for one in ASKED if one.key == purpose), None) or abort(404)
        proof = ConsentProof(source=ConsentSource.FORM, page=url_for(".index"))
        give_consent(person, asked.key, text=asked.text(), proof=proof, by=by)
        flash(_("Consenso dato. Puoi ripensarci quando vuoi, da questa pagina."), "success")
    elif withdraw_consent(person, purpose, by=by):
        flash(_("Consenso ritirato."), "success")
    return redirect(url_for(".index", _anchor="consensi"), DONE)


@bp.post("/socio/riservatezza/visibilita")
def visibility() -> ResponseReturnValue:
    """Choose what the other members see."""
    if not read_settings(AreaSettings).members_see_members:
        abort(404)
    person, form = _me(), VisibilityForm()
    row = visibility_of(person.id) or MemberVisibility(person_id=person.id)
    row.is_listed = bool(form.is_listed.data)
    row.shows_email = row.is_listed and bool(form.shows_email.data)
    row.shows_phone = row.is_listed and bool(form.shows_phone.data)
    db.session.add(row)
    db.session.flush()
    record(by=signed_in_actor(), verb="member.visibility_chosen", subject=person)
    flash(_("Scelta salvata."), "success")
    return redirect(url_for(".index"), DONE)


@bp.get("/socio/altri")
def others() -> str:
    """The members who chose to be seen by the others; only members look, and only where the association allows it."""
    if not read_settings(AreaSettings).members_see_members or Role.MEMBER not in signed_in_actor().roles:
        abort(404)
    return render_template("members/my/others.html", rows=members_who_show(), show_phone=show_phone)


@bp.get("/socio/riservatezza/dati.json")
def data_json() -> Response:
    """One's data, to take away; written in the audit."""
    found = own_data(_taken_away().id)
    body = json.dumps(found, ensure_ascii=False, indent=1, default=plain)
    answer = Response(body, mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="i-miei-dati-{today().isoformat()}.json"'
    return answer


@bp.get("/socio/riservatezza/dati.pdf")
def data_pdf() -> Response:
    """One's data, to read; written in the audit."""
    return pdf_answer(stored_pdf(_taken_away()), "i-miei-dati")


def _taken_away() -> Person:
    person = _me()
    record(by=signed_in_actor(), verb="person.data_taken", subject=person)
    return person


def _me() -> Person:
    """Who is signed in, when they are a member or answer for one."""
    person_id: UUID | None = signed_in_actor().person_id
    if person_id is None or not my_memberships():
        abort(404)
    return person_in_full(person_id)
