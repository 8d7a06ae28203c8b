"""Reading expenses: the rule of a day, one's claims, what was declared, what waits in the office."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from ama_net.features.volunteers.expense_arithmetic import Declared, month_of
from ama_net.features.volunteers.models import (
    ClaimState,
    ExpenseClaim,
    ExpenseItem,
    ExpenseRule,
    ExpenseRuleActivity,
    ExpenseRuleType,
    ExpenseType,
    ExpenseWay,
    PaymentList,
)
from ama_net.foundation.database import db
from ama_net.kernel.documents import Document

ABOUT = ExpenseClaim.__tablename__
"""What movements of money about a claim say that they are about."""


def rule_on(day: date) -> ExpenseRule | None:
    """The rule that holds on a day, with its types and activities: the last that began by then, unless it ended."""
    latest = _with_parts(select(ExpenseRule)).where(ExpenseRule.from_day <= day)
    rule = db.session.scalars(latest.order_by(ExpenseRule.from_day.desc()).limit(1)).first()
    return rule if rule is not None and (rule.until_day is None or rule.until_day > day) else None


def rules_to_claim_by(day: date) -> list[ExpenseRule]:
    """The rules under which an expense may still be asked for on a day: its own, and those before whose term is not over."""
    found, after = [], date.max
    for rule in all_rules():
        last = min(after, rule.until_day or date.max) - timedelta(days=1)
        waited = day - min(last, day)
        if rule.from_day <= min(last, day) and (rule.claim_days is None or waited.days <= rule.claim_days):
            found.append(rule)
        after = rule.from_day
    return found


def all_rules() -> list[ExpenseRule]:
    """Every rule, the newest first."""
    return list(db.session.scalars(_with_parts(select(ExpenseRule)).order_by(ExpenseRule.from_day.desc())))


def _with_parts(rules: Select[ExpenseRule]) -> Select[ExpenseRule]:
    return rules.options(
        joinedload(ExpenseRule.resolution),
        selectinload(ExpenseRule.types).joinedload(ExpenseRuleType.type),
        selectinload(ExpenseRule.activities).joinedload(ExpenseRuleActivity.activity),
    )


def all_types() -> list[ExpenseType]:
    """Every type of expense, in the association's order."""
    return list(db.session.scalars(select(ExpenseType).order_by(ExpenseType.position, ExpenseType.label)))


def declared_by(person_id: UUID, day: date) -> Declared:
    """What a person declared without a receipt on a day and in its month; what was refused is forgotten."""
    first, after = month_of(day)
    of_day = func.coalesce(func.sum(ExpenseItem.amount_cents).filter(ExpenseItem.on_day == day), 0)
    found = select(of_day, func.coalesce(func.sum(ExpenseItem.amount_cents), 0)).where(
        ExpenseItem.person_id == person_id,
        ExpenseItem.on_day >= first,
        ExpenseItem.on_day < after,
        ExpenseItem.way == ExpenseWay.SELF_CERTIFIED,
        ExpenseItem.counts,
    )
    day_cents, month_cents = db.session.execute(found).one()
    return Declared(int(day_cents), int(month_cents))


def claims_of(person_id: UUID) -> list[ExpenseClaim]:
    """A person's claims with what is in them, the draft first, then the newest."""
    found = with_items(select(ExpenseClaim)).where(ExpenseClaim.person_id == person_id)
    newest = (ExpenseClaim.submitted_at.desc().nulls_first(), ExpenseClaim.created_at.desc())
    return list(db.session.scalars(found.order_by(*newest)))


def draft_of(person_id: UUID) -> ExpenseClaim | None:
    """The claim a person is still writing, if there is one."""
    found = with_items(select(ExpenseClaim)).where(
        ExpenseClaim.person_id == person_id, ExpenseClaim.state == ClaimState.DRAFT
    )
    return db.session.scalar(found.order_by(ExpenseClaim.created_at).limit(1))


