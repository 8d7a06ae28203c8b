"""The settings' pages: who the association is, which rooms are open, what each room lets it decide."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from pydantic import ValidationError

from ama_net.across.office.settings.about import ABOUT
from ama_net.across.office.settings.identity_form import identity_form, sections, show_faults, values_of
from ama_net.across.office.settings.operations import IDENTITY_UNDO, SETTINGS_UNDO, change_identity, change_settings
from ama_net.across.office.settings.room_form import faults_of, room_form, room_values, switches_form
from ama_net.across.office.words import ROOMS, said
from ama_net.foundation.database import db
from ama_net.foundation.web.forms import WebForm
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.office import offer_undo
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.settings import RoomSettings, read_settings, typed_fields

bp = Blueprint("settings_manage", __name__)


@bp.get("/impostazioni")
@requires(Permission.SETTINGS_READ)
def index() -> str:
    """What can be decided, and where."""
    rooms = [(said(ROOMS, key), url_for(".room", key=key), ABOUT.get(key, "")) for key in _models()]
    return render_template("settings/manage/index.html", rooms=rooms)


@bp.get("/impostazioni/associazione")
@requires(Permission.SETTINGS_READ)
def identity() -> str:
    """Who the association is."""
    return _identity_page(identity_form(current_tenant().identity))


@bp.post("/impostazioni/associazione")
@requires(Permission.SETTINGS_EDIT)
def save_identity() -> ResponseReturnValue:
    """Change who the association is."""
    form = identity_form(current_tenant().identity)
    if form.validate():
        try:
            undo = change_identity(values_of(form), by=signed_in_actor())
        except ValidationError as error:
            db.session.rollback()
            show_faults(form, faults_of(error))
        else:
            _say(_("Dati dell'associazione salvati."), IDENTITY_UNDO, undo)
            return redirect(url_for(".identity"), 303)
    return _identity_page(form), 422


@bp.get("/impostazioni/stanze")
@requires(Permission.SETTINGS_READ)
def rooms() -> str:
    """Which rooms are open."""
    form = switches_form(current_tenant().identity.rooms, ROOMS)
    return render_template("settings/manage/rooms.html", form=form)


@bp.post("/impostazioni/stanze")
@requires(Permission.SETTINGS_EDIT)
def save_rooms() -> ResponseReturnValue:
    """Open and close rooms. What a closed room holds stays, and comes back with it."""
    switches = current_tenant().identity.rooms
    form = switches_form(switches, ROOMS)
    if not form.validate():
        return render_template("settings/manage/rooms.html", form=form), 422
    wanted = {name: bool(form[name].data) for name in type(switches).model_fields}
    undo = change_identity({"rooms": wanted}, by=signed_in_actor())
    _say(_("Stanze salvate."), IDENTITY_UNDO, undo)
    return redirect(url_for(".rooms"), 303)


@bp.get("/impostazioni/<key>")
@requires(Permission.SETTINGS_READ)
def room(key: str) -> str:
    """A room's settings."""
    model = _models().get(key) or abort(404)
    return _room_page(model, room_form(read_settings(model)))


@bp.post("/impostazioni/<key>")
@requires(Permission.SETTINGS_EDIT)
def save_room(key: str) -> ResponseReturnValue:
    """Change a room's settings."""
    model = _models().get(key) or abort(404)
    form = room_form(read_settings(model))
    if form.validate():
        try:
            undo = change_settings(model, room_values(form, model), by=signed_in_actor())
        except ValidationError as error:
            show_faults(form, faults_of(error))
        else:
            _say(_("Impostazioni salvate."), SETTINGS_UNDO, undo)
            return redirect(url_for(".room", key=key), 303)
    return _room_page(model, form), 422


def _models() -> dict[str, type[RoomSettings]]:
    models: list[type[RoomSettings]] = current_app.extensions["room_settings"]
    return {model.room: model for model in models}


def _say(text: str, kind: str, undo: dict[str, object] | None) -> None:
    if undo is None:
        flash(_("Non è cambiato niente."), "message")
    else:
        offer_undo(kind, undo, text, by=signed_in_actor())


def _identity_page(form: WebForm) -> str:
    return render_template("settings/manage/identity.html", form=form, sections=sections(form))


def _room_page(model: type[RoomSettings], form: WebForm) -> str:
    fields = [form[name] for name in typed_fields(model)]
    action = url_for(".save_room", key=model.room)
    return render_template(
        "settings/manage/room.html", form=form, fields=fields, title=said(ROOMS, model.room), action=action
    )
