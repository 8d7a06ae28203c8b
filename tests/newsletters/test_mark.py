"""The association's logo at the head of its newsletters: a picture of its own site, the same in the dark, or only its name."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from ama_net.across.newsletters.rendering import render_newsletter
from ama_net.kernel.tenancy.look import logo_mark
from tests.factories.newsletters import make_newsletter
from tests.support.clients import Browser
from tests.support.standing import Standing

SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64"/></svg>'
WIDE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 64"><rect width="640" height="64"/></svg>'
SITE = "http://alba.localhost:8000"


@pytest.fixture
def folder(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where Alba's logo is put."""
    monkeypatch.setitem(app.extensions["settings"].__dict__, "tenants", tmp_path)
    (tmp_path / "alba").mkdir()
    return tmp_path / "alba"


@pytest.fixture
def logo(folder: Path) -> Path:
    """Alba has a logo."""
    (folder / "logo.svg").write_text(SQUARE)
    return folder / "logo.svg"


def _html() -> str:
    return render_newsletter(make_newsletter()).html


def test_the_logo_is_at_the_head_with_its_name_and_size(logo: Path, in_alba: Standing) -> None:
    mark = logo_mark("alba")
    assert mark is not None
    said = f'src="{SITE}{mark.path}" alt="Associazione Alba di prova" width="48" height="48"'
    assert (said in _html(), _html().count("<img")) == (True, 1)


def test_without_a_logo_the_name_is_alone(folder: Path, in_alba: Standing) -> None:
    html = _html()
    assert ("<img" in html, "Associazione Alba di prova" in html) == (False, True)


def test_a_logo_that_is_no_drawing_leaves_the_name_alone(logo: Path, in_alba: Standing) -> None:
    logo.write_text("<svg")
    assert logo_mark("alba") is None


@pytest.mark.parametrize(("drawing", "size"), [(SQUARE, (48, 48)), (WIDE, (220, 29))])
def test_it_is_drawn_twice_as_large_as_it_is_shown(
    logo: Path, in_alba: Standing, drawing: str, size: tuple[int, int]
) -> None:
    logo.write_text(drawing)
    mark = logo_mark("alba")
    assert mark is not None
    shown = Image.open(BytesIO(mark.body)).size
    assert ((mark.width, mark.height), shown[0] // 2) == ((size[0], mark.height), size[0])
    assert abs(mark.height - size[1]) <= 2


def test_it_is_kept_for_a_year_and_an_old_address_shows_the_one_of_today(
    logo: Path, alba: Standing, in_alba: Standing, client: Callable[[str], Browser]
) -> None:
    mark = logo_mark("alba")
    assert mark is not None
    now, old = (client(alba.host).get(path) for path in (mark.path, "/aspetto/0123456789abcdef/logo.png"))
    assert [(one.status_code, one.mimetype, one.data == mark.body) for one in (now, old)] == [
        (200, "image/png", True)
    ] * 2
    assert now.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert (now.headers["Cache-Control"], old.headers["Cache-Control"]) == (
        "public, max-age=31536000, immutable",
        "public, max-age=86400",
    )


def test_who_has_no_logo_has_no_picture(folder: Path, alba: Standing, client: Callable[[str], Browser]) -> None:
    assert client(alba.host).get("/aspetto/0123456789abcdef/logo.png").status_code == 404
