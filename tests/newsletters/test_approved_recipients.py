"""An approval is of whom a newsletter is for, too: when others are meant since, it waits to be approved again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from ama_net.across.newsletters.models import Delivery, Newsletter, NewsletterList, NewsletterState
from ama_net.across.newsletters.operations.lists import close_list
from ama_net.across.newsletters.operations.starting import begin_due
from ama_net.across.newsletters.sending.freezing import freeze_some
from ama_net.across.newsletters.settings import NewsletterSettings
from ama_net.features.members.models import SavedFilter
from ama_net.features.members.operations.saved_filters import save_filter
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.outbox import Message
from ama_net.kernel.tenancy.settings import read_settings, save_settings
from tests.factories.members import make_membership
from tests.factories.newsletters import make_list, make_newsletter, make_subscriber
from tests.factories.people import make_person
from tests.newsletters.page_steps import HOME, put, row_of, text_of
from tests.support.cast import Part, actor
from tests.support.clients import Browser
from tests.support.hands import Ask
from tests.support.standing import Standing

At = Callable[[Part], Browser]
SAID = "Dopo l'approvazione è cambiato a chi arriva"
Change = Callable[[Standing], object]


def _members(alba: Standing, state: str = "active", *, shared: bool = True) -> SavedFilter:
    return save_filter("Soci", f"state={state}", shared=shared, by=actor(alba, Role.EDITOR))


def _other_members(alba: Standing) -> object:
    return _members(alba, "ended")


def _unshare(alba: Standing) -> object:
    return _members(alba, shared=False)


def _close_the_list(_alba: Standing) -> object:
    one = db.session.scalars(select(NewsletterList)).one()
    close_list(one, by=SYSTEM)
    return one


def _make_confidential(_alba: Standing) -> object:
    one = db.session.scalars(select(NewsletterList)).one()
    one.confidential = True
    return one


CHANGES = [_other_members, _unshare, _close_the_list, _make_confidential]


def _handed_over(of_alba: Ask, alba: Standing, at: At, *, needs_approval: bool = True) -> str:
    """A newsletter for a list and for what a filter of its writer asks."""

    def make() -> str:
        save_settings(read_settings(NewsletterSettings).model_copy(update={"needs_approval": needs_approval}), by=None)
        news = make_list("Notizie")
        make_subscriber(lists=[news])
        person = make_person(email="socia@posta.example")
        make_membership(person)
        make_subscriber("socia@posta.example", person_id=person.id)
        audience = {"lists": [str(news.id)], "saved": [str(_members(alba).id)]}
        return str(make_newsletter(audience=audience).id)

    made: str = of_alba(make)
    at(Role.EDITOR).submit(f"{HOME}/{made}/consegna")
    return made


def _approved(of_alba: Ask, alba: Standing, at: At) -> str:
    made = _handed_over(of_alba, alba, at)
    at(Role.PRESIDENT).submit(f"{HOME}/{made}/approvazione", {"version": "1"})
    assert row_of(of_alba, made, "approved_at") is not None
    return made


def _leave_now(browser: Browser, newsletter_id: str) -> None:
    browser.submit(f"{HOME}/{newsletter_id}/spedizione/adesso", {"version": "1"})


def _asked(of_alba: Ask) -> int:
    mails = select(func.count()).where(Message.template == "newsletters/to_approve")
    return int(of_alba(lambda: db.session.scalar(mails)))


@pytest.mark.parametrize("change", CHANGES)
def test_it_does_not_leave_when_others_are_meant(of_alba: Ask, alba: Standing, at: At, change: Change) -> None:
    made, president = _approved(of_alba, alba, at), at(Role.PRESIDENT)
    before = _asked(of_alba)
    of_alba(lambda: change(alba))
    assert SAID in text_of(president.get(f"{HOME}/{made}/spedizione").text)
    _leave_now(president, made)
    assert row_of(of_alba, made, "state", "approved_at", "approved_by") == (NewsletterState.REVIEW, None, None)
    assert _asked(of_alba) - before == before
    pages = [text_of(president.get(f"{HOME}/{made}{page}").text) for page in ("", "/spedizione")]
    assert [SAID in page for page in pages] == [True, True]


def test_a_day_is_not_decided_when_others_are_meant(of_alba: Ask, alba: Standing, at: At) -> None:
    made, president = _approved(of_alba, alba, at), at(Role.PRESIDENT)
    of_alba(lambda: _other_members(alba))
    at_an_hour = now() + timedelta(days=2)
    form = {"version": "1", "when": "later", "day": at_an_hour.date().isoformat(), "hour": "10:00"}
    answer = president.submit(f"{HOME}/{made}/spedizione", form)
    assert (answer.status_code, row_of(of_alba, made, "state", "approved_at")) == (303, (NewsletterState.REVIEW, None))


@pytest.mark.parametrize("change", CHANGES)
def test_its_hour_comes_and_it_waits_for_approval(of_alba: Ask, alba: Standing, at: At, change: Change) -> None:
    made = _approved(of_alba, alba, at)
    put(of_alba, made, state=NewsletterState.SCHEDULED, scheduled_at=now() - timedelta(minutes=1))
    of_alba(lambda: change(alba))
    of_alba(lambda: begin_due(db.session.scalars(select(Newsletter.id)).one()))
    kept = row_of(of_alba, made, "state", "approved_at", "scheduled_at", "pause_reason", "started_at")
    assert kept == (NewsletterState.REVIEW, None, None, "recipients", None)
    assert of_alba(lambda: db.session.scalar(select(func.count()).select_from(Delivery))) == 0
    assert "Newsletter da approvare" in text_of(at(Role.PRESIDENT).get("/manage/").text)


def test_it_is_approved_again_and_leaves_for_those_meant_now(of_alba: Ask, alba: Standing, at: At) -> None:
    made, president = _approved(of_alba, alba, at), at(Role.PRESIDENT)
    of_alba(lambda: _other_members(alba))
    _leave_now(president, made)
    president.submit(f"{HOME}/{made}/approvazione", {"version": "1"})
    assert row_of(of_alba, made, "pause_reason") == ""
    _leave_now(president, made)
    of_alba(lambda: freeze_some(db.session.scalars(select(Newsletter.id)).one()))
    assert row_of(of_alba, made, "state", "recipients") == (NewsletterState.SENDING, 1)


def test_it_is_not_approved_for_others_than_those_who_were_shown(of_alba: Ask, alba: Standing, at: At) -> None:
    made, president = _handed_over(of_alba, alba, at), at(Role.PRESIDENT)
    page = president.get(f"{HOME}/{made}/spedizione").text
    meant = page.split('name="meant" value="')[1].split('"')[0]
    of_alba(lambda: _other_members(alba))
    president.submit(f"{HOME}/{made}/approvazione", {"version": "1", "meant": meant})
    assert row_of(of_alba, made, "approved_at") is None


def test_what_means_the_same_leaves_as_approved(of_alba: Ask, alba: Standing, at: At) -> None:
    made = _approved(of_alba, alba, at)
    of_alba(lambda: (_members(alba), make_list("Feste"), make_subscriber()))
    _leave_now(at(Role.PRESIDENT), made)
    of_alba(lambda: freeze_some(db.session.scalars(select(Newsletter.id)).one()))
    assert row_of(of_alba, made, "recipients") == 2


def test_where_nobody_approves_it_is_for_those_the_filter_asks_for_when_it_leaves(
    of_alba: Ask, alba: Standing, at: At
) -> None:
    made = _handed_over(of_alba, alba, at, needs_approval=False)
    of_alba(lambda: _other_members(alba))
    _leave_now(at(Role.PRESIDENT), made)
    of_alba(lambda: freeze_some(db.session.scalars(select(Newsletter.id)).one()))
    assert row_of(of_alba, made, "state", "recipients") == (NewsletterState.SENDING, 1)
