"""Of a confidential list the office learns a rounded number, and nothing by asking twice."""

import pytest
from flask_babel import format_date
from sqlalchemy import select

from ama_net.across.newsletters.addresses import address_digest
from ama_net.across.newsletters.audience import Audience, Without
from ama_net.across.newsletters.audiences import (
    count_of,
    faults_of,
    is_confidential,
    recipients_after,
    rounded,
    sample_of,
)
from ama_net.across.newsletters.models import NewsletterList, Subscriber, SubscriberState
from ama_net.across.newsletters.operations.by_hand import exclude
from ama_net.across.newsletters.operations.counting import count_topics
from ama_net.across.newsletters.operations.suppressing import lift
from ama_net.across.newsletters.queries_lists import counts_of
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from tests.factories.newsletters import make_list, make_newsletter, make_subscriber

pytestmark = pytest.mark.usefixtures("in_alba")

WHY = [
    "Gli argomenti riservati si scelgono da soli: insieme ad altro, o tolti da altro, si capirebbe chi li ha scelti."
]


def topic(*, readers: int = 0, name: str = "Lutto") -> NewsletterList:
    made = make_list(name, confidential=True)
    for _number in range(readers):
        make_subscriber(lists=[made])
    count_topics()
    return made


def said(topic_: NewsletterList) -> tuple[str, str]:
    """What the office reads of a topic: in an audience, among the lists."""
    (counted,) = counts_of([topic_])
    return count_of(Audience(lists=[topic_.id])).words, counted.words


def today_words(people: str) -> str:
    return f"{people}, contate il {format_date(today(), 'long')}"


@pytest.mark.parametrize(
    ("readers", "words"),
    [(0, "meno di 5 persone"), (1, "meno di 5 persone"), (4, "meno di 5 persone"), (5, "almeno 5 persone"),
     (9, "almeno 5 persone"), (10, "almeno 10 persone")],
)  # fmt: skip
def test_a_topic_says_a_rounded_number(readers: int, words: str) -> None:
    audience = Audience(lists=[topic(readers=readers).id])

    assert (count_of(audience).words, count_of(audience).number) == (today_words(words), rounded(readers))
    assert is_confidential(audience)


def test_a_topic_has_no_sample() -> None:
    assert sample_of(Audience(lists=[topic(readers=9).id])) == []


def test_a_topic_is_written_to() -> None:
    found = recipients_after(Audience(lists=[topic(readers=2).id]), after=None, asked_until=now(), limit=10)

    assert len(found) == 2


def test_two_topics_may_be_together() -> None:
    audience = Audience(lists=[topic(readers=6).id, topic(readers=7, name="Gioco").id])

    assert faults_of(audience) == []
    assert count_of(audience).words == today_words("almeno 10 persone")


def test_a_topic_is_not_counted_when_the_office_asks() -> None:
    made = topic(readers=4)
    for _number in range(6):
        make_subscriber(lists=[made])
    assert said(made) == (today_words("meno di 5 persone"), today_words("meno di 5"))

    count_topics()

    assert said(made) == (today_words("almeno 10 persone"), today_words("almeno 10"))


def test_a_topic_made_since_the_last_count_has_no_number() -> None:
    made = make_list("Lutto", confidential=True)
    make_subscriber(lists=[made])

    assert said(made) == ("non si sa ancora: si contano la domenica notte",) * 2


@pytest.mark.parametrize("chose", [True, False])
def test_one_person_never_moves_the_number(chose: bool) -> None:
    """Who fills a topic up to the next step with addresses of their own, and takes somebody away, sees nothing move."""
    made = topic(readers=5)
    make_subscriber("anna@posta.example", lists=[made] if chose else [])
    for readers, moves in ((3, []), (0, ["anna@posta.example"])):
        for _number in range(readers):
            make_subscriber(lists=[made])
        for address in moves:
            exclude(address, by=SYSTEM)
        count_topics()
        assert made.reached == 5
    lift(address_digest("anna@posta.example"), by=SYSTEM)
    count_topics()
    assert made.reached == 5


