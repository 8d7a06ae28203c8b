"""One compiler for the whole process: making it costs five times what a page does."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any, Final

import structlog
import typst
from flask import Response, current_app
from pypdf import PdfReader

from ama_net.foundation.clock import now

log = structlog.get_logger()

FONT = "Atkinson Hyperlegible Next"
FONTS = Path(__file__).parent / "fonts"
ACCESSIBLE: Final = "ua-1"
KEPT: Final = ["a-2a", "ua-1"]
"""Accessible, and readable as it is in many years (PDF/A-2a, ISO 19005-2): what a public register takes."""

_one_at_a_time = Lock()


class BrokenTemplateError(RuntimeError):
    """A template does not compile, or leaves out what an accessible PDF must say: a fault of ours."""


@cache
def _compiler(root: Path) -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[FONTS])
    return typst.Compiler(root=root, font_paths=fonts, ignore_system_fonts=True)


def render_pdf(template: str, data: Mapping[str, Any], *, language: str = "it", kept: bool = False) -> bytes:
    """The PDF of a template, e.g. ``groups/pdf/sheet.typ``; ``kept``: for an archive too (PDF/A-2a).

    A letter that our typefaces do not have (a name in Chinese or Bengali) makes the accessible PDF impossible: then the
    same page is made without that claim, since a sheet with a gap is better than none.

    Raises:
        BrokenTemplateError: the template is at fault.
    """
    root = Path(current_app.root_path, current_app.template_folder or "templates").resolve()
    inputs = {"data": json.dumps({"font": FONT, "language": language, **data})}
    try:
        return _compile(root, template, inputs, KEPT if kept else ACCESSIBLE)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error) and "glyph" not in str(error):
            raise BrokenTemplateError(f"{template}: {error}") from error
        log.warning("pdf.not_accessible", template=template)
        return _compile(root, template, inputs, None)


def render_picture(template: str, data: Mapping[str, Any], picture: bytes, *, language: str = "it") -> bytes:
    """The PDF of a template that shows a picture, which it calls ``picture``. With a compiler of its own: use it seldom.

    Raises:
        BrokenTemplateError: the template is at fault, or the picture is not what it says.
    """
    root = Path(current_app.root_path, current_app.template_folder or "templates").resolve()
    inputs = {"data": json.dumps({"font": FONT, "language": language, **data})}
    try:
        with TemporaryDirectory(prefix="ama-picture-") as folder:
            main = Path(folder, "main.typ")
            main.write_bytes((root / template).read_bytes())
            Path(folder, "picture").write_bytes(picture)
            made = typst.compile(
                main,
                root=main.parent,
                format="pdf",
                font_paths=[FONTS],
                ignore_system_fonts=True,
                sys_inputs=inputs,
                pdf_standards=ACCESSIBLE,
                timestamp=_instant(),
            )
    except typst.TypstError as error:
        raise BrokenTemplateError(f"{template}: {error}") from error
    assert isinstance(made, bytes)
    return made


def render_mark(drawing: bytes, *, ground: str) -> bytes:
    """A drawing (SVG) as a PNG for mails, which show none: 48 points high, twice as many pixels, on a sheet of a colour.

    Raises:
        BrokenTemplateError: it is no drawing.
    """
    with TemporaryDirectory(prefix="ama-mark-") as folder:
        main = Path(folder, "main.typ")
        main.write_text(_MARK % ground)
        Path(folder, "mark.svg").write_bytes(drawing)
        try:
            made = typst.compile(main, root=main.parent, format="png", ppi=144, ignore_system_fonts=True)
        except typst.TypstError as error:
            raise BrokenTemplateError(f"mark: {error}") from error
    assert isinstance(made, bytes)
    return made


_MARK = """#set page(width: auto, height: auto, margin: 0pt, fill: none)
#let mark = image("mark.svg", height: 40pt)
#box(fill: rgb("%s"), radius: 6pt, inset: 4pt, context {
  if measure(mark).width > 212pt { image("mark.svg", width: 212pt) } else { mark }
})
"""


def _compile(root: Path, template: str, inputs: dict[str, str], standard: Any) -> bytes:
    with _one_at_a_time:
        made = _compiler(root).compile(
            input=root / template,
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=standard or [],
            timestamp=_instant().replace(microsecond=0),
        )
    assert isinstance(made, bytes)
    return made


def is_accessible(body: bytes) -> bool:
    """Whether a PDF says that it holds to PDF/UA-1."""
    return b"pdfuaid:part>1<" in _metadata(body)


def is_for_archives(body: bytes) -> bool:
    """Whether a PDF says that it holds to PDF/A-2a."""
    said = _metadata(body)
    return b"pdfaid:part>2<" in said and b"pdfaid:conformance>A<" in said


def _metadata(body: bytes) -> bytes:
    root: Any = PdfReader(BytesIO(body)).trailer["/Root"]
    metadata = root.get("/Metadata")
    return b"" if metadata is None else bytes(metadata.get_data())


def pdf_answer(body: bytes, name: str) -> Response:
    """A PDF as an answer that browsers show; ``name`` without ending is what it is saved as."""
    answer = Response(body, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


def _instant() -> datetime:
    return now().replace(microsecond=0)
