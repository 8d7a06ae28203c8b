"""The association's own fields: defined by the office, filled in for each member, never for health."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from ama_net.features.members.models import Membership, OwnField, OwnFieldKind
from ama_net.features.members.own_values import kept_value
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.foundation.text import slugify
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import WrongFact

MOST_FIELDS = 30


@dataclass(frozen=True)
class FieldFacts:
    """What the office says of a field."""

    label: str
    kind: str = OwnFieldKind.TEXT
    choices: list[str] = field(default_factory=list)
    in_list: bool = False
    in_export: bool = True
    shown_to_member: bool = False


def add_field(facts: FieldFacts, *, by: Actor) -> OwnField:
    """Add a field at the end.

    Raises:
        WrongFact: no name, a choice without choices, or too many fields.
    """
    _check(facts)
    count = db.session.scalar(select(func.count()).select_from(OwnField)) or 0
    if count >= MOST_FIELDS:
        raise WrongFact("label", _l("Ci sono già troppi campi: togline qualcuno."))
    taken = set(db.session.scalars(select(OwnField.key)))
    key = base = slugify(facts.label, limit=30).replace("-", "_")
    while key in taken:
        count += 1
        key = f"{base}_{count}"
    added = OwnField(key=key, position=count, **asdict(facts))
    db.session.add(added)
    db.session.flush()
    record(by=by, verb="member_field.added", subject=added, changes={"kind": facts.kind})
    return added


def change_field(kept: OwnField, facts: FieldFacts, *, by: Actor) -> None:
    """Change a field's words and where it is shown; its kind stays, because of what was already written.

    Raises:
        WrongFact: a choice without choices.
    """
    _check(facts)
    changed = [name for name, value in asdict(facts).items() if name != "kind" and getattr(kept, name) != value]
    for name in changed:
        setattr(kept, name, getattr(facts, name))
    if changed:
        record(by=by, verb="member_field.changed", subject=kept, changes={"fields": changed})


def remove_field(kept: OwnField, *, by: Actor) -> None:
    """Take a field away: pages and files no longer show it."""
    kept.removed_at = now()
    record(by=by, verb="member_field.removed", subject=kept)


def fill_fields(membership: Membership, values: Mapping[str, Any], *, by: Actor) -> None:
    """Write the values of the fields of a member, by key; empty ones are forgotten. Fields not named stay as they are."""
    kept = {**membership.custom, **{key: kept_value(value) for key, value in values.items()}}
    kept = {key: value for key, value in kept.items() if value is not None}
    if kept != membership.custom:
        changed = sorted(key for key in {*kept, *membership.custom} if kept.get(key) != membership.custom.get(key))
        membership.custom = kept
        record(by=by, verb="member.fields_filled", subject=membership, changes={"fields": changed})


def _check(facts: FieldFacts) -> None:
    if not facts.label.strip():
        raise WrongFact("label", _l("Scrivi il nome."))
    if facts.kind == OwnFieldKind.CHOICE and len(facts.choices) < 2:
        raise WrongFact("choices", _l("Scrivi almeno due voci, una per riga."))
