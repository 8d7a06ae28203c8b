"""Pictures as they are sent, made into pictures as they are kept: small, plain, with nothing in them but what is seen.

Whatever is sent is decoded and written again: what a camera adds (where, when, which telephone), comments, profiles and anything
hidden after the picture do not survive. A drawing (SVG) is a program as well as a picture, and is refused.
"""

import warnings
from dataclasses import dataclass
from io import BytesIO

from flask_babel import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
"""A picture of 8,000 by 5,000: decoded, it takes as much memory as can be spared."""

WIDEST, TALLEST = 1200, 2400
QUALITY = 82
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")


class UnusablePicture(ValueError):
    """It cannot be kept; the text says why and what can be done."""


@dataclass(frozen=True)
class Picture:
    """A picture as it is kept."""

    body: bytes
    content_type: str
    width: int
    height: int


def read_picture(body: bytes) -> Picture:
    """A picture made small and plain: JPEG, or PNG where something is seen through it or it is a drawing of few colours.

    Raises:
        UnusablePicture: too large (in bytes, or in points once opened), broken, or no picture that can be kept.
    """
    if not body:
        raise UnusablePicture(_("Il file è vuoto."))
    if len(body) > MAX_BYTES:
        raise UnusablePicture(_("L'immagine è troppo grande: al massimo 10 MB."))
    if _is_drawing(body):
        raise UnusablePicture(_("I disegni SVG non si possono usare nella posta: salvare l'immagine come PNG."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return _opened(body)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, MemoryError, EOFError) as error:
        if isinstance(error, UnusablePicture):
            raise
        raise UnusablePicture(
            _("Non è un'immagine che si possa usare: servono JPEG, PNG, GIF o WebP interi.")
        ) from error
    except Image.DecompressionBombError as error:
        raise _too_many_points() from error


def _opened(body: bytes) -> Picture:
    with Image.open(BytesIO(body), formats=_FORMATS) as image:
        if image.width * image.height > MAX_PIXELS:  # read from its first bytes: nothing is decoded yet
            raise _too_many_points()
        # A JPEG is decoded at an eighth, a quarter or a half when that is enough: less memory, less time.
        image.draft("RGB", (WIDEST * 2, TALLEST * 2))
        image.load()
        # What the camera says of which side is up is made true before it is forgotten.
        return _kept(ImageOps.exif_transpose(image))


def _kept(image: Image.Image) -> Picture:
    seen_through = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    plain = image.convert("RGBA" if seen_through else "RGB")
    plain.thumbnail((WIDEST, TALLEST), Image.Resampling.LANCZOS)
    if seen_through and plain.getchannel("A").getextrema() == (255, 255):
        plain, seen_through = plain.convert("RGB"), False
    # A new picture of the same points: nothing of what came with the old one is in it.
    clean = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    flat = image.mode in ("P", "1") or image.format == "GIF"
    body, content_type = _written(clean, as_png=seen_through or flat)
    return Picture(body, content_type, clean.width, clean.height)


def _written(image: Image.Image, *, as_png: bool) -> tuple[bytes, str]:
    out = BytesIO()
    if as_png:
        image.save(out, "PNG", optimize=True)
        return out.getvalue(), "image/png"
    image.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue(), "image/jpeg"


def _is_drawing(body: bytes) -> bool:
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<svg", b"<?xml", b"<!doctype svg")) or b"<svg" in start or body.startswith(b"\x1f\x8b")


def _too_many_points() -> UnusablePicture:
    return UnusablePicture(_("L'immagine ha troppi punti: rimpicciolirla a 8.000 × 5.000 o meno, e riprovare."))
