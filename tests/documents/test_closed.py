"""An association that keeps no documents: their pages and letters' are not there, for anybody, and leave the menus."""

from collections.abc import Callable

import pytest
from flask import Flask

from ama_net.across.office.settings.operations import change_identity
from ama_net.foundation.database import unit_of_work
from ama_net.kernel.access import Role
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.registry import forget_cached_tenants
from tests.support.cast import actor, sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing


def _close(app: Flask, standing: Standing, room: str) -> None:
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        change_identity({"rooms": {room: False}}, by=actor(standing, Role.PRESIDENT))
    forget_cached_tenants()


PAGES = ["/manage/documenti", "/manage/libri", "/manage/lettere", "/manage/lettere/protocollo"]


@pytest.mark.parametrize("page", PAGES)
def test_the_office_has_no_such_pages(
    app: Flask, client: Callable[[str], Browser], alba: Standing, brig: Standing, page: str
) -> None:
    _close(app, alba, "documents")
    here = sign_in(client(alba.host), alba, Role.PRESIDENT)
    there = sign_in(client(brig.host), brig, Role.PRESIDENT)
    assert (here.get(page).status_code, there.get(page).status_code) == (404, 200)


def test_members_and_the_public_have_none(app: Flask, client: Callable[[str], Browser], alba: Standing) -> None:
    _close(app, alba, "documents")
    member = sign_in(client(alba.host), alba, Role.MEMBER)
    assert [member.get(page).status_code for page in ("/my/documenti", "/documenti")] == [404, 404]
    assert "/my/documenti" not in member.get("/my/").get_data(as_text=True)


def test_who_keeps_no_members_has_no_members_area(app: Flask, client: Callable[[str], Browser], alba: Standing) -> None:
    member = sign_in(client(alba.host), alba, Role.MEMBER)
    assert "/my/socio" in member.get("/my/").get_data(as_text=True)
    _close(app, alba, "members")
    assert "/my/socio" not in member.get("/my/").get_data(as_text=True)
    assert [member.get(page).status_code for page in ("/my/socio", "/tessera/boh")] == [404, 404]
