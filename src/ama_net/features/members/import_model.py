"""An empty register to fill in, with every column that is read."""

from collections.abc import Iterator

from flask_babel import gettext as _

from ama_net.features.members.importing.columns import FIELDS
from ama_net.foundation.clock import today
from ama_net.foundation.web.listing.xlsx_file import xlsx_pieces

_OTHER_WAYS = {"family_and_given", "given_and_family"}


def model_pieces() -> Iterator[bytes]:
    """The columns in the order of the form, with the fee of this year; no rows."""
    titles = [str(words) for field, words in FIELDS.items() if field not in _OTHER_WAYS]
    return xlsx_pieces([*titles, _("Quota %(year)s", year=today().year)], [])
