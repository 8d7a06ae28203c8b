"""The office's pages on groups: the list and what can be done to many at once, the form, the themes."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from sqlalchemy import select

from ama_net.features.groups.forms import GroupForm, ThemeForm, values_of
from ama_net.features.groups.models import Entry, Group, Mode, Theme
from ama_net.features.groups.operations.directory import add_group, add_theme, change_group, change_theme, says_already
from ama_net.features.groups.operations.states import CHANGES, UNDO_KIND, change_states
from ama_net.features.groups.queries import (
    GROUPS,
    OFFICE_KIND_WORDS,
    OFFICE_STATUS_WORDS,
    all_audiences,
    all_themes,
    group_by_id,
    group_with_all,
    groups_per_theme,
    locked_group,
    office_groups,
    theme_words,
)
from ama_net.features.groups.rules import may_be_confirmed, may_be_suspended
from ama_net.features.groups.seen import changed_since, said_now, seen_of
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit import export_list
from ama_net.kernel.directory.words import STATUS_KINDS
from ama_net.kernel.office import offer_undo
from ama_net.kernel.places.models import Venue
from ama_net.kernel.places.queries import all_venues, suggest

bp = Blueprint("groups_manage", __name__)

OVERTAKEN = 409

WORDS = {"STATUS_WORDS": OFFICE_STATUS_WORDS, "STATUS_KINDS": STATUS_KINDS, "KIND_WORDS": OFFICE_KIND_WORDS}


@bp.get("/gruppi")
@requires(Permission.GROUPS_READ)
def index() -> str:
    """The list of groups."""
    page = GROUPS.page(office_groups(), request.args)
    return render_template("groups/manage/index.html", page=page, theme_words=theme_words, **WORDS)


@bp.get("/gruppi/elenco.csv")
@requires(Permission.GROUPS_READ)
def export() -> Response:
    """The list as a file."""
    return export_list(GROUPS, office_groups(), request.args, name="gruppi", by=signed_in_actor())


@bp.post("/gruppi/azioni")
@requires(Permission.GROUPS_EDIT)
def act() -> ResponseReturnValue:
    """Confirm, suspend, publish or hide the rows that were ticked; can be taken back. The list stays as it was filtered."""
    action = request.form.get("action", "")
    if action not in CHANGES:
        abort(400)
    chosen = list(db.session.scalars(GROUPS.chosen(group_with_all(select(Group)), request.form)))
    _do(action, chosen)
    return redirect(f"{url_for('.index')}?{request.query_string.decode()}".rstrip("?"))


@bp.post("/gruppi/<uuid:group_id>/conferma")
@requires(Permission.GROUPS_EDIT)
def confirm(group_id: UUID) -> ResponseReturnValue:
    """Say that somebody of the association has spoken with the group and all is true."""
    _do("confirm", [_group(group_id)])
    return redirect(url_for(".edit", group_id=group_id))


@bp.post("/gruppi/<uuid:group_id>/sospensione")
@requires(Permission.GROUPS_EDIT)
def suspend(group_id: UUID) -> ResponseReturnValue:
    """Say that the group does not meet for now."""
    _do("suspend", [_group(group_id)])
    return redirect(url_for(".edit", group_id=group_id))


@bp.route("/gruppi/nuovo", methods=["GET", "POST"])
@requires(Permission.GROUPS_EDIT)
def new() -> ResponseReturnValue:
    """Write down a group."""
    form = GroupForm(data={"published": True, "mode": Mode.UNKNOWN, "entry": Entry.UNKNOWN})
    _offer(form)
    if form.validate_on_submit():
        group = add_group(form.facts(), by=signed_in_actor())
        flash(_("«%(name)s» è nell'elenco dei gruppi.", name=group.name), "success")
        return redirect(url_for(".edit", group_id=group.id))
    return _form_page(form, None)


@bp.route("/gruppi/<uuid:group_id>", methods=["GET", "POST"])
@requires(Permission.GROUPS_READ)
def edit(group_id: UUID) -> ResponseReturnValue:
    """Read a group, and correct it if one may. What others changed meanwhile is shown before it is written over."""
    posted = request.method == "POST"
    if posted and not signed_in_actor().can(Permission.GROUPS_EDIT):
        abort(404)
    group = (locked_group(group_id) or abort(404)) if posted else _group(group_id)
    form = GroupForm(data=values_of(group))
    _offer(form)
    if not form.validate_on_submit():
        return _form_page(form, group)
    changed = changed_since(group, form.seen.data or "")
    if changed and not says_already(group, form.facts()):
        form.seen.data = seen_of(group)
        return _form_page(form, group, overtaken=said_now(group, changed))
    change_group(group, form.facts(), by=signed_in_actor())
    flash(_("Gruppo aggiornato."), "success")
    return redirect(url_for(".edit", group_id=group_id))


@bp.get("/gruppi/temi")
@requires(Permission.GROUPS_READ)
def themes() -> str:
    """The themes, each with how many groups it has."""
    return render_template("groups/manage/themes.html", themes=all_themes(), counts=groups_per_theme())


@bp.route("/gruppi/temi/nuovo", methods=["GET", "POST"])
@requires(Permission.GROUPS_EDIT)
def new_theme() -> ResponseReturnValue:
    """Write down a theme."""
    form = ThemeForm()
    if form.validate_on_submit():
        add_theme(form.facts(), by=signed_in_actor())
        flash(_("Tema aggiunto."), "success")
        return redirect(url_for(".themes"))
    return render_template("groups/manage/theme.html", form=form, theme=None), 422 if form.errors else 200


@bp.route("/gruppi/temi/<uuid:theme_id>", methods=["GET", "POST"])
@requires(Permission.GROUPS_EDIT)
def edit_theme(theme_id: UUID) -> ResponseReturnValue:
    """Correct a theme and its search words."""
    theme = db.session.get(Theme, theme_id) or abort(404)
    plain = ("label", "label_en", "description", "description_en")
    form = ThemeForm(data={**{name: getattr(theme, name) for name in plain}, "synonyms": "\n".join(theme.synonyms)})
    if form.validate_on_submit():
        change_theme(theme, form.facts(), by=signed_in_actor())
        flash(_("Tema aggiornato: la ricerca ne tiene già conto."), "success")
        return redirect(url_for(".themes"))
    return render_template("groups/manage/theme.html", form=form, theme=theme), 422 if form.errors else 200


def _do(action: str, groups: list[Group]) -> None:
    """Do it and say what was done, with the way back; also say how many it did not fit."""
    payload = change_states(groups, action, by=signed_in_actor())
    done = len(payload["groups"])
    if not done:
        flash(_("Nessun gruppo è cambiato: l'azione non vale per quelli scelti."), "info")
        return
    said = {
        "confirm": lambda: ngettext("%(num)s gruppo confermato.", "%(num)s gruppi confermati.", done),
        "suspend": lambda: ngettext("%(num)s gruppo sospeso.", "%(num)s gruppi sospesi.", done),
        "publish": lambda: ngettext("%(num)s gruppo ora sul sito.", "%(num)s gruppi ora sul sito.", done),
        "hide": lambda: ngettext("%(num)s gruppo tolto dal sito.", "%(num)s gruppi tolti dal sito.", done),
    }[action]()
    left = len(groups) - done
    rest = ngettext("%(num)s lasciato com'era.", "%(num)s lasciati com'erano.", left) if left else ""
    offer_undo(UNDO_KIND, payload, " ".join(filter(None, (said, rest))), by=signed_in_actor())


def _offer(form: GroupForm) -> None:
    venues = list(db.session.scalars(all_venues().order_by(Venue.sort_name)))
    form.offer(all_themes(), all_audiences(), venues)


def _form_page(
    form: GroupForm, group: Group | None, overtaken: Sequence[tuple[LazyString, str]] = ()
) -> ResponseReturnValue:
    page = render_template(
        "groups/manage/form.html",
        form=form,
        group=group,
        overtaken=overtaken,
        towns=suggest(form.municipality.data or ""),
        can_confirm=group is not None and may_be_confirmed(group),
        can_suspend=group is not None and may_be_suspended(group),
        **WORDS,
    )
    return page, OVERTAKEN if overtaken else 422 if form.errors else 200


def _group(group_id: UUID) -> Group:
    return group_by_id(group_id) or abort(404)
