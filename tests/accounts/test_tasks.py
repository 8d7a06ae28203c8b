"""What is over is forgotten."""

from datetime import timedelta

import time_machine
from flask import Flask
from sqlalchemy import func, select

from ama_net.foundation.clock import now
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import Role
from ama_net.kernel.accounts.models import RECOVERY, AccountCode, AccountSession
from ama_net.kernel.accounts.operations.choosing_password import ask_reset
from ama_net.kernel.accounts.operations.second_factor import new_recovery_codes
from ama_net.kernel.accounts.sessions import open_session
from ama_net.kernel.accounts.tasks import forget_old
from ama_net.kernel.tenancy import tenant_scope
from tests.accounts.rows import account_row
from tests.support.cast import email_of
from tests.support.standing import Standing


def _left(app: Flask, standing: Standing) -> tuple[int, list[str]]:
    with app.app_context(), tenant_scope(standing.id):
        sessions = db.session.scalar(select(func.count()).select_from(AccountSession))
        return sessions, sorted(set(db.session.scalars(select(AccountCode.purpose))))


def _fill(app: Flask, standing: Standing) -> None:
    with account_row(app, standing, Role.MEMBER) as account:
        open_session(AccountSession, user_agent="", account_id=account.id)
        new_recovery_codes(account)
        ask_reset(email_of(standing, Role.MEMBER))


def test_old_sessions_and_codes_are_removed_and_recovery_codes_stay(app: Flask, alba: Standing, brig: Standing) -> None:
    _fill(app, alba)
    _fill(app, brig)
    with time_machine.travel(now() + timedelta(days=8)):
        forget_old.apply(throw=True)
    assert [_left(app, standing) for standing in (alba, brig)] == [(0, [RECOVERY]), (0, [RECOVERY])]


def test_what_is_still_good_stays(app: Flask, alba: Standing) -> None:
    _fill(app, alba)
    forget_old.apply(throw=True)
    assert _left(app, alba) == (1, [RECOVERY, "reset"])


def test_used_recovery_codes_are_removed_after_a_week(app: Flask, alba: Standing) -> None:
    with account_row(app, alba, Role.MEMBER) as account:
        new_recovery_codes(account)
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        for code in db.session.scalars(select(AccountCode)):
            code.used_at = now() - timedelta(days=8)
    forget_old.apply(throw=True)
    assert _left(app, alba) == (0, [])
