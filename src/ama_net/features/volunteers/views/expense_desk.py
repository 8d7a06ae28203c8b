"""Writing a claim: the same pages for the volunteer, in the personal area, and for the office in the place of who has no screen."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.volunteers.expense_words import WAYS, km_words, rate_words
from ama_net.features.volunteers.forms_expenses import ItemForm, SendForm
from ama_net.features.volunteers.models import Activity, ExpenseClaim, ExpenseRule, ExpenseType, ExpenseWay
from ama_net.features.volunteers.operations.expense_claims import declaration_of, seen_of, submit_claim
from ama_net.features.volunteers.operations.expense_items import add_item, remove_item
from ama_net.features.volunteers.queries_expenses import (
    claims_of,
    declared_by,
    draft_of,
    rule_on,
    rules_to_claim_by,
)
from ama_net.features.volunteers.queries_hours import open_activities
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import signed_in_actor
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.people.forms.fields import blame

DONE, REFUSED = 303, 422

IN_ADDRESS = {
    "ricevuta": ExpenseWay.DOCUMENTED,
    "parola": ExpenseWay.SELF_CERTIFIED,
    "chilometri": ExpenseWay.KILOMETRES,
}
"""How an address says the way of an expense."""


@dataclass(frozen=True)
class Desk:
    """Whose expenses are written, and behind which door: ``door`` is the blueprint, ``about`` what its addresses take."""

    person: Person
    door: str
    about: dict[str, Any] = field(default_factory=dict)

    @property
    def is_own(self) -> bool:
        """Whether the volunteer is writing."""
        return self.door == "expenses_my"

    def url(self, endpoint: str, **more: Any) -> str:
        """The address of one of the desk's pages."""
        return url_for(f"{self.door}.{endpoint}", **self.about, **more)

    @property
    def home(self) -> str:
        """Where it begins and ends."""
        return self.url("index" if self.is_own else "of_volunteer")


def ways_open(rules: list[ExpenseRule]) -> list[tuple[str, ExpenseWay]]:
    """The ways of spending that some rules let be given back, as addresses say them."""
    kinds = [kind for rule in rules for kind in rule.types]
    there = {
        ExpenseWay.DOCUMENTED: any(not one.type.by_kilometre for one in kinds),
        ExpenseWay.SELF_CERTIFIED: any(one.self_certified for one in kinds),
        ExpenseWay.KILOMETRES: any(one.type.by_kilometre for one in kinds),
    }
    return [(word, way) for word, way in IN_ADDRESS.items() if there[way]]


def first_page(desk: Desk, template: str, **more: Any) -> str:
    """What is written so far, what may still be declared, the claims before."""
    claims = claims_of(desk.person.id)
    return render_template(
        template,
        desk=desk,
        draft=next((one for one in claims if one.is_open), None),
        claims=[one for one in claims if not one.is_open],
        rule=rule_on(today()),
        ways=ways_open(rules_to_claim_by(today())),
        declared=declared_by(desk.person.id, today()),
        **words(),
        **more,
    )


def add_page(desk: Desk, word: str) -> ResponseReturnValue:
    """Write one expense."""
    way = IN_ADDRESS.get(word) or abort(404)
    rules = rules_to_claim_by(today())
    form = ItemForm().suit(way, _kinds(rules, way), _activities(rules, way), fresh=request.method == "GET")
    if request.method == "POST" and form.validate_on_submit():
        good, file = form.read(needed=False) if way is ExpenseWay.DOCUMENTED else (True, None)
        if good and _written(desk, form, form.item(way, file)):
            flash(_("Spesa aggiunta."), "success")
            return redirect(desk.home, DONE)
    page = render_template(
        "volunteers/my/expense.html",
        desk=desk,
        form=form,
        way=way,
        word=word,
        rule=rule_on(today()),
        declared=declared_by(desk.person.id, form.on_day.data or today()),
        **words(),
    )
    return page, REFUSED if form.errors or form.form_errors else 200


def remove_from(desk: Desk, item_id: UUID) -> ResponseReturnValue:
    """Take an expense out of the claim that is open."""
    draft = draft_of(desk.person.id) or abort(404)
    item = next((one for one in draft.items if one.id == item_id), None) or abort(404)
    try:
        remove_item(item, by=signed_in_actor())
    except WrongFact as error:
        flash(str(error), "warning")
    else:
        flash(_("Spesa tolta."), "success")
    return redirect(desk.home, DONE)


def send_page(desk: Desk) -> ResponseReturnValue:
    """Declare and send."""
    draft = draft_of(desk.person.id)
    if draft is None or not draft.items:
        flash(_("Prima aggiungi almeno una spesa."), "warning")
        return redirect(desk.home, DONE)
    form = SendForm(data=_payee_of(desk.person))
    if form.validate_on_submit() and _sent(draft, form):
        flash(_("Nota spese n. %(number)s mandata.", number=draft.number_words), "success")
        return redirect(desk.home, DONE)
    form.show(seen_of(draft))
    page = render_template(
        "volunteers/my/expense_send.html",
        desk=desk,
        claim=draft,
        form=form,
        declaration=declaration_of(draft),
        **words(),
    )
    return page, REFUSED if form.errors or form.form_errors else 200


def words() -> dict[str, Any]:
    """What the templates call things by."""
    return {"WAYS": WAYS, "km_words": km_words, "rate_words": rate_words, "WAY": ExpenseWay}


def _kinds(rules: list[ExpenseRule], way: ExpenseWay) -> list[ExpenseType]:
    """What may be chosen; whether the rule of the very day admits it is said when it is written."""
    admitted = [one for rule in rules for one in rule.types]
    wanted = {one.type for one in admitted if way is not ExpenseWay.SELF_CERTIFIED or one.self_certified}
    return sorted(wanted, key=lambda kind: (kind.position, kind.label))


def _activities(rules: list[ExpenseRule], way: ExpenseWay) -> list[Activity]:
    """All that are open; without a receipt only those that some rule lists (D.Lgs. 117/2017 art. 17 c. 4)."""
    listed = {one.activity_id for rule in rules for one in rule.activities}
    return [one for one in open_activities() if way is not ExpenseWay.SELF_CERTIFIED or one.id in listed]


def _written(desk: Desk, form: ItemForm, new: Any) -> bool:
    try:
        add_item(desk.person, new, by=signed_in_actor())
    except WrongFact as error:
        db.session.rollback()
        blame(form, error)
        return False
    return True


def _sent(draft: ExpenseClaim, form: SendForm) -> bool:
    try:
        submit_claim(
            draft,
            by=signed_in_actor(),
            seen=form.seen.data or "",
            iban=form.iban.data or "",
            holder=form.holder.data or "",
        )
    except WrongFact as error:
        db.session.rollback()
        blame(form, error)
        return False
    return True


def _payee_of(person: Person) -> dict[str, str]:
    """The account of the last claim, so that it need not be typed again."""
    known = next((one.payee_facts for one in claims_of(person.id) if one.payee), None)
    return known or {"iban": "", "holder": person.name}
