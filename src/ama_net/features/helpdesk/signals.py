"""What became of an appointment, told in the same transaction to whoever writes mails, reminds, or gives the place to others."""

from blinker import Namespace

_signals = Namespace()

appointment_changed = _signals.signal("appointment-changed")
"""The sender is the appointment. ``what``: ``confirmed``, ``moved`` (its ``starts_at`` is the new one, ``before`` the old;
``person_before`` had it then) or ``cancelled``; ``by``: the actor."""
place_freed = _signals.signal("place-freed")
"""``service_id``, ``starts_at``: somebody else might come then. What was only held, and let go, frees nothing."""
