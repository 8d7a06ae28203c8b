"""Subscribers follow the consents of the register."""

from datetime import date, timedelta

from sqlalchemy import select

from ama_net.across.newsletters.audience import Audience
from ama_net.across.newsletters.audiences import recipients_after, still_wanted
from ama_net.across.newsletters.enrolling import enrol_new, enrol_people
from ama_net.across.newsletters.interests import as_mask, chosen
from ama_net.across.newsletters.models import Subscriber, SubscriberState, Suppression
from ama_net.across.newsletters.operations.subscribing import Asking, ask
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.people import Contact, Person
from ama_net.kernel.people.operations.merging import merge_people
from ama_net.kernel.tenancy import Tenant
from tests.factories.newsletters import make_list, make_subscriber
from tests.factories.people import make_person
from tests.newsletters.consenting_steps import also_at, consent, consenting, take_back
from tests.support.queries import count_queries


def rows() -> list[Subscriber]:
    return list(db.session.scalars(select(Subscriber).order_by(Subscriber.id)))


def recipients() -> list[str]:
    found = recipients_after(Audience(everybody=True), after=None, asked_until=now(), limit=50)
    return [one.address for one in found]


def test_who_consents_becomes_a_subscriber_once(in_alba: Tenant) -> None:
    news = make_list("Notizie", offered_first=True)
    make_list("Lutto", offered_first=True, confidential=True)
    person = consenting(given_name="Anna")

    enrol_people()
    enrol_people()

    (row,) = rows()
    assert (row.person_id, row.source, row.state, row.name) == (person.id, "person", "confirmed", "Anna")
    assert row.interests is not None
    assert int(row.interests, 16) == 1 << news.number
    assert recipients() == ["anna@posta.example"]


def test_who_did_not_consent_is_nobody(in_alba: Tenant) -> None:
    make_person(email="anna@posta.example")

    enrol_people()

    assert rows() == []


def test_a_consent_taken_back_stops_at_once_and_excludes_nobody(in_alba: Tenant) -> None:
    person = consenting()
    enrol_people()
    (row,) = rows()

    take_back(person)

    assert recipients() == []
    assert still_wanted([row.id]) == set()
    enrol_people()
    assert row.state == SubscriberState.LEFT
    assert db.session.scalars(select(Suppression)).all() == []


def test_who_consents_again_is_back(in_alba: Tenant) -> None:
    person = consenting()
    enrol_people()
    take_back(person)
    enrol_people()
    consent(person)

    enrol_people()

    assert recipients() == ["anna@posta.example"]
    assert len(rows()) == 1


def test_a_new_address_takes_the_place_of_the_old_one(in_alba: Tenant) -> None:
    person = consenting()
    enrol_people()
    (old,) = rows()
    db.session.delete(db.session.scalars(select(Contact).where(Contact.person_id == person.id)).one())
    db.session.flush()
    also_at(person, "anna.nuova@posta.example")

    assert (recipients(), still_wanted([old.id])) == ([], set())
    enrol_people()
    assert recipients() == ["anna.nuova@posta.example"]
    assert old.state == SubscriberState.LEFT


def test_who_died_is_not_written_to(in_alba: Tenant) -> None:
    person = consenting()
    enrol_people()
    person.deceased_on = date(2026, 11, 1)
    db.session.flush()

    assert recipients() == []
    enrol_people()
    assert [row.state for row in rows()] == [SubscriberState.LEFT]


def test_of_two_people_made_one_one_address_is_written_to(in_alba: Tenant) -> None:
    kept, lost = consenting("anna@posta.example"), consenting("anna.rossi@posta.example")
    enrol_people()
    assert len(recipients()) == 2

    merge_people(kept.id, lost.id, from_lost=set(), by=SYSTEM)

    assert recipients() == ["anna@posta.example"]


def test_who_is_forgotten_by_the_register_is_forgotten_here(in_alba: Tenant) -> None:
    person = consenting()
    enrol_people()
    for consent_row in person.consents:
        db.session.delete(consent_row)
    db.session.flush()
    db.session.delete(person)
    db.session.flush()
    db.session.expire_all()

    assert rows() == []


def test_two_who_share_an_address_are_written_to_once(in_alba: Tenant) -> None:
    first, _second = consenting("casa@posta.example"), consenting("casa@posta.example")
    enrol_people()
    assert recipients() == ["casa@posta.example"]

    take_back(first)
    enrol_people()

    assert recipients() == ["casa@posta.example"]


def test_who_subscribed_by_themselves_stays_so_and_is_known(in_alba: Tenant) -> None:
    row = make_subscriber("anna@posta.example")
    person = consenting()

    enrol_people()

    db.session.refresh(row)
    assert (row.person_id, row.source) == (person.id, "site")


def test_who_took_their_consent_back_in_the_register_took_back_the_site_too(in_alba: Tenant) -> None:
    row = make_subscriber("anna@posta.example")
    person = consenting()
    enrol_people()

    take_back(person)

    assert still_wanted([row.id]) == set()


def test_who_left_by_the_link_is_not_taken_back_by_an_older_consent(in_alba: Tenant) -> None:
    person = consenting()
    enrol_people()
    (row,) = rows()
    row.state = SubscriberState.LEFT
    db.session.add(Suppression(address_digest=row.address_digest, reason="left"))
    db.session.flush()

    enrol_people()
    assert recipients() == []

    take_back(person)
    consent(person, ago=timedelta())
    enrol_people()
    assert recipients() == ["anna@posta.example"]


