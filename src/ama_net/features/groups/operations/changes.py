"""What the public says is wrong with a group's page, and what the office makes of it."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from ama_net.features.groups.changing import facts_now, put_facts
from ama_net.features.groups.history import remembered
from ama_net.features.groups.models import ChangeRequest, ChangeState, Group
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import Actor, Permission
from ama_net.kernel.audit import record
from ama_net.kernel.confiding import form_digest
from ama_net.kernel.office import CannotUndo, undoable
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.tenancy import current_tenant, current_tenant_id

KEEP_DAYS = 30
"""Words and contact are emptied so many days after the decision."""

UNDO_KIND = "groups.correction"


class AlreadyDecided(Exception):
    """Somebody else has decided in the meantime."""


def propose_change(
    *, group: Group, proposed: dict[str, Any], words: str, contact: str, form_key: str, by: Actor
) -> ChangeRequest:
    """Keep what somebody says is wrong and tell the secretariat that there is something to see. Anyone may.

    A form sent twice (same ``form_key``) makes one request.
    """
    digest = form_digest(form_key)
    key = f"change-form:{current_tenant_id()}:{digest.hex()}"
    hold(key)
    earlier = db.session.scalars(select(ChangeRequest).where(ChangeRequest.form_digest == digest)).one_or_none()
    if earlier is not None:
        return earlier
    seen = {fact: value for fact, value in facts_now(group).items() if fact in proposed}
    change = ChangeRequest(group_id=group.id, proposed=proposed, seen=seen, form_digest=digest)
    change.words, change.contact = words or None, contact or None
    db.session.add(change)
    db.session.flush()
    record(by=by, verb="group.correction_sent", subject=group)
    send_mail(
        "groups/correction_new",
        to=current_tenant().identity.mail.secretariat_mail,
        context={"link": f"{current_tenant().base_url}/manage/gruppi/segnalazioni/{change.id}"},
        about=change,
        locale="it",
    )
    return change


def overtaken(change: ChangeRequest, current: dict[str, Any]) -> set[str]:
    """The facts that no longer say (``current``: ``facts_now`` of the group) what whoever wrote saw."""
    return {fact for fact in change.proposed if current.get(fact) != change.seen.get(fact)}


def accept_change(change: ChangeRequest, facts: Collection[str], *, by: Actor) -> dict[str, Any]:
    """Put the chosen facts in place. Who may: the office with GROUPS_EDIT.

    Returns:
        What ``offer_undo`` keeps.

    Raises:
        AlreadyDecided: somebody was quicker.
    """
    group = _lock(change)
    wanted = {fact: value for fact, value in change.proposed.items() if fact in facts}
    before = {fact: value for fact, value in facts_now(group).items() if fact in wanted}
    if wanted:
        with remembered(group, by=by, way="group.correction_accepted"):
            put_facts(group, wanted, by=by)
    _decide(change, ChangeState.ACCEPTED, by=by)
    record(by=by, verb="group.correction_accepted", subject=group, changes={"fields": sorted(wanted)})
    return {"change": str(change.id), "group": str(group.id), "before": before, "after": wanted}


def reject_change(change: ChangeRequest, *, by: Actor) -> None:
    """Say that the page is right as it is. Who may: the office with GROUPS_EDIT.

    Raises:
        AlreadyDecided: somebody was quicker.
    """
    group = _lock(change)
    _decide(change, ChangeState.REJECTED, by=by)
    record(by=by, verb="group.correction_rejected", subject=group)


@undoable(UNDO_KIND, Permission.GROUPS_EDIT)
def take_back(payload: dict[str, Any], *, by: Actor) -> None:
    """Put the facts back and the request in the queue again.

    Raises:
        CannotUndo: the group has changed since.
    """
    group = db.session.scalars(select(Group).where(Group.id == UUID(payload["group"])).with_for_update()).one_or_none()
    change = db.session.get(ChangeRequest, UUID(payload["change"]), with_for_update=True)
    current = facts_now(group) if group else {}
    if group is None or change is None or any(current.get(fact) != value for fact, value in payload["after"].items()):
        raise CannotUndo
    with remembered(group, by=by, way="group.correction_taken_back"):
        put_facts(group, payload["before"], by=by)
    change.state, change.decided_at, change.decided_by = ChangeState.NEW, None, None
    record(by=by, verb="group.correction_taken_back", subject=group)


def empty_old_changes() -> int:
    """Empty words and contacts of what was decided long enough ago; returns how many (GDPR art. 5.1.e)."""
    before = now() - timedelta(days=KEEP_DAYS)
    done = db.session.execute(
        update(ChangeRequest)
        .where(ChangeRequest.decided_at < before, ChangeRequest.emptied_at.is_(None))
        .values(words_sealed=None, contact_sealed=None, emptied_at=now())
        .returning(ChangeRequest.id)
    )
    return len(done.all())


def _lock(change: ChangeRequest) -> Group:
    """The group first, then the request: the order in which everybody takes them."""
    group = db.session.scalars(select(Group).where(Group.id == change.group_id).with_for_update(of=Group)).one()
    db.session.refresh(change, with_for_update=True)
    if not change.is_open:
        raise AlreadyDecided
    return group


def _decide(change: ChangeRequest, state: ChangeState, *, by: Actor) -> None:
    change.state, change.decided_at, change.decided_by = state, now(), by.account_id
