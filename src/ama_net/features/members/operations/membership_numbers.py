"""Numbers of the register, never given twice, and who may not have a second one. The register must be held."""

from collections.abc import Sequence
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, or_, select

from ama_net.features.members.models import Membership
from ama_net.features.members.register import REGISTER
from ama_net.foundation.database import db
from ama_net.kernel.people import WrongFact
from ama_net.kernel.registers import NumberGiven, among, overlap


def take_numbers(wanted: Sequence[int | None]) -> list[int]:
    """A number for each: the one of the old book where it is given and free, otherwise the next after the highest.

    Raises:
        WrongFact: a number was given already, twice here, or is not positive (``rows[i].number``).
    """
    try:
        return REGISTER.take_numbers(wanted)
    except NumberGiven as error:
        words = _l("Questo numero è già di un altro socio, o non può essere.")
        raise WrongFact(f"rows[{error.place}].number", words) from None


def number_before(membership: Membership) -> int | None:
    """The number that who comes back had before, or None.

    Raises:
        WrongFact: they are a member on that day, or left later.
    """
    earlier = _of_same(membership).order_by(Membership.number.desc())
    numbers = list(db.session.scalars(earlier.with_only_columns(Membership.number)))
    refuse_second(membership)
    return numbers[0] if numbers else None


def refuse_second(membership: Membership) -> None:
    """One membership at a time.

    Raises:
        WrongFact: another one of the same member overlaps it.
    """
    overlaps = [or_(Membership.ended_on.is_(None), Membership.ended_on > membership.admitted_on)]
    if membership.ended_on is not None:
        overlaps.append(Membership.admitted_on < membership.ended_on)
    if db.session.scalars(_of_same(membership).where(*overlaps)).first() is not None:
        raise WrongFact("person", _l("È già nel libro soci in quel periodo."))


def refuse_doubles(memberships: Sequence[Membership]) -> None:
    """The same rule for many at once, against the book and among themselves.

    Raises:
        WrongFact: the first that is in the book twice at the same time (``rows[i].person``).
    """
    lives: dict[UUID, list[Membership]] = {}
    for one in [*_kept(memberships), *memberships]:
        lives.setdefault(_owner(one), []).append(one)
    for place, one in enumerate(memberships):
        if any(other is not one and _overlap(one, other) for other in lives[_owner(one)]):
            raise WrongFact(f"rows[{place}].person", _l("È già nel libro soci in quel periodo."))


def _kept(memberships: Sequence[Membership]) -> list[Membership]:
    people = {one.person_id for one in memberships} - {None}
    bodies = {one.organisation_id for one in memberships} - {None}
    mine = or_(among(Membership.person_id, people), among(Membership.organisation_id, bodies))
    return list(db.session.scalars(select(Membership).where(mine)))


def _owner(membership: Membership) -> UUID:
    owner = membership.person_id or membership.organisation_id
    assert owner is not None  # the table has one or the other
    return owner


def _overlap(one: Membership, other: Membership) -> bool:
    return overlap(one.admitted_on, one.ended_on, other.admitted_on, other.ended_on)


def _of_same(membership: Membership) -> Select[Membership]:
    same = Membership.person_id == membership.person_id
    if membership.person_id is None:
        same = Membership.organisation_id == membership.organisation_id
    return select(Membership).where(same, Membership.id != membership.id)
