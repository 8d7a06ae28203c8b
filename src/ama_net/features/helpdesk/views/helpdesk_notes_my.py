"""The notes about somebody one follows (``/my/sportello/persone/…/appunti``). Opening them is written in the audit."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.helpdesk.forms_meetings import NoteForm
from ama_net.features.helpdesk.models import MeetingNote, Visitor
from ama_net.features.helpdesk.operations import notes
from ama_net.features.helpdesk.rules import may_read
from ama_net.features.helpdesk.views.helpdesk_my import own_person_id
from ama_net.foundation.database import db
from ama_net.foundation.web.asking import keep_to_oneself
from ama_net.kernel.access import signed_in_actor
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame

bp = Blueprint("helpdesk_notes_my", __name__)
bp.after_request(keep_to_oneself)

DONE, REFUSED = 303, 422


@bp.get("/sportello/persone/<uuid:visitor_id>/appunti")
def index(visitor_id: UUID) -> str:
    """All that was noted about somebody; a form to note more."""
    visitor = _followed(visitor_id)
    return _page(visitor, NoteForm(formdata=None), notes.notes_of(visitor, by=signed_in_actor()))


@bp.post("/sportello/persone/<uuid:visitor_id>/appunti")
def write(visitor_id: UUID) -> ResponseReturnValue:
    """Note something."""
    visitor, form = _followed(visitor_id), NoteForm()
    if form.validate():
        try:
            notes.write_note(visitor, form.note.data or "", by=signed_in_actor())
        except WrongFact as refused:
            blame(form, refused)
        else:
            flash(_("Appunto messo."), "success")
            return redirect(url_for(".index", visitor_id=visitor.id), DONE)
    return _page(visitor, form), REFUSED


@bp.get("/sportello/appunti/<uuid:note_id>")
def edit(note_id: UUID) -> str:
    """A note of one's own, to correct it."""
    note = _found(note_id)
    text = notes.note_to_change(note, by=signed_in_actor())
    return render_template("helpdesk/my/note.html", note=note, form=NoteForm(formdata=None, data={"note": text}))


@bp.post("/sportello/appunti/<uuid:note_id>")
def change(note_id: UUID) -> ResponseReturnValue:
    """Correct it."""
    note, form = _found(note_id), NoteForm()
    if form.validate():
        try:
            notes.change_note(note, form.note.data or "", by=signed_in_actor())
        except WrongFact as refused:
            blame(form, refused)
        else:
            flash(_("Appunto corretto."), "success")
            return redirect(url_for(".index", visitor_id=note.visitor_id), DONE)
    return render_template("helpdesk/my/note.html", note=note, form=form), REFUSED


@bp.post("/sportello/appunti/<uuid:note_id>/cancellazione")
def delete(note_id: UUID) -> ResponseReturnValue:
    """Delete it, for good."""
    note = _found(note_id)
    visitor_id = note.visitor_id
    notes.delete_note(note, by=signed_in_actor())
    flash(_("Appunto cancellato."), "success")
    return redirect(url_for(".index", visitor_id=visitor_id), DONE)


def _followed(visitor_id: UUID) -> Visitor:
    own_person_id()
    visitor = db.session.get(Visitor, visitor_id)
    return visitor if visitor is not None and may_read(visitor, signed_in_actor()) else abort(404)


def _found(note_id: UUID) -> MeetingNote:
    """A note of one's own about somebody one follows."""
    person_id, note = own_person_id(), db.session.get(MeetingNote, note_id)
    if note is None or note.person_id != person_id:
        abort(404)
    _followed(note.visitor_id)
    return note


def _page(visitor: Visitor, form: NoteForm, found: list[MeetingNote] | None = None) -> str:
    """The notes; None: they were not read, and are not shown."""
    return render_template("helpdesk/my/notes.html", visitor=visitor, form=form, notes=found)
