"""Lists chosen for a whole file of addresses: general ones, never one that tells an interest."""

import io
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.across.newsletters.interests import chosen
from ama_net.across.newsletters.models import NewsletterList, Subscriber, SubscriptionProof
from ama_net.across.newsletters.operations.importing import keep_file
from ama_net.across.newsletters.operations.proofs import what_was_asked
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.models import ConsentText
from tests.factories.newsletters import make_list
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing

HERE = "/manage/newsletter/iscrizioni/importazioni"
FILE = b"email;data del consenso\nanna@posta.example;12/05/2024\n"
MEETINGS, SECRET, CLOSED = 3, 5, 7


@pytest.fixture
def office(app: Flask, client: Callable[[str], Browser], alba: Standing) -> Browser:
    """The secretary at work, with a list for all, one that tells an interest and a closed one."""
    with desk(app, alba):
        make_list("Incontri", number=MEETINGS)
        make_list("Lutto", number=SECRET, confidential=True)
        make_list("Vecchia", number=CLOSED).closed_at = db.session.scalar(select(NewsletterList.created_at).limit(1))
    browser = client(alba.host)
    sign_in(browser, alba, Role.SECRETARY)
    return browser


def form(way: str, number: int) -> dict[str, object]:
    """What is sent with a file."""
    file = (io.BytesIO(FILE), "in.csv")
    return {"what": "receive", "declared": "Sito", "way": way, "language": "it", "lists": str(number), "file": file}


def test_rows_with_their_day_receive_the_lists_of_the_file_and_the_proof_says_so(
    app: Flask, alba: Standing, office: Browser, run_jobs: Callable[[], int]
) -> None:
    where = office.submit(HERE, form("proof", MEETINGS), content_type="multipart/form-data").location
    assert "Incontri" in office.get(where).text
    office.submit(f"{where}/uso")
    run_jobs()
    with desk(app, alba):
        assert chosen(db.session.scalars(select(Subscriber)).one().interests) == {MEETINGS}
        said = select(ConsentText.body).join(SubscriptionProof, SubscriptionProof.text_id == ConsentText.id)
        assert db.session.scalars(said).one() == "Sito\n\nListe: Incontri"


def test_asked_to_confirm_the_lists_wait_beside_the_link(
    app: Flask, alba: Standing, office: Browser, run_jobs: Callable[[], int]
) -> None:
    where = office.submit(HERE, form("mail", MEETINGS), content_type="multipart/form-data").location
    office.submit(f"{where}/uso")
    run_jobs()
    with desk(app, alba):
        assert chosen(db.session.scalars(select(Subscriber)).one().interests) == set()
        proof = db.session.scalars(select(SubscriptionProof)).one()
        assert chosen(what_was_asked(proof)["interests"]) == {MEETINGS}


@pytest.mark.parametrize("number", [SECRET, CLOSED])
def test_a_list_that_tells_an_interest_or_is_closed_is_refused(
    app: Flask, alba: Standing, office: Browser, number: int
) -> None:
    answer = office.submit(HERE, form("mail", number), content_type="multipart/form-data")
    assert (answer.status_code, "Lutto" in answer.text) == (422, False)
    with desk(app, alba), pytest.raises(WrongFact):
        keep_file(
            io.BytesIO(FILE),
            name="in.csv",
            declared="Sito",
            language="it",
            confirmed_by_mail=True,
            lists=[number],
            by=SYSTEM,
        )
