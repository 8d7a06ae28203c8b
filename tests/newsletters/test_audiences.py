"""Who an audience means, and who it may not tell of."""

from datetime import timedelta

import pytest
from flask import Flask

from ama_net.across.newsletters.audience import Audience, Without
from ama_net.across.newsletters.audience_meaning import Meaning
from ama_net.across.newsletters.audience_words import masked
from ama_net.across.newsletters.audiences import (
    count_of,
    is_confidential,
    recipients_after,
    sample_of,
    still_wanted,
    words_of,
)
from ama_net.across.newsletters.models import SubscriberState, Suppression
from ama_net.across.newsletters.recipients import Recipient
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.tenancy import Tenant
from tests.factories.newsletters import make_list, make_newsletter, make_subscriber


def everybody_of(audience: Audience, *, limit: int = 100) -> list[Recipient]:
    return recipients_after(audience, after=None, asked_until=now() + timedelta(minutes=1), limit=limit)


def addresses_of(audience: Audience) -> set[str]:
    return {one.address for one in everybody_of(audience)}


def test_everybody_is_who_asked_and_confirmed(in_alba: Tenant) -> None:
    make_subscriber("anna@posta.example", name="Anna")
    make_subscriber("pia@posta.example", state=SubscriberState.PENDING, confirmed_at=None)
    make_subscriber("ugo@posta.example", state=SubscriberState.LEFT)

    assert [(one.address, one.name) for one in everybody_of(Audience(everybody=True))] == [
        ("anna@posta.example", "Anna")
    ]


def test_nothing_chosen_is_nobody(in_alba: Tenant) -> None:
    make_subscriber()

    assert everybody_of(Audience()) == []


def test_an_excluded_address_is_in_no_audience(in_alba: Tenant) -> None:
    one = make_subscriber("anna@posta.example")
    db.session.add(Suppression(address_digest=one.address_digest, reason="hard_bounce"))
    db.session.flush()

    assert everybody_of(Audience(everybody=True)) == []
    assert still_wanted([one.id]) == set()


def test_lists_are_added_and_left_out(in_alba: Tenant) -> None:
    news, courses = make_list("Notizie"), make_list("Corsi")
    make_subscriber("anna@posta.example", lists=[news])
    make_subscriber("pia@posta.example", lists=[news, courses])
    make_subscriber("ugo@posta.example")

    assert addresses_of(Audience(lists=[news.id])) == {"anna@posta.example", "pia@posta.example"}
    assert addresses_of(Audience(everybody=True, without=Without(lists=[courses.id]))) == {
        "anna@posta.example",
        "ugo@posta.example",
    }


def test_an_audience_is_read_a_chunk_at_a_time(in_alba: Tenant) -> None:
    news = make_list()
    ids = [make_subscriber(lists=[news] if number % 3 else []).id for number in range(9)]
    wanted = sorted(one for number, one in enumerate(ids) if number % 3)
    found, after = [], None
    while True:
        chunk = recipients_after(
            Audience(lists=[news.id]), after=after, asked_until=now() + timedelta(minutes=1), limit=2
        )
        found += [one.subscriber_id for one in chunk]
        if len(chunk) < 2:
            break
        after = chunk[-1].subscriber_id

    assert found == wanted


def test_who_asks_after_the_start_waits_for_the_next(in_alba: Tenant) -> None:
    make_subscriber()

    assert recipients_after(
        Audience(everybody=True), after=None, asked_until=now() - timedelta(hours=1), limit=10
    ) == []  # fmt: skip


def test_a_count_and_a_sample(in_alba: Tenant) -> None:
    make_subscriber("anna@posta.example")

    assert count_of(Audience(everybody=True)).words == "una persona"
    assert sample_of(Audience(everybody=True)) == ["an•••@po•••.example"]
    assert words_of(Audience(everybody=True)) == ["Tutti quelli che ricevono la newsletter"]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("maria.rossi@gmail.com", "ma•••@gmail.com"),
        ("Ada@Libero.IT", "A•••@libero.it"),
        ("anna@posta.example", "an•••@po•••.example"),
        ("io@mail.unife.it", "i•••@ma•••.it"),
        ("a@b.it", "•••@•••.it"),
    ],
)
def test_a_covered_address_tells_only_a_domain_that_is_everybodys(address: str, shown: str) -> None:
    assert masked(address) == shown


def test_the_other_association_is_in_no_audience(app: Flask, in_alba: Tenant) -> None:
    make_subscriber("anna@posta.example")

    assert is_confidential(Audience(everybody=True)) is False


@pytest.mark.parametrize("column", ["address", "name", "interests"])
def test_a_row_whose_seal_is_broken_stops_nobody_else(in_alba: Tenant, column: str) -> None:
    news, sent = make_list(), make_newsletter(state="sent")
    broken, whole = make_subscriber(lists=[news]), make_subscriber(lists=[news])
    setattr(broken, f"{column}_sealed", getattr(whole, f"{column}_sealed"))
    db.session.flush()
    audience = Audience(lists=[news.id], without=Without(newsletters=[sent.id]))

    assert [one.subscriber_id for one in everybody_of(audience)] == [whole.id]
    assert still_wanted([whole.id], Meaning.now(audience)) == {whole.id}
