"""What the rooms above are told of people: so that a room with a book of its own can follow, and this one need not know it.

``people_merging`` comes first, before any row is held: a receiver takes its resources, and may refuse (``CannotMerge``).
``people_merged`` and ``people_parted`` come after, in the same transaction.
``consent_withdrawing`` comes before the consents are held.
"""

from blinker import Namespace

_signals = Namespace()

people_merging = _signals.signal("people-merging")
"""``kept_id``, ``lost_id``, ``parting`` (whether a merge is being taken back)."""
people_merged = _signals.signal("people-merged")
"""``kept_id``, ``lost_id``, ``by``: what was of the lost row is now of the kept one."""
people_parted = _signals.signal("people-parted")
"""``kept_id``, ``lost_id``, ``by``: a merge was taken back."""
consent_withdrawing = _signals.signal("consent-withdrawing")
"""``person_id``, ``purpose``, ``by``: what stood of a consent is being withdrawn, wherever that was said."""
