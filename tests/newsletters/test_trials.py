"""Where a trial may go: to who works in the office, and to few others, from who may send newsletters anyway."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.across.newsletters.operations.testing import MOST_OUTSIDE
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.accounts.models import SUSPENDED, Account
from ama_net.kernel.audit.models import LedgerEntry
from ama_net.kernel.outbox import Message
from ama_net.kernel.outbox.identities import identity
from ama_net.kernel.outbox.operations import envelope_of
from tests.factories.newsletters import make_newsletter
from tests.support.cast import Part, email_of, player
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing

At = Callable[[Part], Browser]


@pytest.fixture
def page(app: Flask, alba: Standing) -> str:
    """The page from which trials of a draft leave."""
    with desk(app, alba):
        return f"/manage/newsletter/{make_newsletter().id}/controllo"


def _tries(browser: Browser, page: str, *addresses: str) -> list[int]:
    return [browser.submit(page, {"address": address}).status_code for address in addresses]


def _strangers(many: int) -> list[str]:
    return [f"fuori{number}@posta.example" for number in range(many)]


def test_own_address_is_offered(at: At, alba: Standing, page: str) -> None:
    assert f'value="{email_of(alba, Role.EDITOR)}"' in at(Role.EDITOR).get(page).text


@pytest.mark.parametrize("part", [Role.EDITOR, Role.PRESIDENT, Role.TREASURER])
def test_who_writes_tries_with_the_office(at: At, alba: Standing, page: str, part: Role) -> None:
    assert _tries(at(Role.EDITOR), page, email_of(alba, part).upper()) == [303]


def test_who_writes_does_not_write_to_others(at: At, app: Flask, alba: Standing, page: str) -> None:
    member = email_of(alba, Role.MEMBER)
    statuses = _tries(at(Role.EDITOR), page, member, *_strangers(1))
    with desk(app, alba):
        left = db.session.scalar(select(func.count()).select_from(Message))
    assert (statuses, left) == ([422, 422], 0)


def test_who_left_the_office_is_of_the_office_no_more(at: At, app: Flask, alba: Standing, page: str) -> None:
    editor = at(Role.EDITOR)
    with desk(app, alba):
        db.session.get_one(Account, player(alba, Role.TREASURER).account_id).status = SUSPENDED
    assert _tries(editor, page, email_of(alba, Role.TREASURER)) == [422]


def test_the_office_of_another_association_is_outside(at: At, brig: Standing, page: str) -> None:
    assert _tries(at(Role.EDITOR), page, email_of(brig, Role.SECRETARY)) == [422]


def test_who_sends_tries_with_a_few_others_a_day(at: At, alba: Standing, page: str) -> None:
    first, *others = _strangers(MOST_OUTSIDE + 1)
    statuses = _tries(at(Role.SECRETARY), page, first, *others, first, email_of(alba, Role.EDITOR))
    assert statuses == [303] * MOST_OUTSIDE + [422, 303, 303]


def test_nothing_written_down_says_where_it_went(at: At, app: Flask, alba: Standing, page: str) -> None:
    _tries(at(Role.SECRETARY), page, *_strangers(1))
    with desk(app, alba):
        facts = [one.facts for one in db.session.scalars(select(LedgerEntry))]
    assert ("newsletter.tested" in str(facts), "posta.example" in str(facts)) == (True, False)


def test_a_trial_leaves_as_the_newsletter_does(at: At, app: Flask, alba: Standing, page: str) -> None:
    _tries(at(Role.EDITOR), page, email_of(alba, Role.EDITOR))
    with desk(app, alba):
        envelope = envelope_of(db.session.scalars(select(Message)).one())
        newsletter, system = identity("newsletter"), identity("system")
    assert (envelope.sender, envelope.reply_to) == (newsletter.address, newsletter.reply_to)
    assert newsletter.address != system.address


def test_the_links_of_a_trial_say_that_it_is_one(
    at: At, app: Flask, alba: Standing, page: str, client: Callable[[str], Browser]
) -> None:
    _tries(at(Role.EDITOR), page, email_of(alba, Role.EDITOR))
    with desk(app, alba):
        text = db.session.scalars(select(Message)).one().text or ""
    paths = [line.removeprefix("http://alba.localhost:8000") for line in text.splitlines() if "/newsletter/" in line]
    answers = [client(alba.host).get(path) for path in paths]
    assert [path.rpartition("/")[0] for path in paths] == ["/newsletter", "/newsletter", "/newsletter/leggi"]
    assert ["Questa è una prova" in answer.text for answer in answers] == [True] * 3
    assert [answer.status_code for answer in answers] == [200, 200, 404]
