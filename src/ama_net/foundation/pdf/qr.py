"""QR codes as drawings, for documents: nothing leaves the machine to make one."""

import io
from functools import lru_cache

import segno

MASK = 3
"""Any of the eight masks is read alike (ISO/IEC 18004 §7.8); looking for the prettiest takes five times as long."""


@lru_cache(maxsize=4096)
def qr_svg(address: str) -> str:
    """An address as an SVG drawing, one unit a module, without the white margin: who places it leaves four modules."""
    drawn = io.BytesIO()
    code = segno.make_qr(address, error="m", boost_error=False, mask=MASK)
    code.save(drawn, kind="svg", xmldecl=False, border=0, omitsize=True)
    return drawn.getvalue().decode()
