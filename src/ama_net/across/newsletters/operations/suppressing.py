"""Addresses that get no newsletter: put among them, taken out. Institutional mail never looks here."""

from collections.abc import Iterable
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from ama_net.across.newsletters.addresses import address_digest, hint_of
from ama_net.across.newsletters.models import Readmission, Suppression, SuppressionReason
from ama_net.across.newsletters.operations.holding import hold_address, hold_addresses
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.tenancy.sealed import sealer


def suppression_of(digest: bytes) -> Suppression | None:
    """The row of an address nobody writes newsletters to."""
    return db.session.scalar(select(Suppression).where(Suppression.address_digest == digest))


def suppress_digest(digest: bytes, *, hint: str, reason: SuppressionReason, by: Actor) -> UUID | None:
    """Write no newsletter to an address any more; its id when it was not so before (the first reason stays).

    Who calls it holds the address (``hold_address``).
    """
    row_id = uuid4()  # it tells no moment: the office sees it, and would know after which newsletter somebody left
    made = (
        insert(Suppression)
        .values(
            id=row_id,
            address_digest=digest,
            reason=reason,
            since=now(),
            recorded_by=by.account_id,
            hint_sealed=sealer("suppressions", "hint")(row_id, hint) if hint else None,
        )
        .on_conflict_do_nothing()
        .returning(Suppression.id)
    )
    found = db.session.scalar(made)
    if found is not None:
        record(by=by, verb="suppression.made", subject=_whose(found, by), changes={"reason": str(reason)})
    return found


def suppress(address: str, *, reason: SuppressionReason, by: Actor) -> UUID | None:
    """As ``suppress_digest``, of an address in clear. For who may write in subscriptions, and for returns."""
    digest = address_digest(address)
    hold_address(digest)
    return suppress_digest(digest, hint=hint_of(address), reason=reason, by=by)


def suppress_many(addresses: Iterable[str], *, reason: SuppressionReason, by: Actor) -> int:
    """As ``suppress``, of many addresses at once; how many were not so before. Who calls it writes the audit: one line for all.

    No more than a thousand (``hold_addresses``): a few statements, however many they are.
    """
    hints = {address_digest(address): hint_of(address) for address in addresses}
    if not hints:
        return 0
    seal, since = sealer("suppressions", "hint"), now()
    rows = []
    for digest in hold_addresses(hints):
        row_id = uuid4()
        values = {"id": row_id, "address_digest": digest, "reason": reason, "since": since}
        rows.append({**values, "recorded_by": by.account_id, "hint_sealed": seal(row_id, hints[digest])})
    made = insert(Suppression).on_conflict_do_nothing().returning(Suppression.id)
    return len(db.session.scalars(made, rows).all())


def lift(digest: bytes, *, by: Actor, why: Readmission | None = None) -> bool:
    """Let newsletters be sent to an address again; whether it was among those that get none.

    Who may: who confirms a subscription from that mailbox; the office, with SUBSCRIBERS_EDIT. It subscribes nobody.
    ``why`` is kept in the audit.
    """
    found = suppression_of(digest)
    if found is None:
        return False
    changes = {"reason": found.reason, **({"readmission": str(why)} if why else {})}
    record(by=by, verb="suppression.lifted", subject=_whose(found.id, by), changes=changes)
    db.session.delete(found)
    db.session.flush()
    return True


def _whose(suppression_id: UUID, by: Actor) -> tuple[str, UUID] | None:
    """What the audit says of it: whose it is only when somebody of the office did it; else the moment would tell a newsletter."""
    return ("suppressions", suppression_id) if by.account_id is not None else None
