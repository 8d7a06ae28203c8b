"""What the office does about members' accounts, cards and letters: one member, many, all."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from ama_net.features.members.models import Guardianship, MemberCard, Membership
from ama_net.features.members.operations.area_cards import card_of
from ama_net.features.members.operations.memberships import admit_member
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.accounts.models import INVITED, Account
from ama_net.kernel.correspondence import Channel, Letter
from ama_net.kernel.people import PostalAddress
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.members import ordinary
from tests.factories.people import make_person
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

Admit = Callable[..., UUID]
WORDS = {"subject": "Chiusura della sede", "text": "Due righe inventate.", "whom": "all", "channel": ""}


def _text(answer: Any) -> str:
    return str(answer.get_data(as_text=True)).replace("&#39;", "'")


@pytest.fixture
def admit(app: Flask, alba: Standing) -> Admit:
    """``admit("Gina", email="…", housed=True)``: a member of Alba; returns the membership's id."""

    def admitted(given_name: str, *, email: str | None = None, housed: bool = False) -> UUID:
        with app.app_context(), tenant_scope(alba.id), unit_of_work():
            person = make_person(given_name, "Socievole", email=email)
            if housed:
                street = {"street": "via delle Prove 3", "postcode": "44121", "municipality": "Ferrara"}
                db.session.add(PostalAddress(person_id=person.id, kind="residence", province="FE", **street))
                db.session.flush()
            return admit_member(person=person, category=ordinary(), admitted_on=date(2024, 2, 1), by=SYSTEM).id

    return admitted


def _accounts(app: Flask, alba: Standing) -> list[tuple[str, str, list[str]]]:
    with app.app_context(), tenant_scope(alba.id):
        invited = select(Account).where(Account.status == INVITED).order_by(Account.email)
        return [(one.email, one.status, one.roles) for one in db.session.scalars(invited)]


def _channels(app: Flask, alba: Standing) -> list[str]:
    with app.app_context(), tenant_scope(alba.id):
        return sorted(db.session.scalars(select(Letter.channel)))


def test_a_member_is_invited_once(app: Flask, alba: Standing, secretary: Browser, admit: Admit) -> None:
    member = admit("Gina", email="gina@posta.example")
    assert "Manda l'invito ad accedere" in _text(secretary.get(f"/manage/soci/{member}/lettere"))
    for _again in range(2):
        secretary.submit(f"/manage/soci/{member}/invito", {})
    assert _accounts(app, alba) == [("gina@posta.example", INVITED, ["member"])]


def test_who_has_no_address_is_not_invited(app: Flask, alba: Standing, secretary: Browser, admit: Admit) -> None:
    answer = secretary.submit(f"/manage/soci/{admit('Pino')}/invito", {}, follow_redirects=True)
    assert ("Non si può invitare" in _text(answer), _accounts(app, alba)) == (True, [])


def test_all_are_invited_and_shared_addresses_counted(
    app: Flask, alba: Standing, secretary: Browser, admit: Admit, run_jobs: Callable[[], int]
) -> None:
    for name, email in (("Gina", "gina@posta.example"), ("Pina", "casa@posta.example"), ("Lina", "casa@posta.example")):
        admit(name, email=email)
    admit("Pino")
    assert "3 soci hanno l'e-mail" in _text(secretary.get("/manage/soci/inviti"))
    answer = secretary.submit("/manage/soci/inviti", {})
    run_jobs()
    page = _text(secretary.get(answer.location))
    assert [one[0] for one in _accounts(app, alba)] == ["casa@posta.example", "gina@posta.example"]
    assert "Con un indirizzo che ha già un accesso" in page


def test_the_same_letter_goes_to_each_in_their_way(
    app: Flask, alba: Standing, secretary: Browser, admit: Admit, run_jobs: Callable[[], int]
) -> None:
    admit("Gina", email="gina@posta.example")
    admit("Pino", housed=True)
    answer = secretary.submit("/manage/soci/lettera", WORDS)
    assert answer.status_code == 303
    run_jobs()
    assert _channels(app, alba) == [Channel.EMAIL, Channel.POST]


def test_who_answers_for_a_minor_is_written_to_in_their_place(
    app: Flask, alba: Standing, secretary: Browser, admit: Admit, run_jobs: Callable[[], int]
) -> None:
    member = admit("Lia", email="lia@posta.example")
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        minor = db.session.get_one(Membership, member).person
        assert minor is not None
        minor.birth_date = today() - timedelta(days=4000)
        mother = make_person("Rosa", "Socievole", email="rosa@posta.example")
        db.session.add(Guardianship(person_id=minor.id, guardian_id=mother.id))
        wanted = (mother.id, minor.id, "rosa@posta.example")
    secretary.submit("/manage/soci/lettera", WORDS)
    run_jobs()
    with app.app_context(), tenant_scope(alba.id):
        letter = db.session.scalars(select(Letter)).one()
        assert (letter.person_id, letter.for_person_id, letter.address) == wanted
        assert "rispondi di Lia Socievole" in (letter.body or "")


