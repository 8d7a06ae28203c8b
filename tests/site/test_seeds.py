"""The site a new association starts with."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.site.models import SitePage
from ama_net.features.site.seeds import seed
from ama_net.foundation.database import db
from ama_net.kernel.tenancy.tenant_file import TenantFileError, load_content, load_tenant_file
from tests.support.standing import Standing

ROOT = Path(__file__).resolve().parents[2] / "tenants"


@pytest.mark.parametrize("slug", ["bologna", "ferrara", "riconoscere"])
def test_every_page_of_the_folder_is_published(app: Flask, in_alba: Standing, slug: str) -> None:
    folder = ROOT / slug
    file = load_tenant_file(folder)
    seed(file, folder)
    seed(file, folder)
    db.session.flush()
    assert db.session.scalar(select(func.count()).where(SitePage.published)) == len(load_content(folder))


def test_seeded_words_are_rendered_without_language(app: Flask, in_alba: Standing) -> None:
    seed(load_tenant_file(ROOT / "bologna"), ROOT / "bologna")
    english = db.session.scalars(select(SitePage).where(SitePage.language == "en")).all()
    assert [page.slug for page in english if 'href="/en' in page.body_html] == []
    home = next(page for page in english if page.slug == "home")
    assert home.needs[0]["link"] == "/gruppi"


def test_bologna_leads_to_its_helpdesk(app: Flask, in_alba: Standing) -> None:
    seed(load_tenant_file(ROOT / "bologna"), ROOT / "bologna")
    pages = db.session.scalars(select(SitePage).where(SitePage.slug.in_(["home", "contatti"]))).all()
    links = [[need["link"] for need in page.needs if need["key"] == "talk_to_someone"] for page in pages]
    there = [
        link == ["/sportello"] or 'href="/sportello"' in page.body_html for page, link in zip(pages, links, strict=True)
    ]
    assert there == [True] * 4


def test_seed_refuses_an_address_of_the_program(app: Flask, in_alba: Standing, tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    text = '+++\ntitle = "Volontari"\nslug = "volontari"\nsummary = "x"\n+++\nTesto.\n'
    (tmp_path / "content" / "volontari.md").write_text(text)
    with pytest.raises(TenantFileError):
        seed(load_tenant_file(ROOT / "bologna"), tmp_path)


def test_office_wins_over_the_folder(app: Flask, in_alba: Standing) -> None:
    db.session.add(SitePage(kind="page", language="it", slug="nostra", title="Nostra"))
    db.session.flush()
    seed(load_tenant_file(ROOT / "bologna"), ROOT / "bologna")
    assert db.session.scalars(select(SitePage.slug)).all() == ["nostra"]
