"""A booklet from single pages: two on each side of a sheet, in the order that makes them follow when it is folded."""

import io

from pypdf import PageObject, PdfReader, PdfWriter, Transformation

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
    width, height = (float(side) for side in source.pages[0].mediabox[2:])
    made = PdfWriter()
    for left, right in sides(len(source.pages)):
        sheet = PageObject.create_blank_page(width=A4_LONG, height=height)
        for number, shift in ((left, A4_LONG / 2 - width), (right, A4_LONG / 2)):
            if number is not None:
                sheet.merge_transformed_page(source.pages[number], Transformation().translate(shift, 0))
        made.add_page(sheet)
    title = source.metadata.title if source.metadata else None
    made.add_metadata({"/Title": title or ""})
    made.compress_identical_objects()
    for page in made.pages:
        page.compress_content_streams()
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
