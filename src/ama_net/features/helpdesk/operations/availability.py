"""When who listens may be booked: hours that come back, days off, extra hours, closures of the whole helpdesk.

Who may: each for themselves, HELPDESK_SETUP for everybody. What is booked already stays booked, whatever becomes of the hours:
``appointments_outside`` says which appointments are left outside them. In the audit that hours changed, never why.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from ama_net.features.helpdesk.availability_facts import (
    ExceptionFacts,
    RuleFacts,
    check_exception_facts,
    check_rule_facts,
    says_the_same,
)
from ama_net.features.helpdesk.models import AvailabilityException, AvailabilityRule, Mode
from ama_net.features.helpdesk.queries_availability import exceptions_of, rules_of
from ama_net.features.helpdesk.queries_services import services_served
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.scheduling import hold_people
from ama_net.kernel.tenancy import current_tenant_id

KEPT_AFTER = timedelta(days=30)
"""Hours that are over are kept so long, for who made a mistake."""


def add_hours(person: Person, facts: RuleFacts, *, by: Actor) -> AvailabilityRule:
    """Say that somebody who serves may be booked in some hours that come back. Flushed.

    Raises:
        WrongFact: a fact cannot be, they serve nothing, or are there in those hours already.
    """
    hold_people([person.id])
    _check(person, facts)
    rule = AvailabilityRule(person_id=person.id, created_by=by.account_id, **_plain(facts))
    db.session.add(rule)
    db.session.flush()
    record(by=by, verb="helpdesk_hours.added", subject=rule)
    return rule


def change_hours(rule: AvailabilityRule, facts: RuleFacts, *, by: Actor) -> list[str]:
    """Change hours from now on. Gives, and records, the names of what changed.

    Raises:
        WrongFact: as of ``add_hours``.
    """
    hold_people([rule.person_id])
    _check(rule.person, facts, besides=rule)
    plain = _plain(facts)
    changed = [name for name, value in plain.items() if getattr(rule, name) != value]
    for name in changed:
        setattr(rule, name, plain[name])
    if changed:
        record(by=by, verb="helpdesk_hours.changed", subject=rule, changes={"fields": changed})
    return changed


def remove_hours(rule: AvailabilityRule, *, by: Actor) -> None:
    """Take hours away."""
    hold_people([rule.person_id])
    record(by=by, verb="helpdesk_hours.removed", subject=rule)
    db.session.delete(rule)
    db.session.flush()


def add_exception(person: Person | None, facts: ExceptionFacts, *, by: Actor) -> AvailabilityException:
    """Say that some days are not as usual, for somebody or (None) for the whole helpdesk. Flushed.

    Raises:
        WrongFact: a fact cannot be, or it is written already.
    """
    _hold(person)
    check_exception_facts(facts, of_somebody=person is not None)
    if any(says_the_same(facts, one) for one in exceptions_of(person.id if person else None)):
        raise WrongFact("first_day", _l("C'è già scritto."))
    row = AvailabilityException(
        person_id=person.id if person else None, created_by=by.account_id, **_plain_exception(facts)
    )
    db.session.add(row)
    db.session.flush()
    record(by=by, verb=_verb(row, "added"), subject=row)
    return row


def remove_exception(row: AvailabilityException, *, by: Actor) -> None:
    """Make some days as usual again."""
    _hold(row.person)
    record(by=by, verb=_verb(row, "removed"), subject=row)
    db.session.delete(row)
    db.session.flush()


def forget_old_hours() -> int:
    """Delete hours and days that are over since some time; gives how many."""
    before = today() - KEPT_AFTER
    rules = delete(AvailabilityRule).where(AvailabilityRule.last_day < before).returning(AvailabilityRule.id)
    days = delete(AvailabilityException).where(AvailabilityException.last_day < before)
    return len(db.session.execute(rules).all()) + len(
        db.session.execute(days.returning(AvailabilityException.id)).all()
    )


def _hold(person: Person | None) -> None:
    if person is not None:
        hold_people([person.id])
    else:
        hold(f"helpdesk:closures:{current_tenant_id()}")


def _check(person: Person, facts: RuleFacts, *, besides: AvailabilityRule | None = None) -> None:
    served = {one.service_id for one in services_served(person.id)}
    if not served:
        raise WrongFact("person", _l("Questa persona non ascolta in nessun servizio."))
    check_rule_facts(facts, served, [one for one in rules_of([person.id]) if one is not besides])


def _verb(row: AvailabilityException, what: str) -> str:
    return f"{'helpdesk_closure' if row.person_id is None else 'helpdesk_day'}.{what}"


def _plain(facts: RuleFacts) -> dict[str, Any]:
    names = ("weekday", "starts", "ends", "first_day", "last_day", "every_weeks", "service_id")
    return {name: getattr(facts, name) for name in names} | _ways(facts.modes)


def _plain_exception(facts: ExceptionFacts) -> dict[str, Any]:
    names = ("first_day", "last_day", "is_open", "starts", "ends")
    return {name: getattr(facts, name) for name in names} | _ways(facts.modes)


def _ways(modes: Iterable[Mode]) -> dict[str, bool]:
    chosen = set(modes)
    return {mode.value: mode in chosen for mode in Mode}
