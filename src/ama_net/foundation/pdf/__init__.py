"""Documents: typst templates into PDF that screen readers can read (PDF/UA-1, ISO 14289-1).

A template is a ``.typ`` file under ``templates/``; it reads what it is given with ``json(bytes(sys.inputs.data))``, takes
the typeface from ``data.font`` and the language from ``data.language``. Texts reach it already in the reader's language.
"""

from ama_net.foundation.pdf.compiler import (
    FONT,
    BrokenTemplateError,
    is_accessible,
    is_for_archives,
    pdf_answer,
    render_mark,
    render_pdf,
    render_picture,
)
from ama_net.foundation.pdf.qr import qr_svg

__all__ = [
    "FONT",
    "BrokenTemplateError",
    "is_accessible",
    "is_for_archives",
    "pdf_answer",
    "qr_svg",
    "render_mark",
    "render_pdf",
    "render_picture",
]
