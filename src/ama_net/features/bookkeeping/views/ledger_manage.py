"""The office's pages of the first note: the list, money that went or came, giroconti, one movement, lines for many at once."""

from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ama_net.features.bookkeeping import plain_words
from ama_net.features.bookkeeping.first_note import LEDGER, first_note, how_many_missing, written
from ama_net.features.bookkeeping.forms_ledger import NoteForm, PaperForm, PutRightForm, TransferForm, WhyForm
from ama_net.features.bookkeeping.operations.invoices import supplier_called
from ama_net.features.bookkeeping.operations.movements import (
    Note,
    attach_paper,
    code_movements,
    note_movement,
    put_in_account,
)
from ama_net.features.bookkeeping.operations.transfers import (
    Transfer,
    cancel_transfer,
    check_cash,
    move_between_accounts,
)
from ama_net.foundation.database import db
from ama_net.foundation.text import known_id
from ama_net.kernel.access import Actor, Permission, requires, signed_in_actor
from ama_net.kernel.audit import export_list
from ama_net.kernel.documents.operations import File
from ama_net.kernel.documents.queries import documents_about
from ama_net.kernel.payments import (
    BankAccount,
    Fund,
    MoneyDirection,
    Payment,
    PaymentKind,
    PaymentState,
    PaymentWay,
)
from ama_net.kernel.payments import words as money_words
from ama_net.kernel.payments.line_pages import LinePage, back_to_lines, line_of_address, register_line_page
from ama_net.kernel.payments.modello_d import AREAS, ITEMS
from ama_net.kernel.payments.operations.recording_lines import link_written, recorded_elsewhere
from ama_net.kernel.payments.queries import open_accounts
from ama_net.kernel.payments.settings import is_locked
from ama_net.kernel.people import Organisation, WrongFact
from ama_net.kernel.people.forms.fields import blame

bp = Blueprint("ledger_manage", __name__)

DONE, REFUSED = 303, 422
SIDES = {"uscita": MoneyDirection.OUT, "entrata": MoneyDirection.IN}
MOST_AT_ONCE = 100

register_line_page(LinePage(_l("Un'altra entrata"), "ledger_manage.new", MoneyDirection.IN, {"side": "entrata"}))
register_line_page(LinePage(_l("Un'uscita"), "ledger_manage.new", MoneyDirection.OUT))
register_line_page(LinePage(_l("Da un altro nostro conto"), "ledger_manage.transfer", MoneyDirection.IN))
register_line_page(LinePage(_l("Verso un altro nostro conto"), "ledger_manage.transfer", MoneyDirection.OUT))


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": money_words, "plain": plain_words, "areas": AREAS, "items": ITEMS}


@bp.get("/conti")
@requires(Permission.BOOKKEEPING_READ)
def index() -> str:
    """The first note: what has no line or account first, then the latest."""
    page = LEDGER.page(first_note(), request.args)
    return render_template("bookkeeping/manage/ledger.html", page=page, missing=how_many_missing())


@bp.get("/conti/elenco.<any(csv, xlsx):ending>")
@requires(Permission.BOOKKEEPING_EDIT)
def export(ending: str) -> Response:
    """The first note as a file, written in the audit: names leave with it."""
    by = signed_in_actor()
    if ending == "xlsx":
        return export_list(LEDGER, first_note(), request.args, name="prima-nota", by=by, file_type="xlsx")
    return export_list(LEDGER, first_note(), request.args, name="prima-nota", by=by)


