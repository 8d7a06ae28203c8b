"""An association closes its helpdesk: who confided something still finds it, and takes it back (GDPR art. 7.3)."""

from typing import Any

from flask import Flask

from ama_net.across.office.settings.operations import change_identity
from ama_net.features.helpdesk.models import Visitor
from ama_net.features.helpdesk.operations.visitors import Confided, new_visitor
from ama_net.features.helpdesk.visitor_secrets import token_of
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.confiding import ContactKind
from ama_net.kernel.tenancy.registry import forget_cached_tenants
from tests.support.cast import actor
from tests.support.hands import desk
from tests.support.standing import Standing


def test_a_closed_helpdesk_takes_nothing_but_lets_one_go(app: Flask, alba: Standing, client: Any) -> None:
    with desk(app, alba):
        visitor = new_visitor(Confided("Stella", "stella@posta.example", ContactKind.EMAIL), by=PUBLIC)
        visitor_id, path = visitor.id, f"/sportello/mio/{token_of(visitor)}"
        change_identity({"rooms": {"helpdesk": False}}, by=actor(alba, Role.PRESIDENT))
    forget_cached_tenants()
    browser = client(alba.host)
    assert [browser.get(one).status_code for one in ("/sportello", path, "/sportello/codice")] == [404, 200, 200]
    assert browser.submit(f"{path}/cancellazione").status_code == 303
    with desk(app, alba):
        assert db.session.get_one(Visitor, visitor_id).nickname is None
