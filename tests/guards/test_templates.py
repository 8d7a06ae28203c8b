"""Every template compiles, is short enough, and shows no text that cannot be translated."""

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment

ROOT = Path(__file__).resolve().parents[2] / "templates"
TEMPLATES = sorted(
    path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if path.suffix in {".html", ".txt", ".xml"}
)
SPOKEN_ATTRIBUTES = re.compile(r"""(?:aria-label|alt|title|placeholder)=(["'])(?P<text>[^"']*)\1""")
TAG = re.compile(r"<[^>]*>|&[a-z]+;|&#\d+;", re.DOTALL)
NAMES = {
    "ama_net",
    "Italiano",
    "English",
    "IT",
    "EN",
    "RUNTS",
    "AMA",
    "sitemaps",
    "PDF",
    "CSV",
    "QR",
    "Esc",
    "html",
    "HTML",
} | {"btn", "tel"}
"""Words that are the same in every language."""


BOTH_LANGUAGES = {"errors/unavailable.html"}
"""Shown when nothing works, gettext included: it says everything in both languages."""


def test_every_template_compiles(app: Flask) -> None:
    for name in TEMPLATES:
        app.jinja_env.get_template(name)


def _bare_text(source: str) -> list[str]:
    """What a template would show without asking gettext: its data, less tags, scripts, styles and comments."""
    environment = Environment(trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.i18n"])
    pieces, quiet = [], False
    names: list[str] = []
    for _line, kind, value in environment.lex(source):
        if kind == "block_begin":
            names = []
        elif kind == "name":
            names.append(value)
        elif kind == "block_end" and names:
            # Inside {% trans %} the text is translated; a block named *_class holds a class, not a text.
            begins = names[0] == "trans" or (names[0] == "block" and names[1].endswith("_class"))
            quiet = begins or (quiet and names[0] not in {"endtrans", "endblock"})
        elif kind == "data" and not quiet:
            pieces.append(value)
        elif kind == "variable_begin":
            pieces.append("\x00")
    whole = re.sub(r"<(style|script)[^>]*>.*?</\1>", "", "".join(pieces), flags=re.DOTALL)
    spoken = [match["text"] for match in SPOKEN_ATTRIBUTES.finditer(whole)]
    shown = TAG.sub(" ", whole)
    found = [word for text in [shown, *spoken] for word in re.findall(r"[A-Za-zÀ-ÿ_]{2,}", text)]
    return [word for word in found if word not in NAMES]


@pytest.mark.parametrize("name", [n for n in TEMPLATES if n.endswith(".html") and n not in BOTH_LANGUAGES])
def test_no_text_escapes_translation(name: str) -> None:
    assert _bare_text((ROOT / name).read_text()) == []


def test_templates_are_short() -> None:
    lengths = sorted((len((ROOT / name).read_text().splitlines()), name) for name in TEMPLATES)
    assert [entry for entry in lengths if entry[0] > 200] == []
    assert lengths[int(len(lengths) * 0.95)][0] <= 100


def test_no_inline_script_style_or_handler() -> None:
    wrong = {}
    for name in TEMPLATES:
        if name.startswith("email/") or "/emails/" in name:
            continue  # a mail carries its style with it, and is shown in a sandboxed frame only
        source = (ROOT / name).read_text()
        found = re.findall(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=[\"']|javascript:", source)
        found += re.findall(r"(?:src|href)=[\"']https?://", source)
        if found:
            wrong[name] = found
    assert wrong == {}


def test_every_sign_is_drawn() -> None:
    """A name that icons.html does not know draws a dot."""
    drawn = set(re.findall(r'^  "([a-z-]+)":', (ROOT / "components" / "icons.html").read_text(), re.MULTILINE))
    asked = re.compile(r"""\bicon(?:\(|=)"([a-z-]+)\"""")
    code = (ROOT.parent / "src" / "ama_net").rglob("*.py")
    wrong = [
        (path.name, name)
        for path in (*ROOT.rglob("*.html"), *code)
        for name in asked.findall(path.read_text())
        if name not in drawn
    ]
    assert wrong == []
