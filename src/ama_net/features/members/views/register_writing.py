"""Writing in the libro soci: an exit, another category, a correction. What is written stays: each asks to be confirmed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.members.forms_register import CategoryForm, CorrectionForm, ExitForm
from ama_net.features.members.membership_rules import check_exit
from ama_net.features.members.models import EndReason, MemberCategory, Membership
from ama_net.features.members.operations.memberships import change_category, correct_entry, end_membership
from ama_net.features.members.register import hold_register
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame

bp = Blueprint("register_writing", __name__)

DONE, REFUSED = 303, 422


@dataclass(frozen=True)
class Writing:
    """What is about to be written: how the page calls it, what it says will happen, what checks it and what does it."""

    title: str
    what: str
    button: str
    done: str
    act: Callable[[], None]
    check: Callable[[], None] = lambda: None


@bp.route("/soci/<uuid:membership_id>/uscita", methods=["GET", "POST"])
@requires(Permission.MEMBERS_EDIT)
def leaving(membership_id: UUID) -> ResponseReturnValue:
    """Write that a member leaves, and why."""
    membership = _membership(membership_id, still_in=True)
    form = ExitForm(data={"on": today()})
    form.suit(membership)

    def check() -> None:
        reason = EndReason(form.reason.data)
        check_exit(membership, on=form.on.data or today(), reason=reason, decided_on=form.decided_on())

    def act() -> None:
        hold_register()  # before the number of the resolution
        by, reason = signed_in_actor(), EndReason(form.reason.data)
        decided = form.decided(_("Uscita del socio n. %(number)s", number=membership.number), by=by)
        end_membership(membership, on=form.on.data or today(), reason=reason, by=by, resolution=decided)

    what = _("Nel libro si aggiunge l'uscita con la sua data e il suo motivo. Il numero non sarà dato a nessun altro.")
    return _page(membership, form, Writing(_("Uscita"), what, _("Scrivi l'uscita"), _("Uscita scritta."), act, check))


@bp.route("/soci/<uuid:membership_id>/categoria", methods=["GET", "POST"])
@requires(Permission.MEMBERS_EDIT)
def category(membership_id: UUID) -> ResponseReturnValue:
    """Move a member to another category."""
    membership = _membership(membership_id, still_in=True)
    form = CategoryForm(data={"on": today()})
    form.suit(membership)

    def act() -> None:
        hold_register()
        by, chosen = signed_in_actor(), db.session.get_one(MemberCategory, form.category.data)
        decided = form.decided(_("Categoria del socio n. %(number)s", number=membership.number), by=by)
        change_category(membership, chosen, on=form.on.data or today(), by=by, resolution=decided)

    what = _("Nel libro si aggiunge la nuova categoria dal giorno scelto; quella di prima resta scritta.")
    return _page(membership, form, Writing(_("Cambio di categoria"), what, _("Scrivi"), _("Categoria cambiata."), act))


@bp.route("/soci/<uuid:membership_id>/correzione", methods=["GET", "POST"])
@requires(Permission.MEMBERS_EDIT)
def correction(membership_id: UUID) -> ResponseReturnValue:
    """Correct what the book says, with the reason."""
    membership = _membership(membership_id)
    form = CorrectionForm(obj=membership)
    form.suit(membership)

    def act() -> None:
        correct_entry(membership, why=form.why.data or "", by=signed_in_actor(), **form.facts())

    what = _(
        "Nel libro si aggiunge una correzione con il suo motivo; quello che era scritto resta leggibile. Nome, nascita e "
        "residenza si correggono nella scheda della persona: il libro le annota da solo ogni notte."
    )
    return _page(membership, form, Writing(_("Correzione"), what, _("Scrivi"), _("Correzione scritta."), act))


def _page(membership: Membership, form: Any, writing: Writing) -> ResponseReturnValue:
    """First what was typed, then what will be written (and one may go back to it), then it is: one address."""
    if "back" not in request.form and form.validate_on_submit():
        confirmed = "confirmed" in request.form
        try:
            (writing.act if confirmed else writing.check)()
        except WrongFact as error:
            db.session.rollback()
            blame(form, error)
        else:
            if confirmed:
                flash(writing.done, "success")
                return redirect(url_for("register_manage.of_member", membership_id=membership.id), DONE)
            return _show("register_confirm", membership, form, writing)
    return _show("register_write", membership, form, writing), REFUSED if form.errors or form.form_errors else 200


def _show(template: str, membership: Membership, form: Any, writing: Writing) -> str:
    return render_template(f"members/manage/{template}.html", membership=membership, form=form, writing=writing)


def _membership(membership_id: UUID, *, still_in: bool = False) -> Membership:
    membership = db.session.get(Membership, membership_id) or abort(404)
    if still_in and membership.ended_on is not None:
        abort(404)
    return membership
