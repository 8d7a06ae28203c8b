"""Files of addresses that must not be written to any more: looked at as the others, then all excluded for one reason."""

import io
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.across.newsletters.addresses import address_digest
from ama_net.across.newsletters.import_rows import MOST_ROWS
from ama_net.across.newsletters.links import Reader
from ama_net.across.newsletters.models import Subscriber, SubscriberImport, Suppression, SuppressionReason
from ama_net.across.newsletters.operations.importing import begin_import, import_piece, keep_exclusions, keep_file
from ama_net.across.newsletters.operations.leaving import leave
from ama_net.across.newsletters.operations.subscribing import is_written_to
from ama_net.across.newsletters.operations.suppressing import suppress, suppress_many
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.audit import LedgerEntry
from tests.factories.newsletters import make_subscriber
from tests.newsletters.consenting_steps import consenting
from tests.newsletters.subscribing_steps import reason_of, state_of
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.hands import at_once, desk
from tests.support.queries import count_queries
from tests.support.standing import Standing

Clients = Callable[[str], Browser]
HERE = "/manage/newsletter/iscrizioni/importazioni"
MAILCHIMP = """Email Address,First Name,Last Name,Address,OPTIN_TIME,UNSUB_TIME,UNSUB_REASON
una@posta.example,Una,Prima,Via Roma 1,2019-02-03 10:00:00,2024-05-06 11:12:13,N/A
Due@posta.example,Due,Seconda,,,2024-05-06 11:12:13,N/A
due@posta.example,Due,Seconda,,,2024-05-06 11:12:13,N/A
non-valido,Tre,Terza,,,,
gia@posta.example,Quattro,Quarta,,,,
"""


@pytest.fixture
def office(app: Flask, client: Clients, alba: Standing) -> Browser:
    """The secretary at work, where one of the addresses is excluded and another receives."""
    with desk(app, alba):
        suppress("gia@posta.example", reason=SuppressionReason.COMPLAINT, by=SYSTEM)
        make_subscriber("una@posta.example")
    browser = client(alba.host)
    sign_in(browser, alba, Role.SECRETARY)
    return browser


def send(office: Browser, content: str = MAILCHIMP, **more: str) -> str:
    """Send a file of addresses to exclude; where it is looked at."""
    answer = office.submit(HERE, _form(content, **more), content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    return answer.location


def _form(content: str, **more: str) -> dict[str, Any]:
    return {"what": "exclude", "reason": "left", "file": (io.BytesIO(content.encode()), "unsubscribed.csv"), **more}


def test_each_row_is_said_before_anything_happens(app: Flask, alba: Standing, office: Browser) -> None:
    page = unescape(office.get(send(office)).text)
    words = (
        "Escludi 2 indirizzi",
        "Non vuole più riceverla",
        "Indirizzo non valido",
        "Doppia nel file",
        "Indirizzo già escluso: resta com'è",
        "di cui oggi ricevono la newsletter",
        "Email Address",
    )
    assert [one for one in words if one not in page] == []
    assert reason_of(app, alba, "una@posta.example") is None


def test_used_all_of_them_are_excluded_and_the_first_reason_stays(
    app: Flask, alba: Standing, office: Browser, run_jobs: Callable[[], int]
) -> None:
    where = send(office)
    office.submit(f"{where}/uso")
    run_jobs()
    reasons = [reason_of(app, alba, f"{name}@posta.example") for name in ("una", "due", "gia")]
    assert reasons == ["left", "left", "complaint"]
    assert state_of(app, alba, "due@posta.example") is None
    assert "Indirizzi esclusi ora" in office.get(where).text


def test_who_receives_stops_at_once(app: Flask, alba: Standing, office: Browser, run_jobs: Callable[[], int]) -> None:
    office.submit(f"{send(office)}/uso")
    run_jobs()
    with desk(app, alba):
        row = db.session.scalars(
            select(Subscriber).where(Subscriber.address_digest == address_digest("una@posta.example"))
        ).one()
        assert not is_written_to(row)


def test_nothing_of_the_file_is_kept_and_the_audit_says_how_many(
    app: Flask, alba: Standing, office: Browser, run_jobs: Callable[[], int]
) -> None:
    where = send(office)
    with desk(app, alba):
        waiting = db.session.scalars(select(SubscriberImport)).one().rows or ""
        assert ("due@posta.example" in waiting.lower(), "Seconda" in waiting, "2024" in waiting) == (True, False, False)
    office.submit(f"{where}/uso")
    run_jobs()
    with desk(app, alba):
        assert db.session.scalars(select(SubscriberImport)).one().rows_sealed is None
        facts = db.session.scalars(select(LedgerEntry.facts).where(LedgerEntry.ledger == "audit")).all()
        said = [(one["verb"], one.get("changes")) for one in facts]
        assert said.count(("subscriber_import.excluded", {"rows": 2, "reason": "left"})) == 1
        assert [verb for verb, _changes in said].count("suppression.made") == 1  # the one of before
        assert "posta.example" not in repr(said)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"what": ""}, "Scegli che cosa c'è nel file."),
        ({"reason": ""}, "Scegli perché si escludono."),
        ({"reason": "soft_bounces"}, "Scegli perché si escludono."),
        ({"what": "receive"}, "Scrivilo: è la prova del consenso di ogni riga."),
    ],
)
def test_what_is_in_the_file_and_why_are_asked(office: Browser, changed: dict[str, str], words: str) -> None:
    answer = office.submit(HERE, _form(MAILCHIMP, **changed), content_type="multipart/form-data")
    assert (answer.status_code, words in unescape(answer.text)) == (422, True)