def test_only_those_ticked_are_written_to(
    app: Flask, alba: Standing, secretary: Browser, admit: Admit, run_jobs: Callable[[], int]
) -> None:
    admit("Gina", email="gina@posta.example")
    chosen = {"selected": str(admit("Pino", housed=True)), "action": "letter"}
    assert "Socievole Pino" in _text(secretary.submit("/manage/soci/lettera", chosen))
    secretary.submit("/manage/soci/lettera", {**chosen, **WORDS})
    run_jobs()
    assert _channels(app, alba) == [Channel.POST]


@pytest.mark.parametrize(("whom", "channels"), [("paper", [Channel.HAND]), ("email", [Channel.EMAIL])])
def test_some_are_left_out(
    app: Flask,
    alba: Standing,
    secretary: Browser,
    admit: Admit,
    run_jobs: Callable[[], int],
    whom: str,
    channels: list[str],
) -> None:
    admit("Gina", email="gina@posta.example")
    admit("Pino")
    secretary.submit("/manage/soci/lettera", {**WORDS, "whom": whom})
    run_jobs()
    assert _channels(app, alba) == channels


def test_what_a_letter_says_travels_sealed(app: Flask, secretary: Browser, admit: Admit) -> None:
    admit("Pino")
    secretary.submit("/manage/soci/lettera", WORDS)
    asked = [job.args for job in app.extensions["jobs"].captured if job.name == "members.write_to"]
    assert (len(asked), WORDS["text"] in str(asked)) == (1, False)


def test_nobody_to_write_to_is_said(secretary: Browser) -> None:
    answer = secretary.submit("/manage/soci/lettera", WORDS)
    assert (answer.status_code, "nessuno a cui scrivere" in _text(answer)) == (422, True)


def test_labels_for_those_ticked(secretary: Browser, admit: Admit) -> None:
    chosen = {"selected": [str(admit("Pino", housed=True)), str(admit("Gina"))]}
    assert "1 destinatario non ha" in _text(secretary.submit("/manage/soci/etichette", chosen))
    answer = secretary.submit("/manage/soci/etichette", {**chosen, "sheet": "63x38", "start": "2"})
    assert "Pino Socievole" in PdfReader(BytesIO(answer.data)).pages[0].extract_text()


def test_the_office_cancels_a_lost_card(app: Flask, alba: Standing, secretary: Browser, admit: Admit) -> None:
    member = admit("Gina")
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        card_of(db.session.get_one(Membership, member), by=SYSTEM)
    secretary.submit(f"/manage/soci/{member}/tessera", {})
    with app.app_context(), tenant_scope(alba.id):
        cards = db.session.scalars(select(MemberCard).order_by(MemberCard.created_at)).all()
        assert [card.revoked_at is None for card in cards] == [False, True]


def test_a_member_of_another_association_is_not_there(secretary: Browser) -> None:
    assert secretary.get(f"/manage/soci/{uuid4()}/lettere").status_code == 404
    assert secretary.submit(f"/manage/soci/{uuid4()}/invito", {}).status_code == 404


def test_the_board_reads_letters_and_invites_nobody(
    client: Callable[[str], Browser], alba: Standing, admit: Admit
) -> None:
    member = admit("Gina", email="gina@posta.example")
    board = sign_in(client(alba.host), alba, Role.BOARD)
    page = board.get(f"/manage/soci/{member}/lettere")
    assert (page.status_code, "Manda l'invito" in _text(page)) == (200, False)
    assert board.submit(f"/manage/soci/{member}/invito", {}).status_code == 404


def test_what_waits_is_on_the_first_page(secretary: Browser, admit: Admit) -> None:
    admit("Gina", email="gina@posta.example")
    page = _text(secretary.get("/manage/"))
    assert ("Richieste dei soci" in page, "Soci da invitare ad accedere" in page) == (True, True)


def test_a_page_of_letters_costs_the_same_with_more_of_them(
    secretary: Browser, admit: Admit, run_jobs: Callable[[], int]
) -> None:
    member = admit("Pino", housed=True)
    chosen = {"selected": str(member)}
    secretary.submit("/manage/soci/lettera", {**chosen, **WORDS})
    run_jobs()
    secretary.get(f"/manage/soci/{member}/lettere")
    with count_queries() as one:
        secretary.get(f"/manage/soci/{member}/lettere")
    for _letter in range(2):
        secretary.submit("/manage/soci/lettera", {**chosen, **WORDS})
    run_jobs()
    with count_queries() as three:
        secretary.get(f"/manage/soci/{member}/lettere")
    assert len(three) == len(one)
