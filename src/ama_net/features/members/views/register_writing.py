"""Writing in the libro soci: an exit, another category, a correction. What is written stays: each asks to be confirmed."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, render_template, url_for
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
from ama_net.kernel.people.forms.confirming import Writing, confirm_then_write

bp = Blueprint("register_writing", __name__)


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
    templates = {"write": "members/manage/register_write.html", "confirm": "registers/confirm.html"}
    lead = f"{membership.list_name}, {_('n. %(number)s', number=membership.number)}"

    def show(step: str) -> str:
        return render_template(templates[step], membership=membership, form=form, writing=writing, lead=lead)

    after = url_for("register_manage.of_member", membership_id=membership.id)
    return confirm_then_write(form, writing, show=show, after=lambda: after)


def _membership(membership_id: UUID, *, still_in: bool = False) -> Membership:
    membership = db.session.get(Membership, membership_id) or abort(404)
    if still_in and membership.ended_on is not None:
        abort(404)
    return membership
