"""Consents: given with their proof, confirmed, withdrawn. A row is never overwritten nor deleted here (GDPR art. 7.1)."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people.models import Consent, ConsentSource, ConsentText, Person
from ama_net.kernel.people.rules import WrongFact, may_be_withdrawn
from ama_net.kernel.people.signals import consent_withdrawing


@dataclass(frozen=True)
class ShownText:
    """The words a person consented to, exactly as they were shown, and the version they are known by."""

    version: str
    body: str

    @property
    def digest(self) -> str:
        """SHA-256 of the words, in hexadecimal."""
        return sha256(self.body.encode()).hexdigest()


@dataclass(frozen=True)
class ConsentProof:
    """How, when and where a consent was given. ``page`` is the address of the form; ``facts`` what else shows it."""

    source: ConsentSource
    given_at: datetime | None = None
    page: str = ""
    needs_confirmation: bool = False
    facts: dict[str, Any] | None = None


def give_consent(
    person: Person, purpose: str, *, text: ShownText, proof: ConsentProof, by: Actor, unnamed: bool = False
) -> Consent:
    """Write down that a person consented to a purpose. A newer consent stands beside the older ones.

    With ``needs_confirmation`` it is in force only once confirmed (Garante, provv. 330/2025: double opt-in).
    Who may: the person through a form, or the office with PEOPLE_EDIT for what was said on paper or by telephone.
    ``unnamed``: the audit says that it was given and not by whom, where the moment would tell something.

    Raises:
        WrongFact: it would have been given in the future.
    """
    given_at = proof.given_at or now()
    if given_at > now():
        raise WrongFact("given_on", _l("Questa data è nel futuro."))
    shown = kept_text(purpose, text)
    consent = Consent(
        person_id=person.id,
        purpose=purpose,
        given_at=given_at,
        source=proof.source,
        text_id=shown.id,
        text_version=text.version,
        text_digest=text.digest,
        page=proof.page,
        proof=proof.facts or {},
        recorded_by=by.account_id,
        needs_confirmation=proof.needs_confirmation,
    )
    db.session.add(consent)
    db.session.flush()
    db.session.expire(person, ["consents"])
    _record("consent.given", person, consent, by, unnamed=unnamed)
    return consent


def confirm_consent(consent: Consent, *, by: Actor) -> None:
    """The person answered the message that asked whether it was really them. A second answer changes nothing."""
    if consent.confirmed_at is not None or not may_be_withdrawn(consent):
        return
    consent.confirmed_at = now()
    record(by=by, verb="consent.confirmed", subject=("people", consent.person_id), changes=_about(consent))


def withdraw_consent(
    person: Person, purpose: str, *, by: Actor, at: datetime | None = None, unnamed: bool = False
) -> list[Consent]:
    """Withdraw whatever the person consented to for a purpose, as easily as it was given (GDPR art. 7.3).

    Returns what was withdrawn; nothing when nothing stood. ``at``: the moment, when something else is withdrawn with it. ``unnamed``: as of ``give_consent``.
    Who may: the person, or the office with PEOPLE_EDIT.
    """
    standing = select(Consent).where(
        Consent.person_id == person.id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None)
    )
    if db.session.scalar(standing.with_only_columns(Consent.id).limit(1)) is None:
        return []
    consent_withdrawing.send(None, person_id=person.id, purpose=purpose, by=by)
    withdrawn = list(db.session.scalars(standing.with_for_update()))
    for consent in withdrawn:
        consent.withdrawn_at, consent.withdrawn_by = at or now(), by.account_id
        _record("consent.withdrawn", person, consent, by, unnamed=unnamed)
    db.session.flush()
    db.session.expire(person, ["consents"])
    return withdrawn


def kept_text(purpose: str, shown: ShownText) -> ConsentText:
    """The row of a text as it was shown, made when nobody was shown it before; for proofs that other rooms keep too."""
    values = {"purpose": purpose, "version": shown.version, "digest": shown.digest}
    kept = insert(ConsentText).values(id=uuid7(), body=shown.body, first_shown_at=now(), **values)
    db.session.execute(kept.on_conflict_do_nothing())
    return db.session.scalars(select(ConsentText).filter_by(**values)).one()


def _record(verb: str, person: Person, consent: Consent, by: Actor, *, unnamed: bool) -> None:
    if unnamed:
        record(by=by, verb=verb)
    else:
        record(by=by, verb=verb, subject=person, changes=_about(consent))


def _about(consent: Consent) -> dict[str, str]:
    """What the audit may say: which consent and which text. The purpose may itself tell something: it is not there."""
    return {"consent": str(consent.id), "text": consent.text_digest[:16]}