def test_a_file_that_is_thrown_away_excludes_nobody(app: Flask, alba: Standing, office: Browser) -> None:
    office.submit(f"{send(office)}/scarto")
    assert reason_of(app, alba, "una@posta.example") is None


def test_who_may_only_read_and_another_association_cannot(
    client: Clients, alba: Standing, brig: Standing, office: Browser
) -> None:
    where = send(office)
    reader, other = client(alba.host), client(brig.host)
    sign_in(reader, alba, Role.EDITOR)
    sign_in(other, brig, Role.SECRETARY)
    assert (reader.submit(f"{where}/uso").status_code, other.submit(f"{where}/uso").status_code) == (404, 404)


def test_an_address_that_was_excluded_so_is_not_subscribed_by_a_file(
    app: Flask, alba: Standing, office: Browser, run_jobs: Callable[[], int]
) -> None:
    office.submit(f"{send(office)}/uso")
    run_jobs()
    receive = {"what": "receive", "declared": "Vecchio sito", "way": "mail", "language": "it"}
    where = send(office, "email\ndue@posta.example\ngia@posta.example\nnuova@posta.example\n", **receive)
    page = unescape(office.get(where).text)
    words = ("Manda 1 richiesta", "di cui: Non vuole più riceverla", "escluso: non si usa: L'ha segnalata")
    assert [one for one in words if one not in page] == []
    office.submit(f"{where}/uso")
    run_jobs()
    assert state_of(app, alba, "due@posta.example") is None
    assert "di cui: Non vuole più riceverla" in office.get(where).text


def test_twenty_thousand_addresses_take_a_few_statements_for_each_thousand(app: Flask, alba: Standing) -> None:
    file = "".join(f"p{number}@posta.example\n" for number in range(MOST_ROWS))
    with desk(app, alba):
        import_id = _begun(file).id
    pieces, more = 0, True
    while more:
        with desk(app, alba), count_queries() as queries:
            more = import_piece(import_id, by=SYSTEM)
        pieces += 1
        assert pieces == 1 or len(queries) < 15
    with desk(app, alba):
        assert (pieces, db.session.scalar(select(func.count()).select_from(Suppression))) == (20, MOST_ROWS)


def test_a_file_of_exclusions_one_of_receivers_who_leaves_and_single_exclusions_at_once(
    app: Flask, alba: Standing
) -> None:
    names = [f"p{number}@posta.example" for number in range(60)]
    with desk(app, alba):
        rows = [make_subscriber(name, person_id=consenting(name).id).id for name in names[:20]]
        out = _begun("\n".join(names)).id
        into = keep_file(
            io.BytesIO("\n".join(reversed(names)).encode()),
            name="in.csv",
            declared="Vecchio sito",
            language="it",
            confirmed_by_mail=True,
            by=SYSTEM,
        )
        begin_import(into, by=SYSTEM)
        into_id = into.id

    def hand(number: int) -> None:
        if number < 2:
            import_piece((out, into_id)[number], by=SYSTEM)
        elif number < 6:
            leave(Reader(rows[number], None), through="one_click", by=SYSTEM)
        else:
            suppress_many(names[::-number], reason=SuppressionReason.BY_HAND, by=SYSTEM)

    at_once(app, alba, hand, 8)
    with desk(app, alba):
        assert db.session.scalar(select(func.count()).select_from(Suppression)) == 60


def _begun(content: str) -> SubscriberImport:
    kept = keep_exclusions(
        io.BytesIO(content.encode()), name="out.csv", reason=SuppressionReason.HARD_BOUNCE, by=SYSTEM
    )
    begin_import(kept, by=SYSTEM)
    return kept
