"""Short words that newsletters say of what they show."""

from pathlib import PurePath

from flask_babel import format_decimal
from flask_babel import lazy_gettext as _l

from ama_net.across.newsletters.rendering.parts import MediaFacts

SOURCES = {
    "group": _l("Gruppo"),
    "event": _l("Incontro"),
    "news": _l("Notizia"),
    "page": _l("Dal sito"),
    "campaign": _l("Raccolta"),
    "service": _l("Sportello"),
}
READ_ON = {
    "group": _l("Vai al gruppo"),
    "event": _l("Come partecipare"),
    "news": _l("Leggi la notizia"),
    "page": _l("Apri la pagina"),
    "campaign": _l("Sostieni la raccolta"),
    "service": _l("Vai allo sportello"),
}


def size_words(media: MediaFacts) -> str:
    """``PDF, 1,2 MB``."""
    kind = PurePath(media.name).suffix.lstrip(".").upper()
    amount = (
        f"{format_decimal(round(media.size / 1_000_000, 1))} MB" if media.size >= 1_000_000 else f"{_kb(media.size)} kB"
    )
    return f"{kind}, {amount}" if kind else amount


def _kb(size: int) -> int:
    return max(1, round(size / 1000))
