"""What changes after the recipients were written down and before each is sent counts: nobody is written to against their will."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import delete, select

from ama_net.across.newsletters.addresses import address_digest
from ama_net.across.newsletters.links import Reader
from ama_net.across.newsletters.models import Newsletter, Subscriber, Suppression
from ama_net.across.newsletters.operations.leaving import leave
from ama_net.across.newsletters.operations.lists import close_list
from ama_net.across.newsletters.operations.preferring import Preferences, change_preferences
from ama_net.across.newsletters.operations.starting import schedule
from ama_net.across.newsletters.sending.freezing import freeze_some
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.people import Contact, Person
from ama_net.kernel.people.operations.merging import merge_people
from tests.factories.newsletters import make_list, make_newsletter, make_subscriber
from tests.factories.people import make_person
from tests.newsletters.conftest import Server
from tests.newsletters.consenting_steps import also_at, consenting, take_back
from tests.newsletters.sending_steps import states
from tests.support.hands import desk
from tests.support.standing import Standing

pytestmark = pytest.mark.usefixtures("fast")

RunJobs = Callable[[], int]
ANNA, BIANCA = "anna@posta.example", "bianca@posta.example"


def _frozen(app: Flask, alba: Standing) -> UUID:
    """A newsletter whose recipients, Anna of the register and Bianca of the site, are written down and not sent yet."""
    with desk(app, alba):
        consenting(ANNA, ago=timedelta(days=1), given_name="Anna", family_name="Prova")
        make_subscriber(BIANCA)
        newsletter = make_newsletter()
        schedule(newsletter, None, by=SYSTEM)
        found = newsletter.id
    with desk(app, alba):
        freeze_some(found)
        assert db.session.get_one(Newsletter, found).recipients == 2
    return found


def _anna() -> Person:
    return db.session.scalars(select(Person).where(Person.given_name == "Anna", Person.family_name == "Prova")).one()


def _takes_consent_back() -> None:
    take_back(_anna())


def _dies() -> None:
    _anna().deceased_on = today()


def _changes_address() -> None:
    anna = _anna()
    db.session.execute(delete(Contact).where(Contact.person_id == anna.id))
    also_at(anna, "altra@posta.example")


def _is_excluded() -> None:
    db.session.add(Suppression(address_digest=address_digest(ANNA), reason="hard_bounce"))


def _leaves_by_the_link() -> None:
    row = db.session.scalars(select(Subscriber.id).where(Subscriber.address_digest == address_digest(ANNA))).one()
    leave(Reader(row, None), through="one_click", by=SYSTEM)


def _is_forgotten() -> None:
    db.session.execute(delete(Subscriber).where(Subscriber.address_digest == address_digest(ANNA)))


CHANGES = (_takes_consent_back, _dies, _changes_address, _is_excluded, _leaves_by_the_link, _is_forgotten)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__.strip("_"))
def test_what_changed_since_is_respected(
    app: Flask, alba: Standing, server: Server, run_jobs: RunJobs, change: Callable[[], None]
) -> None:
    newsletter_id = _frozen(app, alba)
    with desk(app, alba):
        change()
    run_jobs()

    assert server.receivers == [BIANCA]
    assert states(app, alba, newsletter_id) == {"sent": 1, "skipped": 1}


@pytest.mark.parametrize(("beside", "written_to"), [({}, [BIANCA]), ({"everybody": True}, [ANNA, BIANCA])])
def test_who_gave_up_a_list_is_not_written_about_it(
    app: Flask,
    alba: Standing,
    server: Server,
    run_jobs: RunJobs,
    beside: dict[str, object],
    written_to: list[str],
) -> None:
    with desk(app, alba):
        wanted = make_list("Incontri")
        anna = make_subscriber(ANNA, lists=[wanted]).id
        make_subscriber(BIANCA, lists=[wanted])
        newsletter = make_newsletter(audience={"lists": [str(wanted.id)], **beside})
        schedule(newsletter, None, by=SYSTEM)
        newsletter_id = newsletter.id
    with desk(app, alba):
        freeze_some(newsletter_id)
    with desk(app, alba):
        change_preferences(Reader(anna, None, chooses=True), Preferences("", "it", frozenset()), by=SYSTEM)
    run_jobs()

    assert server.receivers == written_to


def test_a_list_that_is_closed_meanwhile_is_still_written_to(
    app: Flask, alba: Standing, server: Server, run_jobs: RunJobs
) -> None:
    with desk(app, alba):
        wanted = make_list("Lutto", confidential=True)
        make_subscriber(ANNA, lists=[wanted])
        newsletter = make_newsletter(audience={"lists": [str(wanted.id)]})
        schedule(newsletter, None, by=SYSTEM)
        newsletter_id = newsletter.id
    with desk(app, alba):
        freeze_some(newsletter_id)
        close_list(db.session.merge(wanted), by=SYSTEM)
    run_jobs()

    assert server.receivers == [ANNA]


def test_who_was_made_one_with_somebody_is_still_written_to(
    app: Flask, alba: Standing, server: Server, run_jobs: RunJobs
) -> None:
    newsletter_id = _frozen(app, alba)
    with desk(app, alba):
        kept = make_person("Anna Maria", "Prova")
        merge_people(kept.id, _anna().id, from_lost=set(), by=SYSTEM)
    run_jobs()

    assert server.receivers == [ANNA, BIANCA]
    assert states(app, alba, newsletter_id) == {"sent": 2}


def test_an_exclusion_of_the_other_association_counts_for_nothing(
    app: Flask, alba: Standing, brig: Standing, server: Server, run_jobs: RunJobs
) -> None:
    _frozen(app, alba)
    with desk(app, brig):
        _is_excluded()
        make_subscriber("di.brig@posta.example")
    run_jobs()

    assert server.receivers == [ANNA, BIANCA]
