"""What machines read of the published directory: Meeting Guide, BMLT, CSV, Atom, RSS and the JSON API (docs/feeds.md).

One association's host and the portal give the same addresses with the same logic; *whose* says which of the two it is.
Everything is read from ``network.listing`` alone, and every answer is true at the moment it is given: the stamps of what
is published are asked first, and what is kept from before is used only if they are the same.

Nobody who takes part in a group is in any of this, and a protected group (``hides_place``) has no place, day or hour: it
is not in the channels that are about when and where (Meeting Guide, BMLT), and in the others it has none.

``addresses.ADDRESSES`` is the list of what there is; a host serves them with ``addresses.answer``.
"""
