"""Booking for who telephones, through the browser."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.helpdesk.forms_appointments import SPOKEN_VERSION
from ama_net.features.helpdesk.models import Appointment, AppointmentState, Mode, Service, Visitor
from ama_net.features.helpdesk.operations.phone_bookings import book_by_phone
from ama_net.features.helpdesk.operations.places import Wanted
from ama_net.features.helpdesk.operations.visitors import Confided
from ama_net.features.helpdesk.visitor_secrets import visitor_of_code
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.confiding import ContactKind
from tests.helpdesk.office_desk import BOOKING, CALENDAR, PHONE, booked, open_service, page_of, said, typed
from tests.helpdesk.open_hours import at, wednesday
from tests.support.cast import actor, player
from tests.support.clients import Browser
from tests.support.hands import at_once, desk
from tests.support.queries import count_queries
from tests.support.standing import Standing

At = Callable[[str], Browser]
RECEIPT = f"{BOOKING}/fatta"


@pytest.fixture
def served(app: Flask, alba: Standing) -> tuple[UUID, UUID]:
    """A service and who serves it."""
    return open_service(app, alba)


def _count(app: Flask, alba: Standing, model: type = Appointment) -> int:
    with desk(app, alba):
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_free_times_are_those_of_the_public_and_nearer_ones(secretary: Browser, served: tuple[UUID, UUID]) -> None:
    page = secretary.get(f"{BOOKING}?dal={wednesday()}").text
    times = re.findall(r'name="when" value="([^"]+)"', page)
    assert times[:4] == [at(hour).isoformat() for hour in (9, 10, 11, 12)]


def test_the_calendar_leads_to_the_time_that_was_chosen_there(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]
) -> None:
    service, person = open_service(app, alba, "Zita", slug="zz-altro", position=5)
    page = secretary.get(f"{BOOKING}?chi={person}&dal={wednesday()}&ora=10:00").text
    chosen = re.findall(r'name="when" value="([^"]+)" checked', page)
    assert (chosen, f'<option value="{service}" selected' in page) == ([at(10).isoformat()], True)


def test_who_telephones_gets_a_time(app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]) -> None:
    answer = secretary.submit(BOOKING, typed(secretary))
    with desk(app, alba):
        made = db.session.scalars(select(Appointment)).one()
        visitor = made.visitor
        assert visitor is not None
        facts = (made.state, made.starts_at, made.person_id, visitor.nickname, visitor.contact, visitor.call_time)
        written = (made.created_by, visitor.created_by)
        who = player(alba, Role.SECRETARY).account_id
    assert (answer.status_code, answer.headers["Location"]) == (303, RECEIPT)
    assert facts == (AppointmentState.CONFIRMED, at(11), served[1], "Nonna Papera", "+390515550199", "morning")
    assert written == (who, who)


def test_the_consent_is_noted_as_said_by_word_of_mouth(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]
) -> None:
    secretary.submit(BOOKING, typed(secretary))
    with desk(app, alba):
        visitor = db.session.scalars(select(Visitor)).one()
        noted = (visitor.consent_version, visitor.consent_at is not None, len(visitor.consent_digest or b""))
        assert noted == (SPOKEN_VERSION, True, 32)


def test_the_code_is_read_out_once(app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]) -> None:
    secretary.submit(BOOKING, typed(secretary))
    page = secretary.get(RECEIPT).text
    code = re.search(r'class="secret-code">([^<]+)<', page)
    assert code
    with desk(app, alba):
        visitor = visitor_of_code(code[1])
        assert visitor is not None
        assert visitor.nickname == "Nonna Papera"
    closed = secretary.submit(RECEIPT)
    again = secretary.get(RECEIPT)
    assert (closed.status_code, again.status_code, again.headers["Location"]) == (303, 302, CALENDAR)
    assert code[1] not in secretary.get(closed.headers["Location"]).text


def test_another_browser_does_not_see_the_code(secretary: Browser, at: At, served: tuple[UUID, UUID]) -> None:
    secretary.submit(BOOKING, typed(secretary))
    assert at(Role.PRESIDENT).get(RECEIPT).status_code == 302


def test_the_same_form_sent_twice_is_one_appointment(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]
) -> None:
    form = typed(secretary)
    answers = [secretary.submit(BOOKING, form).status_code for _turn in range(2)]
    assert (answers, _count(app, alba)) == ([303, 303], 1)


def test_the_same_form_with_other_words_is_not_lost_in_silence(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]
) -> None:
    form = typed(secretary)
    secretary.submit(BOOKING, form)
    answer = secretary.submit(BOOKING, {**form, "nickname": "Altra"})
    assert (answer.status_code, _count(app, alba), "già stato usato" in said(answer)) == (422, 1, True)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"when": None}, "Scegliere un orario."),
        ({"nickname": " "}, "Scrivere un nome"),
        ({"contact": ""}, "Scrivere un numero di telefono o un'e-mail"),
        ({"contact": "boh"}, "Questo non sembra"),
        ({"consent": None}, "senza un sì non si può scrivere nulla"),
        ({"under_18": None}, "l'età non si chiede"),
        ({"contact": "051 12"}, "scriverlo con il prefisso"),
        ({"contact": "papera@"}, "Questo indirizzo e-mail non è giusto: ricontrollarlo."),
        ({"under_18": "yes"}, "Sotto i 18 anni serve il sì di un genitore, o di chi ne fa le veci"),
        ({"when": "boh"}, "Scegliere un orario."),
        ({"when": "9999-12-31T10:00"}, "Scegliere un orario."),
        ({"when": None, "day": "2027-03-03", "hour": ""}, "Scrivere anche l'ora."),
        ({"agreed": "y"}, "Scegliere prima con chi"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID], changes: dict[str, str], words: str
) -> None:
    answer = secretary.submit(BOOKING, typed(secretary, **changes))
    assert (answer.status_code, words in said(answer), _count(app, alba, Visitor)) == (422, True, 0)


def test_who_is_called_leaves_a_number(app: Flask, alba: Standing, secretary: Browser) -> None:
    open_service(app, alba, phone=True)
    answer = secretary.submit(BOOKING, typed(secretary, modo="phone", contact="papera@posta.example"))
    assert (answer.status_code, "serve un numero da chiamare" in said(answer)) == (422, True)


def test_looking_for_other_times_loses_nothing_that_was_typed(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]
) -> None:
    chosen = {"modo": "online", "chi": str(served[1]), "when": at(10).isoformat()}
    form = typed(secretary, **chosen, under_18="yes", call_time="evening")
    answer = secretary.submit(f"{BOOKING}/orari", form)
    marked = re.findall(
        r'(?:value="([^"]+)" (?:selected|checked)|(?:selected|checked)[^>]* value="([^"]+)")', answer.text
    )
    words = set(re.findall(r'<input[^>]* name="(?:nickname|contact|form_key)"[^>]* value="([^"]+)"', answer.text))
    assert (answer.status_code, _count(app, alba), _count(app, alba, Visitor)) == (200, 0, 0)
    assert words == {form["nickname"], form["contact"], form["form_key"]}
    assert {"".join(one) for one in marked} >= {*chosen.values(), "yes", "y", "evening"}


def test_the_address_of_other_times_alone_leads_to_the_form(secretary: Browser) -> None:
    answer = secretary.get(f"{BOOKING}/orari")
    assert (answer.status_code, answer.headers["Location"]) == (302, BOOKING)


def test_other_days_are_looked_at_without_losing_what_was_typed(secretary: Browser, served: tuple[UUID, UUID]) -> None:
    later = wednesday() + timedelta(days=14)
    page = secretary.submit(f"{BOOKING}/orari", typed(secretary, altri=later.isoformat())).text
    assert ("Nonna Papera" in page, f'name="dal" value="{later}"' in page) == (True, True)


def test_a_time_that_went_in_the_meantime_is_refused_with_the_reason(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]
) -> None:
    form = typed(secretary, chi=str(served[1]))
    booked(app, alba, served, at(11))
    answer = secretary.submit(BOOKING, form)
    assert (answer.status_code, "Rosa Prova ha già un impegno" in said(answer)) == (422, True)
    assert (_count(app, alba), _count(app, alba, Visitor), "Nonna Papera" in said(answer)) == (1, 1, True)


def test_a_time_in_the_past_is_refused(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]
) -> None:
    answer = secretary.submit(BOOKING, typed(secretary, now() - timedelta(days=1)))
    assert (answer.status_code, "È un orario già passato." in said(answer)) == (422, True)


def test_outside_the_hours_one_books_only_if_who_listens_agreed(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]
) -> None:
    late = {"when": None, "day": wednesday().isoformat(), "hour": "18:30", "chi": str(served[1])}
    refused = secretary.submit(BOOKING, typed(secretary, **late))
    agreed = secretary.submit(BOOKING, typed(secretary, **late, agreed="y", person_id=str(served[1])))
    assert (refused.status_code, agreed.status_code) == (422, 303)
    with desk(app, alba):
        assert db.session.scalars(select(Appointment)).one().starts_at == at(18, 30)


def test_one_time_is_given_to_one_of_several_who_telephone(
    app: Flask, alba: Standing, served: tuple[UUID, UUID]
) -> None:
    def book(number: int) -> str:
        asked = Wanted(db.session.get_one(Service, served[0]), at(11), Mode.IN_PERSON, office=True)
        who = Confided(f"Persona {number}", f"+3905155501{number:02}", ContactKind.PHONE)
        book_by_phone(asked, who, by=actor(alba, Role.SECRETARY))
        return "booked"

    results = at_once(app, alba, book, hands=6)
    assert (sorted(results), _count(app, alba), _count(app, alba, Visitor)) == (["booked"] + ["slot"] * 5, 1, 1)


def test_one_form_sent_by_several_hands_is_one_appointment(
    app: Flask, alba: Standing, served: tuple[UUID, UUID]
) -> None:
    def book(_number: int) -> UUID:
        asked = Wanted(db.session.get_one(Service, served[0]), at(11), Mode.IN_PERSON, office=True)
        who = Confided("Stella", PHONE, ContactKind.PHONE, form_key="x" * 43)
        return book_by_phone(asked, who, by=actor(alba, Role.SECRETARY)).id

    assert (len(set(at_once(app, alba, book, hands=6))), _count(app, alba)) == (1, 1)


def test_a_guardian_may_answer(app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]) -> None:
    secretary.submit(BOOKING, typed(secretary, under_18="yes", guardian="y"))
    with desk(app, alba):
        assert db.session.scalars(select(Visitor)).one().guardian_digest is not None


def test_the_reason_is_not_asked(secretary: Browser, served: tuple[UUID, UUID]) -> None:
    assert 'name="reason"' not in secretary.get(BOOKING).text


def test_without_services_it_says_what_is_missing(secretary: Browser) -> None:
    page = secretary.get(BOOKING)
    assert (page.status_code, "Nessun servizio si può prenotare" in said(page)) == (200, True)
    assert secretary.submit(BOOKING, {}).status_code == 404


def test_the_audit_says_neither_who_nor_how_to_reach_them(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]
) -> None:
    secretary.submit(BOOKING, typed(secretary))
    with desk(app, alba):
        told = [str(entry.facts) for entry in db.session.scalars(select(LedgerEntry))]
    assert [words for words in ("Papera", "5550199") if any(words in entry for entry in told)] == []


def test_a_service_of_another_association_is_not_booked(
    app: Flask, alba: Standing, brig: Standing, secretary: Browser, served: tuple[UUID, UUID]
) -> None:
    other = open_service(app, brig)
    secretary.submit(BOOKING, typed(secretary, servizio=str(other[0]), chi=""))
    with desk(app, brig):
        assert db.session.scalar(select(func.count()).select_from(Appointment)) == 0


@pytest.mark.parametrize("role", [Role.BOARD, Role.LISTENER, Role.EDITOR])
def test_others_do_not_book(at: At, served: tuple[UUID, UUID], role: Role) -> None:
    browser = at(role)
    answers = [browser.get(BOOKING), browser.submit(BOOKING, {}), browser.submit(f"{BOOKING}/orari", {})]
    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_more_who_listen_ask_no_more_questions(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]
) -> None:
    secretary.get(BOOKING)
    with count_queries() as few:
        secretary.get(BOOKING)
    booked(app, alba, served, at(9))
    booked(app, alba, served, at(12))
    with count_queries() as many:
        secretary.get(BOOKING)
    assert len(many) == len(few)


def test_a_code_that_is_read_out_opens_the_appointment(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]
) -> None:
    secretary.submit(BOOKING, typed(secretary))
    code = re.search(r'class="secret-code">([^<]+)<', secretary.get(RECEIPT).text)
    assert code
    answers = [secretary.submit("/manage/sportello/appuntamenti", {"code": words}) for words in (code[1], "XXXX-2222")]
    with desk(app, alba):
        made = db.session.scalars(select(Appointment.id)).one()
    assert [answer.headers["Location"] for answer in answers] == [page_of(made), CALENDAR]
