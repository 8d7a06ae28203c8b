"""The office's pages on people and organisations, cut by resource; importing them fills the blueprint."""

from ama_net.kernel.people.views.manage import consents, details, merging, organisations, people
from ama_net.kernel.people.views.manage.door import bp

__all__ = ["bp", "consents", "details", "merging", "organisations", "people"]