@bp.route("/conti/nuovo", methods=["GET", "POST"], defaults={"side": "uscita"})
@bp.route("/conti/nuovo/<any(entrata):side>", methods=["GET", "POST"])
@requires(Permission.BOOKKEEPING_EDIT)
def new(side: str) -> ResponseReturnValue:
    """Write money that went, or came."""
    direction, accounts, line = SIDES[side], open_accounts(), line_of_address()
    fresh = request.method == "GET"
    form = (NoteForm(formdata=None) if fresh else NoteForm()).begin(accounts, direction, fresh=fresh)
    if fresh and line is not None:
        form.read_line(line)
    good, paper = form.read(needed=False)
    if form.validate_on_submit() and good:
        try:
            payment = note_movement(_note(form, direction, paper, by=signed_in_actor()), by=signed_in_actor())
            if line is not None:
                recorded_elsewhere(line, payment, by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            if line is not None:
                return redirect(back_to_lines(line), DONE)
            flash(_("Movimento scritto nella prima nota."), "success")
            return redirect(url_for(".show", payment_id=payment.id), DONE)
    page = render_template(
        "bookkeeping/manage/movement_form.html", form=form, side=side, direction=direction, accounts=accounts, line=line
    )
    return page, 200 if fresh else REFUSED


@bp.route("/conti/nuovo/giroconto", methods=["GET", "POST"])
@requires(Permission.BOOKKEEPING_EDIT)
def transfer() -> ResponseReturnValue:
    """Write a giroconto."""
    accounts, fresh, line = open_accounts(), request.method == "GET", line_of_address()
    form = (TransferForm(formdata=None) if fresh else TransferForm()).begin(accounts, fresh=fresh)
    if fresh and line is not None:
        form.read_line(line)
    if form.validate_on_submit():
        try:
            if line is None:
                check_cash(_transfer(form))
            out, into = move_between_accounts(_transfer(form), by=signed_in_actor())
            if line is not None:
                link_written(line, out if line.amount_cents < 0 else into, by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            if line is not None:
                return redirect(back_to_lines(line), DONE)
            flash(_("Giroconto scritto: esce da un conto ed entra nell'altro."), "success")
            return redirect(url_for(".show", payment_id=out.id), DONE)
    page = render_template("bookkeeping/manage/transfer_form.html", form=form, accounts=accounts, line=line)
    return page, 200 if fresh else REFUSED


@bp.get("/conti/movimenti/<uuid:payment_id>")
@requires(Permission.BOOKKEEPING_READ)
def show(payment_id: UUID) -> str:
    """One movement: its line, its account, its papers."""
    return _page(_movement(payment_id))


@bp.post("/conti/movimenti/<uuid:payment_id>/voce")
@requires(Permission.BOOKKEEPING_EDIT)
def code(payment_id: UUID) -> ResponseReturnValue:
    """Say on which line it stands, and in which account it is."""
    payment = _movement(payment_id)
    form = PutRightForm().begin(open_accounts())
    if form.validate_on_submit():
        try:
            _put_right([payment_id], form, by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Salvato."), "success")
            return redirect(url_for(".show", payment_id=payment_id), DONE)
    return _page(payment, form=form), REFUSED


@bp.post("/conti/movimenti/<uuid:payment_id>/allegati")
@requires(Permission.BOOKKEEPING_EDIT)
def attach(payment_id: UUID) -> ResponseReturnValue:
    """Keep one more paper of it."""
    payment, form = _movement(payment_id), PaperForm()
    good, paper = form.read()
    if form.validate_on_submit() and good and paper is not None:
        attach_paper(payment, paper, by=signed_in_actor())
        flash(_("Documento conservato accanto al movimento."), "success")
        return redirect(url_for(".show", payment_id=payment_id), DONE)
    return _page(payment, paper_form=form), REFUSED


@bp.post("/conti/movimenti/<uuid:payment_id>/annullamento")
@requires(Permission.BOOKKEEPING_EDIT)
def cancel(payment_id: UUID) -> ResponseReturnValue:
    """Say that a giroconto never took place: both halves are cancelled."""
    payment, form = _movement(payment_id), WhyForm()
    if form.validate_on_submit():
        try:
            cancel_transfer(payment, why=form.why.data or "", by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Giroconto annullato: le due metà restano nell'elenco degli incassi, con il perché."), "success")
            return redirect(url_for(".index"), DONE)
    return _page(payment, why_form=form), REFUSED


@bp.route("/conti/voci", methods=["GET", "POST"])
@requires(Permission.BOOKKEEPING_EDIT)
def many() -> ResponseReturnValue:
    """The line and the account of several movements at once; the boxes of the list lead here."""
    ids = [found for text in request.values.getlist("selected")[:MOST_AT_ONCE] if (found := known_id(text))]
    if request.method == "POST" and "item" not in request.form and "csrf_token" in request.form:
        return redirect(url_for(".many", selected=ids), DONE)
    rows = list(db.session.scalars(first_note().where(Payment.id.in_(ids)).order_by(Payment.on_day, Payment.id)))
    if not rows:
        flash(_("Prima si scelgono i movimenti, con le caselle a sinistra."), "warning")
        return redirect(url_for(".index"), DONE if request.method == "POST" else 302)
    form = PutRightForm().begin(open_accounts())
    if form.validate_on_submit():
        try:
            changed = _put_right([one.id for one in rows], form, by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(ngettext("%(num)s movimento cambiato.", "%(num)s movimenti cambiati.", changed), "success")
            return redirect(url_for(".index"), DONE)
    page = render_template("bookkeeping/manage/many.html", form=form, rows=written(rows))
    return page, REFUSED if form.errors else 200


def _put_right(ids: list[UUID], form: PutRightForm, *, by: Actor) -> int:
    account = db.session.get(BankAccount, form.account_id.data) if form.account_id.data else None
    fund = db.session.get(Fund, form.fund_id.data) if form.fund_id.data else None
    placed = put_in_account(ids, account, by=by) if account is not None else 0
    coded = code_movements(ids, form.code, fund=fund, by=by) if form.code else 0
    return max(placed, coded)


def _note(form: NoteForm, direction: MoneyDirection, paper: File | None, *, by: Actor) -> Note:
    who = db.session.get(Organisation, form.who.data) if form.who.data else None
    if who is None and form.name.data:
        who = supplier_called(form.name.data, "", by=by)
    item = ITEMS.get(form.code)
    assert form.amount.data is not None
    assert form.on.data is not None
    return Note(
        amount_cents=form.amount.data,
        on_day=form.on.data,
        way=PaymentWay(form.way.data),
        item=form.code,
        account_id=form.account_id.data,
        memo=form.memo.data or "",
        who=who,
        reference=form.reference.data or "",
        fund_id=form.fund_id.data,
        given_back=item is not None and item.direction != direction,
        direction=direction,
        paper=paper,
        form_key=form.key,
    )


def _transfer(form: TransferForm) -> Transfer:
    assert form.amount.data is not None
    assert form.on.data is not None
    return Transfer(
        amount_cents=form.amount.data,
        on_day=form.on.data,
        from_id=form.from_id.data,
        to_id=form.to_id.data,
        arrived_on=form.arrived_on.data,
        memo=form.memo.data or "",
        form_key=form.key,
    )


def _movement(payment_id: UUID) -> Payment:
    return db.session.get(Payment, payment_id) or abort(404)


def _is_ours(payment: Payment) -> bool:
    """Whether it is a giroconto that somebody wrote here: what a provider paid out is not cancelled by hand."""
    internal = payment.kind == PaymentKind.INTERNAL and not payment.is_online
    return internal and payment.state == PaymentState.RECEIVED


def _page(
    payment: Payment,
    *,
    form: PutRightForm | None = None,
    paper_form: PaperForm | None = None,
    why_form: WhyForm | None = None,
) -> str:
    begun = PutRightForm(formdata=None, data={"item": payment.item or "later", "fund_id": payment.fund_id})
    open_year = not is_locked(payment.on_day.year)
    return render_template(
        "bookkeeping/manage/movement.html",
        row=written([payment])[0],
        form=form or begun.begin(open_accounts()),
        paper_form=paper_form or PaperForm(formdata=None),
        why_form=why_form or WhyForm(formdata=None),
        papers=documents_about(payment),
        twin=db.session.get(Payment, payment.twin_id) if payment.twin_id else None,
        may_code=open_year and payment.counts and payment.kind != PaymentKind.INTERNAL,
        may_cancel=open_year and _is_ours(payment),
        locked=not open_year,
    )
