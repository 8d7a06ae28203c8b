"""How pages and papers say the lines of a fundraising's statement."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

COSTS: dict[str, LazyString] = {
    "goods": _l("Acquisto di beni"),
    "services": _l("Acquisto di servizi"),
    "rent": _l("Affitti e noleggi"),
    "promotion": _l("Promozione"),
    "staff": _l("Lavoro dipendente o autonomo"),
    "volunteers": _l("Rimborsi ai volontari"),
    "other": _l("Altri oneri"),
}
