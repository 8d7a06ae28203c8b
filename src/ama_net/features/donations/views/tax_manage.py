"""The yearly communication of gifts to the tax agency: who is told, who is not and why, the table to take away; oppositions."""

from typing import Literal, cast
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.donations.donor_words import THROUGH, Through
from ama_net.features.donations.forms_manage import OppositionForm
from ama_net.features.donations.operations.donor_choices import oppose, take_back_opposition
from ama_net.features.donations.queries_donor import Donor, choices_of
from ama_net.features.donations.tax_communication import Communication, Why, communication_of, kind_of_body
from ama_net.features.donations.tax_words import WHY, WHY_MENDED
from ama_net.features.donations.yearly_statement import statement_name, statement_of, statement_pdf
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.money import euros
from ama_net.foundation.pdf import pdf_answer
from ama_net.foundation.web.listing import csv_answer, csv_lines, xlsx_answer, xlsx_pieces
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import Organisation, Person, WrongFact
from ama_net.kernel.people.forms.fields import blame

bp = Blueprint("tax_manage", __name__)

DONE, REFUSED = 303, 422
FIRST_YEAR = 2017
"""The year of the Codice del Terzo Settore."""

HEADS = (
    "cf_donatore",
    "cognome",
    "nome",
    "anno",
    "importo_totale",
    "n_versamenti",
    "rimborsi",
    "anno_rimborsato",
    "continuativo",
    "opposizione",
    "tipologia_ente",
)
"""The columns of the file, as whoever writes them into the agency's programs looks for them."""

FILE = "comunicazione-donazioni"


@bp.get("/donazioni/comunicazione/<int:year>")
@requires(Permission.DONATIONS_READ)
def show(year: int) -> str:
    """The communication of a year."""
    _check(year)
    told = communication_of(year)
    reasons = [(why, rows) for why in Why if (rows := told.left_out_for(why))]
    return render_template(
        "donations/manage/tax.html",
        told=told,
        reasons=reasons,
        WHY=WHY,
        WHY_MENDED=WHY_MENDED,
        kind=kind_of_body(),
        years=[one for one in range(today().year, today().year - 6, -1) if one >= FIRST_YEAR],
        is_over=year < today().year,
        is_past=told.due_on < today(),
    )


@bp.get("/donazioni/comunicazione/<int:year>/elenco.<any(csv, xlsx):file_type>")
@requires(Permission.DONATIONS_EDIT)
def export(year: int, file_type: str) -> Response:
    """The table of who is told, written in the audit: names and tax codes leave with it."""
    _check(year)
    told = communication_of(year)
    if not told.is_for_us:
        abort(404)
    record(by=signed_in_actor(), verb="list.exported", subject=("list", FILE), changes={"year": year})
    rows, name = _rows(told), f"{FILE}-{year}"
    if cast(Literal["csv", "xlsx"], file_type) == "xlsx":
        return xlsx_answer(xlsx_pieces(HEADS, rows), name)
    return csv_answer(csv_lines(HEADS, rows), name)


@bp.route("/donazioni/opposizioni/<uuid:person_id>", methods=["GET", "POST"])
@requires(Permission.DONATIONS_EDIT)
def opposition(person_id: UUID) -> ResponseReturnValue:
    """Write down that somebody does not want their gifts told, as they said it."""
    person = db.session.get(Person, person_id) or abort(404)
    form = OppositionForm()
    if form.validate_on_submit() and form.on.data:
        try:
            oppose(person, on=form.on.data, through=Through(form.through.data), by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            words = _("Opposizione annotata: vale per le donazioni dal %(year)s in poi.", year=form.on.data.year)
            flash(words, "success")
            return redirect(url_for(".show", year=today().year - 1), DONE)
    choices = choices_of([person_id]).get(person_id)
    page = render_template(
        "donations/manage/opposition.html", person=person, form=form, choices=choices, THROUGH=THROUGH
    )
    return page, REFUSED if form.errors or form.form_errors else 200


@bp.post("/donazioni/opposizioni/<uuid:person_id>/ritiro")
@requires(Permission.DONATIONS_EDIT)
def opposition_back(person_id: UUID) -> ResponseReturnValue:
    """Somebody changed their mind."""
    take_back_opposition(db.session.get(Person, person_id) or abort(404), by=signed_in_actor())
    flash(_("Fatto: le sue donazioni si possono comunicare."), "success")
    return redirect(url_for(".opposition", person_id=person_id), DONE)


@bp.get("/donazioni/riepiloghi/<uuid:donor_id>/<int:year>.pdf")
@requires(Permission.DONATIONS_READ)
def statement(donor_id: UUID, year: int) -> Response:
    """What a person or a body gave in a year, to print for them."""
    _check(year)
    donor: Donor | None = db.session.get(Person, donor_id) or db.session.get(Organisation, donor_id)
    if donor is None:
        abort(404)
    return pdf_answer(statement_pdf(statement_of(donor, year)), statement_name(year))


def _rows(told: Communication) -> list[tuple[object, ...]]:
    kind = kind_of_body()
    return [
        (
            one.tax_code,
            one.family_name,
            one.given_name,
            told.year,
            euros(one.cents),
            one.payments,
            euros(one.back_cents),
            one.back_year or "",
            "S" if one.continuous else "N",
            "N",
            kind,
        )
        for one in told.told
    ]


def _check(year: int) -> None:
    if not FIRST_YEAR <= year <= today().year:
        abort(404)
