"""Mail that the law or a request asks for reaches everybody: no exclusion stops it, and nobody leaves it by a link.

Every address here is excluded from newsletters, each time for another reason; a convocation, a reminder of a fee, a receipt, the
thanks for a gift and an appointment arrive all the same.
"""

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from flask import Flask

from ama_net.across.newsletters.addresses import address_digest
from ama_net.across.newsletters.audience import Audience
from ama_net.across.newsletters.audiences import recipients_after
from ama_net.across.newsletters.enrolling import enrol_people
from ama_net.across.newsletters.models import Suppression, SuppressionReason
from ama_net.features.donations.donor_facts import DonorFacts
from ama_net.features.helpdesk.models import Mode
from ama_net.features.helpdesk.operations.appointments import book
from ama_net.features.helpdesk.operations.visitors import Confided, new_visitor
from ama_net.features.members.operations.fee_receipts import Collected, collect_fee
from ama_net.features.members.operations.fee_reminders import send_reminders
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.confiding import ContactKind
from ama_net.kernel.payments import PaymentWay
from ama_net.kernel.people import ConsentProof, ConsentSource, Person, give_consent, withdraw_consent
from ama_net.kernel.people.consent_texts import NEWSLETTER
from tests.factories.donations import give, make_gift
from tests.factories.fees import make_account, make_fee, make_rate
from tests.factories.members import make_membership
from tests.factories.newsletters import make_subscriber
from tests.factories.people import make_person
from tests.helpdesk.offering import at, offer
from tests.members.meeting_acts import convened
from tests.support.hands import desk
from tests.support.mail_checker import check_system
from tests.support.standing import Standing

RunJobs = Callable[[], int]
WHO = "ugo@posta.example"


@pytest.fixture
def arrived(app: Flask, run_jobs: RunJobs) -> Callable[[], list[bytes]]:
    """The mails that were delivered to Ugo, whole, once every job has run."""
    folder: Path = app.extensions["settings"].var / "mailbox"

    def read() -> list[bytes]:
        run_jobs()
        mails = [file.read_bytes() for file in sorted(folder.glob("*.eml"))]
        return [mail for mail in mails if WHO in str(message_from_bytes(mail, policy=default)["To"])]

    return read


@pytest.fixture(params=list(SuppressionReason))
def excluded(request: pytest.FixtureRequest, app: Flask, alba: Standing) -> SuppressionReason:
    """Ugo's address among those that get no newsletter, for each reason there is; Ugo left everything he could leave."""
    with desk(app, alba):
        make_subscriber(WHO, state="left")
        db.session.add(Suppression(address_digest=address_digest(WHO), reason=request.param))
    return SuppressionReason(request.param)


def ugo() -> Person:
    """A member who consented to the newsletter once, and took it back."""
    person = make_person("Ugo", "Escluso", email=WHO)
    proof = ConsentProof(ConsentSource.PAPER, given_at=now() - timedelta(days=2))
    give_consent(person, NEWSLETTER.key, text=NEWSLETTER.text(), proof=proof, by=SYSTEM)
    withdraw_consent(person, NEWSLETTER.key, by=SYSTEM)
    return person


def convocation() -> None:
    make_membership(ugo())
    convened()


def reminder() -> None:
    make_rate(today().year)
    make_account()
    make_fee(make_membership(ugo()), year=today().year, due_on=today() - timedelta(days=12))
    assert send_reminders(by=SYSTEM) == 1


def receipt() -> None:
    make_rate(today().year)
    fee = make_fee(make_membership(ugo()), year=today().year, due_on=today() - timedelta(days=12))
    collect_fee(fee, Collected(1000, today(), PaymentWay.CASH), by=SYSTEM)


def gift() -> None:
    make_account()
    give(make_gift(donor=DonorFacts(given_name="Ugo", family_name="Escluso", email=WHO)))


def appointment() -> None:
    service, _people = offer(name="Ascolto della quercia")
    visitor = new_visitor(Confided("Ugo", WHO, ContactKind.EMAIL), by=PUBLIC)
    book(service, at(10), Mode.ONLINE, visitor, by=PUBLIC)


LAWFUL = [convocation, reminder, receipt, gift, appointment]


@pytest.mark.parametrize("write", LAWFUL, ids=lambda write: write.__name__)
def test_what_the_law_asks_for_arrives_whatever_was_excluded(
    app: Flask,
    alba: Standing,
    excluded: SuppressionReason,
    arrived: Callable[[], list[bytes]],
    write: Callable[[], None],
) -> None:
    with desk(app, alba):
        write()
    mails = arrived()
    assert mails != []
    for mail in mails:
        assert check_system(mail) == []


@pytest.mark.parametrize("write", LAWFUL, ids=lambda write: write.__name__)
def test_nobody_leaves_it_by_a_link(
    app: Flask, alba: Standing, arrived: Callable[[], list[bytes]], write: Callable[[], None]
) -> None:
    with desk(app, alba):
        write()
    for mail in arrived():
        read = message_from_bytes(mail, policy=default)
        assert isinstance(read, EmailMessage)
        assert [name for name in read if name.lower().startswith("list-")] == []
        bodies = [part.get_content() for part in read.walk() if part.get_content_maintype() == "text"]
        assert not any("/newsletter/disiscrizione/" in body for body in bodies)


def test_the_same_address_gets_no_newsletter(app: Flask, alba: Standing, excluded: SuppressionReason) -> None:
    with desk(app, alba):
        make_membership(ugo())
        enrol_people()
        audience = Audience(everybody=True, members=["active"])
        assert recipients_after(audience, after=None, asked_until=now(), limit=10) == []
