"""Saying that something is wrong on a group's page. No account is needed, nor a name."""

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter import RequestLimit

from ama_net.features.groups.changing import facts_now
from ama_net.features.groups.forms_changes import ChangeForm, values_of
from ama_net.features.groups.models import Group
from ama_net.features.groups.operations.changes import propose_change
from ama_net.features.groups.queries import public_group
from ama_net.foundation.web.limits import limiter
from ama_net.kernel.access.actor import PUBLIC

bp = Blueprint("changes_public", __name__)

DONE, REFUSED, TOO_MANY = 303, 422, 429


@bp.get("/gruppi/<slug>/segnala")
def form(slug: str) -> str:
    """The facts as the page says them, to be corrected."""
    group = _group(slug)
    facts = facts_now(group)
    empty = ChangeForm(formdata=None, data=values_of(facts))
    empty.offer(facts)
    return _page(group, empty)


def _too_many(_limit: RequestLimit) -> Response:
    group = _group(str((request.view_args or {})["slug"]))
    typed = _typed(group, _("Sono arrivate molte segnalazioni da qui: riprova fra un'ora."))
    return make_response(_page(group, typed), TOO_MANY)


def _was_kept(response: Response) -> bool:
    return response.status_code == DONE


@bp.post("/gruppi/<slug>/segnala")
@limiter.limit("10 per hour", deduct_when=_was_kept, on_breach=_too_many)
@limiter.limit("100 per hour")
def send(slug: str) -> ResponseReturnValue:
    """Keep what was written; the office decides."""
    group = _group(slug)
    facts = facts_now(group)
    typed = ChangeForm()
    typed.offer(facts)
    if not typed.validate():
        return _page(group, typed), REFUSED
    if typed.second_name.data:
        return _page(group, _typed(group, _("La segnalazione non è partita. Premi di nuovo il bottone."))), REFUSED
    proposed = typed.proposed(facts)
    if not proposed and not typed.words.data:
        return _page(group, _typed(group, _("Correggi almeno un dato, oppure scrivi che cosa non va."))), REFUSED
    propose_change(
        group=group,
        proposed=proposed,
        words=typed.words.data or "",
        contact=typed.contact.data or "",
        form_key=typed.form_key.data or "",
        by=PUBLIC,
    )
    flash(_("Grazie: la segreteria controlla e corregge."), "success")
    return redirect(url_for("groups_public.group", slug=slug), DONE)


def _typed(group: Group, fault: str) -> ChangeForm:
    typed = ChangeForm()
    typed.offer(facts_now(group))
    typed.second_name.data = ""
    typed.form_errors = [fault]
    return typed


def _page(group: Group, typed: ChangeForm) -> str:
    return render_template("groups/public/change.html", group=group, form=typed)


def _group(slug: str) -> Group:
    return public_group(slug) or abort(404)
