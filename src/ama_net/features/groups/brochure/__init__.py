"""The brochure ("opuscolo"): the printed list of the groups that the association has confirmed.

Four papers come out of the same contents: A5, A4, large print (A4, 18 points), and the A5 one imposed on A4 sheets for the
printer. The first three are tagged PDFs (PDF/UA-1, ISO 14289-1). What is in it is read from the published listing, so a
protected group has neither place nor hour here; examples and what nobody has confirmed are left out.

``build_brochure(kind, valid_until=…)`` makes one, in the association's scope; ``confirmed_groups`` and
``brochure_contents`` are its two halves, for who makes several papers of the same contents.
"""

from ama_net.features.groups.brochure.contents import brochure_contents, confirmed_groups
from ama_net.features.groups.brochure.papers import NothingToPrint, build_brochure, make_paper

__all__ = ["NothingToPrint", "brochure_contents", "build_brochure", "confirmed_groups", "make_paper"]
