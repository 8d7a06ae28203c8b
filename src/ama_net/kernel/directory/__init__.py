"""The published directory: what every association lets anyone see of its groups, and the search over it.

``network.listing`` is a table of published columns only, kept by triggers on the associations' own tables. An association's
finder and the portal ask the same search, with and without the association; nobody else's rows are ever read.

Pages use ``finder.py`` (address -> SearchQuery, result -> filters and cards) with ``templates/directory/finder.html``, and
``words.py`` for states, days and hours in words: the same pieces for ``/gruppi`` and for the portal.
"""

from ama_net.kernel.directory.models import PUBLISHED_COLUMNS, Listing
from ama_net.kernel.directory.queries import Facet, FacetValue, SearchQuery, SearchResult, search_listing

__all__ = ["PUBLISHED_COLUMNS", "Facet", "FacetValue", "Listing", "SearchQuery", "SearchResult", "search_listing"]
