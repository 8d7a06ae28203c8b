"""The pages of the site, and those of the office about it: ``pages`` and ``news`` are its two rooms, with all their routes."""

from ama_net.features.site.views import editing, manage, public
from ama_net.features.site.views.office import news, pages

__all__ = ["editing", "manage", "news", "pages", "public"]
