"""Why something about minutes was refused, in words."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

REFUSALS: dict[str, LazyString] = {
    "filed": _l("Il verbale è già nel libro e non si cambia più: per correggerlo si aggiunge un altro documento."),
    "no_signers": _l("Manca chi ha presieduto o chi ha verbalizzato."),
    "no_text": _l("Il verbale è vuoto: preparare la bozza."),
    "not_closed": _l("La riunione non è ancora chiusa."),
    "not_filed": _l("Il verbale non è ancora nel libro: si può ancora cambiare."),
    "not_opened": _l("Il verbale si scrive da quando la riunione è aperta."),
    "votes_waiting": _l("C'è un voto ancora aperto o da proclamare."),
}


def minutes_refusal(reason: str) -> str:
    """The words of a refusal."""
    return str(REFUSALS[reason])
