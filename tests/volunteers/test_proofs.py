"""Who accepted a letter or got a certificate reads that file: the first, whatever was added to it later."""

from collections.abc import Callable
from uuid import UUID

from flask import Flask

from ama_net.features.volunteers.operations.hour_certificates import Period, issue_certificate
from ama_net.features.volunteers.operations.letters import accept_letter, ensure_letter
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.documents import Document, File, add_version, body_of
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing
from tests.volunteers.hours_desk import inside, make_hours, make_vito, three_days_ago

At = Callable[[str], Browser]
OTHER = File("altra.pdf", b"%PDF-1.4 altra")


def _replace(document_id: UUID | None) -> bytes:
    """Add a version, as could be done to what was kept before proofs were left as they are; gives what was kept first."""
    document = db.session.get_one(Document, document_id)
    first, about = body_of(document.versions[0]), document.about_id
    document.about_id = None
    add_version(document, OTHER, by=SYSTEM)
    document.about_id = about
    return first


def test_the_letter_is_read_as_it_was_accepted(app: Flask, alba: Standing, client: At) -> None:
    def write() -> bytes:
        ensure_letter(by=SYSTEM)
        acceptance = accept_letter(make_vito(alba), by=SYSTEM, paper=File("lettera.pdf", b"%PDF-1.4 accettata"))
        return _replace(acceptance.document_id)

    first = inside(app, alba, write)
    vito = sign_in(client(alba.host), alba, Role.VOLUNTEER)
    assert vito.get("/my/volontariato/lettera.pdf").data == first


def test_a_certificate_is_read_as_it_was_issued(app: Flask, alba: Standing, client: At) -> None:
    def write() -> tuple[UUID, bytes]:
        vito = make_vito(alba)
        make_hours(vito, on=three_days_ago(), approved=True)
        made = issue_certificate(vito, Period(three_days_ago(), three_days_ago()), by_activity=False, by=SYSTEM)
        return made.id, _replace(made.document_id)

    made_id, first = inside(app, alba, write)
    vito, secretary = (sign_in(client(alba.host), alba, role) for role in (Role.VOLUNTEER, Role.SECRETARY))
    read = [one.get(f"/{area}/ore/attestati/{made_id}.pdf").data for one, area in ((vito, "my"), (secretary, "manage"))]
    assert read == [first, first]
