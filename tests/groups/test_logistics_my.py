"""A facilitator asks for a room for their own group, and for no other."""

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.groups.models import LogisticRequest
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from tests.accounts.mails import mails
from tests.groups.my_steps import PAGE, At, at, facilitator, inside, prepare
from tests.support.cast import sign_in
from tests.support.standing import Standing

NEED = {"kind": "room", "what": "Una sala per otto", "needed_from": "", "needed_to": ""}


def _asked(app: Flask, standing: Standing) -> list[tuple[str, str, bool]]:
    with inside(app, standing):
        found = db.session.scalars(select(LogisticRequest))
        return [(one.what, one.state, one.group_id is not None) for one in found]


def test_facilitator_asks_for_a_room(app: Flask, client: At, alba: Standing) -> None:
    with at():
        prepare(app, alba)
        browser = facilitator(client, alba)
        assert browser.submit(f"{PAGE}/logistica", NEED).status_code == 303
        assert _asked(app, alba) == [("Una sala per otto", "new", True)]
        assert "Una sala per otto" in browser.get(f"{PAGE}/logistica").text


def test_bad_need_is_refused(app: Flask, client: At, alba: Standing) -> None:
    with at():
        prepare(app, alba)
        answer = facilitator(client, alba).submit(f"{PAGE}/logistica", {**NEED, "what": ""})
        assert (answer.status_code, "Scrivi che cosa serve" in answer.text, _asked(app, alba)) == (422, True, [])


@pytest.mark.parametrize("part", [Role.MEMBER, Role.VOLUNTEER, Role.SECRETARY])
def test_nobody_else_asks_for_it(app: Flask, client: At, alba: Standing, part: Role) -> None:
    with at():
        prepare(app, alba)
        browser = client(alba.host)
        sign_in(browser, alba, part)
        assert [
            browser.get(f"{PAGE}/logistica").status_code,
            browser.submit(f"{PAGE}/logistica", NEED).status_code,
        ] == [
            404,
            404,
        ]
        assert _asked(app, alba) == []


def test_secretariat_is_told_and_the_mail_says_nothing_more(app: Flask, client: At, alba: Standing) -> None:
    with at():
        prepare(app, alba)
        facilitator(client, alba).submit(f"{PAGE}/logistica", NEED)
        told = [(mail.template, "otto" in mail.text) for mail in mails(app, alba)]
    assert told == [("groups/logistics_new", False)]
