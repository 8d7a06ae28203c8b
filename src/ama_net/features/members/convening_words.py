"""Why something about a request to convene was refused, in words."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

REFUSALS: dict[str, LazyString] = {
    "is_convened": _l("L'assemblea è già stata convocata."),
    "is_expired": _l("La richiesta è scaduta."),
    "is_open": _l("Le firme non bastano ancora."),
    "is_reached": _l("Le firme sono già abbastanza: la richiesta non si può più cambiare."),
    "is_withdrawn": _l("La richiesta è stata ritirata."),
    "not_assembly": _l("Serve una riunione dell'assemblea."),
    "not_member": _l("Può firmare solo chi oggi è socio."),
    "one_open": _l("Hai già una richiesta aperta: prima ritirala."),
}


def convening_refusal(reason: str) -> str:
    """The words of a refusal."""
    return str(REFUSALS[reason])
