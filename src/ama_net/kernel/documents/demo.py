"""Invented documents for the demo: each says of itself that it is an example."""

from datetime import date
from pathlib import Path

from sqlalchemy import exists, select

from ama_net.foundation.database import db
from ama_net.foundation.pdf import render_pdf
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.documents.models import Document, Visibility
from ama_net.kernel.documents.operations import File, keep_document
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.look import colours

SAMPLES = (
    ("Statuto (esempio)", "statute", Visibility.PUBLIC, date(2018, 3, 12)),
    ("Rendiconto 2025 (esempio)", "balance", Visibility.PUBLIC, date(2026, 4, 24)),
    ("Regolamento interno (esempio)", "rules", Visibility.MEMBERS, date(2019, 5, 6)),
    ("Polizza dei volontari (esempio)", "insurance", Visibility.BOARD, date(2026, 1, 2)),
)


def seed_demo_documents(_folder: Path) -> None:
    """Some documents of an association that keeps members; once."""
    tenant = current_tenant()
    there = db.session.scalar(select(exists().where(Document.kind == "statute")))
    if there or not (tenant.identity.rooms.members and tenant.identity.rooms.documents):
        return
    for title, kind, visibility, day in SAMPLES:
        file = File(f"{kind}-esempio.pdf", _paper(title))
        keep_document(file, title=title, kind=kind, by=SYSTEM, visibility=visibility, dated_on=day)


def _paper(title: str) -> bytes:
    tenant = current_tenant()
    data = {
        "title": title,
        "subtitle": "Questo documento è un esempio: serve a mostrare come funziona il sistema.",
        "association": tenant.name,
        "columns": [{"title": "Parte", "width": 0}, {"title": "Testo", "width": 1}],
        "rows": [["1", "Un testo di esempio."], ["2", "Un altro testo di esempio."]],
        "colours": colours(tenant.slug),
        "printed": "esempio",
        "page_words": "pagina",
    }
    return render_pdf("documents/pdf/register.typ", data)