def test_of_a_topic_beside_another_choice_both_are_named() -> None:
    audience = Audience(everybody=True, lists=[topic().id])
    two = 'Hai scelto "Tutti quelli che ricevono la newsletter" e anche "Lutto": tieni uno dei due.'
    assert faults_of(audience) == [f"{two} {WHY[0]}"]


@pytest.mark.parametrize("slack", range(5))
def test_where_a_number_moves_is_not_known(slack: int) -> None:
    made = make_list("Lutto", confidential=True, reached_slack=slack)
    shown = []
    for _number in range(9):
        make_subscriber(lists=[made])
        count_topics()
        shown.append(made.reached)

    assert shown.count(5) == 5 - slack


def test_each_move_draws_another_place() -> None:
    drawn = set()
    for number in range(60):
        made = topic(readers=0, name=f"Argomento {number}")
        made.reached = 10
        count_topics()
        drawn.add(made.reached_slack)

    assert drawn == {0, 1, 2, 3, 4}


def test_the_number_follows_when_it_is_five_away() -> None:
    made = topic(readers=12)
    assert made.reached == 10
    made.reached_slack = 0
    for one in db.session.scalars(select(Subscriber).limit(6)):
        one.state = SubscriberState.LEFT
    count_topics()
    assert made.reached == 10

    for one in db.session.scalars(select(Subscriber).where(Subscriber.state == SubscriberState.CONFIRMED).limit(1)):
        one.state = SubscriberState.LEFT
    count_topics()
    assert made.reached == 5


def test_of_other_lists_no_figure_is_kept() -> None:
    plain = make_list("Notizie")
    for _number in range(5):
        make_subscriber(lists=[plain])
    count_topics()

    assert (plain.reached, plain.reached_at) == (0, None)
    assert counts_of([plain])[0].words == "5 persone"


def mixes() -> list[Audience]:
    """Every way to put somebody known beside a topic, or to take a topic from somebody known."""
    secret, plain = topic(readers=6), make_list("Notizie")
    before = make_newsletter("Riservata", state="sent", confidential=True)
    return [
        Audience(lists=[secret.id, plain.id]),
        Audience(lists=[secret.id], everybody=True),
        Audience(lists=[secret.id], members=["active"]),
        Audience(lists=[secret.id], volunteers=["serving"]),
        Audience(lists=[secret.id], donors="ever"),
        Audience(lists=[secret.id], saved=[plain.id]),
        Audience(lists=[secret.id], without=Without(lists=[plain.id])),
        Audience(lists=[secret.id], without=Without(members=["active"])),
        Audience(lists=[secret.id], without=Without(newsletters=[make_newsletter(state="sent").id])),
        Audience(everybody=True, without=Without(lists=[secret.id])),
        Audience(lists=[plain.id], without=Without(lists=[secret.id])),
        Audience(members=["active"], without=Without(lists=[secret.id])),
        Audience(everybody=True, without=Without(newsletters=[before.id])),
    ]


def test_a_topic_beside_anything_else_is_refused_and_means_nobody() -> None:
    make_subscriber()
    for audience in mixes():
        assert [one.endswith(WHY[0]) for one in faults_of(audience)] == [True]
        assert is_confidential(audience)
        assert recipients_after(audience, after=None, asked_until=now(), limit=10) == []
        assert (count_of(audience).words, sample_of(audience)) == ("meno di 5 persone", [])


def test_one_person_more_or_less_is_not_seen_through_a_mix() -> None:
    """Who knows everybody else in a list of their own making cannot tell whether the last one chose the topic."""
    secret, plain = topic(readers=4), make_list("Solo lei")
    for chose in (False, True):
        make_subscriber(lists=[plain, *([secret] if chose else [])])
        assert count_of(Audience(lists=[plain.id], without=Without(lists=[secret.id]))).number == 0
        assert count_of(Audience(lists=[plain.id, secret.id])).number == 0


def test_a_list_made_confidential_later_closes_what_was_saved_with_it() -> None:
    plain = make_list("Notizie")
    make_subscriber(lists=[plain])
    audience = Audience(members=["active"], without=Without(lists=[plain.id]))
    assert faults_of(audience) == []
    plain.confidential = True

    assert [one.endswith(WHY[0]) for one in faults_of(audience)] == [True]