def test_what_a_stranger_chose_with_somebodys_address_is_never_theirs(in_alba: Tenant) -> None:
    first, topic = make_list("Notizie", offered_first=True), make_list("Lutto", confidential=True)
    ask(Asking("anna@posta.example", lists=frozenset({topic.number})), by=PUBLIC)
    consenting()

    enrol_people()

    (row,) = rows()
    assert (row.state, chosen(row.interests)) == (SubscriberState.CONFIRMED, {first.number})


def test_what_was_chosen_goes_with_a_consent_and_does_not_come_back_with_the_next(in_alba: Tenant) -> None:
    first, topic = make_list("Notizie", offered_first=True), make_list("Lutto", confidential=True)
    person = consenting()
    enrol_people()
    (row,) = rows()
    row.interests = as_mask([topic.number])
    db.session.flush()

    take_back(person)
    enrol_people()
    assert chosen(row.interests) == set()

    consent(person)
    enrol_people()
    assert chosen(row.interests) == {first.number}


def test_an_address_that_does_not_exist_is_not_taken_back_by_a_consent(in_alba: Tenant) -> None:
    consenting()
    enrol_people()
    (row,) = rows()
    row.state = SubscriberState.LEFT
    db.session.add(
        Suppression(address_digest=row.address_digest, reason="hard_bounce", since=now() - timedelta(days=9))
    )
    db.session.flush()

    enrol_people()

    assert row.state == SubscriberState.LEFT


def test_only_the_new_ones_before_counting(in_alba: Tenant) -> None:
    consenting()
    enrol_new()
    with count_queries() as queries:
        enrol_new()

    assert recipients() == ["anna@posta.example"]
    assert len(queries) == 1


def test_as_many_statements_for_one_as_for_three(in_alba: Tenant) -> None:
    consenting("uno@posta.example")
    with count_queries() as one:
        enrol_people()
    for name in ("due", "tre", "quattro"):
        consenting(f"{name}@posta.example")
    with count_queries() as three:
        enrol_people()

    assert len(one) == len(three)


def left(person: Person, reason: str | None = None, *, days_ago: int = 9) -> Subscriber:
    """Somebody who was here and is not, perhaps with their address among the excluded ones."""
    (row,) = [row for row in rows() if row.person_id == person.id]
    row.state, row.left_at, row.left_through = SubscriberState.LEFT, now() - timedelta(days=days_ago), "link"
    if reason is not None:
        since = now() - timedelta(days=days_ago)
        db.session.add(Suppression(address_digest=row.address_digest, reason=reason, since=since))
    db.session.flush()
    return row


def test_as_many_statements_for_one_who_is_back_as_for_three(in_alba: Tenant) -> None:
    people = [consenting(f"{name}@posta.example") for name in ("uno", "due", "tre", "quattro")]
    enrol_people()
    left(people[0], "left")
    with count_queries() as one:
        enrol_people()
    for person in people[1:]:
        left(person, "left")
    with count_queries() as three:
        enrol_people()

    assert len(one) == len(three)
    assert len(recipients()) == 4
    assert db.session.scalars(select(Suppression)).all() == []


def test_as_many_statements_for_one_who_is_known_as_for_three(in_alba: Tenant) -> None:
    make_subscriber("uno@posta.example")
    consenting("uno@posta.example")
    with count_queries() as one:
        enrol_people()
    names = ("due", "tre", "quattro")
    made = [(make_subscriber(f"{name}@posta.example"), consenting(f"{name}@posta.example")) for name in names]
    with count_queries() as three:
        enrol_people()

    assert len(one) == len(three)
    assert [(row.person_id, row.source) for row, _person in made] == [(person.id, "site") for _row, person in made]


def test_of_many_each_is_back_by_their_own_words(in_alba: Tenant) -> None:
    first = make_list("Notizie", offered_first=True)
    how = {"prima": ("left", 9), "dopo": ("left", -1), "falso": ("hard_bounce", 9), "mano": ("by_hand", 9)}
    people = {name: consenting(f"{name}@posta.example", given_name=name.title()) for name in (*how, "libera")}
    enrol_people()
    gone = {name: left(people[name], reason, days_ago=days) for name, (reason, days) in how.items()}
    gone["libera"] = left(people["libera"])
    ask(Asking("chiede@posta.example", name="Altra"), by=PUBLIC)
    asking = consenting("chiede@posta.example", given_name="Chiara", preferred_language="en")

    enrol_people()

    assert sorted(recipients()) == ["chiede@posta.example", "libera@posta.example", "prima@posta.example"]
    assert {name: (row.state, row.name, row.left_through) for name, row in gone.items()} == {
        "prima": ("confirmed", "Prima", ""),
        "dopo": ("left", "Dopo", "link"),
        "falso": ("left", "Falso", "link"),
        "mano": ("left", "Mano", "link"),
        "libera": ("confirmed", "Libera", ""),
    }
    (pending,) = [row for row in rows() if row.person_id == asking.id]
    assert (pending.state, pending.source, pending.name, pending.language) == ("confirmed", "person", "Chiara", "en")
    assert [chosen(row.interests) for row in (pending, gone["prima"])] == [{first.number}, {first.number}]
    assert pending.confirmed_at == asking.consents[0].given_at
    assert sorted(db.session.scalars(select(Suppression.reason))) == ["by_hand", "hard_bounce", "left"]
