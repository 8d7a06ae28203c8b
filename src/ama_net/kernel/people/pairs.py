"""Finding the pairs of people who may be one human, among thousands: by contact, birth date and name.

Each comparison is an equality the database has an index for; likeness is asked of those few only. What many share (the
telephone of a home, a birth date put everywhere) is left out: it says nothing.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, select, text, update
from sqlalchemy.orm import selectinload

from ama_net.foundation.clock import now
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people.models import Person
from ama_net.kernel.people.models_merging import ALIKE, DIFFERENT, MergedPerson, PersonPair
from ama_net.kernel.tenancy import current_tenant_id

_KEEP = """
    INSERT INTO person_pairs (id, first_id, second_id, state, reasons, weight, found_at)
    SELECT gen_random_uuid(), first_id, second_id, 'alike', jsonb_agg(DISTINCT reason), max(weight), :now
    FROM ({found}) f GROUP BY first_id, second_id
    ON CONFLICT (tenant_id, first_id, second_id) DO UPDATE SET found_at = excluded.found_at,
        reasons = CASE WHEN person_pairs.found_at = excluded.found_at THEN person_pairs.reasons || excluded.reasons
            ELSE excluded.reasons END,
        weight = CASE WHEN person_pairs.found_at = excluded.found_at
            THEN greatest(person_pairs.weight, excluded.weight) ELSE excluded.weight END
"""
_CODES = "(p.tax_code IS NULL OR q.tax_code IS NULL)"
"""Two tax codes, both right, are two people."""
_DAYS = "(p.birth_date IS NULL OR q.birth_date IS NULL OR p.birth_date = q.birth_date)"

_BY_CONTACT = f"""
    WITH few AS (SELECT kind, value FROM contacts WHERE person_id IS NOT NULL GROUP BY kind, value
        HAVING count(*) BETWEEN 2 AND 20)
    SELECT p.id AS first_id, q.id AS second_id, CASE a.kind WHEN 'phone' THEN 'phone' ELSE 'email' END AS reason,
        CASE a.kind WHEN 'phone' THEN 3 ELSE 4 END AS weight
    FROM few JOIN contacts a USING (kind, value) JOIN contacts b USING (kind, value)
    JOIN people p ON p.id = a.person_id JOIN people q ON q.id = b.person_id
    WHERE p.id < q.id AND similarity(p.sort_name, q.sort_name) >= 0.6 AND {_CODES} AND {_DAYS}
"""  # noqa: S608  # ours
_BY_BIRTH = f"""
    WITH few AS (SELECT birth_date FROM people WHERE birth_date IS NOT NULL GROUP BY birth_date
        HAVING count(*) BETWEEN 2 AND 200)
    SELECT p.id AS first_id, q.id AS second_id, 'birth_date' AS reason, 5 AS weight
    FROM few JOIN people p USING (birth_date) JOIN people q USING (birth_date)
    WHERE p.id < q.id AND similarity(p.sort_name, q.sort_name) >= 0.6 AND {_CODES}
"""  # noqa: S608  # ours
_BY_NAME = f"""
    WITH few AS (SELECT sort_name FROM people GROUP BY sort_name HAVING count(*) BETWEEN 2 AND 20)
    SELECT p.id AS first_id, q.id AS second_id, 'name' AS reason, 2 AS weight
    FROM few JOIN people p USING (sort_name) JOIN people q USING (sort_name)
    WHERE p.id < q.id AND {_CODES} AND {_DAYS}
"""  # noqa: S608  # ours


def find_pairs() -> int:
    """Look for pairs in the whole association; those no longer alike go, what was decided stays. Gives how many wait."""
    hold(f"people:pairs:{current_tenant_id()}")
    moment = now()
    for found in (_BY_CONTACT, _BY_BIRTH, _BY_NAME):
        db.session.execute(text(_KEEP.format(found=found)), {"now": moment})
    db.session.execute(delete(PersonPair).where(PersonPair.state == ALIKE, PersonPair.found_at < moment))
    return len(db.session.scalars(select(PersonPair.id).where(PersonPair.state == ALIKE)).all())


def waiting_pairs() -> Select[PersonPair]:
    """The pairs nobody has decided about, with both people and how they are reached."""
    both = (
        selectinload(PersonPair.first).selectinload(Person.contacts),
        selectinload(PersonPair.second).selectinload(Person.contacts),
    )
    return select(PersonPair).where(PersonPair.state == ALIKE).options(*both)


def pair_of(one_id: UUID, other_id: UUID) -> ColumnElement[bool]:
    """The condition that a pair is of these two."""
    return (PersonPair.first_id == min(one_id, other_id)) & (PersonPair.second_id == max(one_id, other_id))


def say_different(pair: PersonPair, *, by: Actor) -> None:
    """Remember that two people are two, and do not ask again. Who may: the office with PEOPLE_EDIT."""
    pair.state, pair.decided_by, pair.decided_at = DIFFERENT, by.account_id, now()
    record(by=by, verb="people.told_apart", subject=("people", pair.first_id), changes={"other": str(pair.second_id)})


def say_undecided(pair_id: UUID) -> bool:
    """Take ``say_different`` back; whether there was something to take back."""
    asked = update(PersonPair).where(PersonPair.id == pair_id, PersonPair.state == DIFFERENT)
    values = {"state": ALIKE, "decided_by": None, "decided_at": None}
    return bool(db.session.execute(asked.values(values)).rowcount)  # type: ignore[attr-defined]


def merged_into(person_id: UUID) -> UUID | None:
    """Who somebody's row was merged into, for old links; None when it was not."""
    found: UUID | None = db.session.scalar(select(MergedPerson.kept_id).where(MergedPerson.lost_id == person_id))
    return found
