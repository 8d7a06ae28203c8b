"""Writing down, once, whom a newsletter goes to: a row for each address, some thousands in a transaction."""

from random import SystemRandom
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, LargeBinary, Uuid, bindparam, text
from uuid_utils.compat import uuid7

from ama_net.across.newsletters.addresses import delivery_digest
from ama_net.across.newsletters.audience_meaning import Meaning
from ama_net.across.newsletters.audiences import recipients_after
from ama_net.across.newsletters.models import Newsletter, NewsletterState
from ama_net.across.newsletters.recipients import Recipient
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.tenancy.sealed import sealer

CHUNK = 5_000

_WRITE = text(
    """
    INSERT INTO newsletter_deliveries (id, newsletter_id, digest, due_at, payload_sealed)
    SELECT id, :newsletter, digest, :moment, payload FROM unnest(:ids, :digests, :payloads) AS r (id, digest, payload)
    ON CONFLICT (tenant_id, newsletter_id, digest) DO NOTHING
    """
).bindparams(
    bindparam("ids", type_=ARRAY(Uuid())),
    bindparam("digests", type_=ARRAY(LargeBinary())),
    bindparam("payloads", type_=ARRAY(LargeBinary())),
    bindparam("moment", type_=DateTime(timezone=True)),
)


def freeze_some(newsletter_id: UUID) -> bool:
    """Write down the next few thousand recipients; whether there may be more. Killed and done again, nobody is there twice.

    When nobody is left the newsletter begins to leave.
    """
    newsletter = db.session.get_one(Newsletter, newsletter_id, with_for_update=True)
    if newsletter.state != NewsletterState.FREEZING or newsletter.started_at is None:
        return False
    meaning = Meaning.of(newsletter)
    found = recipients_after(meaning, after=newsletter.freeze_after, asked_until=newsletter.started_at, limit=CHUNK)
    if found:
        newsletter.recipients += _write(newsletter_id, found)
        newsletter.freeze_after = found[-1].subscriber_id
    if len(found) < CHUNK:
        # Who was read last is not kept: it would be the one reader of a newsletter whom the row names.
        newsletter.state, newsletter.frozen_at, newsletter.freeze_after = NewsletterState.SENDING, now(), None
        newsletter.meant = meaning.written_down()
        return False
    return True


def _write(newsletter_id: UUID, recipients: list[Recipient]) -> int:
    # In no order: beside the subscribers, in theirs, the rows would tell whose each is.
    recipients = SystemRandom().sample(recipients, len(recipients))
    seal = sealer("newsletter_deliveries", "payload")
    ids = [uuid7() for _ in recipients]
    values = {
        "newsletter": newsletter_id,
        "moment": now(),
        "ids": ids,
        "digests": [delivery_digest(newsletter_id, one.address) for one in recipients],
        "payloads": [seal(row_id, one.to_json()) for row_id, one in zip(ids, recipients, strict=True)],
    }
    return int(db.session.execute(_WRITE, values).rowcount)  # type: ignore[attr-defined]
