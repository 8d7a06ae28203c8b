"""The folders of associations: what a good one gives, and what is said of a broken one."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import get_args

import pytest

from ama_net.kernel.access.permissions import Role
from ama_net.kernel.people import models as people
from ama_net.kernel.tenancy.tenant_demo import ConsentSource, DemoRole, OrganisationKind
from ama_net.kernel.tenancy.tenant_file import (
    TenantFileError,
    load_all,
    load_content,
    load_demo,
    load_tenant_file,
)

CAST_ROLES = [role for role in Role if role is not Role.LISTENER]
"""Who listens has the role because they serve: the room gives it."""

GOOD = """
slug = "luna"
name = "Associazione Luna"
short_name = "Luna"
tagline = "Insieme di notte"
legal_form = "odv"
hosts = ["luna.example", "www.luna.example"]

[seat]
municipality = "Bologna"
province = "BO"

[contact]
phones = [{ label = "Segreteria", number = "051 000 0001" }]

[mail]
sender_name = "Luna"
mail_from = "segreteria@luna.example"
secretariat_mail = "segreteria@luna.example"

[emergency]
text = "Chiama il 112."

[rooms]
members = false

[settings.groups]
confirm_after_months = 6

[[themes]]
key = "lutto"
label = "Lutto"
description = "Per chi ha perso una persona cara."
"""

PAGE = """+++
title = "Chi siamo"
slug = "chi-siamo"
summary = "In due parole."
menu = "main"
menu_order = 10
+++
Il testo.
"""

ROLES = "".join(
    f"""
[[accounts]]
role = "{role}"
given_name = "Rosaura"
family_name = "Dimostrativa"
email = "{role}@luna.example"
"""
    for role in CAST_ROLES
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of one good association."""
    luna = tmp_path / "luna"
    (luna / "content" / "notizie").mkdir(parents=True)
    (luna / "tenant.toml").write_text(GOOD)
    (luna / "content" / "chi-siamo.md").write_text(PAGE)
    (luna / "demo.toml").write_text(ROLES)
    return luna


def _refusal(folder: Path, text: str) -> str:
    (folder / "tenant.toml").write_text(text)
    with pytest.raises(TenantFileError) as refusal:
        load_tenant_file(folder)
    return str(refusal.value).removeprefix(f"{folder / 'tenant.toml'}: ")


