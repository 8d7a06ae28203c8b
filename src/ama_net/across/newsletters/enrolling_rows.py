"""The rows of people who consent to the newsletter: new, back again, known by now. As many statements for one as for thousands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DateTime,
    LargeBinary,
    Text,
    Uuid,
    any_,
    bindparam,
    cast,
    delete,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from ama_net.across.newsletters.interests import as_mask
from ama_net.across.newsletters.models import (
    NewsletterList,
    Subscriber,
    SubscriberSource,
    SubscriberState,
    Suppression,
    SuppressionReason,
)
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.tenancy.sealed import sealer

_KNOW = text(
    """
    UPDATE subscribers AS s SET person_id = k.person_id, updated_at = :moment
    FROM unnest(:ids, :people) AS k (id, person_id) WHERE s.id = k.id
    """
).bindparams(
    bindparam("ids", type_=ARRAY(Uuid())),
    bindparam("people", type_=ARRAY(Uuid())),
    bindparam("moment", type_=DateTime(timezone=True)),
)

_BACK = text(
    """
    UPDATE subscribers AS s
    SET state = 'confirmed', source = 'person', left_at = NULL, left_through = '', language = b.language,
        person_id = b.person_id, confirmed_at = b.since, updated_at = :moment,
        address_sealed = b.address, name_sealed = b.name, interests_sealed = b.interests
    FROM unnest(:ids, :people, :languages, :sinces, :addresses, :names, :interests)
        AS b (id, person_id, language, since, address, name, interests)
    WHERE s.id = b.id
    """
).bindparams(
    bindparam("ids", type_=ARRAY(Uuid())),
    bindparam("people", type_=ARRAY(Uuid())),
    bindparam("languages", type_=ARRAY(Text())),
    bindparam("sinces", type_=ARRAY(DateTime(timezone=True))),
    bindparam("addresses", type_=ARRAY(LargeBinary())),
    bindparam("names", type_=ARRAY(LargeBinary())),
    bindparam("interests", type_=ARRAY(LargeBinary())),
    bindparam("moment", type_=DateTime(timezone=True)),
)


@dataclass(frozen=True)
class Consenting:
    """Somebody who consents: where they are written to, how they are called, since when."""

    person_id: UUID
    digest: bytes
    address: str
    name: str
    language: str
    since: datetime


Row = tuple[UUID, Consenting]
"""Somebody, with the id of their row."""


def add(people: Iterable[Consenting]) -> None:
    """Who is not here yet."""
    rows = [(uuid7(), one) for one in people]
    moment = now()
    shared = {"state": SubscriberState.CONFIRMED, "source": SubscriberSource.PERSON}
    values = [
        {
            "id": row_id,
            "address_digest": one.digest,
            "language": one.language,
            "person_id": one.person_id,
            "confirmed_at": one.since,
            "created_at": moment,
            "updated_at": moment,
            **shared,
            **{f"{name}_sealed": value for name, value in sealed.items()},
        }
        for (row_id, one), sealed in zip(rows, _sealed(rows), strict=True)
    ]
    if values:
        db.session.execute(insert(Subscriber).on_conflict_do_nothing(), values)


def know(rows: Sequence[Row]) -> None:
    """Who subscribed by themselves, and is found in the register by now."""
    if rows:
        people = [one.person_id for _id, one in rows]
        db.session.execute(_KNOW, {"ids": _ids(rows), "people": people, "moment": now()})


def welcome_back(rows: Sequence[Row]) -> None:
    """Who had gone, or never confirmed, and consents: unless they said no after that, or mail does not reach them.

    They begin from the lists offered first: what the row held was chosen before they left, or by whoever wrote their address
    on the site and was never confirmed.
    """
    said_no = _said_no([one.digest for _id, one in rows])
    back = [(row_id, one) for row_id, one in rows if one.digest not in said_no or _outlives(one, said_no[one.digest])]
    if not back:
        return
    _lift([said_no[one.digest].id for _id, one in back if one.digest in said_no])
    sealed = _sealed(back)
    values = {
        "ids": _ids(back),
        "people": [one.person_id for _id, one in back],
        "languages": [one.language for _id, one in back],
        "sinces": [one.since for _id, one in back],
        "addresses": [one["address"] for one in sealed],
        "names": [one["name"] for one in sealed],
        "interests": [one["interests"] for one in sealed],
        "moment": now(),
    }
    db.session.execute(_BACK, values)


def at_addresses(column: Any, digests: Iterable[bytes]) -> ColumnElement[bool]:
    """The condition that a digest is one of these."""
    found: ColumnElement[bool] = column == any_(cast(list(digests), ARRAY(LargeBinary)))
    return found


def among(column: Any, ids: Sequence[UUID] | None) -> list[ColumnElement[bool]]:
    """The condition that an id is one of these; none when nobody is left out."""
    return [] if ids is None else [column == any_(cast(list(ids), ARRAY(Uuid)))]


def _said_no(digests: Sequence[bytes]) -> dict[bytes, Any]:
    columns = (Suppression.address_digest, Suppression.id, Suppression.reason, Suppression.since)
    excluded = select(*columns).where(at_addresses(Suppression.address_digest, digests))
    return {row.address_digest: row for row in db.session.execute(excluded)} if digests else {}


def _outlives(one: Consenting, said_no: Any) -> bool:
    """Whether a consent was given after leaving; the other exclusions are none of its business."""
    return bool(said_no.reason == SuppressionReason.LEFT and said_no.since < one.since)


def _lift(ids: Sequence[UUID]) -> None:
    going = select(Suppression.id).where(*among(Suppression.id, ids)).order_by(Suppression.id).with_for_update()
    if ids:
        held = db.session.scalars(going).all()
        db.session.execute(delete(Suppression).where(*among(Suppression.id, held)))


def _sealed(rows: Sequence[Row]) -> list[dict[str, bytes]]:
    """The sealed columns of each, bound to the id of its row."""
    seal = {name: sealer("subscribers", name) for name in ("address", "name", "interests")}
    mask = _first_lists() if rows else ""
    return [
        {
            "address": seal["address"](row_id, one.address),
            "name": seal["name"](row_id, one.name),
            "interests": seal["interests"](row_id, mask),
        }
        for row_id, one in rows
    ]


def _ids(rows: Sequence[Row]) -> list[UUID]:
    return [row_id for row_id, _one in rows]


def _first_lists() -> str:
    """What somebody receives who consented to "the newsletter": the lists offered first, never one that tells an interest."""
    open_ = (NewsletterList.offered_first, ~NewsletterList.confidential, NewsletterList.closed_at.is_(None))
    return as_mask(db.session.scalars(select(NewsletterList.number).where(*open_)))
