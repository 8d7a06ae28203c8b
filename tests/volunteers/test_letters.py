"""The confidentiality letter: versions, acceptances, and that neither is ever changed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError

from ama_net.features.volunteers.models import ConfidentialityLetter, LetterAcceptance, LetterWay
from ama_net.features.volunteers.operations.letters import (
    AnotherVersion,
    LetterText,
    accept_letter,
    drop_letter,
    ensure_letter,
    write_letter,
)
from ama_net.features.volunteers.queries_letters import (
    has_accepted_letter,
    letter_in_force,
    letters_accepted,
    without_letter,
)
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.documents import File
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.people import make_person
from tests.factories.volunteers import make_volunteer
from tests.support.standing import Standing

NEW = LetterText("Un testo nuovo.")


def test_nobody_has_accepted_a_letter_they_have_not_seen(in_alba: Standing) -> None:
    assert has_accepted_letter(make_person().id) is False


def test_who_accepted_has(in_alba: Standing) -> None:
    ada, ugo = make_person(), make_person("Ugo", "Quarti")
    accept_letter(ada, by=SYSTEM, way=LetterWay.AREA)
    assert letters_accepted([ada.id, ugo.id]) == {ada.id}


def test_the_first_letter_is_the_one_the_room_begins_with(in_alba: Standing) -> None:
    letter = ensure_letter(by=SYSTEM)
    assert (letter.number, "2-quaterdecies" in letter.body, letter.asks_again) == (1, True, True)


def test_accepting_twice_is_once(in_alba: Standing) -> None:
    ada = make_person()
    first = accept_letter(ada, by=SYSTEM)
    assert accept_letter(ada, by=SYSTEM).id == first.id


def test_a_new_version_asks_everybody_again(in_alba: Standing) -> None:
    ada = make_person()
    accept_letter(ada, by=SYSTEM)
    write_letter(NEW, by=SYSTEM)
    assert has_accepted_letter(ada.id) is False


def test_a_version_with_small_changes_asks_nobody_again(in_alba: Standing) -> None:
    ada = make_person()
    accept_letter(ada, by=SYSTEM)
    write_letter(LetterText("Un testo corretto.", asks_again=False), by=SYSTEM)
    assert has_accepted_letter(ada.id) is True


@pytest.mark.parametrize("again", [True, False])
def test_a_version_that_says_the_same_is_refused(in_alba: Standing, again: bool) -> None:
    first = ensure_letter(by=SYSTEM)
    same = LetterText(f"\r\n{first.body}\n", first.body_en, asks_again=again)
    with pytest.raises(WrongFact):
        write_letter(same, by=SYSTEM)


def test_a_version_of_tomorrow_is_not_in_force_today(in_alba: Standing) -> None:
    first = ensure_letter(by=SYSTEM)
    write_letter(LetterText("Da domani.", in_force_from=today() + timedelta(days=1)), by=SYSTEM)
    assert letter_in_force() == first


def test_a_version_of_tomorrow_may_be_taken_back_and_one_in_force_may_not(in_alba: Standing) -> None:
    first = ensure_letter(by=SYSTEM)
    later = write_letter(LetterText("Da domani.", in_force_from=today() + timedelta(days=1)), by=SYSTEM)
    drop_letter(later, by=SYSTEM)
    with pytest.raises(WrongFact):
        drop_letter(first, by=SYSTEM)


@pytest.mark.parametrize(
    "text",
    [
        lambda: LetterText("  "),
        lambda: LetterText("a" * 20_001),
        lambda: LetterText("Ieri", in_force_from=today() - timedelta(days=1)),
    ],
    ids=["nothing", "too-long", "past"],
)
def test_a_letter_that_cannot_be_is_refused(in_alba: Standing, text: Callable[[], LetterText]) -> None:
    with pytest.raises(WrongFact):
        write_letter(text(), by=SYSTEM)


def test_a_text_that_changed_while_it_was_read_is_not_accepted(in_alba: Standing) -> None:
    ada, read = make_person(), ensure_letter(by=SYSTEM).digest_in("it")
    write_letter(NEW, by=SYSTEM)
    with pytest.raises(AnotherVersion):
        accept_letter(ada, by=SYSTEM, shown=read)


def test_a_paper_is_kept_as_a_document_about_the_person(in_alba: Standing) -> None:
    ada = make_person()
    scan = File("lettera.pdf", b"%PDF-1.4 inventato")
    day = today() - timedelta(days=3)
    db.session.add(ConfidentialityLetter(number=1, in_force_from=day, body="Testo."))
    db.session.flush()
    acceptance = accept_letter(ada, by=SYSTEM, way=LetterWay.PAPER, on=day, paper=scan)
    assert acceptance.document is not None
    assert (acceptance.document.person_id, acceptance.accepted_on) == (ada.id, day)


def test_a_paper_signed_tomorrow_is_refused(in_alba: Standing) -> None:
    with pytest.raises(WrongFact):
        accept_letter(make_person(), by=SYSTEM, way=LetterWay.PAPER, on=today() + timedelta(days=1))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE letter_acceptances SET text_digest = 'x'",
        "DELETE FROM letter_acceptances",
        "UPDATE confidentiality_letters SET body = 'x'",
        "DELETE FROM confidentiality_letters",
    ],
)
def test_the_database_refuses_to_change_what_was_accepted(in_alba: Standing, change: str) -> None:
    accept_letter(make_person(), by=SYSTEM)
    with pytest.raises(DBAPIError, match=r"append-only|violates RESTRICT|permission"):
        db.session.execute(text(change))


def test_an_acceptance_follows_a_person_who_is_made_one_with_another(in_alba: Standing) -> None:
    ada, same = make_person(), make_person()
    accept_letter(ada, by=SYSTEM)
    db.session.execute(update(LetterAcceptance).values(person_id=same.id))
    assert letters_accepted([ada.id, same.id]) == {same.id}


def test_the_other_association_has_letters_of_its_own(in_alba: Standing, brig: Standing) -> None:
    accept_letter(make_person(), by=SYSTEM)
    db.session.commit()
    with tenant_scope(brig.id):
        assert (letter_in_force(), db.session.scalar(select(func.count(LetterAcceptance.id)))) == (None, 0)


def test_who_serves_without_a_letter_is_listed_and_who_ended_is_not(in_alba: Standing) -> None:
    done, missing, gone = make_person(), make_person("Ugo", "Quarti"), make_person("Eva", "Sesti")
    make_volunteer(done)
    make_volunteer(missing)
    make_volunteer(gone, ended_on=today() - timedelta(days=9), end_reason="stopped")
    accept_letter(done, by=SYSTEM)
    assert list(db.session.scalars(without_letter())) == [missing.id]