def test_good_file_is_read(folder: Path) -> None:
    luna = load_tenant_file(folder)
    assert (luna.slug, luna.dev_host, luna.hosts) == ("luna", "luna.localhost", ("luna.example", "www.luna.example"))
    assert (luna.rooms.members, luna.rooms.groups) == (False, True)
    assert luna.settings == {"groups": {"confirm_after_months": 6}}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "Associazione Luna"\n', "", "campo «name»: manca: aggiungilo."),
        ('name = "Asso', 'nmae = "Asso', "campo «name»: manca: aggiungilo (e altri problemi: 1)"),
        ("tagline", 'webb = ""\ntagline', "campo «webb»: chiave sconosciuta: toglila o correggi il nome."),
        ("[rooms]", "[rooms]\nmember = true", "campo «rooms.member»: chiave sconosciuta: forse volevi «members»."),
        ("members = false", 'members = "no"', "campo «rooms.members»: dev'essere true o false, senza virgolette."),
        (
            '"odv"',
            '"spa"',
            "campo «legal_form»: «spa» non va bene: scegli fra 'public_body', 'odv', 'aps', 'ets', 'association'.",
        ),
        ('"Luna"\ntag', '""\ntag', "campo «short_name»: è vuoto: scrivi il testo o togli la riga."),
        ('"Luna"\ntag', f'"{"L" * 31}"\ntag', "campo «short_name»: è troppo lungo: al massimo 30 caratteri."),
        ('"Luna"\ntag', "7\ntag", "campo «short_name»: dev'essere un testo fra virgolette."),
        ("[seat]", "[sede]", "campo «seat»: manca: aggiungilo (e altri problemi: 1)"),
        ('"luna.example"', '"https://luna.example/"', "campo «hosts voce 1»: scrivi solo il nome, minuscolo"),
        ('"luna.example"', '"luna.localhost"', "campo «hosts voce 1»: gli indirizzi .localhost"),
        ('"luna.example"', '"www.luna.example"', "in «hosts» la voce «www.luna.example» c'è due volte"),
        ('["luna.example", "www.luna.example"]', '"luna.example"', "campo «hosts»: dev'essere un elenco"),
        ('"luna"', '"Luna"', "campo «slug»: usa solo lettere minuscole"),
        ('"luna"', '"www"', "campo «slug»: «www» è una parola riservata"),
        ('"luna"', '"sole"', "campo «slug»: è «sole» ma la cartella è «luna»: rendili uguali."),
        ("051 000 0001", "casa mia", "campo «contact.phones voce 1 number»: non è un numero di telefono"),
        ("051 000 0001", "12", "campo «contact.phones voce 1 number»: non è un numero di telefono"),
        ('mail_from = "segreteria@', 'mail_from = "segreteria', "campo «mail.mail_from»: non è un indirizzo e-mail"),
        ("[seat]", '[registration]\ntax_code = "123"\n[seat]', "campo «registration.tax_code»: il codice fiscale"),
        ('"odv"', '"association"\nregistration = { runts_section = "A" }', "la sezione del RUNTS c'è solo per"),
        ('"odv"', '"odv"\nlanguages = ["en"]', "in «languages» deve esserci «it»"),
        ('"odv"', '"odv"\nlanguages = ["de"]', "campo «languages voce 1»: «de» non va bene: scegli fra 'it', 'en'."),
        ('key = "lutto"', 'key = "Lutto!"', "campo «themes voce 1 key»: «Lutto!» non va bene: guarda come è scritto"),
        ("[seat]", '[emergency]\ntext = "x"\n[seat]', "riga 23, colonna 11: non è TOML"),
        ('"Bologna"', '"Bologna', "riga 10, colonna"),
    ],
)
def test_broken_file_says_field_and_remedy(folder: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    assert _refusal(folder, GOOD.replace(old, new, 1)).startswith(said)


def test_same_theme_twice_is_refused(folder: Path) -> None:
    theme = GOOD[GOOD.index("[[themes]]") :]
    assert "in «themes» la voce «lutto» c'è due volte" in _refusal(folder, GOOD + theme)


def test_every_refusal_is_one_line_with_the_file(folder: Path) -> None:
    (folder / "tenant.toml").write_text(GOOD.replace("name", "nome"))
    with pytest.raises(TenantFileError) as refusal:
        load_tenant_file(folder)
    assert len(refusal.value.problems) > 2
    for line in (*refusal.value.problems, str(refusal.value)):
        assert line.startswith(f"{folder / 'tenant.toml'}: ")
        assert "\n" not in line


def test_missing_file_points_to_the_template(tmp_path: Path) -> None:
    with pytest.raises(TenantFileError, match="il file non c'è: copialo da tenants/_template"):
        load_tenant_file(tmp_path)


def test_wrong_encoding_is_said(folder: Path) -> None:
    (folder / "tenant.toml").write_bytes(GOOD.replace("Insieme", "Così").encode("cp1252"))
    with pytest.raises(TenantFileError, match="non è scritto in UTF-8"):
        load_tenant_file(folder)


def test_byte_order_mark_is_harmless(folder: Path) -> None:
    (folder / "tenant.toml").write_text(GOOD, encoding="utf-8-sig")
    assert load_tenant_file(folder).slug == "luna"


def _second_association(folder: Path, hosts: str) -> Path:
    sole = folder.parent / "sole"
    shutil.copytree(folder, sole)
    (sole / "tenant.toml").write_text(GOOD.replace('"luna"', '"sole"').replace('"luna.example", ', hosts))
    return sole


def test_all_associations_are_read_by_slug(folder: Path) -> None:
    _second_association(folder, '"sole.example", "').with_name("_template").mkdir()
    (folder.parent / "sole" / "tenant.toml").write_text(
        GOOD.replace('"luna"', '"sole"').replace('["luna.example", "www.luna.example"]', "[]")
    )
    (folder.parent / "README.md").write_text("")
    assert [tenant.slug for tenant in load_all(folder.parent)] == ["luna", "sole"]


def test_host_of_two_associations_is_refused(folder: Path) -> None:
    _second_association(folder, "")
    with pytest.raises(TenantFileError, match=r"«www\.luna\.example» è già di «luna»"):
        load_all(folder.parent)


def test_faults_of_all_associations_come_together(folder: Path) -> None:
    sole = _second_association(folder, "")
    for place in (folder, sole):
        (place / "tenant.toml").write_text("slug =")
    with pytest.raises(TenantFileError) as refusal:
        load_all(folder.parent)
    assert [
        str(place / "tenant.toml") in line for place, line in zip((folder, sole), refusal.value.problems, strict=True)
    ]


def test_page_is_read_with_its_head(folder: Path) -> None:
    (page,) = load_content(folder)
    assert (page.kind, page.language, page.slug, page.menu_order, page.body) == (
        "page",
        "it",
        "chi-siamo",
        10,
        "Il testo.",
    )


def test_pages_come_in_menu_order_and_news_newest_first(folder: Path) -> None:
    content = folder / "content"
    (content / "chi-siamo.en.md").write_text(PAGE)
    (content / "privacy.md").write_text(PAGE.replace("chi-siamo", "privacy").replace("= 10", "= 5"))
    for day, name in (("2026-11-01", "prima"), ("2026-11-20", "dopo")):
        head = f'+++\ntitle = "Notizia"\nslug = "{name}"\nsummary = "Breve."\npublished_on = {day}\n+++\nTesto.'
        (content / "notizie" / f"{name}.md").write_text(head)
    read = [(page.kind, page.slug, page.language) for page in load_content(folder)]
    assert read == [
        ("page", "privacy", "it"),
        ("page", "chi-siamo", "en"),
        ("page", "chi-siamo", "it"),
        ("news", "dopo", "it"),
        ("news", "prima", "it"),
    ]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("chi-siamo.md", "Il testo.", "l'intestazione manca"),
        ("chi-siamo.md", PAGE.replace("+++\nIl", "Il"), "l'intestazione manca"),
        ("chi-siamo.md", PAGE.replace('"Chi siamo"', '"Chi siamo'), "riga 2, colonna"),
        ("chi-siamo.md", PAGE.replace("title", "titolo"), "campo «title»: manca"),
        ("chi-siamo.md", PAGE.replace("menu_order = 10\n", ""), "«menu» e «menu_order» vanno insieme"),
        ("chi-siamo.md", PAGE.replace('"chi-siamo"', '"noi"'), "è «noi» ma il file si chiama «chi-siamo»"),
        ("chi-siamo.de.md", PAGE, "la lingua «de» non c'è"),
        ("contatti.en.md", PAGE.replace("chi-siamo", "contatti"), "«contatti» c'è in inglese ma non in italiano"),
        ("gruppi.md", PAGE.replace("chi-siamo", "gruppi"), "«gruppi» è una parola riservata"),
        ("notizie/novita.md", PAGE.replace("chi-siamo", "novita"), "campo «published_on»: manca"),
    ],
)
def test_broken_page_says_what_to_mend(folder: Path, name: str, text: str, said: str) -> None:
    (folder / "content" / name).write_text(text)
    with pytest.raises(TenantFileError) as refusal:
        load_content(folder)
    assert said in str(refusal.value)


