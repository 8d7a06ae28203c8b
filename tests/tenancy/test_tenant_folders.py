"""The folders this repository ships: they are whole, they speak well of people, and the demonstration writes to nobody."""

import csv
import re
from pathlib import Path

import pytest

from ama_net.kernel.tenancy.tenant_file import load_all, load_content, load_demo, load_tenant_file

TENANTS = Path(__file__).resolve().parents[2] / "tenants"
FOUNDERS = ("bologna", "ferrara", "riconoscere")
COLUMNS = (
    "name,kind,theme,theme_original_text,audience,municipality,province,venue,address,postcode,municipality_lat,"
    "municipality_lon,weekday,time,frequency,mode,description,organisation,source,is_real"
)


def test_founding_associations_and_template_are_good() -> None:
    assert [tenant.slug for tenant in load_all(TENANTS)] == list(FOUNDERS)
    assert load_tenant_file(TENANTS / "_template").slug == "nuova-associazione"


@pytest.mark.parametrize("slug", FOUNDERS)
def test_demonstration_writes_to_nobody(slug: str) -> None:
    mail = load_tenant_file(TENANTS / slug).mail
    assert (mail.mail_from, mail.secretariat_mail) == (f"segreteria@{slug}.example", f"segreteria@{slug}.example")


@pytest.mark.parametrize("slug", FOUNDERS)
def test_demonstration_cast_is_complete(slug: str) -> None:
    cast = load_demo(TENANTS / slug)
    assert (len(cast.accounts), len(cast.people), len(cast.organisations)) == (11, 12, 2)


@pytest.mark.parametrize("slug", [*FOUNDERS, "_template"])
def test_links_between_pages_lead_somewhere(slug: str) -> None:
    pages = load_content(TENANTS / slug)
    known = {(page.language, page.slug) for page in pages}
    known |= {
        (language, page)
        for language in ("it", "en")
        for page in ("diventa-socio", "gruppi", "gruppi/avvia", "gruppi/avvia/bisogno", "sportello", "volontari")
    }
    links = [(page, link) for page in pages for link in re.findall(r"\]\((/[^)]*)\)", page.body)]
    links += [(page, need.link) for page in pages for need in page.needs if need.link]
    broken = [
        (page.slug, page.language, link)
        for page, link in links
        if link.startswith("/en/") != (page.language == "en")
        or (page.language, link.removeprefix("/en").strip("/")) not in known
    ]
    assert broken == []


@pytest.mark.parametrize("slug", FOUNDERS)
def test_needed_pages_are_in_both_languages(slug: str) -> None:
    pages = {(page.slug, page.language) for page in load_content(TENANTS / slug)}
    needed = {"home", "chi-siamo", "contatti", "privacy", "come-funziona-un-gruppo"}
    assert {(page, language) for page in needed for language in ("it", "en")} <= pages


@pytest.mark.parametrize("slug", FOUNDERS)
def test_home_answers_the_four_needs(slug: str) -> None:
    homes = [page for page in load_content(TENANTS / slug) if page.slug == "home"]
    assert [[need.key for need in home.needs] for home in homes] == [
        ["find_group", "talk_to_someone", "give", "take_part"]
    ] * 2


def test_texts_never_make_people_a_case() -> None:
    files = [*TENANTS.rglob("*.toml"), *(file for file in TENANTS.rglob("*.md") if file.name != "README.md")]
    words = re.compile(r"\b(pazient[ei]|utent[ei]|cas[oi]|patients?|users?|tenant)\b", re.IGNORECASE)
    found = {
        (file.relative_to(TENANTS).as_posix(), word)
        for file in files
        for word in words.findall(re.sub(r"tenants?(/|\.toml| new)", "", file.read_text(encoding="utf-8")))
    }
    assert found == set()


@pytest.mark.parametrize("slug", FOUNDERS)
def test_group_rows_use_known_words(slug: str) -> None:
    tenant = load_tenant_file(TENANTS / slug)
    for name, real in (("groups.csv", "yes"), ("groups_examples.csv", "no")):
        with (TENANTS / slug / name).open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows = list(reader)
        assert ",".join(reader.fieldnames or []) == COLUMNS
        assert {row["is_real"] for row in rows} == {real}
        assert {row["theme"] for row in rows} <= {"", *(theme.key for theme in tenant.themes)}
        assert {row["audience"] for row in rows} <= {"", *(audience.key for audience in tenant.audiences)}


@pytest.mark.parametrize("slug", FOUNDERS)
def test_example_rows_say_so_in_their_name(slug: str) -> None:
    with (TENANTS / slug / "groups_examples.csv").open(encoding="utf-8", newline="") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    assert [name for name in names if " di esempio – " not in name] == []
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("slug", FOUNDERS)
def test_districts_are_in_the_gazetteer(slug: str) -> None:
    gazetteer = TENANTS.parent / "src/ama_net/kernel/places/data/municipalities.csv"
    with gazetteer.open(encoding="utf-8", newline="") as file:
        known = {row["district"] for row in csv.DictReader(file)}
    assert {district.gazetteer or district.name for district in load_tenant_file(TENANTS / slug).districts} <= known
