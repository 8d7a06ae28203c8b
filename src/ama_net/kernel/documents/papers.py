"""The index of a social book, to print."""

from flask_babel import gettext as _

from ama_net.foundation.clock import today
from ama_net.foundation.pdf import render_pdf
from ama_net.foundation.web.pages import day_words
from ama_net.kernel.documents.models import Organ
from ama_net.kernel.documents.queries import book_of, resolutions_of
from ama_net.kernel.documents.words import BOOKS, KINDS
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.look import colours


def book_pdf(organ: Organ) -> bytes:
    """What is in the book of an organ, in order: documents with their fingerprint, then what was decided."""
    tenant = current_tenant()
    filed = [
        [
            str(one.book_number),
            one.dated_on.strftime("%d/%m/%Y"),
            str(KINDS.get(one.kind, one.kind)),
            one.title,
            one.versions[0].sha256[:16] if one.versions else "",
        ]
        for one in book_of(organ)
    ]
    decided = [
        [one.number_words, one.adopted_on.strftime("%d/%m/%Y"), _("Delibera"), one.subject, ""]
        for one in resolutions_of(organ)
    ]
    heads = [(_("Numero"), 0), (_("Data"), 0), (_("Tipo"), 2), (_("Titolo"), 6), (_("Impronta"), 0)]
    data = {
        "title": str(BOOKS[organ]),
        "subtitle": _(
            "Indice degli atti e delle delibere. L'impronta è l'inizio dell'hash SHA-256 del file conservato."
        ),
        "association": tenant.name,
        "columns": [{"title": title, "width": width} for title, width in heads],
        "rows": filed + decided,
        "colours": colours(tenant.slug),
        "printed": _("stampato il %(day)s", day=day_words(today())),
        "page_words": _("pagina"),
    }
    return render_pdf("documents/pdf/register.typ", data)