def test_folder_without_content_has_no_pages(folder: Path) -> None:
    shutil.rmtree(folder / "content")
    assert load_content(folder) == []


def test_demo_has_one_account_for_each_role(folder: Path) -> None:
    assert {account.role for account in load_demo(folder).accounts} == set(CAST_ROLES)


@pytest.mark.parametrize(
    ("repeated", "original"),
    [(DemoRole, CAST_ROLES), (ConsentSource, people.ConsentSource), (OrganisationKind, people.OrganisationKind)],
)
def test_demo_words_are_the_ones_of_the_rooms_above(repeated: object, original: Iterable[str]) -> None:
    assert set(get_args(repeated)) == set(original)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("board@luna.example", "board@luna.it", "solo indirizzi che finiscono in .example"),
        ("board@luna.example", "editor@luna.example", "in «email» la voce «editor@luna.example» c'è due volte"),
        ('role = "board"', 'role = "editor"', "in «accounts.role» la voce «editor» c'è due volte"),
        ('role = "board"', 'role = "boss"', "campo «accounts voce 1 role»: «boss» non va bene"),
        (ROLES[: ROLES.index("[[accounts]]", 20)], "", "manca un accesso dimostrativo per il ruolo «board»"),
    ],
)
def test_broken_demo_says_what_to_mend(folder: Path, old: str, new: str, said: str) -> None:
    assert old in ROLES
    (folder / "demo.toml").write_text(ROLES.replace(old, new, 1))
    with pytest.raises(TenantFileError) as refusal:
        load_demo(folder)
    assert said in str(refusal.value)
