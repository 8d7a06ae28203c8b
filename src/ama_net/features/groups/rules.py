"""The rules of the directory, as prose: who may do what, and what may be shown of a group."""

from ama_net.features.groups.models import Group, Kind, Status

TO_BE_CONFIRMED = frozenset({Status.UNCONFIRMED, Status.STARTING, Status.SUSPENDED, Status.ACTIVE})
"""States from which somebody who has spoken with the group may confirm it."""


def can_be_seen(group: Group) -> bool:
    """Whether the public may see it: published, and not closed."""
    return group.published and group.status != Status.CLOSED


def shows_its_place(group: Group) -> bool:
    """Whether place, day and hour may be told in a page, a sheet, a list. A protected group tells them in person."""
    return not group.hides_place


def takes_join_requests(group: Group) -> bool:
    """Whether a citizen may ask to join: a group of peers, to be seen, that has not stopped for now.

    Services led by professionals have their own ways in; an unconfirmed group may be asked for, and the secretariat
    finds out whether it still meets.
    """
    return can_be_seen(group) and group.kind == Kind.GROUP and group.status != Status.SUSPENDED


def may_be_confirmed(group: Group) -> bool:
    """Whether "we have spoken with them, it is all true" can be said of it: not of examples, not of closed groups."""
    return not group.is_example and group.status in TO_BE_CONFIRMED


def may_be_suspended(group: Group) -> bool:
    """Whether it can stop for a while: only what is going on or about to."""
    return group.status in {Status.ACTIVE, Status.UNCONFIRMED, Status.STARTING}
