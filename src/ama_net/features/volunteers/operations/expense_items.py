"""Writing expenses in the claim that a volunteer has open, and taking them out of it.

Order of locks: the person's expenses (advisory), the person, the claim, its expenses.
"""

import json
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.features.volunteers.expense_arithmetic import km_cents
from ama_net.features.volunteers.models import (
    ClaimState,
    ExpenseClaim,
    ExpenseItem,
    ExpenseRule,
    ExpenseRuleType,
    ExpenseType,
    ExpenseWay,
)
from ama_net.features.volunteers.operations.expense_holding import hold_claimants, hold_expenses
from ama_net.features.volunteers.queries import service_of
from ama_net.features.volunteers.queries_expenses import declared_by, draft_of, rule_on
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.web.pages import money
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.documents import File, Visibility, keep_document
from ama_net.kernel.documents.operations import withdraw_document
from ama_net.kernel.people import Person, WrongFact

LONGEST_KM = 20_000
"""Tenths of a kilometre in one go: two thousand kilometres are a slip of the finger."""


@dataclass(frozen=True)
class NewItem:
    """An expense as it was typed. ``file`` is the receipt; ``paper``: it is handed over on paper instead."""

    way: ExpenseWay
    type_id: UUID
    activity_id: UUID
    on_day: date
    amount_cents: int | None = None
    tenths_km: int | None = None
    words: str = ""
    start: str = ""
    end: str = ""
    file: File | None = None
    paper: bool = False
    form_key: UUID | None = None


def add_item(person: Person, new: NewItem, *, by: Actor) -> ExpenseItem:
    """Write an expense in the claim a volunteer has open, opening one if there is none. Flushed; the same form is one expense.

    D.Lgs. 117/2017 art. 17: within the rule that held that day; without a receipt at most 10 € a day and 150 € a month.

    Raises:
        WrongFact: not a volunteer that day, no rule or not this type or activity, too much, too late, no proof.
    """
    hold_expenses(person.id)
    already = _written_by(new.form_key, person.id)
    if already is not None:
        return already
    rule, cents = _checked(person, new)
    claim = _draft(person, by=by)
    item = ExpenseItem(
        claim_id=claim.id,
        person_id=person.id,
        rule_id=rule.id,
        type_id=new.type_id,
        activity_id=new.activity_id,
        on_day=new.on_day,
        way=new.way,
        amount_cents=cents,
        tenths_km=new.tenths_km if new.way is ExpenseWay.KILOMETRES else None,
        paper=new.paper and new.file is None,
        form_key=new.form_key,
        created_by=by.account_id,
    )
    if new.file is not None:
        item.document_id = _keep_receipt(new.file, person, new.on_day, by=by)
    db.session.add(item)
    db.session.flush()
    item.detail = json.dumps({"words": new.words, "start": new.start, "end": new.end}, ensure_ascii=False)
    db.session.flush()
    db.session.expire(claim, ["items"])
    record(by=by, verb="expense.written", subject=claim, changes={"way": new.way.value})
    return item


def remove_item(item: ExpenseItem, *, by: Actor) -> None:
    """Take an expense out of a claim that is still open; its receipt is put out of use.

    Raises:
        WrongFact: the claim was sent.
    """
    hold_expenses(item.person_id)
    hold_claimants([item.claim_id])
    claim = db.session.get_one(ExpenseClaim, item.claim_id, with_for_update={"of": ExpenseClaim})
    if not claim.is_open:
        raise WrongFact("", _l("Questa nota spese è già stata mandata: non si cambia più."))
    if item.document is not None:
        withdraw_document(item.document, by=by)
    db.session.delete(item)
    db.session.flush()
    db.session.expire(claim, ["items"])
    record(by=by, verb="expense.removed", subject=claim)


def _written_by(form_key: UUID | None, person_id: UUID) -> ExpenseItem | None:
    if form_key is None:
        return None
    return db.session.scalar(
        select(ExpenseItem).where(ExpenseItem.form_key == form_key, ExpenseItem.person_id == person_id)
    )


