"""Where the pictures and files of the library are on the site: the same for everybody who reads."""

from pathlib import PurePath
from urllib.parse import quote
from uuid import UUID

from ama_net.across.newsletters.links import in_language
from ama_net.across.newsletters.models import MediaKind

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp"}


def media_path(media_id: UUID, kind: str, name: str, content_type: str) -> str:
    """``/newsletter/immagini/<id>.jpg`` or ``/newsletter/file/<id>/<name>``."""
    if kind == MediaKind.IMAGE:
        return f"/newsletter/immagini/{media_id}.{ENDINGS.get(content_type, 'jpg')}"
    return f"/newsletter/file/{media_id}/{quote(PurePath(name).name)}"


def read_path(newsletter_id: UUID, language: str = "it") -> str:
    """Where a newsletter is read in the browser, in a page of its own language."""
    return f"{in_language(language)}/newsletter/leggi/{newsletter_id}"
