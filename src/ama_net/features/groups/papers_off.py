"""Papers that leave the site with a change: what a group no longer wants told, no brochure or leaflet goes on telling."""

from dataclasses import dataclass

from ama_net.features.groups.models import Group
from ama_net.features.groups.operations.brochures import withdraw_editions_telling
from ama_net.features.groups.operations.leaflets import set_aside_leaflet
from ama_net.kernel.access import Actor


@dataclass(frozen=True)
class Told:
    """What a group lets be told of it."""

    hides_place: bool
    published: bool
    contact: bool


def told_in_papers(group: Group) -> Told:
    """What may be told now."""
    return Told(bool(group.hides_place), bool(group.published), group.contact_consent_on is not None)


def take_papers_off(group: Group, before: Told, *, by: Actor) -> None:
    """Withdraw what tells a group that has become protected, has left the site, or took back its contact.

    A group that closes needs none of it: editions are dated.
    """
    after = told_in_papers(group)
    if after.hides_place and not before.hides_place:
        set_aside_leaflet(group.id, by=by)
        withdraw_editions_telling(group.id, why="protected", by=by)
    elif before.published and not after.published:
        withdraw_editions_telling(group.id, why="unpublished", by=by)
    elif before.contact and not after.contact:
        withdraw_editions_telling(group.id, why="contact", by=by)
