"""Sending a communication from here, when the insurer is a body of the register with an e-mail address."""

from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from ama_net.features.volunteers.insurance_papers import cells_of, titles_of
from ama_net.features.volunteers.insurance_words import COMMUNICATION_KINDS
from ama_net.features.volunteers.insured import Telling
from ama_net.features.volunteers.models import (
    Change,
    InsuranceCommunication,
    InsuranceCommunicationLine,
    InsuranceDay,
)
from ama_net.features.volunteers.operations.insurance_communications import insured_lines
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.correspondence import Channel, Direction, channel_of, open_entry, send_letter
from ama_net.kernel.documents import documents_about
from ama_net.kernel.people import WrongFact

MOST_LINES = 100
"""Mails carry no files: the list stands in the words, and a long one is sent as a file from one's own mailbox."""


def may_send(communication: InsuranceCommunication) -> bool:
    """Whether it can be sent from here: not sent yet, to an insurer with an address, and not too long."""
    insurer = communication.policy.insurer
    if communication.sent_on is not None or insurer is None or channel_of(insurer) != Channel.EMAIL:
        return False
    return _how_long(communication) <= MOST_LINES


def send_to_insurer(communication: InsuranceCommunication, *, by: Actor) -> None:
    """Write to the insurer, with a number of the protocol, the list in the words. Who may: VOLUNTEERS_EDIT.

    Raises:
        WrongFact: it was sent already, the insurer has no address, or it is too long.
    """
    db.session.refresh(communication, with_for_update={"of": InsuranceCommunication})
    insurer = communication.policy.insurer
    if insurer is None or not may_send(communication):
        raise WrongFact("sent_on", _l("Questa comunicazione non si può spedire da qui."))
    subject = str(_("Comunicazione all'assicuratore n. %(number)s", number=communication.number_words))
    paper = next((one for one in documents_about(communication) if _is_pdf(one)), None)
    entry = open_entry(
        Direction.OUT, subject=subject, by=by, kind="letter", who=insurer, about=communication, document=paper
    )
    context = {"number": communication.number_words, "policy": communication.policy.number, **_table(communication)}
    send_letter("volunteers/insurance_communication", to=insurer, context=context, entry=entry, about=communication)
    communication.sent_on, communication.sent_how = today(), str(_("E-mail"))
    communication.sent_by, communication.entry_id = by.account_id, entry.id
    db.session.flush()
    record(by=by, verb="insurance.sent", subject=communication)


def _table(communication: InsuranceCommunication) -> dict[str, Any]:
    titles = titles_of(communication)
    rows = [[_words(value) for value in cells_of(line)] for line in _lines(communication)]
    return {"kind": COMMUNICATION_KINDS[communication.kind], "titles": titles, "rows": rows}


def _lines(communication: InsuranceCommunication) -> list[Any]:
    days = select(InsuranceDay).where(InsuranceDay.communication_id == communication.id)
    found: list[Any] = list(db.session.scalars(days.order_by(InsuranceDay.on_day)))
    line = InsuranceCommunicationLine
    told = select(line.change, line.person_id, line.first_on, line.last_on)
    rows = db.session.execute(told.where(line.communication_id == communication.id))
    return found or list(insured_lines(communication.policy, [Telling(Change(row[0]), *row[1:]) for row in rows]))


def _how_long(communication: InsuranceCommunication) -> int:
    counted = 0
    for table in (InsuranceCommunicationLine, InsuranceDay):
        lines = select(func.count(table.id)).where(table.communication_id == communication.id)
        counted += db.session.scalar(lines) or 0
    return counted


def _is_pdf(document: Any) -> bool:
    return bool(document.versions[0].media_type == "application/pdf")


def _words(value: Any) -> str:
    return str(format_date(value, "d MMMM y")) if hasattr(value, "isoformat") else str(value or "")
