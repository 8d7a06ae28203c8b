"""What may be given back to volunteers: the types of expense, and the rules that resolutions make of them."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.features.volunteers.models import (
    ExpenseItem,
    ExpenseRule,
    ExpenseRuleActivity,
    ExpenseRuleType,
    ExpenseType,
)
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.documents import Resolution
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy import current_tenant_id


@dataclass(frozen=True)
class Admitted:
    """A type that a rule admits: at most so many cents each time, and whether one's own declaration is enough."""

    type_id: UUID
    limit_cents: int | None = None
    self_certified: bool = False


@dataclass(frozen=True)
class NewRule:
    """A rule to write. ``activities`` are those for which one's own declaration is admitted; ``km_rate`` as in the table."""

    resolution: Resolution
    from_day: date
    admitted: tuple[Admitted, ...]
    activities: tuple[UUID, ...] = ()
    km_rate: int | None = None
    claim_days: int | None = field(default=None)


def write_rule(new: NewRule, *, by: Actor) -> ExpenseRule:
    """Write what a resolution lets be given back from a day on; the rule before it holds until then. Flushed.

    D.Lgs. 117/2017 art. 17 c. 3 and 4: limits and conditions are decided beforehand, and one's own declaration needs the
    types and the activities listed.

    Raises:
        WrongFact: it begins before its resolution or on the day another begins, admits nothing, admits declarations for
            no activity (or activities for no declaration), or kilometres without a rate.
    """
    hold(f"volunteers:expense-rules:{current_tenant_id()}")
    _check(new)
    rule = ExpenseRule(
        resolution_id=new.resolution.id, from_day=new.from_day, km_rate=new.km_rate, claim_days=new.claim_days
    )
    rule.created_by = by.account_id
    db.session.add(rule)
    db.session.flush()
    for one in new.admitted:
        kind = ExpenseRuleType(rule_id=rule.id, type_id=one.type_id, limit_cents=one.limit_cents)
        kind.self_certified = one.self_certified
        db.session.add(kind)
    db.session.add_all(ExpenseRuleActivity(rule_id=rule.id, activity_id=one) for one in new.activities)
    db.session.flush()
    record(by=by, verb="expense_rule.written", subject=rule, changes={"from": new.from_day.isoformat()})
    return rule


def end_rule(rule: ExpenseRule, *, on: date, by: Actor) -> None:
    """Say that a rule no longer holds from a day: until another begins nothing is given back.

    Raises:
        WrongFact: it ended already, or the day is before it began, or expenses of later days stand under it.
    """
    hold(f"volunteers:expense-rules:{current_tenant_id()}")
    db.session.refresh(rule, with_for_update={"of": ExpenseRule})
    if rule.until_day is not None or on < rule.from_day:
        raise WrongFact("on", _l("Scegliere un giorno dopo l'inizio della regola, che non sia già finita."))
    later = select(ExpenseItem.id).where(ExpenseItem.rule_id == rule.id, ExpenseItem.on_day >= on, ExpenseItem.counts)
    if db.session.scalar(later.limit(1)) is not None:
        raise WrongFact("on", _l("Ci sono già spese di giorni successivi: la regola non può finire prima."))
    rule.until_day = on
    record(by=by, verb="expense_rule.ended", subject=rule, changes={"on": on.isoformat()})


def add_type(label: str, *, by_kilometre: bool, by: Actor) -> ExpenseType:
    """Add a type of expense, after the others. Flushed."""
    hold(f"volunteers:expense-rules:{current_tenant_id()}")
    known = list(db.session.scalars(select(ExpenseType)))
    if any(one.label.casefold() == label.casefold() for one in known):
        raise WrongFact("label", _l("C'è già un tipo di spesa con questo nome."))
    last = max((one.position for one in known), default=-1)
    kind = ExpenseType(key=f"own_{last + 1}_{len(known)}", label=label, position=last + 1, by_kilometre=by_kilometre)
    db.session.add(kind)
    db.session.flush()
    record(by=by, verb="expense_type.added", subject=kind)
    return kind


def open_or_close_type(kind: ExpenseType, *, by: Actor) -> None:
    """Let a type be chosen in new rules, or no longer; what names it stays."""
    kind.is_open = not kind.is_open
    record(by=by, verb="expense_type.opened" if kind.is_open else "expense_type.closed", subject=kind)


def _check(new: NewRule) -> None:
    if new.from_day < new.resolution.adopted_on:
        raise WrongFact(
            "from_day",
            _l(
                "I limiti si decidono prima: la regola non può valere da prima della delibera (D.Lgs. 117/2017 art. 17)."
            ),
        )
    if not new.admitted:
        raise WrongFact("types", _l("Scegliere almeno un tipo di spesa."))
    declared = any(one.self_certified for one in new.admitted)
    if declared != bool(new.activities):
        raise WrongFact(
            "activities",
            _l("La legge vuole che la delibera elenchi sia i tipi di spesa sia le attività: servono tutti e due."),
        )
    kinds = {one.id: one for one in db.session.scalars(select(ExpenseType))}
    chosen = [kinds[one.type_id] for one in new.admitted]
    if any(kind.by_kilometre for kind in chosen) and new.km_rate is None:
        raise WrongFact("km_rate", _l("Per i chilometri serve quanto vale ciascuno."))
    if any(kinds[one.type_id].by_kilometre and one.self_certified for one in new.admitted):
        raise WrongFact("types", _l("I chilometri si documentano con il percorso: non si autocertificano."))
    if db.session.scalar(select(ExpenseRule.id).where(ExpenseRule.from_day == new.from_day)) is not None:
        raise WrongFact("from_day", _l("Un'altra regola comincia già in questo giorno."))
