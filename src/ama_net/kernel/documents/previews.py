"""A sample of each paper of the room, for the development preview pages."""

from typing import Any

_HEADS = (("Numero", 0), ("Data", 0), ("Tipo", 2), ("Titolo", 6), ("Impronta", 0))

PDF_PREVIEWS: dict[str, dict[str, Any]] = {
    "documents/pdf/register.typ": {
        "title": "Libro dell'assemblea",
        "subtitle": "Indice degli atti e delle delibere.",
        "columns": [{"title": title, "width": width} for title, width in _HEADS],
        "rows": [
            [str(number), "24/04/2026", "Verbale", "Assemblea ordinaria di esempio", "0f3a9c51d2e4b687"]
            for number in range(1, 9)
        ],
        "printed": "stampato il 22 novembre 2026",
        "page_words": "pagina",
    },
}
