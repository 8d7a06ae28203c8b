"""Who did not come some times without a word books by telephone for some days, and is told so kindly."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ama_net.features.helpdesk.absences import check_not_paused, paused_until
from ama_net.features.helpdesk.models import Result, Visitor
from ama_net.features.helpdesk.operations.forgetting import empty_visitors
from ama_net.features.helpdesk.refusals_waiting import Paused
from ama_net.features.helpdesk.settings import HelpdeskSettings
from ama_net.features.helpdesk.visitor_secrets import contact_digest
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.helpdesk import make_appointment, make_service, make_visitor
from tests.factories.people import make_person
from tests.support.standing import Standing

HERS = "luna@posta.example"


def _meetings(*results: tuple[Result, int], contact: str = HERS) -> None:
    """What became of meetings, each so many days ago; every booking is another visitor's row."""
    service, person = make_service(), make_person()
    for result, days in results:
        visitor = make_visitor("Luna", contact, contact_digest=contact_digest(contact))
        make_appointment(service, person, now() - timedelta(days=days), visitor, result=result, result_at=now())


def _paused() -> bool:
    return paused_until(contact_digest(HERS)) is not None


ABSENT, MET = Result.VISITOR_ABSENT, Result.MET


@pytest.mark.parametrize(
    ("results", "paused"),
    [
        ([(ABSENT, 3)], False),
        ([(ABSENT, 10), (ABSENT, 3)], True),
        ([(ABSENT, 40), (ABSENT, 31)], False),
        ([(ABSENT, 20), (ABSENT, 10), (MET, 3)], False),
        ([(MET, 20), (ABSENT, 10), (ABSENT, 3)], True),
        ([(ABSENT, 20), (Result.OPERATOR_ABSENT, 10), (ABSENT, 3)], True),
    ],
)
def test_the_last_meetings_decide(in_alba: Standing, results: list[tuple[Result, int]], paused: bool) -> None:
    _meetings(*results)
    assert _paused() is paused


def test_the_pause_is_counted_from_the_last_absence(in_alba: Standing) -> None:
    _meetings((ABSENT, 10), (ABSENT, 3))
    until = paused_until(contact_digest(HERS))
    assert until is not None
    assert abs(until - (now() + timedelta(days=27))) < timedelta(minutes=1)


def test_another_contact_is_not_paused(in_alba: Standing) -> None:
    _meetings((ABSENT, 10), (ABSENT, 3), contact="sole@posta.example")
    assert _paused() is False


def test_the_association_may_have_no_limit(in_alba: Standing) -> None:
    save_settings(HelpdeskSettings(no_show_limit=0), by=None)
    _meetings((ABSENT, 10), (ABSENT, 3))
    assert _paused() is False


def test_who_asks_by_themselves_is_refused_and_the_office_may(in_alba: Standing) -> None:
    _meetings((ABSENT, 10), (ABSENT, 3))
    visitor = make_visitor("Luna", HERS, contact_digest=contact_digest(HERS))
    check_not_paused(visitor, by=SYSTEM)
    with pytest.raises(Paused):
        check_not_paused(visitor, by=PUBLIC)


def test_a_contact_that_was_forgotten_is_not_counted(in_alba: Standing) -> None:
    assert paused_until(None) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("mario.rossi@posta.example", "Mario.Rossi+prova@posta.example", True),
        ("mariorossi@gmail.com", "mario.rossi@googlemail.com", True),
        ("mariorossi@posta.example", "mario.rossi@posta.example", False),
        ("mario@posta.example", "mario@altra.example", False),
        ("+prova@posta.example", "+altro@posta.example", False),
        ("+390515550101", "+390515550102", False),
    ],
)
def test_the_spellings_of_one_mailbox_are_one_contact(in_alba: Standing, one: str, other: str, same: bool) -> None:
    assert (contact_digest(one) == contact_digest(other)) is same


def test_an_emptied_visitor_is_not_counted(in_alba: Standing) -> None:
    _meetings((ABSENT, 10), (ABSENT, 3))
    empty_visitors([db.session.scalars(select(Visitor.id)).all()[0]])
    assert _paused() is False
