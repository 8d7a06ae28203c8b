"""Consents: the proof is kept as it was, withdrawing is a date and not an eraser."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.people import (
    Consent,
    ConsentProof,
    ConsentSource,
    ConsentText,
    Person,
    ShownText,
    WrongFact,
    confirm_consent,
    give_consent,
    withdraw_consent,
)
from ama_net.kernel.people.consent_texts import NEWSLETTER, PURPOSES
from ama_net.kernel.people.queries import people_consenting
from tests.factories.people import make_person
from tests.support.standing import Standing

WORDS = ShownText("1", "Acconsento a tutto ciò che è scritto qui.")
PAPER = ConsentProof(source=ConsentSource.PAPER, given_at=datetime(2026, 3, 5, 11, tzinfo=UTC))
FORM = ConsentProof(source=ConsentSource.FORM, page="/newsletter", needs_confirmation=True, facts={"agent": "prova"})


def _give(person: Person, purpose: str = "newsletter", **values: Any) -> Consent:
    return give_consent(person, purpose, **{"text": WORDS, "proof": PAPER, "by": SYSTEM, **values})


def _consenting(purpose: str = "newsletter") -> list[Person]:
    return list(db.session.scalars(people_consenting(purpose)))


def test_consent_keeps_its_proof(in_alba: Standing) -> None:
    consent = _give(make_person(), proof=FORM)
    assert (consent.source, consent.page, consent.proof) == ("form", "/newsletter", {"agent": "prova"})
    assert consent.text.body == WORDS.body
    assert consent.text_digest == sha256(WORDS.body.encode()).hexdigest()


def test_same_words_are_kept_once(in_alba: Standing) -> None:
    _give(make_person())
    _give(make_person("Altra"))
    assert db.session.scalar(select(func.count()).select_from(ConsentText)) == 1


def test_consent_is_in_force_until_withdrawn(in_alba: Standing) -> None:
    person = make_person()
    consent = _give(person)
    assert (consent.in_force, _consenting()) == (True, [person])
    assert withdraw_consent(person, "newsletter", by=SYSTEM) == [consent]
    assert (consent.in_force, _consenting()) == (False, [])


def test_consent_that_must_be_confirmed_waits(in_alba: Standing) -> None:
    person = make_person()
    consent = _give(person, proof=FORM)
    assert (consent.in_force, _consenting()) == (False, [])
    confirm_consent(consent, by=SYSTEM)
    db.session.flush()
    assert (consent.in_force, _consenting()) == (True, [person])


def test_second_confirmation_changes_nothing(in_alba: Standing) -> None:
    consent = _give(make_person(), proof=FORM)
    confirm_consent(consent, by=SYSTEM)
    first = consent.confirmed_at
    confirm_consent(consent, by=SYSTEM)
    assert consent.confirmed_at == first


def test_withdrawn_consent_cannot_be_confirmed(in_alba: Standing) -> None:
    person = make_person()
    consent = _give(person, proof=FORM)
    withdraw_consent(person, "newsletter", by=SYSTEM)
    confirm_consent(consent, by=SYSTEM)
    assert consent.confirmed_at is None


def test_withdrawing_one_purpose_leaves_the_others(in_alba: Standing) -> None:
    person = make_person()
    photos = _give(person, "photos")
    _give(person)
    withdraw_consent(person, "newsletter", by=SYSTEM)
    assert photos.in_force


def test_withdrawing_nothing_is_nothing(in_alba: Standing) -> None:
    assert withdraw_consent(make_person(), "newsletter", by=SYSTEM) == []


def test_newer_consent_stands_beside_the_older(in_alba: Standing) -> None:
    person = make_person()
    _give(person)
    _give(person, text=ShownText("2", "Altre parole."))
    assert [consent.text_version for consent in person.consents] == ["1", "2"]
    assert len(withdraw_consent(person, "newsletter", by=SYSTEM)) == 2


def test_the_dead_receive_nothing(in_alba: Standing) -> None:
    person = make_person()
    _give(person)
    person.deceased_on = now().date()
    db.session.flush()
    assert _consenting() == []


def test_consent_in_the_future_is_refused(in_alba: Standing) -> None:
    proof = ConsentProof(source=ConsentSource.PAPER, given_at=now() + timedelta(days=1))
    with pytest.raises(WrongFact) as refused:
        _give(make_person(), proof=proof)
    assert refused.value.field == "given_on"


@pytest.mark.parametrize(
    "change",
    [
        "given_at = given_at - interval '1 year'",
        "text_digest = 'x'",
        "purpose = 'photos'",
        "proof = '{}'",
        "withdrawn_at = NULL",
        "withdrawn_at = now()",
    ],
)
def test_database_itself_keeps_the_proof(in_alba: Standing, change: str) -> None:
    person = make_person()
    _give(person, proof=FORM)
    withdraw_consent(person, "newsletter", by=SYSTEM)
    db.session.commit()
    with pytest.raises(ProgrammingError, match="proof of a consent"):
        db.session.execute(text(f"UPDATE consents SET {change}"))
    db.session.rollback()


def test_shown_words_cannot_be_changed(in_alba: Standing) -> None:
    _give(make_person())
    with pytest.raises(ProgrammingError, match="append-only"):
        db.session.execute(text("UPDATE consent_texts SET body = 'altro'"))
    db.session.rollback()


def test_person_with_consents_is_not_deleted_by_accident(in_alba: Standing) -> None:
    person = make_person()
    _give(person)
    db.session.delete(person)
    with pytest.raises(IntegrityError, match="consents"):
        db.session.flush()
    db.session.rollback()


def test_audit_has_neither_the_words_nor_the_proof(in_alba: Standing) -> None:
    consent = _give(make_person(), proof=FORM)
    db.session.commit()
    facts = db.session.scalars(select(LedgerEntry.facts)).one()
    assert facts["verb"] == "consent.given"
    assert facts["changes"] == {"consent": str(consent.id), "text": WORDS.digest[:16]}


def test_our_words_name_the_association(in_alba: Standing) -> None:
    assert "Associazione Alba di prova" in NEWSLETTER.text().body
    assert all("%" not in purpose.text().body for purpose in PURPOSES.values())
