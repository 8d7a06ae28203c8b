"""The pages, all behind the office's door."""

from ama_net.kernel.access import Actor, current_actor


def signed_in_actor() -> Actor:
    """Who is at work: the door lets nobody else in."""
    actor = current_actor()
    assert actor is not None
    return actor
