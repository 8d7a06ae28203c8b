"""Members, volunteers, donors, saved filters, who was written before; and the people of the other association."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from flask import Flask

from ama_net.across.newsletters.addresses import address_digest, delivery_digest
from ama_net.across.newsletters.audience import Audience, Without
from ama_net.across.newsletters.audiences import count_of, recipients_after, still_wanted, words_of
from ama_net.across.newsletters.models import Delivery
from ama_net.features.donations.models import Gift, RecurringGift
from ama_net.features.members.models import MemberCategory, SavedFilter
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.people import Person
from tests.factories.members import make_membership
from tests.factories.newsletters import make_newsletter, make_subscriber
from tests.factories.people import make_person
from tests.factories.volunteers import make_volunteer
from tests.support.cast import actor
from tests.support.hands import desk
from tests.support.queries import count_queries
from tests.support.standing import Standing


def names(audience: Audience) -> set[str]:
    found = recipients_after(audience, after=None, asked_until=now() + timedelta(minutes=1), limit=100)
    return {one.address.partition("@")[0] for one in found}


def reader(name: str) -> Person:
    person = make_person(given_name=name, email=f"{name}@posta.example")
    make_subscriber(f"{name}@posta.example", person_id=person.id)
    return person


@pytest.mark.usefixtures("in_alba")
def test_members_of_today_those_of_a_category_and_those_who_left() -> None:
    make_membership(reader("anna"))
    honorary = MemberCategory(key="amici", label="Amici")
    db.session.add(honorary)
    db.session.flush()
    make_membership(reader("berta"), category_id=honorary.id)
    make_membership(reader("carla"), ended_on=date(2025, 1, 1), end_reason="withdrawal")
    reader("dora")

    assert names(Audience(members=["active"])) == {"anna", "berta"}
    assert names(Audience(members=["category:amici"])) == {"berta"}
    assert names(Audience(members=["ended"])) == {"carla"}
    assert names(Audience(everybody=True, without=Without(members=["active"]))) == {"carla", "dora"}


@pytest.mark.usefixtures("in_alba")
def test_a_member_who_did_not_ask_is_in_no_audience() -> None:
    make_membership(make_person(email="anna@posta.example"))

    assert names(Audience(everybody=True, members=["active"])) == set()


@pytest.mark.usefixtures("in_alba")
def test_who_came_back_has_not_left() -> None:
    person = reader("anna")
    make_membership(person, ended_on=date(2025, 1, 1), end_reason="withdrawal")
    make_membership(person, admitted_on=date(2026, 1, 1))

    assert names(Audience(members=["ended"])) == set()


@pytest.mark.usefixtures("in_alba")
def test_volunteers_of_today_by_section() -> None:
    make_volunteer(reader("anna"))
    make_volunteer(reader("berta"), section="occasional")
    reader("carla")

    assert names(Audience(volunteers=["serving"])) == {"anna", "berta"}
    assert names(Audience(volunteers=["occasional"])) == {"berta"}


@pytest.mark.usefixtures("in_alba")
def test_donors_who_gave_this_year_and_who_gives_again() -> None:
    _gift("anna", today())
    _gift("berta", date(2020, 5, 1))
    _gift("carla", None, state="pending")
    series = RecurringGift(
        person_id=reader("dora").id, amount_cents=1000, way="card", reference="D1", state="active"
    )  # fmt: skip
    db.session.add(series)
    db.session.flush()

    assert names(Audience(donors="ever")) == {"anna", "berta"}
    assert names(Audience(donors="this_year")) == {"anna"}
    assert names(Audience(donors="recurring")) == {"dora"}


def test_a_saved_filter_of_the_office_and_none_that_somebody_keeps_for_themselves(in_alba: Standing) -> None:
    make_membership(reader("anna"), admitted_on=date(2024, 3, 1))
    make_membership(reader("berta"))
    shared, private = (_filter(in_alba, f"Del 2024 {shared}", shared=shared) for shared in (True, False))

    assert names(Audience(saved=[shared])) == {"anna"}
    assert names(Audience(saved=[private])) == set()
    assert words_of(Audience(saved=[shared])) == ["Soci del filtro «Del 2024 True»"]


@pytest.mark.usefixtures("in_alba")
def test_who_was_written_a_newsletter_before_is_left_out() -> None:
    reader("anna")
    reader("berta")
    before = make_newsletter("Ottobre", state="sent")
    digest = delivery_digest(before.id, "Anna@posta.example")
    db.session.add(Delivery(newsletter_id=before.id, digest=digest, state="sent"))
    db.session.flush()
    audience = Audience(everybody=True, without=Without(newsletters=[before.id]))

    assert names(audience) == {"berta"}
    assert count_of(audience).number == 1
    assert words_of(audience) == ["Tutti quelli che ricevono la newsletter", "Senza chi ha ricevuto «Ottobre»"]


@pytest.mark.usefixtures("in_alba")
def test_parts_are_added_and_nobody_is_there_twice() -> None:
    person = reader("anna")
    make_membership(person)
    make_volunteer(person)
    make_volunteer(reader("berta"))
    audience = Audience(members=["active"], volunteers=["serving"])
    found = recipients_after(audience, after=None, asked_until=now() + timedelta(minutes=1), limit=100)

    assert sorted(one.address for one in found) == ["anna@posta.example", "berta@posta.example"]


@pytest.mark.usefixtures("in_alba")
def test_what_is_gone_means_nobody_and_says_so() -> None:
    reader("anna")
    gone = UUID(int=7)

    assert names(Audience(lists=[gone], saved=[gone], members=["category:nessuna"])) == set()
    assert words_of(Audience(lists=[gone])) == ["Lista «che non c'è più»"]


def test_the_other_association_is_never_read(app: Flask, alba: Standing, brig: Standing) -> None:
    with desk(app, brig):
        theirs, digest = make_subscriber("di.brig@posta.example").id, address_digest("a@b.example")
    with desk(app, alba):
        assert names(Audience(everybody=True)) == set()
        assert still_wanted([theirs]) == set()
        assert address_digest("a@b.example") != digest


@pytest.mark.usefixtures("in_alba")
def test_a_chunk_takes_as_many_statements_for_one_as_for_three() -> None:
    make_membership(reader("anna"))
    audience = Audience(everybody=True, without=Without(members=["ended"]))
    with count_queries() as one:
        names(audience)
    for name in ("berta", "carla", "dora"):
        make_membership(reader(name))
    with count_queries() as three:
        names(audience)

    assert (len(one), len(three)) == (1, 1)


@pytest.mark.usefixtures("in_alba")
def test_the_check_at_the_moment_of_sending_is_one_statement() -> None:
    ids = [make_subscriber().id for _number in range(3)]
    with count_queries() as queries:
        assert still_wanted(ids) == set(ids)

    assert len(queries) == 1


def _gift(name: str, day: date | None, state: str = "received") -> None:
    gift = Gift(
        person_id=reader(name).id, amount_cents=1000, source="office", reference=name, given_on=day, state=state
    )  # fmt: skip
    db.session.add(gift)
    db.session.flush()


def _filter(alba: Standing, name: str, *, shared: bool) -> UUID:
    account_id = actor(alba, "secretary").account_id
    kept = SavedFilter(account_id=account_id, name=name, query="year=2024&state=active", shared=shared)
    db.session.add(kept)
    db.session.flush()
    return kept.id