def open_claims_of(person_id: UUID) -> list[ExpenseClaim]:
    """The claims of a person that are not settled: written, sent, or approved and not yet paid."""
    waiting = (ClaimState.DRAFT, ClaimState.SUBMITTED, ClaimState.APPROVED)
    found = with_items(select(ExpenseClaim)).where(ExpenseClaim.person_id == person_id, ExpenseClaim.state.in_(waiting))
    return list(db.session.scalars(found.order_by(ExpenseClaim.created_at)))


def claim_by_id(claim_id: UUID) -> ExpenseClaim | None:
    """A claim with everything a page of it shows."""
    found = with_items(select(ExpenseClaim)).where(ExpenseClaim.id == claim_id)
    return db.session.scalar(found.options(joinedload(ExpenseClaim.payment_list)))


def with_items(claims: Select[ExpenseClaim]) -> Select[ExpenseClaim]:
    """Claims with who they are of and their expenses, read at once."""
    items = selectinload(ExpenseClaim.items)
    return claims.options(
        joinedload(ExpenseClaim.person),
        items.joinedload(ExpenseItem.type),
        items.joinedload(ExpenseItem.activity),
        items.joinedload(ExpenseItem.document).selectinload(Document.versions),
    )


def accepted_cents(claim_ids: Iterable[UUID]) -> dict[UUID, int]:
    """What is given back of some claims, in cents, by claim."""
    found = (
        select(ExpenseItem.claim_id, func.sum(ExpenseItem.amount_cents))
        .where(ExpenseItem.claim_id.in_(list(claim_ids)), ExpenseItem.counts)
        .group_by(ExpenseItem.claim_id)
    )
    return {claim_id: int(cents) for claim_id, cents in db.session.execute(found)}


def claims_to_pay() -> list[ExpenseClaim]:
    """The claims that were approved, are not paid and stand in no list, the oldest first."""
    found = with_items(select(ExpenseClaim)).where(
        ExpenseClaim.state == ClaimState.APPROVED, ExpenseClaim.payment_list_id.is_(None)
    )
    return list(db.session.scalars(found.order_by(ExpenseClaim.decided_at, ExpenseClaim.id)))


def claims_in(payment_list: PaymentList) -> list[ExpenseClaim]:
    """The claims of a list of payments, in the order of their numbers; of one still to pay, those still to pay."""
    found = with_items(select(ExpenseClaim)).where(ExpenseClaim.payment_list_id == payment_list.id)
    if payment_list.paid_on is None:
        found = found.where(ExpenseClaim.state == ClaimState.APPROVED)
    return list(db.session.scalars(found.order_by(ExpenseClaim.year, ExpenseClaim.number)))


def payment_lists() -> list[tuple[PaymentList, int, int]]:
    """Every list of payments with how many claims it has and their cents, the newest first."""
    summed = (
        select(
            ExpenseClaim.payment_list_id.label("id"),
            func.count(func.distinct(ExpenseClaim.id)).label("count"),
            func.sum(ExpenseItem.amount_cents).filter(ExpenseItem.counts).label("cents"),
        )
        .join(ExpenseItem, ExpenseItem.claim_id == ExpenseClaim.id)
        .join(PaymentList, PaymentList.id == ExpenseClaim.payment_list_id)
        .where(PaymentList.paid_on.is_not(None) | (ExpenseClaim.state == ClaimState.APPROVED))
        .group_by(ExpenseClaim.payment_list_id)
        .subquery()
    )
    found = select(PaymentList, summed.c.count, summed.c.cents).outerjoin(summed, summed.c.id == PaymentList.id)
    newest = found.order_by(PaymentList.year.desc(), PaymentList.number.desc())
    return [(row[0], int(row[1] or 0), int(row[2] or 0)) for row in db.session.execute(newest)]


def state_counts(states: Sequence[ClaimState]) -> dict[str, int]:
    """How many claims are in each of some states."""
    counted = select(ExpenseClaim.state, func.count()).where(ExpenseClaim.state.in_(states))
    return {state: int(count) for state, count in db.session.execute(counted.group_by(ExpenseClaim.state))}
