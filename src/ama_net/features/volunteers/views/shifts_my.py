"""A volunteer's shifts in the personal area (``/my/turni``): those they have, those that look for people, each one's page."""

from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.volunteers import my_shift_words as said
from ama_net.features.volunteers.models import ShiftSignup, ShiftSwap, SignupState, SwapState
from ama_net.features.volunteers.my_shift_words import refusal_words
from ama_net.features.volunteers.operations.signups import leave_place, may_still_leave, take_place
from ama_net.features.volunteers.queries import service_of
from ama_net.features.volunteers.queries_my_shifts import (
    ShiftSeen,
    Wanted,
    coming_shifts,
    more_shifts_until,
    open_shifts,
    past_shifts,
    shift_seen,
)
from ama_net.features.volunteers.queries_shift_preferences import preferences_of
from ama_net.features.volunteers.queries_shifts import activity_choices, who_comes
from ama_net.features.volunteers.queries_swaps import offers_about, offers_by, offers_for
from ama_net.features.volunteers.settings_shifts import ShiftsSettings
from ama_net.features.volunteers.shift_calendar import shift_calendar
from ama_net.features.volunteers.shift_mails import where_words
from ama_net.features.volunteers.shift_rules import letter_is_missing
from ama_net.foundation.database import db
from ama_net.foundation.text import known_id
from ama_net.foundation.web.pages import datetime_words
from ama_net.kernel.access import signed_in_actor
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.places.queries import venue_choices
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("shifts_my", __name__)

DONE = 303
WEEKS, MOST_WEEKS = 4, 52


@bp.get("/turni")
def index() -> str:
    """One's next shifts, what one is offered, and the shifts that look for people, by day."""
    person, wanted = own_person(), _wanted()
    serves = service_of(person.id) is not None
    offers = offers_for(person.id) if serves else []
    shown = {swap.signup.shift_id for swap in offers}
    return render_template(
        "volunteers/my/shifts.html",
        said=said,
        serves=serves,
        coming=coming_shifts(person.id),
        offers=offers,
        made={swap.signup_id: swap for swap in offers_by(person.id)},
        days=open_shifts(person.id, wanted, besides=shown) if serves else [],
        wanted=wanted,
        more=more_shifts_until(wanted) if serves else None,
        most_weeks=MOST_WEEKS,
        letter_missing=serves and letter_is_missing(person.id),
        activities=_options(activity_choices()),
        venues=_options(venue_choices()),
    )


@bp.get("/turni/passati")
def past() -> str:
    """The shifts of the last year one was in."""
    return render_template("volunteers/my/shifts_past.html", said=said, shifts=past_shifts(own_person().id))


@bp.get("/turni/<uuid:shift_id>")
def show(shift_id: UUID) -> str:
    """All about one shift."""
    person, seen = _seen(shift_id)
    offers = [swap for swap in offers_about(shift_id) if _concerns(swap, seen, person)]
    settings = read_settings(ShiftsSettings)
    return render_template(
        "volunteers/my/shift.html",
        said=said,
        seen=seen,
        shift=seen.shift,
        where=where_words(seen.shift),
        own_id=person.id,
        offers=offers,
        can_leave=seen.mine is not None and may_still_leave(seen.shift),
        leave_hours=settings.leave_hours,
        letter_missing=letter_is_missing(person.id),
    )


@bp.get("/turni/<uuid:shift_id>/calendario.ics")
def calendar(shift_id: UUID) -> Response:
    """One's place in a shift, for a calendar."""
    person, seen = _seen(shift_id)
    if not _ever_in(seen, person):
        abort(404)
    wish = preferences_of([person.id]).get(person.id)
    says_activity = wish is not None and wish.calendar_says_activity
    answer = Response(shift_calendar(seen.shift, person.id, says_activity=says_activity))
    answer.content_type = "text/calendar; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="turno.ics"'
    return answer


@bp.post("/turni/<uuid:shift_id>/posto")
def take(shift_id: UUID) -> ResponseReturnValue:
    """Take a place."""
    person, seen = _seen(shift_id)
    try:
        take_place(seen.shift, person, by=signed_in_actor())
        flash(_("Ci sei! Ti aspettiamo %(when)s.", when=datetime_words(seen.shift.starts_at)), "success")
    except WrongFact as refused:
        flash(refusal_words(refused, person.id), "error")
    return redirect(url_for(".show", shift_id=shift_id), DONE)


@bp.get("/turni/<uuid:shift_id>/rinuncia")
def ask_to_leave(shift_id: UUID) -> ResponseReturnValue:
    """Before one's place is given up: whether enough people are left."""
    _person, place = own_place(shift_id)
    shift = place.shift
    if place.state != SignupState.TAKEN or not may_still_leave(shift):
        return redirect(url_for(".show", shift_id=shift_id), DONE)
    uncovered = len(who_comes(shift)) <= shift.minimum
    return render_template("volunteers/my/shift_leave.html", said=said, shift=shift, uncovered=uncovered)


@bp.post("/turni/<uuid:shift_id>/rinuncia")
def leave(shift_id: UUID) -> ResponseReturnValue:
    """Give one's place up; sent twice, the second time says so."""
    person, place = own_place(shift_id)
    try:
        leave_place(place, by=signed_in_actor())
        flash(_("Hai lasciato il turno. Grazie di averlo detto."), "success")
    except WrongFact as refused:
        flash(refusal_words(refused, person.id), "error")
    return redirect(url_for(".show", shift_id=shift_id), DONE)


def own_person() -> Person:
    """The person signed in; who has only an account finds no page."""
    person_id = signed_in_actor().person_id
    return (db.session.get(Person, person_id) if person_id else None) or abort(404)


def own_place(shift_id: UUID) -> tuple[Person, ShiftSignup]:
    """The place of who is signed in, or the last they had in that shift; 404 when they never had any."""
    person, seen = _seen(shift_id)
    mine = _ever_in(seen, person)
    return person, seen.mine or (max(mine, key=lambda place: place.created_at) if mine else abort(404))


def _ever_in(seen: ShiftSeen, person: Person) -> list[ShiftSignup]:
    """The places somebody has or had in a shift."""
    return [place for place in seen.shift.signups if place.person_id == person.id]


def _seen(shift_id: UUID) -> tuple[Person, ShiftSeen]:
    person = own_person()
    return person, shift_seen(shift_id, person.id, serves=service_of(person.id) is not None) or abort(404)


def _concerns(swap: ShiftSwap, seen: ShiftSeen, person: Person) -> bool:
    """Whether an offer is somebody's to read: theirs, to them, or to everybody who is not in the shift."""
    if person.id in (swap.person_id, swap.to_person_id, swap.taken_by_id):
        return True
    return swap.to_person_id is None and swap.state == SwapState.OPEN and seen.mine is None


def _options(words: dict[UUID, str]) -> list[dict[str, object]]:
    """The choices of a filter."""
    return [{"value": value, "label": label} for value, label in words.items()]


def _wanted() -> Wanted:
    weeks = request.args.get("settimane", WEEKS, type=int)
    return Wanted(
        activity_id=known_id(request.args.get("attivita")),
        venue_id=known_id(request.args.get("luogo")),
        weeks=min(max(weeks, 1), MOST_WEEKS),
        full_too="1" in request.args.getlist("completi"),
    )
