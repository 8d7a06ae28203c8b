"""What is wrong with the links of a newsletter. Pages of others are never asked for: nothing leaves this machine."""

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask_babel import gettext as _

from ama_net.across.newsletters.finding import Finding, fault, warning
from ama_net.across.newsletters.inner_pages import is_personal, is_reserved, is_there
from ama_net.across.newsletters.merging import written_fields
from ama_net.across.newsletters.rendering.addresses import inner_path, whole
from ama_net.foundation.text import fold

EMPTY_WORDS = frozenset(
    {"clicca", "clicca qui", "qui", "a questo link", "questo link", "link", "leggi", "leggi di piu", "leggi tutto"}
    | {"continua", "vai", "apri", "scopri", "click here", "click", "here", "more", "read more", "this link"}
)
"""Words that say nothing to who hears the links one after the other, without the text around."""

_ENCODED_FIELD = re.compile(r"%7B\s*(\w+)", re.IGNORECASE)
_DANGEROUS = {"javascript", "data", "vbscript", "file", "blob", "about"}


def check_link(block: int | None, address: str, words: str | None) -> Iterator[Finding]:
    """What is wrong with one link: where it leads, and the words that lead there (None: it has none of its own)."""
    address = address.strip()
    if words is not None and fold(words).strip(" .…!:>→»") in EMPTY_WORDS:
        yield warning(block, _("«%(words)s» non dice dove porta: scrivi che cosa si apre.", words=words))
    if not address:
        yield fault(block, _("Un collegamento non porta da nessuna parte: manca l'indirizzo."))
    elif any(True for _field in written_fields(address)) or _ENCODED_FIELD.search(address):
        yield fault(block, _("In un indirizzo non si mettono parole tra parentesi graffe: è uguale per tutti."))
    elif not whole(address):
        yield _broken(block, address)
    else:
        yield from _leading(block, address)


def _broken(block: int | None, address: str) -> Finding:
    scheme = address.partition(":")[0].strip().lower()
    if scheme in _DANGEROUS:
        return fault(block, _("L'indirizzo «%(address)s» non si può usare in una newsletter.", address=address[:60]))
    words = _(
        "«%(address)s» non è un indirizzo intero: comincia con https://, oppure con / per le pagine del sito.",
        address=address[:60],
    )
    return fault(block, words)


def _leading(block: int | None, address: str) -> Iterator[Finding]:
    path = inner_path(address)
    if path is not None:
        yield from _inner(block, path)
        return
    parts = urlsplit(whole(address))
    if parts.scheme.lower() not in {"http", "https"}:
        return
    if _is_of_this_machine(parts.hostname or ""):
        yield fault(
            block, _("«%(address)s» si apre solo da questo computer: chi legge non la vede.", address=address[:60])
        )
    elif parts.scheme.lower() == "http":
        yield warning(block, _("«%(address)s» non è protetto: di solito c'è anche con https://.", address=address[:60]))


def _inner(block: int | None, path: str) -> Iterator[Finding]:
    if is_personal(path):
        yield fault(block, _("È il collegamento personale di qualcuno: chi lo apre cambia la sua iscrizione."))
    elif is_reserved(path):
        yield warning(block, _("«%(path)s» si apre solo a chi entra con un accesso.", path=path[:60]))
    elif not is_there(path):
        yield fault(block, _("Sul sito non c'è una pagina a «%(path)s».", path=path[:60]))


def _is_of_this_machine(host: str) -> bool:
    host = host.lower().rstrip(".")
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal", ".lan")):
        return True
    try:
        return not ip_address(host.strip("[]")).is_global
    except ValueError:
        return "." not in host
