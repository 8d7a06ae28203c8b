"""A fee in Alba to work on, and what is done around it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask

from ama_net.foundation.clock import today
from ama_net.foundation.database import unit_of_work
from ama_net.kernel.access import Role
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.fees import make_account, make_fee, make_rate
from tests.factories.members import make_membership
from tests.factories.people import make_person
from tests.support.cast import player
from tests.support.standing import Standing


def year() -> int:
    return today().year


def write_fee(app: Flask, alba: Standing) -> str:
    """A fee of Mara, the member of the cast, and one of somebody else; returns the id of Mara's."""

    def write() -> str:
        make_rate(year(), due_on=today() - timedelta(days=12))
        make_account()
        mara = make_fee(make_membership(person_id=player(alba, Role.MEMBER).person_id), year=year())
        make_fee(make_membership(make_person("Ugo", "Altrui", email="ugo@alba.example")), year=year())
        return str(mara.id)

    found: str = in_alba(app, alba, write)
    return found


def in_alba(app: Flask, alba: Standing, ask: Callable[[], Any]) -> Any:
    """What is asked of, or done to, Alba's rows, committed."""
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        return ask()