def _draft(person: Person, *, by: Actor) -> ExpenseClaim:
    claim = draft_of(person.id)
    if claim is None:
        claim = ExpenseClaim(person_id=person.id, state=ClaimState.DRAFT, created_by=by.account_id)
        db.session.add(claim)
        db.session.flush()
    return claim


def _keep_receipt(file: File, person: Person, day: date, *, by: Actor) -> UUID:
    title = str(_("Giustificativo di spesa del %(day)s", day=f"{day:%d/%m/%Y}"))
    document = keep_document(
        file, title=title, kind="receipt", by=by, visibility=Visibility.OFFICE, dated_on=day, person_id=person.id
    )
    return document.id


def _checked(person: Person, new: NewItem) -> tuple[ExpenseRule, int]:
    """The rule of the day and the amount in cents."""
    _check_day(person, new.on_day)
    rule = rule_on(new.on_day)
    if rule is None:
        raise WrongFact(
            "on_day", _l("Per quel giorno l'associazione non ha deciso quali spese rimborsa: chiedi alla segreteria.")
        )
    if is_late(new.on_day, rule.claim_days):
        said = _("È passato troppo tempo: le spese si chiedono entro %(days)s giorni.", days=rule.claim_days)
        raise WrongFact("on_day", said)
    admitted = next((one for one in rule.types if one.type_id == new.type_id), None)
    if admitted is None:
        raise WrongFact("type_id", _l("Questo tipo di spesa non si rimborsa."))
    cents = _amount(rule, admitted.type, new)
    _check_amount(admitted, cents)
    if new.way is ExpenseWay.SELF_CERTIFIED:
        _check_declared(person, rule, admitted, new, cents)
    elif new.way is ExpenseWay.DOCUMENTED and new.file is None and not new.paper:
        raise WrongFact("file", _l("Serve la foto dello scontrino o della ricevuta, o consegnarla su carta."))
    return rule, cents


def _check_day(person: Person, day: date) -> None:
    if day > today():
        raise WrongFact("on_day", _l("Questo giorno deve ancora venire."))
    if service_of(person.id, day) is None:
        raise WrongFact("on_day", _l("In quel giorno non risulta nel registro dei volontari."))


def _amount(rule: ExpenseRule, kind: ExpenseType, new: NewItem) -> int:
    if kind.by_kilometre != (new.way is ExpenseWay.KILOMETRES):
        raise WrongFact("type_id", _l("Per i chilometri c'è una pagina a parte."))
    if new.way is not ExpenseWay.KILOMETRES:
        if not new.amount_cents:
            raise WrongFact("amount", _l("Scrivi quanto hai speso."))
        return new.amount_cents
    if rule.km_rate is None or not new.tenths_km or new.tenths_km > LONGEST_KM:
        raise WrongFact("kilometres", _l("Scrivi quanti chilometri: fino a 2.000."))
    if not new.start or not new.end:
        raise WrongFact("start", _l("Scrivi da dove a dove: il rimborso va documentato."))
    return max(1, km_cents(new.tenths_km, rule.km_rate))


def _check_amount(admitted: ExpenseRuleType, cents: int) -> None:
    if admitted.limit_cents is not None and cents > admitted.limit_cents:
        said = _("È più del limite deciso per questa spesa: %(limit)s ogni volta.", limit=money(admitted.limit_cents))
        raise WrongFact("amount", said)


def _check_declared(person: Person, rule: ExpenseRule, admitted: ExpenseRuleType, new: NewItem, cents: int) -> None:
    """The limits of art. 17 c. 4; the database holds them too."""
    if not admitted.self_certified or new.activity_id not in {one.activity_id for one in rule.activities}:
        raise WrongFact(
            "type_id",
            _l("Per questa spesa e questa attività la delibera non ammette l'autocertificazione: serve la ricevuta."),
        )
    declared = declared_by(person.id, new.on_day)
    if cents > declared.day_left:
        said = _(
            "Senza ricevuta la legge lascia al massimo 10 € al giorno e 150 € al mese: per quel giorno restano %(left)s.",
            left=money(declared.day_left),
        )
        raise WrongFact("amount", said)


def is_late(day: date, claim_days: int | None) -> bool:
    """Whether an expense of a day may no longer be asked for today, by its rule's term; None is no term."""
    return claim_days is not None and (today() - day).days > claim_days
