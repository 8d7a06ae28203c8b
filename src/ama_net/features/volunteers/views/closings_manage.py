"""The yearly closings of the register: making one, its file and imprint, what was signed beside it."""

from datetime import date
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.volunteers.forms_register import ClosingForm, SignedFileForm
from ama_net.features.volunteers.models import RegisterClosing
from ama_net.features.volunteers.operations.closings import check_day, close_register, keep_signed_file, what_is_closed
from ama_net.features.volunteers.queries_closings import all_closings, closing_by_id, day_to_close, is_late
from ama_net.features.volunteers.register_words import MATCHES, SIGNED_KINDS
from ama_net.features.volunteers.signed_files import NotTheClosing
from ama_net.foundation.clock import today
from ama_net.foundation.web.pages import day_words
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.accounts.queries import names_of_accounts
from ama_net.kernel.documents.downloads import file_answer
from ama_net.kernel.documents.uploads import MAX_BYTES
from ama_net.kernel.people.forms.confirming import Writing, confirm_then_write

bp = Blueprint("volunteers_closings", __name__)

DONE, REFUSED = 303, 422


@bp.get("/volontari/registro/chiusure")
@requires(Permission.VOLUNTEERS_READ)
def index() -> str:
    """Every closing, and whether it is time for another."""
    return render_template("volunteers/manage/closings.html", closings=all_closings(), late=is_late())


@bp.route("/volontari/registro/chiusure/nuova", methods=["GET", "POST"])
@requires(Permission.VOLUNTEERS_EDIT)
def new() -> ResponseReturnValue:
    """Close the register at the end of a day: it asks to be confirmed, since a closing stays."""
    form = ClosingForm(data={"day": day_to_close()})
    made: list[UUID] = []

    def act() -> None:
        made.append(close_register(form.day.data or today(), by=signed_in_actor(), form_key=form.key).id)

    what = _(
        "Si fa un PDF con le registrazioni numerate dall'ultima chiusura e con chi fa volontariato alla fine di quel giorno. "
        "Una chiusura non si cambia e non si sostituisce: se ne può fare un'altra."
    )
    writing = Writing(
        _("Chiusura del registro"),
        what,
        _("Chiudi il registro"),
        _("Registro chiuso."),
        act,
        lambda: check_day(form.day.data or today()),
    )
    back = url_for(".index")
    templates = {"write": "volunteers/manage/register_write.html", "confirm": "registers/confirm.html"}

    def show(step: str) -> str:
        told = _to_confirm(form.day.data or today()) if step == "confirm" else {}
        return render_template(templates[step], form=form, writing=writing, back=back, **told)

    return confirm_then_write(form, writing, show=show, after=lambda: url_for(".show", closing_id=made[0]))


@bp.get("/volontari/registro/chiusure/<uuid:closing_id>")
@requires(Permission.VOLUNTEERS_READ)
def show(closing_id: UUID) -> str:
    """One closing: what it holds, its imprint, the signed files beside it."""
    return _page(_closing(closing_id), SignedFileForm())


@bp.get("/volontari/registro/chiusure/<uuid:closing_id>.pdf")
@requires(Permission.VOLUNTEERS_EXPORT)
def paper(closing_id: UUID) -> Response:
    """The file of a closing, exactly as it was made."""
    closing = _closing(closing_id)
    return file_answer(closing.document, closing.document.versions[-1], by=signed_in_actor())


@bp.post("/volontari/registro/chiusure/<uuid:closing_id>/file")
@requires(Permission.VOLUNTEERS_EDIT)
def add_file(closing_id: UUID) -> ResponseReturnValue:
    """Put a signed or time-stamped file beside a closing."""
    closing, form = _closing(closing_id), SignedFileForm()
    sent = form.file.data
    if not form.validate_on_submit() or not sent or not getattr(sent, "filename", ""):
        form.file.errors = [_("Scegli il file.")]
        return _page(closing, form), REFUSED
    try:
        keep_signed_file(closing, sent.filename, sent.read(MAX_BYTES + 1), by=signed_in_actor())
    except NotTheClosing as error:
        form.file.errors = [str(error)]
        return _page(closing, form), REFUSED
    flash(_("File messo accanto alla chiusura."), "success")
    return redirect(url_for(".show", closing_id=closing_id), DONE)


@bp.get("/volontari/registro/chiusure/<uuid:closing_id>/file/<uuid:file_id>")
@requires(Permission.VOLUNTEERS_EXPORT)
def read_file(closing_id: UUID, file_id: UUID) -> Response:
    """A signed or time-stamped file, exactly as it was sent."""
    file = next((one for one in _closing(closing_id).files if one.id == file_id), None) or abort(404)
    return file_answer(file.document, file.document.versions[-1], by=signed_in_actor())


def _to_confirm(day: date) -> dict[str, str]:
    """What is read before a closing: its day, how much it holds, and that the day is not the usual one."""
    closed = what_is_closed(day)
    lead = _(
        "%(day)s. Registrazioni nuove: %(lines)s. Persone in servizio: %(people)s.",
        day=day_words(day),
        lines=closed.new_lines,
        people=len(closed.lines),
    )
    usual = (day.month, day.day) == (12, 31)
    warning = "" if usual else _("Di solito si chiude al 31 dicembre: qui c'è un altro giorno.")
    return {"lead": lead, "warning": warning}


def _page(closing: RegisterClosing, form: SignedFileForm) -> str:
    who = {closing.made_by, *(one.uploaded_by for one in closing.files)} - {None}
    return render_template(
        "volunteers/manage/closing.html",
        closing=closing,
        form=form,
        names=names_of_accounts(who),
        kinds=SIGNED_KINDS,
        matches=MATCHES,
    )


def _closing(closing_id: UUID) -> RegisterClosing:
    return closing_by_id(closing_id) or abort(404)
