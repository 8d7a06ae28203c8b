"""What the papers of the money share: who they are of, a day, a table, in Italian whoever asks."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import force_locale, format_date
from flask_babel import gettext as _

from ama_net.foundation.pdf import render_pdf
from ama_net.foundation.web.pages import money
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.look import colours

TEMPLATE = "bookkeeping/pdf/paper.typ"

Row = tuple[Any, str]


def money_pdf(title: str, lines: Sequence[str], parts: Sequence[dict[str, Any]]) -> bytes:
    """A paper: a title, some lines, and parts (``table`` or ``text``); accessible (PDF/UA-1)."""
    with force_locale("it"):
        return render_pdf(TEMPLATE, paper_data(title, lines, parts))


def paper_data(title: str, lines: Sequence[str], parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What a paper says."""
    return {
        **association_facts(),
        "title": title,
        "lines": [str(one) for one in lines if one],
        "parts": list(parts),
    }


def table(title: Any, rows: Iterable[tuple[Any, int]], total: tuple[Any, int] | None = None) -> dict[str, Any]:
    """A part that is a table: words and an amount on each row, a total at its foot."""
    found = [[str(words), money(cents)] for words, cents in rows]
    foot = [str(total[0]), money(total[1])] if total else []
    return wide_table(title, [_("Voce"), _("Importo")], found, foot)


def wide_table(
    title: Any, heads: Sequence[Any], rows: Sequence[Sequence[str]], foot: Sequence[str] = ()
) -> dict[str, Any]:
    """A part that is a table of several columns; the last one is of amounts."""
    return {
        "title": str(title),
        "heads": [str(one) for one in heads],
        "rows": [list(row) for row in rows],
        "foot": list(foot),
        "text": [],
    }


def text(title: Any, words: str) -> dict[str, Any]:
    """A part that is words, in paragraphs."""
    paragraphs = [line.strip() for line in words.splitlines() if line.strip()]
    return {"title": str(title), "heads": [], "rows": [], "foot": [], "text": paragraphs}


def day(value: Any) -> str:
    """A day, in full."""
    return str(format_date(value, "d MMMM y"))


def association_facts() -> dict[str, Any]:
    """Who a paper is of, and its colours."""
    tenant = current_tenant()
    seat, registration = tenant.identity.seat, tenant.identity.registration
    place = ", ".join(part for part in (seat.address, seat.municipality) if part)
    code = _("Codice fiscale %(code)s", code=registration.tax_code) if registration.tax_code else ""
    return {
        "association": tenant.identity.name,
        "about": [part for part in (place, code) if part],
        "sign": _("Chi rappresenta l'associazione"),
        "colours": colours(tenant.slug),
        "page_words": _("pagina"),
    }
