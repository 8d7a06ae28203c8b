"""Built css, js and fonts: names with a fingerprint, kept by browsers for a year, already compressed beside each file."""

import json
from pathlib import Path
from typing import Any

from flask import Flask
from whitenoise import WhiteNoise

BUILT = Path(__file__).resolve().parents[2] / "static" / "built"
PREFIX = "/assets/"


def connect(app: Flask) -> None:
    """Serve the built folder and give templates ``asset('app.css')``. A missing build is told by the page, not a crash."""
    manifest = _Manifest(BUILT / "manifest.json")
    app.jinja_env.globals["asset"] = manifest.address
    whitenoise = WhiteNoise(app.wsgi_app, allow_all_origins=False, immutable_file_test=_is_fingerprinted, max_age=300)
    whitenoise.add_headers_function = _nosniff
    if BUILT.is_dir():
        whitenoise.add_files(str(BUILT), prefix=PREFIX)
    app.wsgi_app = whitenoise  # type: ignore[method-assign]


class _Manifest:
    def __init__(self, file: Path) -> None:
        self._names: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}

    def address(self, name: str) -> str:
        """The address of a built file, e.g. ``app.css`` -> ``/assets/app-3F2A.css``."""
        return PREFIX + self._names.get(name, name)


def _is_fingerprinted(path: str, url: str) -> bool:
    stem = Path(url).stem.removesuffix(".min")
    _, dash, digest = stem.rpartition("-")
    return bool(dash) and len(digest) >= 8 and digest.isalnum()


def _nosniff(headers: Any, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
