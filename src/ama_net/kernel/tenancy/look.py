"""The association's face: its theme and logo served from its folder, its colours for mails and documents.

Per-association look is CSS variables, texts and a logo, never templates.
"""

import re
import time
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import structlog
from flask import Blueprint, Flask, Response, abort, g, request

from ama_net.foundation.pdf import BrokenTemplateError, render_mark
from ama_net.foundation.web.rendering import Parts
from ama_net.kernel.tenancy.keys import settings_of_app
from ama_net.kernel.tenancy.registry import TenantInfo, current_tenant_or_none

bp = Blueprint("look", __name__)
log = structlog.get_logger()

TYPES = {"theme.css": "text/css; charset=utf-8", "logo.svg": "image/svg+xml"}
COLOURS = {"brand": "#2f5d62", "brand_ink": "#ffffff", "ground": "#ffffff", "ink": "#1f1f1f", "line": "#dddddd"} | {
    "accent": "#b5651d"
}
"""The tokens a theme sets, with the values used when a theme leaves one out."""

DARK_COLOURS = {
    "brand": "#9ccfd4",
    "brand_ink": "#0c2022",
    "ground": "#17191a",
    "ink": "#ececea",
    "line": "#3a3d3e",
} | {"accent": "#e3b071"}
"""The same in the dark."""


@dataclass(frozen=True)
class Face:
    """One file of an association's folder, with a fingerprint for its address."""

    body: bytes
    digest: str


@cache
def _file(file: Path, modified: float) -> Face:  # the time makes a changed file another entry
    body = file.read_bytes()
    return Face(body, sha256(body).hexdigest()[:16])


def _face(slug: str, name: str) -> Face | None:
    return _face_now(settings_of_app().tenants, slug, name, int(time.monotonic()))


@lru_cache(maxsize=1024)
def _face_now(tenants: Path, slug: str, name: str, _second: int) -> Face | None:
    """A changed file is seen within a second; a page asks for its faces five times."""
    file = tenants / slug / name
    try:
        return _file(file, file.stat().st_mtime)
    except OSError:
        return None


@bp.get("/aspetto/<digest>/<name>")
def face_file(digest: str, name: str) -> Response:
    """The association's theme or logo. The address changes with the content, so browsers keep it for a year."""
    face = _face(g.tenant.slug, name) if name in TYPES else None
    if face is None or face.digest != digest:
        abort(404)
    response = Response(face.body, content_type=TYPES[name])
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@dataclass(frozen=True)
class Mark:
    """The logo as mails show it: its PNG, where it is on the site, how large it is drawn (half its pixels)."""

    body: bytes
    digest: str
    width: int
    height: int

    @property
    def path(self) -> str:
        """Its address on the association's own site."""
        return f"/aspetto/{self.digest}/logo.png"


def logo_mark(slug: str) -> Mark | None:
    """The logo for mails, on a sheet of the theme's light ground, so that it is seen in the dark too; None without one."""
    face = _face(slug, "logo.svg")
    return _mark(face.body, colours(slug)["ground"]) if face else None


@lru_cache(maxsize=256)
def _mark(drawing: bytes, ground: str) -> Mark | None:
    try:
        body = render_mark(drawing, ground=ground)
    except BrokenTemplateError:
        log.warning("look.unreadable_logo")
        return None
    width, height = (int.from_bytes(body[at : at + 4]) // 2 for at in (16, 20))  # PNG, 11.2.2: the header
    return Mark(body, sha256(body).hexdigest()[:16], width, height)


@bp.get("/aspetto/<digest>/logo.png")
def mark_file(digest: str) -> Response:
    """The logo that mails show. An old mail, from before it changed, shows that of today."""
    mark = logo_mark(g.tenant.slug) if g.get("tenant") else None
    if mark is None:
        abort(404)
    kept = "public, max-age=31536000, immutable" if mark.digest == digest else "public, max-age=86400"
    response = Response(mark.body, content_type="image/png")
    response.headers["Cache-Control"] = kept
    # Mail is read in a page of somebody else's, and in a frame of ours that is of no site.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _address(name: str) -> str:
    tenant: TenantInfo | None = g.get("tenant")
    face = _face(tenant.slug, name) if tenant is not None else None
    # As ``url_for`` would write it, for every page and five times in each.
    return f"{request.script_root}/aspetto/{face.digest}/{name}" if face else ""


def colours(slug: str) -> dict[str, str]:
    """The light colours of a theme, for mails and documents (which know no CSS variables)."""
    return {**COLOURS, **_hues(slug)[0]}


def dark_colours(slug: str) -> dict[str, str]:
    """The colours of a theme for those who read in the dark; the usual dark ones where it says none."""
    return {**DARK_COLOURS, **_hues(slug)[1]}


def _hues(slug: str) -> tuple[dict[str, str], dict[str, str]]:
    """The tokens that a theme says, light and dark."""
    face = _face(slug, "theme.css")
    light, _media, dark = face.body.decode().partition("@media") if face else ("", "", "")
    return _said(light), _said(dark)


def _said(css: str) -> dict[str, str]:
    found = re.findall(r"--([a-z-]+):\s*(#[0-9a-fA-F]{3,8})", css)
    return {name: value for said, value in found if (name := said.replace("-", "_")) in COLOURS}


def logo_svg(slug: str) -> str:
    """The association's logo as a drawing, for documents; empty when it has none."""
    face = _face(slug, "logo.svg")
    return face.body.decode() if face else ""


def connect(app: Flask) -> None:
    """Give templates ``tenant``, ``theme`` (colours), ``theme_url()``, ``logo_url()``, and ``part(macro, locale, …)``."""
    app.jinja_env.globals.update(theme_url=lambda: _address("theme.css"), logo_url=lambda: _address("logo.svg"))
    app.context_processor(_values)


def _values() -> dict[str, Any]:
    tenant: TenantInfo | None = g.get("tenant") or current_tenant_or_none()
    parts = tenant.parts if tenant is not None else _PORTAL_PARTS
    return {"tenant": tenant, "theme": _Theme(tenant), "part": partial(parts.draw, tenant)}


_PORTAL_PARTS = Parts()
"""Of pages without an association: the same in every application of this process, but for the language."""


class _Theme:
    """The theme's colours, read only by the templates that ask (mails and documents)."""

    def __init__(self, tenant: TenantInfo | None) -> None:
        self._tenant = tenant

    def __getattr__(self, name: str) -> str:
        if name not in COLOURS:
            raise AttributeError(name)
        return (colours(self._tenant.slug) if self._tenant else COLOURS)[name]
