"""The office's pages of the cash statement: on the screen, as a PDF, as a spreadsheet, and what is said beside its figures."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.bookkeeping import which_model
from ama_net.features.bookkeeping.first_note import (
    account_balances,
    statement_of,
    statement_shown,
    year_to_prepare,
    years_with_movements,
)
from ama_net.features.bookkeeping.forms_years import WordsForm
from ama_net.features.bookkeeping.operations.years import describe_year
from ama_net.features.bookkeeping.queries_years import closed_paper, year_kept
from ama_net.features.bookkeeping.settings import BookkeepingSettings
from ama_net.features.bookkeeping.statement_paper import statement_pdf
from ama_net.features.bookkeeping.statement_rows import FIGURATIVE, printed
from ama_net.features.bookkeeping.statement_sheet import statement_xlsx
from ama_net.foundation.clock import today
from ama_net.foundation.pdf import pdf_answer
from ama_net.foundation.web.listing.xlsx_file import MIME
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("statement_manage", __name__)

DONE, REFUSED = 303, 422
FIRST_YEAR = 2000
YEAR = "<int:year>"


@bp.get("/conti/rendiconto")
@requires(Permission.BOOKKEEPING_READ)
def index() -> ResponseReturnValue:
    """To the statement of the year that is being prepared."""
    return redirect(url_for(".show", year=year_to_prepare()))


@bp.get(f"/conti/rendiconto/{YEAR}")
@requires(Permission.BOOKKEEPING_READ)
def show(year: int) -> str:
    """The statement of a year, with the control that it balances and what keeps it from balancing."""
    return _page(asked_year(year), WordsForm.of(year_kept(year)))


@bp.get(f"/conti/rendiconto/{YEAR}.pdf")
@requires(Permission.BOOKKEEPING_READ)
def paper(year: int) -> Response:
    """The statement to print; of a closed year, the very paper that was kept."""
    brief, row = _brief(), year_kept(asked_year(year))
    kept = None if brief or row is None else closed_paper(row)
    body = kept or statement_pdf(statement_shown(year), row, brief=brief)
    return pdf_answer(body, f"rendiconto-{year}-modello-{'e' if brief else 'd'}")


@bp.get(f"/conti/rendiconto/{YEAR}.xlsx")
@requires(Permission.BOOKKEEPING_READ)
def sheet(year: int) -> Response:
    """The statement as a spreadsheet."""
    answer = Response(statement_xlsx(statement_shown(asked_year(year))), mimetype=MIME)
    answer.headers["Content-Disposition"] = f'attachment; filename="rendiconto-{year}.xlsx"'
    return answer


@bp.post(f"/conti/rendiconto/{YEAR}/testi")
@requires(Permission.BOOKKEEPING_EDIT)
def describe(year: int) -> ResponseReturnValue:
    """What is said beside the figures."""
    form = WordsForm()
    if form.validate_on_submit():
        try:
            describe_year(asked_year(year), form.words(), by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Salvato: si legge in fondo al rendiconto."), "success")
            return redirect(url_for(".show", year=year), DONE)
    return _page(asked_year(year), form), REFUSED


def asked_year(year: int) -> int:
    """A year that an address may ask for."""
    if not FIRST_YEAR <= year <= today().year + 1:
        abort(404)
    return year


def _brief() -> bool:
    return request.args.get("modello") == which_model.Model.BRIEF


def _page(year: int, form: WordsForm) -> str:
    row, shown, live = year_kept(year), statement_shown(year), statement_of(year)
    closed = row is not None and row.closed_at is not None
    model = which_model.model_due(shown.now.income, read_settings(BookkeepingSettings))
    return render_template(
        "bookkeeping/manage/statement.html",
        year=year,
        row=row,
        closed=closed,
        changed=closed and shown.now != live.now,
        statement=live if not closed else shown,
        printed=printed(shown, brief=_brief()),
        model_words=which_model.WORDS[model],
        accounts=account_balances(year),
        years=sorted({*years_with_movements(), year}, reverse=True),
        figurative={words: row.figurative[key] for key, words in FIGURATIVE.items() if row and row.figurative.get(key)},
        form=form,
    )
