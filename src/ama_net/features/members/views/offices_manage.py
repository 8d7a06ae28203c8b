"""Offices: who has one and until when, giving, renewing and ending them, telling the RUNTS, inviting who has no account."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import select

from ama_net.features.members import office_words
from ama_net.features.members.forms_offices import EndForm, OfficeForm, TermForm, ToldForm
from ama_net.features.members.queries_offices import directors_not_members, tells_runts
from ama_net.features.members.settings_offices import OfficesSettings
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.accounts import rules
from ama_net.kernel.accounts.operations.office import EmailTaken, NotYours, invite
from ama_net.kernel.documents import OfficeKind, OfficeTerm, Organ, Resolution
from ama_net.kernel.documents import operations_offices as operations
from ama_net.kernel.documents.queries import resolutions_select
from ama_net.kernel.documents.queries_offices import (
    accounts_of,
    current_terms,
    past_terms,
    term_by_id,
    untold_changes,
)
from ama_net.kernel.documents.words import ORGANS
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.people.queries import find_people
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("offices_manage", __name__)

DONE, REFUSED = 303, 422
MOST_FOUND = 20


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": office_words, "organs": ORGANS, "today": today()}


@bp.get("/cariche")
@requires(Permission.DOCUMENTS_READ)
def index() -> str:
    """Who has an office, what expires, what the RUNTS does not know, who had one."""
    return _index_page()


@bp.get("/cariche/nuova")
@requires(Permission.OFFICES_EDIT)
def choose() -> str:
    """Whom: a search in the register of people."""
    typed = request.args.get("q", "").strip()[:100]
    found = db.session.scalars(find_people(select(Person), typed).limit(MOST_FOUND)).all() if typed else []
    return render_template("members/manage/offices_choose.html", typed=typed, found=found)


@bp.route("/cariche/nuova/<uuid:person_id>", methods=["GET", "POST"])
@requires(Permission.OFFICES_EDIT)
def new(person_id: UUID) -> ResponseReturnValue:
    """Which office, from when, until when."""
    person = db.session.get(Person, person_id) or abort(404)
    form = _offering(OfficeForm())
    if request.method == "GET":
        form.suggest(read_settings(OfficesSettings).term_years)
    elif form.validate():
        try:
            term, follow = operations.elect(person, form.given(), by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Carica scritta.") + " " + str(office_words.FOLLOWS[follow]), _tone(follow))
            if directors_not_members([term]):
                flash(
                    _("Attenzione: in una ODV chi siede nel consiglio è socio, e questa persona non lo è."), "warning"
                )
            return redirect(url_for(".index"), DONE)
    page = render_template("members/manage/offices_form.html", person=person, form=form, term=None)
    return page, REFUSED if form.errors or form.form_errors else 200


@bp.route("/cariche/<uuid:term_id>/rinnovo", methods=["GET", "POST"])
@requires(Permission.OFFICES_EDIT)
def renew(term_id: UUID) -> ResponseReturnValue:
    """The same person in the same office again."""
    term = _current(term_id)
    form = _offering(TermForm())
    if request.method == "GET":
        form.suggest(read_settings(OfficesSettings).term_years)
    elif form.validate():
        try:
            operations.renew_office(term, form.term(OfficeKind(term.kind)), by=signed_in_actor())
        except WrongFact as error:
            db.session.rollback()
            blame(form, error)
        else:
            flash(_("Carica rinnovata."), "success")
            return redirect(url_for(".index"), DONE)
    page = render_template("members/manage/offices_form.html", person=term.person, form=form, term=term)
    return page, REFUSED if form.errors or form.form_errors else 200


@bp.route("/cariche/<uuid:term_id>/fine", methods=["GET", "POST"])
@requires(Permission.OFFICES_EDIT)
def end(term_id: UUID) -> ResponseReturnValue:
    """An office that is over."""
    term, form = _current(term_id), EndForm()
    if form.validate_on_submit():
        try:
            follow = operations.end_office(term, on=form.day, reason=form.reason.data, by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Carica finita.") + " " + str(office_words.FOLLOWS[follow]), _tone(follow))
            return redirect(url_for(".index"), DONE)
    page = render_template("members/manage/offices_end.html", term=term, form=form)
    return page, REFUSED if form.errors else 200


@bp.post("/cariche/<uuid:term_id>/permessi")
@requires(Permission.OFFICES_EDIT)
def follow(term_id: UUID) -> ResponseReturnValue:
    """Give the permissions of an office to an account that does not have them yet."""
    outcome = operations.give_role(_current(term_id), by=signed_in_actor())
    flash(str(office_words.FOLLOWS[outcome]), _tone(outcome))
    return redirect(url_for(".index"), DONE)


@bp.post("/cariche/<uuid:term_id>/invito")
@requires(Permission.ACCOUNTS_EDIT)
def invitation(term_id: UUID) -> ResponseReturnValue:
    """Invite who has an office and no account, with its permissions."""
    term = _current(term_id)
    role, email = operations.ROLE_OF.get(OfficeKind(term.kind)), term.person.email
    if role is None or not email:
        abort(404)
    try:
        invite(person=term.person, email=email, roles=[role], by=signed_in_actor())
    except NotYours:
        flash(str(office_words.FOLLOWS[operations.Follow.NOT_YOURS]), "warning")
    except EmailTaken:
        flash(_("C'è già un accesso con questo indirizzo, di un'altra persona."), "warning")
    else:
        flash(_("Invito spedito a %(email)s. Vale sette giorni.", email=email), "success")
    return redirect(url_for(".index"), DONE)


@bp.post("/cariche/comunicazione")
@requires(Permission.OFFICES_EDIT)
def told() -> ResponseReturnValue:
    """Note the day the changes shown were told to the RUNTS."""
    form = ToldForm()
    changes = untold_changes()
    first = min((change.on for change in changes), default=today())
    if form.validate() and not first <= form.day <= today():
        form.on.errors = [_("Scegliere un giorno tra il primo cambio e oggi.")]
    if form.errors:
        return _index_page(form), REFUSED
    done = [change for change in changes if change.on <= form.day]
    operations.mark([(change.term.id, change.step) for change in done], on=form.day, by=signed_in_actor())
    flash(_("Comunicazione al RUNTS annotata."), "success")
    return redirect(url_for(".index"), DONE)


def _index_page(told_form: ToldForm | None = None) -> str:
    terms, actor = current_terms(), signed_in_actor()
    accounts = accounts_of(terms)
    settings = read_settings(OfficesSettings)
    return render_template(
        "members/manage/offices.html",
        terms=terms,
        past=past_terms(),
        accounts=accounts,
        lacking={term.id for term in terms if _lacks_role(term, accounts)},
        not_members=directors_not_members(terms),
        changes=untold_changes() if tells_runts() else [],
        told_form=told_form or ToldForm(formdata=None),
        may_edit=actor.can(Permission.OFFICES_EDIT),
        may_invite={term.id for term in terms if _may_invite(term, accounts)},
        soon_days=settings.first_warning_days,
    )


def _lacks_role(term: OfficeTerm, accounts: dict[UUID, Any]) -> bool:
    role, account = operations.ROLE_OF.get(OfficeKind(term.kind)), accounts.get(term.person_id)
    return account is not None and role is not None and role not in account.role_set


def _may_invite(term: OfficeTerm, accounts: dict[UUID, Any]) -> bool:
    role = operations.ROLE_OF.get(OfficeKind(term.kind))
    return role is not None and term.person_id not in accounts and rules.may_give_role(signed_in_actor(), role)


def _current(term_id: UUID) -> OfficeTerm:
    term = term_by_id(term_id)
    if term is None or term.ended_on is not None:
        abort(404)
    return term


def _offering(form: Any) -> Any:
    organs = (Organ.ASSEMBLY, Organ.BOARD)
    found = [one for organ in organs for one in db.session.scalars(_latest(organ))]
    form.offer(found, _resolution_words)
    return form


def _latest(organ: Organ) -> Any:
    return resolutions_select(organ).order_by(Resolution.year.desc(), Resolution.number.desc()).limit(15)


def _resolution_words(resolution: Resolution) -> str:
    day = format_date(resolution.adopted_on, "d MMMM y")
    organ = ORGANS[resolution.organ]
    return f"{organ}, n. {resolution.number_words}, {day}: {resolution.subject}"


def _tone(follow: operations.Follow) -> str:
    bad = (operations.Follow.NOT_YOURS, operations.Follow.LAST, operations.Follow.NO_ACCOUNT)
    return "warning" if follow in bad else "success"
