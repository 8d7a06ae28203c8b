"""Who is paid by the association: the law keeps them apart from its volunteers (D.Lgs. 117/2017 art. 17 c. 5)."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from ama_net.features.volunteers.forms_paid import WorkForm
from ama_net.features.volunteers.insurance_words import WORK_KINDS
from ama_net.features.volunteers.queries_paid import paid_work_list, people_who_serve, service_warning
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import Column, Filter, Listing, search_words
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import PaidWork, Person, WrongFact
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.people.operations.work import WorkFacts, change_paid_work, remove_paid_work, start_paid_work
from ama_net.kernel.people.queries import find_people
from ama_net.kernel.people.queries_work import paid_on

bp = Blueprint("paid_work_manage", __name__)

DONE, REFUSED = 303, 422
MOST_FOUND = 20


def _in_state(value: str) -> ColumnElement[bool]:
    return paid_on(today()) if value == "now" else ~paid_on(today())


PAID = Listing(
    Column("name", _l("Nome"), value="person.list_name", sort=Person.sort_name),
    Column("kind", _l("Come"), value=lambda row: WORK_KINDS[row.kind]),
    Column("started_on", _l("Dal"), sort=PaidWork.started_on),
    Column("last_day", _l("Al"), sort=PaidWork.ended_on),
    filters=(Filter("state", _l("Quando"), where=_in_state, options={"now": _l("Oggi"), "other": _l("Non oggi")}),),
    search=search_words(Person.sort_name),
    order="name",
)


@bp.get("/volontari/retribuiti")
@requires(Permission.VOLUNTEERS_READ)
def index() -> str:
    """Everybody who is or was paid, and who of them is a volunteer on the same days."""
    statement = paid_work_list().join(Person, Person.id == PaidWork.person_id).options(joinedload(PaidWork.person))
    page = PAID.page(statement, request.args)
    both = people_who_serve(page.rows)
    return render_template("volunteers/manage/paid.html", page=page, kinds=WORK_KINDS, both=both)


@bp.get("/volontari/retribuiti/nuovo")
@requires(Permission.VOLUNTEERS_EDIT)
def choose() -> str:
    """Who is paid: a search in the register of people."""
    typed = request.args.get("q", "").strip()[:100]
    found = db.session.scalars(find_people(select(Person), typed).limit(MOST_FOUND)).all() if typed else []
    return render_template("volunteers/manage/paid_choose.html", typed=typed, found=found)


@bp.route("/volontari/retribuiti/nuovo/<uuid:person_id>", methods=["GET", "POST"])
@requires(Permission.VOLUNTEERS_EDIT)
def new(person_id: UUID) -> ResponseReturnValue:
    """Write down that somebody is paid; who is a volunteer on those days is warned of, and it is asked twice."""
    person = db.session.get(Person, person_id) or abort(404)
    form = WorkForm()
    return _answer(form, person, lambda facts: start_paid_work(person, facts, by=signed_in_actor()))


@bp.route("/volontari/retribuiti/<uuid:work_id>", methods=["GET", "POST"])
@requires(Permission.VOLUNTEERS_EDIT)
def edit(work_id: UUID) -> ResponseReturnValue:
    """Correct it, or say when it ends."""
    work = _or_404(work_id)
    form = WorkForm.of(work)
    return _answer(form, work.person, lambda facts: change_paid_work(work, facts, by=signed_in_actor()), work)


@bp.post("/volontari/retribuiti/<uuid:work_id>/eliminazione")
@requires(Permission.VOLUNTEERS_EDIT)
def remove(work_id: UUID) -> ResponseReturnValue:
    """Take away what was written by mistake."""
    remove_paid_work(_or_404(work_id), by=signed_in_actor())
    flash(_("Lavoro retribuito tolto."), "success")
    return redirect(url_for(".index"), DONE)


def _answer(
    form: WorkForm, person: Person, save: Callable[[WorkFacts], object], work: PaidWork | None = None
) -> ResponseReturnValue:
    """Save what was typed; of a volunteer of those days only when it was confirmed after the warning."""
    warning = ""
    if form.validate_on_submit():
        facts = form.facts()
        warning = service_warning(person.id, facts.first_day, facts.last_day)
        if not warning or form.confirmed.data:
            try:
                save(facts)
            except WrongFact as error:
                blame(form, error)
            else:
                flash(_("Lavoro retribuito salvato."), "success")
                return redirect(url_for(".index"), DONE)
    page = render_template("volunteers/manage/paid_form.html", form=form, person=person, warning=warning, work=work)
    return page, REFUSED if request.method == "POST" else 200


def _or_404(work_id: UUID) -> PaidWork:
    return db.session.get(PaidWork, work_id) or abort(404)
