"""The catalogues: collecting texts from code and templates, checking that both languages are whole, compiling.

Texts are written in Italian where they are used (docs/decisions): the Italian catalogue repeats them, so that a translator
or an editor can amend one without touching code; the English one translates them.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[3]
CATALOGUES = ROOT / "src" / "ama_net" / "translations"
LOCALES = ("it", "en")
BEGINNING = datetime(2026, 11, 21, tzinfo=UTC)
"""The date written in the catalogues: always the same, so that they change only when a text does."""
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "lazy_ngettext": (1, 2)}
SOURCES: tuple[tuple[Path, list[tuple[str, str]]], ...] = (
    (ROOT / "src", [("**.py", "python")]),
    (ROOT / "templates", [("**.html", "jinja2"), ("**.txt", "jinja2"), ("**.typ", "jinja2")]),
)
JINJA = {"**": {"trimmed": "true", "silent": "false"}}


def collect() -> Catalog:
    """Every text that code and templates ask for."""
    found = Catalog()
    for folder, methods in SOURCES:
        texts = extract_from_dir(str(folder), methods, JINJA, keywords=KEYWORDS)
        for _file, _line, message, _comments, context in texts:
            found.add(message, context=context)
    return found


def catalogue(locale: str) -> Catalog:
    """The kept catalogue of a language; empty when there is none."""
    file = CATALOGUES / locale / "LC_MESSAGES" / "messages.po"
    if not file.exists():
        return Catalog(locale=locale)
    return read_po(BytesIO(file.read_bytes()), locale=locale)


def update() -> dict[str, int]:
    """Bring both catalogues to the texts in use; returns how many are still untranslated by language."""
    texts, missing = collect(), {}
    for locale in LOCALES:
        kept, fresh = (
            catalogue(locale),
            Catalog(
                locale=locale,
                project="ama_net",
                version="1",
                fuzzy=False,
                creation_date=BEGINNING,
                revision_date=BEGINNING,
            ),
        )
        missing[locale] = 0
        for message in _texts(texts):
            old = kept.get(message.id, message.context)
            string = old.string if old is not None and _whole(old) else ""
            if not string and locale == "it":
                string = message.id
            missing[locale] += not string
            fresh.add(message.id, string, context=message.context)
        _write(locale, fresh)
    return missing


def missing(locale: str) -> list[str]:
    """Texts in use that a language lacks."""
    kept = catalogue(locale)
    lacking = []
    for message in _texts(collect()):
        entry = kept.get(message.id, message.context)
        if entry is None or not _whole(entry):
            lacking.append(message.id if isinstance(message.id, str) else message.id[0])
    return lacking


def compile_catalogues() -> None:
    """Write the binary catalogues the application reads (ignored by git); written aside and renamed."""
    for locale in LOCALES:
        target = CATALOGUES / locale / "LC_MESSAGES" / "messages.mo"
        source = target.with_suffix(".po")
        if not source.exists() or (target.exists() and target.stat().st_mtime > source.stat().st_mtime):
            continue
        draft = target.with_suffix(".draft")
        with draft.open("wb") as file:
            write_mo(file, catalogue(locale))
        draft.rename(target)


def _texts(found: Catalog) -> Iterator[Message]:
    return (message for message in found if message.id)


def _whole(message: Message) -> bool:
    strings = (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))
    return all(strings) and not message.fuzzy


def _write(locale: str, fresh: Catalog) -> None:
    folder = CATALOGUES / locale / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "messages.po").open("wb") as file:
        write_po(file, fresh, width=110, no_location=True, omit_header=False, sort_output=True)


@click.group()
def translations() -> None:
    """I testi nelle due lingue."""


@translations.command("update")
def update_command() -> None:
    """Raccoglie i testi e aggiorna i cataloghi."""
    for locale, count in update().items():
        click.echo(f"{locale}: {count} testi da tradurre")


@translations.command("check")
def check_command() -> None:
    """Controlla che i cataloghi siano completi."""
    lacking = {locale: missing(locale) for locale in LOCALES}
    for locale, texts in lacking.items():
        for text in texts:
            click.echo(f"{locale}: manca «{text}»")
    if any(lacking.values()):
        raise click.ClickException("Le traduzioni non sono complete: `make translations`, poi si completano i .po.")
    click.echo("Traduzioni complete.")


@translations.command("compile")
def compile_command() -> None:
    """Prepara i cataloghi per il programma."""
    compile_catalogues()
