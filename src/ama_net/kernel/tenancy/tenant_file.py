"""Reads the folder of an association: tenant.toml, the pages in content/ and the demo cast.

Every fault is one line of Italian that names the file, the field and what to mend; nothing is loaded by halves.
"""

import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from ama_net.kernel.tenancy.tenant_demo import DemoAccount, DemoCast, DemoOrganisation, DemoPerson
from ama_net.kernel.tenancy.tenant_models import Language, TenantFile
from ama_net.kernel.tenancy.tenant_pages import ContentPage, Need

__all__ = [
    "ContentPage", "DemoAccount", "DemoCast", "DemoOrganisation", "DemoPerson", "Need", "TenantFile", "TenantFileError",
    "load_all", "load_content", "load_demo", "load_room_file", "load_tenant_file",
]  # fmt: skip

Model = TypeVar("Model", bound=BaseModel)


class TenantFileError(Exception):
    """A folder cannot be used. ``problems`` has one line for each fault; the text is the first one."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        others = f" (e altri problemi: {len(self.problems) - 1})" if len(self.problems) > 1 else ""
        super().__init__(f"{self.problems[0].removesuffix('.')}{others}.")


def load_tenant_file(folder: Path) -> TenantFile:
    """Read ``folder``/tenant.toml.

    Raises:
        TenantFileError: the file is missing, is not TOML, or says something that cannot be used.
    """
    file = folder / "tenant.toml"
    tenant = _validated(TenantFile, _parsed(_read(file), file), file)
    if not folder.name.startswith("_") and tenant.slug != folder.name:
        other = f"è «{tenant.slug}» ma la cartella è «{folder.name}»: rendili uguali"
        raise TenantFileError([f"{file}: campo «slug»: {other}."])
    return tenant


def load_all(root: Path) -> list[TenantFile]:
    """Read every association under ``root``, by slug. Folders that begin with ``_`` or ``.`` are not associations.

    Raises:
        TenantFileError: any file is wrong, or two associations claim the same host; all the faults together.
    """
    tenants: list[TenantFile] = []
    problems: list[str] = []
    for folder in sorted(path for path in root.iterdir() if path.is_dir() and path.name[0] not in "_."):
        try:
            tenants.append(load_tenant_file(folder))
        except TenantFileError as error:
            problems += error.problems
    problems += _shared_hosts(root, tenants)
    if problems:
        raise TenantFileError(problems)
    return tenants


def load_demo(folder: Path) -> DemoCast:
    """Read ``folder``/demo.toml.

    Raises:
        TenantFileError: the file is missing or wrong, or an address is not at .example.
    """
    return load_room_file(DemoCast, folder / "demo.toml")


def load_room_file(model: type[Model], file: Path) -> Model:
    """Read a file that one room wants beside tenant.toml, into the room's own model.

    Raises:
        TenantFileError: the file is missing, is not TOML, or says something that cannot be used.
    """
    return _validated(model, _parsed(_read(file), file), file)


def load_content(folder: Path) -> list[ContentPage]:
    """Read the pages in ``folder``/content and the news in content/notizie.

    ``nome.md`` is Italian, ``nome.en.md`` its English version. Pages come in the order of the menu, then by slug;
    news newest first.

    Raises:
        TenantFileError: a page is wrong, or a translation has no Italian page.
    """
    pages: list[ContentPage] = []
    problems: list[str] = []
    content = folder / "content"
    for kind, files in (("page", content.glob("*.md")), ("news", (content / "notizie").glob("*.md"))):
        for file in sorted(files):
            try:
                pages.append(_page(file, kind))
            except TenantFileError as error:
                problems += error.problems
    italian = {(page.kind, page.slug) for page in pages if page.language == "it"}
    problems += [
        f"{content}: la pagina «{page.slug}» c'è in inglese ma non in italiano: aggiungi {page.slug}.md."
        for page in pages
        if (page.kind, page.slug) not in italian and not problems
    ]
    if problems:
        raise TenantFileError(problems)
    return sorted(pages, key=_reading_order)


def _reading_order(page: ContentPage) -> tuple[str, int, str, str]:
    newest = -page.published_on.toordinal() if page.published_on else 0
    if page.kind == "news":
        return ("2", newest, page.slug, page.language)
    return ("1", page.menu_order or 1000, page.slug, page.language)


def _page(file: Path, kind: str) -> ContentPage:
    name, _, language = file.name.removesuffix(".md").partition(".")
    language = language or "it"
    if language not in get_args(Language):
        raise TenantFileError([f"{file}: il nome deve finire in .md o .en.md: la lingua «{language}» non c'è."])
    opening, _, rest = _read(file).partition("\n")
    head, separator, body = rest.partition("\n+++\n")
    if opening.strip() != "+++" or not separator:
        raise TenantFileError([f"{file}: l'intestazione manca: mettila all'inizio, fra due righe «+++»."])
    values = _parsed(head, file, first_line=2)
    page = _validated(ContentPage, {**values, "kind": kind, "language": language, "body": body.strip()}, file)
    if page.slug != name:
        raise TenantFileError([f"{file}: campo «slug»: è «{page.slug}» ma il file si chiama «{name}»: rendili uguali."])
    if kind == "news" and page.published_on is None:
        raise TenantFileError([f"{file}: campo «published_on»: manca: scrivi il giorno, per esempio 2026-11-21."])
    return page


def _shared_hosts(root: Path, tenants: Sequence[TenantFile]) -> list[str]:
    owner: dict[str, str] = {}
    problems = []
    for tenant in tenants:
        for host in tenant.hosts:
            if host in owner:
                file = root / tenant.slug / "tenant.toml"
                mend = "un indirizzo porta a una sola associazione, togli uno dei due"
                problems.append(f"{file}: campo «hosts»: «{host}» è già di «{owner[host]}»: {mend}.")
            owner.setdefault(host, tenant.slug)
    return problems


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise TenantFileError([f"{file}: il file non c'è: copialo da tenants/_template."]) from None
    except UnicodeDecodeError:
        raise TenantFileError([f"{file}: non è scritto in UTF-8: salvalo di nuovo con questa codifica."]) from None
    except OSError as error:
        raise TenantFileError([f"{file}: non si può leggere ({error.strerror}): controlla i permessi."]) from None


def _parsed(text: str, file: Path, *, first_line: int = 1) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+), column (\d+)", str(error))
        where = f"riga {int(place[1]) + first_line - 1}, colonna {place[2]}" if place else "ultima riga"
        mend = "controlla virgolette, parentesi e chiavi ripetute"
        raise TenantFileError([f"{file}: {where}: non è TOML: {mend}."]) from None


def _validated(model: type[Model], values: Mapping[str, Any], file: Path) -> Model:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        raise TenantFileError([f"{file}: {_where(fault['loc'])}{_what(model, fault)}." for fault in faults]) from None


def _where(location: tuple[int | str, ...]) -> str:
    if not location:
        return ""
    path = "".join(f" voce {step + 1} " if isinstance(step, int) else f".{step}" for step in location)
    return f"campo «{path.removeprefix('.').replace(' .', ' ').strip()}»: "


FAULTS = {
    "missing": "manca: aggiungilo",
    "string_too_short": "è vuoto: scrivi il testo o togli la riga",
    "string_too_long": "è troppo lungo: al massimo {max_length} caratteri",
    "string_type": "dev'essere un testo fra virgolette",
    "bool_type": "dev'essere true o false, senza virgolette",
    "int_type": "dev'essere un numero, senza virgolette",
    "tuple_type": "dev'essere un elenco fra parentesi quadre",
    "model_type": "dev'essere una tabella con i suoi campi, come in tenants/_template",
    "literal_error": "«{input}» non va bene: scegli fra {expected}",
    "enum": "«{input}» non va bene: scegli fra {expected}",
}


def _what(model: type[BaseModel], fault: Mapping[str, Any]) -> str:
    kind = fault["type"]
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(str(fault["loc"][-1]), sorted(_all_names(model)), n=1)
        return "chiave sconosciuta: " + (f"forse volevi «{near[0]}»" if near else "toglila o correggi il nome")
    if kind == "value_error":
        reason = str(fault["msg"]).removeprefix("Value error, ")
        return "non è un indirizzo e-mail: ricontrollalo" if "valid email" in reason else reason
    text = FAULTS.get(kind, "«{input}» non va bene: guarda come è scritto in tenants/_template")
    return text.format(**{"input": fault.get("input"), **fault.get("ctx", {})}).replace(" or ", ", ")


def _all_names(model: type[BaseModel]) -> set[str]:
    """The keys of a model and of the models inside it, to suggest the right word."""
    names = set(model.model_fields)
    for field in model.model_fields.values():
        for inner in (field.annotation, *get_args(field.annotation)):
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                names |= _all_names(inner)
    return names
