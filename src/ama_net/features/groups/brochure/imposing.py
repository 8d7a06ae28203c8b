"""A booklet from single pages: two on each side of a sheet, in the order that makes them follow when it is folded."""

import io

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, FloatObject, NameObject, StreamObject

A4_LONG = 297 / 25.4 * 72
"""The sheet's long side in points; two A5 pages are a millimetre narrower, which goes outside."""

PER_SHEET = 4
"""A folded sheet has four pages."""


def impose(pages: bytes) -> bytes:
    """A5 pages on A4 sheets, to be printed on both sides (turned on the short side), folded and stapled.

    Blank pages are added before the last, which stays the back of the booklet. The result is for a printing machine: it
    carries no tags, since the order of its pages is not the order of reading.
    """
    source = PdfReader(io.BytesIO(pages))
    drawings = [_drawing(page) for page in source.pages]
    width, height = (float(side) for side in source.pages[0].mediabox[2:])
    made = PdfWriter()
    for left, right in sides(len(drawings)):
        sheet = PageObject.create_blank_page(width=A4_LONG, height=height)
        placed = [(left, A4_LONG / 2 - width), (right, A4_LONG / 2)]
        _place(sheet, [(drawings[number], shift) for number, shift in placed if number is not None])
        made.add_page(sheet)
    title = source.metadata.title if source.metadata else None
    made.add_metadata({"/Title": title or ""})
    written = io.BytesIO()
    made.write(written)
    return written.getvalue()


def sides(count: int) -> list[tuple[int | None, int | None]]:
    """For each side of each sheet, the page on the left and the one on the right (from 0; None is blank)."""
    blank = -count % PER_SHEET
    order: list[int | None] = [*range(count - 1), *[None] * blank, count - 1]
    last = len(order) - 1
    turned = []
    for front in range(0, len(order) // 2, 2):
        turned += [(order[last - front], order[front]), (order[front + 1], order[last - front - 1])]
    return turned


def _drawing(page: PageObject) -> StreamObject:
    """A page as a drawing to be placed on others (a form XObject, ISO 32000 §8.10).

    Its lines are taken as they are: merging pages reads every stroke anew, which took three seconds for a hundred groups.
    """
    drawing, contents = DecodedStreamObject(), page.get_contents()
    drawing.set_data(contents.get_data() if contents is not None else b"")
    drawing.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject([FloatObject(side) for side in page.mediabox]),
            NameObject("/Resources"): page["/Resources"],
        }
    )
    return drawing.flate_encode()


def _place(sheet: PageObject, placed: list[tuple[StreamObject, float]]) -> None:
    names = {f"/P{number}": drawing for number, (drawing, _shift) in enumerate(placed)}
    lines = [f"q 1 0 0 1 {shift:.3f} 0 cm /P{number} Do Q" for number, (_drawing, shift) in enumerate(placed)]
    drawings = DictionaryObject({NameObject(name): drawing for name, drawing in names.items()})
    contents = DecodedStreamObject()
    contents.set_data("\n".join(lines).encode())
    sheet[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): drawings})
    sheet[NameObject("/Contents")] = contents
