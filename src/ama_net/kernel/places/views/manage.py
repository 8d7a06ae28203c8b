"""The office's pages on venues and their rooms, and the names of municipalities suggested while typing."""

from uuid import UUID

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit import export_list
from ama_net.kernel.places.forms import RoomForm, VenueForm, values_of
from ama_net.kernel.places.models import Room, Venue
from ama_net.kernel.places.operations import WrongVenue, add_room, add_venue, change_room, change_venue
from ama_net.kernel.places.queries import VENUES, all_venues, rooms_of, step_free_words, suggest

bp = Blueprint("places_manage", __name__)


@bp.get("/luoghi")
@requires(Permission.PLACES_READ)
def index() -> str:
    """The list of venues."""
    page = VENUES.page(all_venues(), request.args)
    return render_template("places/manage/index.html", page=page, step_free_words=step_free_words)


@bp.get("/luoghi/elenco.csv")
@requires(Permission.PLACES_READ)
def export() -> Response:
    """The list as a file."""
    return export_list(VENUES, all_venues(), request.args, name="luoghi", by=signed_in_actor())


@bp.route("/luoghi/nuovo", methods=["GET", "POST"])
@requires(Permission.PLACES_EDIT)
def new() -> ResponseReturnValue:
    """Write down a venue."""
    form = VenueForm()
    if form.validate_on_submit():
        try:
            venue = add_venue(form.facts(), by=signed_in_actor())
        except WrongVenue as error:
            form[error.field].errors = [str(error)]
        else:
            flash(_("«%(name)s» è nell'elenco dei luoghi.", name=venue.name), "success")
            return redirect(url_for(".index"))
    return _form_page(form, None)


@bp.route("/luoghi/<uuid:venue_id>", methods=["GET", "POST"])
@requires(Permission.PLACES_EDIT)
def edit(venue_id: UUID) -> ResponseReturnValue:
    """Correct a venue."""
    venue = _venue(venue_id)
    form = VenueForm(data=values_of(venue))
    if form.validate_on_submit():
        try:
            change_venue(venue, form.facts(), by=signed_in_actor())
        except WrongVenue as error:
            form[error.field].errors = [str(error)]
        else:
            flash(_("Luogo aggiornato."), "success")
            return redirect(url_for(".index"))
    return _form_page(form, venue)


@bp.route("/luoghi/<uuid:venue_id>/stanze", methods=["GET", "POST"])
@requires(Permission.PLACES_EDIT)
def rooms(venue_id: UUID) -> ResponseReturnValue:
    """The rooms of a venue, and a new one."""
    venue, form = _venue(venue_id), RoomForm()
    if form.validate_on_submit():
        try:
            add_room(venue, form.name.data or "", by=signed_in_actor())
        except WrongVenue as error:
            form[error.field].errors = [str(error)]
        else:
            flash(_("Stanza aggiunta."), "success")
            return redirect(url_for(".rooms", venue_id=venue_id), 303)
    page = render_template("places/manage/rooms.html", venue=venue, rooms=rooms_of(venue), form=form)
    return page, 422 if form.errors else 200


@bp.route("/luoghi/<uuid:venue_id>/stanze/<uuid:room_id>", methods=["GET", "POST"])
@requires(Permission.PLACES_EDIT)
def room(venue_id: UUID, room_id: UUID) -> ResponseReturnValue:
    """Rename a room, close it or open it."""
    one = db.session.get(Room, room_id)
    if one is None or one.venue_id != venue_id:
        abort(404)
    form = RoomForm(data={"name": one.name, "is_open": one.is_open})
    if form.validate_on_submit():
        try:
            change_room(one, name=form.name.data or "", is_open=form.is_open.data, by=signed_in_actor())
        except WrongVenue as error:
            form[error.field].errors = [str(error)]
        else:
            flash(_("Stanza aggiornata."), "success")
            return redirect(url_for(".rooms", venue_id=venue_id), 303)
    return render_template("places/manage/room.html", room=one, form=form), 422 if form.errors else 200


@bp.get("/luoghi/comuni")
@requires(Permission.PLACES_READ)
def municipality_options() -> str:
    """The options of a form's list of municipalities, refreshed by htmx while one types in a field called so (or ``q``)."""
    typed = next((text for name, text in request.args.items() if name == "q" or name.endswith("municipality")), "")
    return render_template("places/manage/municipality_options.html", towns=suggest(typed))


@bp.get("/luoghi/comuni.json")
@requires(Permission.PLACES_READ)
def municipalities_json() -> Response:
    """The same suggestions for scripts."""
    found = [
        {"code": town.istat_code, "name": town.name, "province": town.province, "label": town.label}
        for town in suggest(request.args.get("q", ""))
    ]
    return jsonify(municipalities=found)


def _form_page(form: VenueForm, venue: Venue | None) -> ResponseReturnValue:
    page = render_template(
        "places/manage/form.html", form=form, venue=venue, towns=suggest(form.municipality.data or "")
    )
    return page, 422 if form.errors else 200


def _venue(venue_id: UUID) -> Venue:
    return db.session.get(Venue, venue_id) or abort(404)
