"""The member's own area: data and asking to change them, the card, privacy, leaving; and what the office answers."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select, update

from ama_net.features.members.models import (
    DataChangeRequest,
    ExitRequest,
    Guardianship,
    MemberCard,
    Membership,
    MemberVisibility,
)
from ama_net.features.members.operations.area_cards import renew_card
from ama_net.features.members.operations.area_retention import forget_area
from ama_net.features.members.operations.memberships import admit_member
from ama_net.features.members.settings_area import AreaSettings, ExitEffect, exit_day, is_late
from ama_net.features.members.stored_words import value_words
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.correspondence import Letter
from ama_net.kernel.documents import File, keep_document
from ama_net.kernel.outbox import Message
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.members import ordinary
from tests.factories.people import make_person
from tests.support.cast import STRANGER, player, sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing

AT_ONCE = AreaSettings(exit_effect=ExitEffect.AT_ONCE, exit_confirmed=False)


def _text(answer: Any) -> str:
    return str(answer.get_data(as_text=True)).replace("&#39;", "'")


@pytest.fixture
def mara(app: Flask, alba: Standing) -> UUID:
    """Mara is a member: the id of her membership."""
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        person = db.session.get_one(Person, player(alba, Role.MEMBER).person_id)
        return admit_member(person=person, category=ordinary(), admitted_on=date(2024, 2, 1), by=SYSTEM).id


@pytest.fixture
def member(client: Callable[[str], Browser], alba: Standing, mara: UUID) -> Browser:
    return sign_in(client(alba.host), alba, Role.MEMBER)


def _typed(**values: str) -> dict[str, str]:
    facts = {"given_name": "Mara", "family_name": "di Alba", "birth_date": "", "birth_place": "", "tax_code": ""}
    rest = dict.fromkeys(("email", "phone", "street", "postcode", "municipality", "province"), "")
    return {**facts, **rest, **values}


def _choose(app: Flask, alba: Standing, settings: AreaSettings) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        save_settings(settings, by=None)


def _one(app: Flask, alba: Standing, model: Any) -> Any:
    with app.app_context(), tenant_scope(alba.id):
        found = db.session.scalars(select(model)).one()
        db.session.expunge_all()
        return found


def test_a_member_finds_their_number_and_category(member: Browser) -> None:
    page = _text(member.get("/my/socio"))
    assert [word in page for word in ("Socio ordinario", "1 febbraio 2024", "Tessera", "Riservatezza")] == [True] * 4


def test_who_is_no_member_is_told_how_to_join(client: Callable[[str], Browser], alba: Standing) -> None:
    stranger = sign_in(client(alba.host), alba, STRANGER)
    page = _text(stranger.get("/my/socio"))
    assert ("Non risulti tra i soci" in page, "/diventa-socio" in page) == (True, True)


@pytest.mark.parametrize("page", ["dati", "tessera", "tessera.pdf", "libri", "uscita"])
def test_the_pages_of_another_member_are_not_there(
    client: Callable[[str], Browser], alba: Standing, mara: UUID, page: str
) -> None:
    stranger = sign_in(client(alba.host), alba, Role.BOARD)
    assert stranger.get(f"/my/socio/{mara}/{page}").status_code == 404


def test_a_change_is_asked_and_made(
    app: Flask, alba: Standing, member: Browser, secretary: Browser, mara: UUID
) -> None:
    asked = member.submit(f"/my/socio/{mara}/dati", _typed(family_name="Bianchi", email="mara@posta.example"))
    assert asked.status_code == 303
    assert "Bianchi" in _text(member.get(f"/my/socio/{mara}/dati"))
    request = _one(app, alba, DataChangeRequest).id
    page = _text(secretary.get("/manage/soci/modifiche"))
    assert [word in page for word in ("di Alba", "Bianchi", "mara@posta.example")] == [True] * 3
    secretary.submit(f"/manage/soci/modifiche/{request}/approvazione", {})
    with app.app_context(), tenant_scope(alba.id):
        person = db.session.get_one(Membership, mara).person
        assert person is not None
        assert (person.family_name, person.email) == ("Bianchi", "mara@posta.example")
        assert db.session.scalars(select(Letter.template)).all() == ["members/change_answered"]


def test_an_address_is_replaced_and_the_register_follows(
    app: Flask, alba: Standing, member: Browser, secretary: Browser, mara: UUID
) -> None:
    home = {"street": "via Nuova 2", "postcode": "40121", "municipality": "Bologna", "province": "bo"}
    member.submit(f"/my/socio/{mara}/dati", _typed(**home))
    secretary.submit(f"/manage/soci/modifiche/{_one(app, alba, DataChangeRequest).id}/approvazione", {})
    with app.app_context(), tenant_scope(alba.id):
        person = db.session.get_one(Membership, mara).person
        assert person is not None
        assert [one.in_one_line for one in person.addresses] == ["via Nuova 2, 40121 Bologna (BO)"]


def test_nothing_asked_is_said(member: Browser, mara: UUID) -> None:
    answer = member.submit(f"/my/socio/{mara}/dati", _typed())
    assert (answer.status_code, "Non hai cambiato niente" in _text(answer)) == (422, True)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"tax_code": "ROSSI"}, "codice fiscale"),
        ({"postcode": "4"}, "cinque cifre"),
        ({"birth_date": "2999-01-01"}, "nel futuro"),
        ({"given_name": ""}, "Scrivi il nome."),
    ],
)
def test_wrong_facts_are_refused(member: Browser, mara: UUID, typed: dict[str, str], said: str) -> None:
    answer = member.submit(f"/my/socio/{mara}/dati", _typed(**typed))
    assert (answer.status_code, said in _text(answer)) == (422, True)


def test_a_refusal_says_why_and_an_answer_is_given_once(
    app: Flask, alba: Standing, member: Browser, secretary: Browser, mara: UUID
) -> None:
    member.submit(f"/my/socio/{mara}/dati", _typed(family_name="Bianchi"))
    request = _one(app, alba, DataChangeRequest).id
    refused = secretary.submit(f"/manage/soci/modifiche/{request}/rifiuto", {"answer": ""})
    assert (refused.status_code, "Scrivere il motivo" in _text(refused)) == (422, True)
    secretary.submit(f"/manage/soci/modifiche/{request}/rifiuto", {"answer": "Serve un documento."})
    again = secretary.submit(f"/manage/soci/modifiche/{request}/approvazione", {}, follow_redirects=True)
    assert "qualcuno ha già risposto" in _text(again)
    assert (_one(app, alba, DataChangeRequest).state, _one(app, alba, Letter).template) == (
        "refused",
        "members/change_answered",
    )


def test_a_request_is_taken_back_and_forgotten(app: Flask, alba: Standing, member: Browser, mara: UUID) -> None:
    member.submit(f"/my/socio/{mara}/dati", _typed(family_name="Bianchi"))
    member.submit(f"/my/socio/{mara}/dati/ritiro", {})
    request = _one(app, alba, DataChangeRequest)
    assert (request.state, request.changes_sealed) == ("taken_back", None)


def test_answered_requests_are_emptied_after_their_time(
    app: Flask, alba: Standing, member: Browser, mara: UUID
) -> None:
    member.submit(f"/my/socio/{mara}/dati", _typed(family_name="Bianchi"))
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        old = now() - timedelta(days=91)
        db.session.execute(update(DataChangeRequest).values(state="refused", settled_at=old))
        assert forget_area() == 1
    assert _one(app, alba, DataChangeRequest).changes_sealed is None


def _token(app: Flask, alba: Standing, mara: UUID) -> str:
    with app.app_context(), tenant_scope(alba.id):
        card = db.session.scalars(
            select(MemberCard).where(MemberCard.membership_id == mara, MemberCard.revoked_at.is_(None))
        ).one()
        return card.token or ""


def test_the_card_says_valid_first_name_and_initial(
    app: Flask, client: Callable[[str], Browser], alba: Standing, brig: Standing, member: Browser, mara: UUID
) -> None:
    assert "<svg" in _text(member.get(f"/my/socio/{mara}/tessera"))
    address = f"/tessera/{_token(app, alba, mara)}"
    shown, elsewhere = client(alba.host).get(address), client(brig.host).get(address)
    assert (shown.status_code, "Mara d." in _text(shown), "di Alba" in _text(shown)) == (200, True, False)
    assert elsewhere.status_code == 404


def test_the_card_is_printed(member: Browser, mara: UUID) -> None:
    answer = member.get(f"/my/socio/{mara}/tessera.pdf")
    assert "Mara di Alba" in PdfReader(BytesIO(answer.data)).pages[0].extract_text()


def test_a_renewed_card_makes_the_old_one_worthless(
    app: Flask, client: Callable[[str], Browser], alba: Standing, member: Browser, mara: UUID
) -> None:
    member.get(f"/my/socio/{mara}/tessera")
    old = _token(app, alba, mara)
    member.submit(f"/my/socio/{mara}/tessera/rinnovo", {})
    new = _token(app, alba, mara)
    public = client(alba.host)
    assert [public.get(f"/tessera/{token}").status_code for token in (old, new, "boh")] == [404, 200, 404]


def test_the_card_of_who_left_is_not_valid(
    app: Flask, client: Callable[[str], Browser], alba: Standing, mara: UUID
) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        token = renew_card(db.session.get_one(Membership, mara), by=SYSTEM).token
        db.session.execute(
            update(Membership).where(Membership.id == mara).values(ended_on=today(), end_reason="withdrawal")
        )
    assert client(alba.host).get(f"/tessera/{token}").status_code == 404


def test_a_consent_is_given_with_its_proof_and_withdrawn(
    app: Flask, alba: Standing, member: Browser, mara: UUID
) -> None:
    address = "/my/socio/riservatezza/consensi/newsletter"
    member.submit(address, {"given": "yes"})
    member.submit(address, {"given": "no"})
    with app.app_context(), tenant_scope(alba.id):
        person = db.session.get_one(Membership, mara).person
        assert person is not None
        assert [(one.purpose, one.page, one.withdrawn_at is None) for one in person.consents] == [
            ("newsletter", "/my/socio/riservatezza", False)
        ]
    assert member.submit("/my/socio/riservatezza/consensi/health_data", {"given": "yes"}).status_code == 404


def test_what_is_kept_is_listed_and_taken_away(app: Flask, alba: Standing, member: Browser) -> None:
    page = _text(member.get("/my/socio/riservatezza"))
    assert [word in page for word in ("Sara di Alba", "Libro soci", "Anagrafe", "D.Lgs. 117/2017")] == [True] * 4
    data = json.loads(member.get("/my/socio/riservatezza/dati.json").data)
    assert (data["Anagrafe"][0]["given_name"], data["Libro soci"][0]["number"]) == ("Mara", 1)
    assert "password_hash" not in json.dumps(data)
    pdf = PdfReader(BytesIO(member.get("/my/socio/riservatezza/dati.pdf").data))
    assert "Mara" in "".join(sheet.extract_text() for sheet in pdf.pages)


def test_what_is_kept_of_others_is_not_taken_away(app: Flask, alba: Standing, brig: Standing, member: Browser) -> None:
    for standing in (alba, brig):
        with app.app_context(), tenant_scope(standing.id), unit_of_work():
            make_person("Altra", "Persona", email="altra@posta.example")
    assert "altra@posta.example" not in _text(member.get("/my/socio/riservatezza/dati.json"))


def test_a_document_about_oneself_is_counted(app: Flask, alba: Standing, member: Browser) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        about = player(alba, Role.MEMBER).person_id
        keep_document(File("a.pdf", b"%PDF-"), title="Domanda", kind="application", by=SYSTEM, person_id=about)
    assert "Documenti" in _text(member.get("/my/socio/riservatezza"))


def test_members_see_each_other_only_where_they_chose(
    app: Flask, client: Callable[[str], Browser], alba: Standing, member: Browser, mara: UUID
) -> None:
    assert member.get("/my/socio/altri").status_code == 404
    _choose(app, alba, AreaSettings(members_see_members=True))
    assert "<li>Mara di Alba" not in _text(member.get("/my/socio/altri"))
    member.submit("/my/socio/riservatezza/visibilita", {"is_listed": "y"})
    assert "<li>Mara di Alba" in _text(member.get("/my/socio/altri"))
    outsider = sign_in(client(alba.host), alba, Role.VOLUNTEER)
    assert outsider.get("/my/socio/altri").status_code == 404


def test_books_are_asked_for(app: Flask, alba: Standing, member: Browser, mara: UUID) -> None:
    assert member.submit(f"/my/socio/{mara}/libri", {"what": ""}).status_code == 422
    assert member.submit(f"/my/socio/{mara}/libri", {"what": "I verbali del 2025"}).status_code == 303


def test_leaving_waits_for_the_office_and_is_taken_back(
    app: Flask, alba: Standing, member: Browser, secretary: Browser, mara: UUID
) -> None:
    assert member.submit(f"/my/socio/{mara}/uscita", {}).status_code == 422
    member.submit(f"/my/socio/{mara}/uscita", {"sure": "y"})
    assert "Mara di Alba vuole uscire" in _text(secretary.get("/manage/soci/modifiche"))
    member.submit(f"/my/socio/{mara}/uscita/ritiro", {})
    request = _one(app, alba, ExitRequest)
    late = secretary.submit(f"/manage/soci/uscite/{request.id}/conferma", {}, follow_redirects=True)
    assert (request.state, "ritirato o confermato" in _text(late)) == ("taken_back", True)
    with app.app_context(), tenant_scope(alba.id):
        assert db.session.get_one(Membership, mara).ended_on is None


def test_the_office_writes_a_withdrawal_in_the_register(
    app: Flask, alba: Standing, member: Browser, secretary: Browser, mara: UUID
) -> None:
    member.submit(f"/my/socio/{mara}/uscita", {"sure": "y"})
    request = _one(app, alba, ExitRequest)
    secretary.submit(f"/manage/soci/uscite/{request.id}/conferma", {})
    with app.app_context(), tenant_scope(alba.id):
        ended = db.session.get_one(Membership, mara)
        assert (ended.ended_on, ended.end_reason) == (exit_day(AreaSettings(), today()), "withdrawal")
        assert db.session.scalars(select(Letter.template)).all() == ["members/exit_done"]
    assert f"Resti socio fino al 31 dicembre {exit_day(AreaSettings(), today()).year - 1}" in _text(
        member.get("/my/socio")
    )


def test_leaving_at_once_closes_the_area(app: Flask, alba: Standing, member: Browser, mara: UUID) -> None:
    _choose(app, alba, AT_ONCE)
    member.submit(f"/my/socio/{mara}/uscita", {"sure": "y"})
    assert "Sei stato socio fino al" in _text(member.get("/my/socio"))
    with app.app_context(), tenant_scope(alba.id):
        account = db.session.scalars(
            select(Account).where(Account.person_id == player(alba, Role.MEMBER).person_id)
        ).one()
        assert account.roles == []


@pytest.mark.parametrize(
    ("asked_on", "day"),
    [
        (date(2026, 9, 30), date(2027, 1, 1)),
        (date(2026, 10, 1), date(2028, 1, 1)),
        (date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_a_withdrawal_has_effect_as_the_civil_code_says(asked_on: date, day: date) -> None:
    assert exit_day(AreaSettings(), asked_on) == day


@pytest.mark.parametrize(("asked_on", "late"), [(date(2026, 9, 30), False), (date(2026, 10, 1), True)])
def test_a_late_withdrawal_is_known_as_such(asked_on: date, late: bool) -> None:
    assert (is_late(AreaSettings(), asked_on), is_late(AreaSettings(exit_effect=ExitEffect.AT_ONCE), asked_on)) == (
        late,
        False,
    )


def test_the_page_of_leaving_says_why_it_takes_another_year(member: Browser, mara: UUID) -> None:
    page = _text(member.get(f"/my/socio/{mara}/uscita"))
    assert ("che sono il preavviso" in page) == is_late(AreaSettings(), today())


def test_what_is_missing_is_said_in_one_s_data(member: Browser, mara: UUID) -> None:
    assert "non c'è" in _text(member.get(f"/my/socio/{mara}/dati"))


def test_who_answers_for_a_minor_has_their_card_and_data(
    app: Flask, client: Callable[[str], Browser], alba: Standing
) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        minor = make_person("Pino", "Piccolo", birth_date=today().replace(day=1) - timedelta(days=4000))
        guardian = player(alba, STRANGER).person_id
        db.session.add(Guardianship(person_id=minor.id, guardian_id=guardian))
        db.session.flush()
        ward = admit_member(person=minor, category=ordinary(), admitted_on=date(2025, 2, 1), by=SYSTEM).id
    browser = sign_in(client(alba.host), alba, STRANGER)
    assert "Pino Piccolo" in _text(browser.get("/my/socio"))
    pages = [browser.get(f"/my/socio/{ward}/{page}").status_code for page in ("dati", "tessera", "tessera.pdf")]
    assert pages == [200, 200, 200]


def test_the_board_settles_nothing(client: Callable[[str], Browser], alba: Standing) -> None:
    board = sign_in(client(alba.host), alba, Role.BOARD)
    assert board.get("/manage/soci/modifiche").status_code == 404
    assert board.submit(f"/manage/soci/modifiche/{uuid4()}/approvazione", {}).status_code == 404


def test_the_choice_of_who_left_is_forgotten(app: Flask, alba: Standing) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        db.session.add(MemberVisibility(person_id=make_person().id, is_listed=True))
        db.session.flush()
        forget_area()
        assert db.session.scalars(select(MemberVisibility)).all() == []


def test_the_notice_to_the_office_names_nobody(app: Flask, alba: Standing, member: Browser, mara: UUID) -> None:
    member.submit(f"/my/socio/{mara}/dati", _typed(family_name="Bianchi"))
    with app.app_context(), tenant_scope(alba.id):
        message = db.session.scalars(select(Message)).one()
        assert message.template == "members/change_new"
        assert [word in (message.text or "") for word in ("Mara", "Bianchi")] == [False, False]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("amount_cents", 2500, "25,00\N{NO-BREAK SPACE}€"),
        ("is_listed", True, "sì"),
        ("birth_date", date(1962, 7, 19), "19 luglio 1962"),
        ("roles", ["member"], "Socio o socia"),
        ("way", "transfer", "Bonifico"),
        ("letter_id", "01a201a8-917f-75c3-a9b4-9cb69c0418c8", ""),
        ("changes", '{"street": ["", "via Nuova 2"]}', "via: via Nuova 2"),
        ("note", "{rotto", "{rotto"),
        ("label", "", ""),
    ],
)
def test_what_is_kept_is_said_in_words(app: Flask, name: str, value: Any, said: str) -> None:
    with app.test_request_context():
        assert value_words(name, value) == said
