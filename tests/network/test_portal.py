"""The portal at the bare host: published groups of every association, nothing of anybody, nothing at other hosts."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ama_net.features.groups.models import Group
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.tenancy import tenant_scope
from tests.support.queries import count_queries
from tests.support.standing import Standing


@pytest.fixture
def portal(app: Flask, client: object, alba: Standing, brig: Standing) -> FlaskClient:
    with app.app_context():
        _publish(alba, "Stella Alpina")
        _publish(brig, "Il Porto")
    return client("localhost")  # type: ignore[operator,no-any-return]


def _publish(tenant: Standing, name: str) -> None:
    with tenant_scope(tenant.id), unit_of_work():
        db.session.add(Group(slug=name.lower().replace(" ", "-"), name=name, status="active"))


def test_portal_lists_groups_of_every_association_with_their_own_addresses(portal: FlaskClient) -> None:
    page = portal.get("/").text
    assert "http://alba.localhost:8000/gruppi/stella-alpina" in page
    assert "http://brig.localhost:8000/gruppi/il-porto" in page


def test_group_kept_out_of_the_portal_is_neither_found_nor_counted(
    app: Flask, portal: FlaskClient, alba: Standing
) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        db.session.add(Group(slug="riservato", name="Riservato", status="active", in_portal=False))
    assert "Riservato" not in portal.get("/").text
    assert portal.get("/associazioni").text.count("1 gruppo pubblicato") == 2


def test_towns_are_suggested_on_the_portal_too(portal: FlaskClient) -> None:
    assert '<option value="Zola Predosa (BO)">' in portal.get("/comuni?vicino=zola").text


def test_portal_search_narrows(portal: FlaskClient) -> None:
    page = portal.get("/?q=porto").text
    assert "Il Porto" in page
    assert "Stella Alpina" not in page


def test_portal_without_results_is_not_a_dead_end(portal: FlaskClient) -> None:
    page = portal.get("/?q=xyzxyz").text
    assert "Non abbiamo trovato un gruppo così" in page
    assert "/associazioni" in page


def test_portal_in_english_leads_to_english_pages(portal: FlaskClient) -> None:
    page = portal.get("/en/").text
    assert '<html lang="en">' in page
    assert "http://alba.localhost:8000/en/gruppi/stella-alpina" in page


def test_portal_sets_no_cookie(portal: FlaskClient) -> None:
    assert "Set-Cookie" not in portal.get("/").headers


def test_portal_survives_rubbish_in_its_address(portal: FlaskClient) -> None:
    answers = [
        portal.get(f"/?{query}").status_code for query in ("page=abc", "giorno=9&tema=%00", "page=99999999999", "q=%27")
    ]
    assert answers == [200, 200, 200, 200]


def test_machines_are_told_the_configured_address_whatever_they_asked(portal: FlaskClient) -> None:
    pages = [portal.get(path, headers={"Host": "LOCALHOST:666"}).text for path in ("/robots.txt", "/en/sitemap.xml")]
    assert ["666" in page for page in pages] == [False, False]
    assert "Sitemap: http://localhost:8000/sitemap.xml\n" in pages[0]
    assert "<loc>http://localhost:8000/en/associazioni</loc>" in pages[1]


@pytest.mark.parametrize("path", ["/associazioni", "/privacy", "/robots.txt", "/sitemap.xml"])
def test_portal_pages_answer(portal: FlaskClient, path: str) -> None:
    assert portal.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/gruppi", "/manage/", "/my", "/accedi", "/gruppi/stella-alpina"])
def test_association_pages_are_not_at_the_portal(portal: FlaskClient, path: str) -> None:
    assert portal.get(path).status_code == 404


def test_portal_pages_are_not_at_an_association(client: object, portal: FlaskClient, alba: Standing) -> None:
    assert client(alba.host).get("/associazioni").status_code == 404  # type: ignore[operator]


def test_suspended_association_leaves_the_portal(app: Flask, portal: FlaskClient, alba: Standing) -> None:
    from sqlalchemy import create_engine, text

    engine = create_engine(app.extensions["settings"].database_owner_url)
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL ROLE ama_bypass"))
        connection.execute(text("UPDATE tenants SET status = 'suspended' WHERE slug = 'alba'"))
    engine.dispose()
    page = portal.get("/").text
    assert "Stella Alpina" not in page
    assert "Il Porto" in page


def test_portal_asks_the_same_number_of_questions_for_one_row_and_for_many(
    app: Flask, portal: FlaskClient, alba: Standing
) -> None:
    with count_queries() as few:
        portal.get("/?q=porto")
    with app.app_context():
        for number in range(12):
            _publish(alba, f"Porto {number}")
    with count_queries() as many:
        portal.get("/?q=porto")
    assert len(many) == len(few)
