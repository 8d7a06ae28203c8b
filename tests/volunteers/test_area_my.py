"""The first page of a volunteer's area: what is next, what waits, for whom."""

from flask import Flask

from ama_net.kernel.access import Role
from tests.factories.volunteers import make_volunteer
from tests.groups.my_steps import At, inside
from tests.support.cast import player, sign_in
from tests.support.standing import Standing

PAGE = "/my/volontariato"


def test_a_volunteer_finds_the_area_in_the_menu(app: Flask, client: At, alba: Standing) -> None:
    with inside(app, alba):
        make_volunteer(person_id=player(alba, Role.VOLUNTEER).person_id)
    browser = sign_in(client(alba.host), alba, Role.VOLUNTEER)
    assert "Volontariato" in browser.get("/my").text
    assert "Il mio volontariato" in browser.get(PAGE).text


def test_who_is_no_volunteer_reads_how_one_becomes_it(client: At, alba: Standing) -> None:
    page = sign_in(client(alba.host), alba, Role.MEMBER).get(PAGE).text
    assert "Non risulti tra i volontari" in page
