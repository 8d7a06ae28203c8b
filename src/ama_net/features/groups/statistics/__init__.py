"""Figures for boards and institutions: groups, meetings, requests and contacts, by theme, district and year.

Groups are counted as they are. What people did (came, asked, called) is told only when nobody can be guessed from it:
see ``hiding``. Nobody is named anywhere, because nobody is kept.
"""

from ama_net.features.groups.statistics.figures import Matrix, figures_of, groups_matrix
from ama_net.foundation.figures import Figure, people_until, years
from ama_net.foundation.hiding import LEAST, hide_small

__all__ = ["LEAST", "Figure", "Matrix", "figures_of", "groups_matrix", "hide_small", "people_until", "years"]
