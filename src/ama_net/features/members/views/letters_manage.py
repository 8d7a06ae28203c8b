"""Letters and documents of a member, inviting them to have an account, writing to many, labels for many."""

from base64 import b64encode
from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from ama_net.features.members.area_tasks import binding_of_letter, invite_all, write_to
from ama_net.features.members.forms_area import TO_ALL, TO_EMAIL, ManyForm
from ama_net.features.members.models import Membership
from ama_net.features.members.operations.area_accounts import (
    CannotInvite,
    account_of,
    invite_member,
    members_to_invite,
)
from ama_net.features.members.operations.area_cards import renew_card
from ama_net.features.members.queries_area import current_card
from ama_net.foundation.clock import today
from ama_net.foundation.crypto import seal
from ama_net.foundation.database import db
from ama_net.foundation.jobs import enqueue
from ama_net.foundation.pdf import pdf_answer
from ama_net.foundation.text import known_id
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.correspondence import letters_about, postal_lines
from ama_net.kernel.correspondence import words as letter_words
from ama_net.kernel.correspondence.forms import LabelsForm
from ama_net.kernel.correspondence.papers import labels_pdf
from ama_net.kernel.documents import documents_about
from ama_net.kernel.documents import words as document_words
from ama_net.kernel.documents.rules import may_read
from ama_net.kernel.office import progress_url, start_progress
from ama_net.kernel.people import Contact, ContactKind, Organisation, Person
from ama_net.kernel.tenancy.keys import data_key

bp = Blueprint("members_letters", __name__)

DONE, REFUSED = 303, 422


@bp.get("/soci/<uuid:membership_id>/lettere")
@requires(Permission.LETTERS_READ)
def index(membership_id: UUID) -> str:
    """The letters to a member, the documents about them, their account and their card."""
    membership = db.session.get(Membership, membership_id) or abort(404)
    who = membership.person or membership.organisation
    actor = signed_in_actor()
    papers = [one for one in documents_about(who) if may_read(actor, one)] if who is not None else []
    return render_template(
        "members/manage/letters.html",
        membership=membership,
        letters=letters_about(who) if who is not None else [],
        documents=papers if actor.can(Permission.DOCUMENTS_READ) else [],
        account=account_of(membership),
        card=current_card(membership.id),
        letter_words=letter_words,
        document_words=document_words,
    )


@bp.post("/soci/<uuid:membership_id>/invito")
@requires(Permission.ACCOUNTS_EDIT)
def invitation(membership_id: UUID) -> ResponseReturnValue:
    """Invite a member to have an account."""
    membership = db.session.get(Membership, membership_id) or abort(404)
    try:
        invite_member(membership, by=signed_in_actor())
    except CannotInvite:
        flash(_("Non si può invitare: manca l'e-mail, o quell'indirizzo ha già un accesso."), "warning")
    else:
        flash(_("Invito mandato."), "success")
    return redirect(url_for(".index", membership_id=membership_id), DONE)


@bp.post("/soci/<uuid:membership_id>/tessera")
@requires(Permission.MEMBERS_EDIT)
def card(membership_id: UUID) -> ResponseReturnValue:
    """Revoke a member's card: it was lost, or somebody else has it."""
    renew_card(db.session.get(Membership, membership_id) or abort(404), by=signed_in_actor())
    flash(_("La tessera di prima non vale più: il socio trova quella nuova nella sua area."), "success")
    return redirect(url_for(".index", membership_id=membership_id), DONE)


@bp.route("/soci/inviti", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS_EDIT)
def invitations() -> ResponseReturnValue:
    """Invite all the members who have an e-mail address and no account."""
    count = len(members_to_invite())
    if request.method == "POST" and count:
        by = signed_in_actor()
        row = start_progress(_("Inviti ai soci"), count, kind="members.invite_all", by=by)
        db.session.flush()
        enqueue(invite_all, str(by.account_id), sorted(by.roles), str(row.id))
        return redirect(progress_url(row.id), DONE)
    return render_template("members/manage/invitations.html", count=count)


@bp.route("/soci/lettera", methods=["GET", "POST"])
@requires(Permission.LETTERS_EDIT)
def many() -> ResponseReturnValue:
    """Write the same letter to the members that were ticked, or to all those of today.

    A list sends its ticked rows by POST too: such a form has no words yet.
    """
    chosen = _chosen()
    arriving = request.method == "POST" and "subject" not in request.form
    form = ManyForm(formdata=None) if arriving else ManyForm()
    if not arriving and form.validate_on_submit():
        members = chosen or _members(form.whom.data)
        if members:
            return _written(form, members)
        form.form_errors.append(_("Non c'è nessuno a cui scrivere."))
    page = render_template("members/manage/letter_to_many.html", form=form, chosen=chosen)
    return page, REFUSED if form.errors or form.form_errors else 200


@bp.post("/soci/etichette")
@requires(Permission.LETTERS_EDIT)
def labels() -> ResponseReturnValue:
    """Labels for the members that were ticked."""
    arriving = "sheet" not in request.form
    form = LabelsForm(formdata=None) if arriving else LabelsForm()
    members = _chosen()
    addresses = [postal_lines(who) for one in members if (who := one.person or one.organisation) and who.addresses]
    if not arriving and form.validate() and addresses:
        made = labels_pdf(addresses, form.sheet.data, start=form.start.data or 1)
        return pdf_answer(made, f"etichette-{today().isoformat()}")
    page = render_template(
        "correspondence/manage/labels.html",
        form=form,
        count=len(addresses),
        without=len(members) - len(addresses),
        selected=[str(one.id) for one in members],
        kept={},
        action=url_for(".labels"),
    )
    return page, REFUSED if form.errors else 200


def _written(form: ManyForm, members: Sequence[Membership]) -> ResponseReturnValue:
    """The job that writes: what the letter says travels sealed, nobody reads it on its way to the worker."""
    by, words = signed_in_actor(), form.words()
    row = start_progress(_("Lettera ai soci"), len(members), kind="members.write_to", by=by)
    db.session.flush()
    text = b64encode(seal(data_key(), words.text.encode(), binding_of_letter(str(row.id)))).decode()
    ids = [str(one.id) for one in members]
    enqueue(write_to, ids, words.subject, text, form.channel.data or "", str(by.account_id), str(row.id))
    return redirect(progress_url(row.id), DONE)


def _chosen() -> list[Membership]:
    ids = [found for text in request.form.getlist("selected")[:1000] if (found := known_id(text))]
    if not ids:
        return []
    person, body = joinedload(Membership.person), joinedload(Membership.organisation)
    whole = select(Membership).options(person.selectinload(Person.addresses), body.selectinload(Organisation.addresses))
    return list(db.session.scalars(whole.where(Membership.id.in_(ids)).order_by(Membership.number)))


def _members(whom: str) -> list[Membership]:
    running = or_(Membership.ended_on.is_(None), Membership.ended_on > today())
    members = select(Membership).where(running, Membership.admitted_on <= today())
    if whom != TO_ALL:
        mailed = select(Contact.person_id).where(Contact.kind == ContactKind.EMAIL, Contact.person_id.is_not(None))
        bodies = select(Contact.organisation_id).where(
            Contact.kind == ContactKind.EMAIL, Contact.organisation_id.is_not(None)
        )
        has = or_(Membership.person_id.in_(mailed), Membership.organisation_id.in_(bodies))
        members = members.where(has if whom == TO_EMAIL else ~has)
    return list(db.session.scalars(members))
