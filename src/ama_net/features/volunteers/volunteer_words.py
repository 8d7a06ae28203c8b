"""The Italian words of what is kept about volunteers."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.features.volunteers.models import Section, ServiceEnd

SECTION_WORDS: dict[str, LazyString] = {
    Section.REGULAR: _l("Non occasionali"),
    Section.OCCASIONAL: _l("Occasionali"),
}
"""The sections, as the register calls them."""
ONE_SECTION_WORDS: dict[str, LazyString] = {
    Section.REGULAR: _l("Non occasionale"),
    Section.OCCASIONAL: _l("Occasionale"),
}
"""The section of one person."""
SERVICE_END_WORDS: dict[str, LazyString] = {
    ServiceEnd.STOPPED: _l("ha smesso"),
    ServiceEnd.MOVED: _l("passa all'altra sezione"),
    ServiceEnd.EXCLUDED: _l("esclusione"),
    ServiceEnd.DEATH: _l("decesso"),
    ServiceEnd.MISTAKE: _l("iscrizione per errore"),
}
STATE_WORDS: dict[str, LazyString] = {
    "active": _l("Volontari attuali"),
    "uncovered": _l("Senza assicurazione"),
    "without_letter": _l("Senza lettera accettata"),
    "without_hours": _l("Senza ore quest'anno"),
    "without_email": _l("Senza e-mail"),
    "ended": _l("Non più volontari"),
}
