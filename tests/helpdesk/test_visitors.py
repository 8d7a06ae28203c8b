"""Who turns to the helpdesk: written down sealed, found again by a link or a code, counted by contact without a name."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.helpdesk.models import Visitor
from ama_net.features.helpdesk.operations.visitors import Confided, FormAlreadyUsed, new_visitor
from ama_net.features.helpdesk.visitor_secrets import (
    code_of,
    contact_digest,
    new_pass,
    token_of,
    visitor_of_code,
    visitor_of_token,
    way_back,
)
from ama_net.features.helpdesk.visitor_words import consent_text
from ama_net.foundation.database import db
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.confiding import ContactKind, WaysBack, guardian_text
from tests.support.hands import at_once, desk
from tests.support.standing import Standing

KEY = "k" * 43


def _confided(**changes: Any) -> Confided:
    said = {"nickname": "Stella", "contact": "stella@posta.example", "contact_kind": ContactKind.EMAIL}
    return Confided(**{**said, "reason": "Non dormo.", **changes})


def _new(**changes: Any) -> Visitor:
    return new_visitor(_confided(**changes), by=PUBLIC)


def test_what_was_said_is_sealed(in_alba: Standing) -> None:
    visitor = _new()
    db.session.expire(visitor)
    kept = b"".join([visitor.nickname_sealed or b"", visitor.contact_sealed or b"", visitor.reason_sealed or b""])
    assert (visitor.nickname, visitor.contact, visitor.reason) == ("Stella", "stella@posta.example", "Non dormo.")
    assert [said in kept for said in (b"Stella", b"stella@", b"dormo")] == [False, False, False]


def test_the_proof_of_consent_is_kept(in_alba: Standing) -> None:
    visitor = _new(consent=consent_text(), guardian=guardian_text())
    assert (visitor.consent_digest, visitor.guardian_digest) == (consent_text().digest, guardian_text().digest)
    assert visitor.consent_at is not None


def test_consent_not_given_yet_has_no_moment(in_alba: Standing) -> None:
    visitor = _new()
    assert (visitor.consent_at, visitor.consent_digest, visitor.consent_version) == (None, None, "")


def test_consent_says_for_how_long(in_alba: Standing) -> None:
    assert "90 giorni dopo l'ultimo incontro" in consent_text().text


def test_the_link_and_the_code_lead_back(in_alba: Standing) -> None:
    visitor = _new()
    assert visitor_of_token(token_of(visitor)) is visitor
    assert visitor_of_code(f" {code_of(visitor).lower().replace('-', ' ')} ") is visitor
    assert visitor_of_token(new_pass(visitor)) is visitor


def test_the_link_is_whole_and_in_the_language(in_alba: Standing) -> None:
    visitor = _new()
    assert way_back(visitor, "en").endswith(f"/en/sportello/mio/{token_of(visitor)}")
    assert way_back(visitor, "it").startswith("http")


@pytest.mark.parametrize("text", ["", "x", "." * 40, "a.b.c", "\x00", "è" * 43])
def test_rubbish_leads_nowhere(in_alba: Standing, text: str) -> None:
    _new()
    assert (visitor_of_token(text), visitor_of_code(text)) == (None, None)


def test_the_ways_of_another_kind_of_thing_lead_nowhere(in_alba: Standing) -> None:
    visitor = _new()
    others = WaysBack("join-request")
    assert (visitor_of_token(others.link_token(visitor.id)), visitor_of_code(others.short_code(visitor.id))) == (
        None,
        None,
    )
    assert visitor_of_token(others.new_pass(visitor.id)) is None


def test_the_ways_of_another_association_lead_nowhere(app: Flask, alba: Standing, brig: Standing) -> None:
    with desk(app, alba):
        visitor = _new()
        token, code = token_of(visitor), code_of(visitor)
    with desk(app, brig):
        assert (visitor_of_token(token), visitor_of_code(code)) == (None, None)


def test_a_contact_has_one_digest_in_an_association(app: Flask, alba: Standing, brig: Standing) -> None:
    with desk(app, alba):
        here = (_new().contact_digest, contact_digest("stella@posta.example"))
    with desk(app, brig):
        there = contact_digest("stella@posta.example")
    assert (here[0] == here[1], here[1] == there) == (True, False)


def test_a_form_sent_twice_is_one_visitor(in_alba: Standing) -> None:
    assert _new(form_key=KEY) is _new(form_key=KEY)


@pytest.mark.parametrize("changes", [{"reason": "Altro"}, {"nickname": "Luna"}, {"for_other": True}])
def test_a_form_sent_again_with_other_words_is_refused(in_alba: Standing, changes: dict[str, Any]) -> None:
    _new(form_key=KEY)
    with pytest.raises(FormAlreadyUsed):
        _new(form_key=KEY, **changes)


def test_without_a_form_each_is_a_visitor(in_alba: Standing) -> None:
    assert _new() is not _new()


def test_a_form_sent_by_many_hands_is_one_visitor(app: Flask, alba: Standing) -> None:
    told = at_once(app, alba, lambda _number: _new(form_key=KEY).id)
    assert len(set(told)) == 1


def test_the_audit_does_not_say_who(in_alba: Standing) -> None:
    visitor = _new()
    db.session.commit()
    told = [entry.facts for entry in db.session.scalars(select(LedgerEntry))]
    (fact,) = [one for one in told if one["verb"] == "visitor.added"]
    assert (fact["subject_id"], [word in str(fact) for word in ("Stella", "stella", "dormo")]) == (
        str(visitor.id),
        [False] * 3,
    )
