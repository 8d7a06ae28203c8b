"""The insurance pages of the office: who may, what is refused, what is sent, how many queries they take."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.volunteers.models import (
    InsuranceCommunication,
    InsuranceCover,
    InsuranceDay,
    InsurancePolicy,
    PolicyKind,
)
from ama_net.features.volunteers.operations.insurance_communications import communicate
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.correspondence.models import Letter, ProtocolEntry
from ama_net.kernel.people import Contact, Organisation
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.insurance import make_cover, make_policy
from tests.factories.people import make_person
from tests.factories.volunteers import make_shift, make_volunteer
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing
from tests.volunteers.support_insurance import sign_up

ROOT = "/manage/volontari/assicurazione"
TYPED = {
    "insurer_name": "Assicurazioni Inventate",
    "number": "POL-7",
    "kind": "collective",
    "section": "",
    "covers_accident": "y",
    "covers_illness": "y",
    "covers_liability": "y",
    "first_on": "2026-01-01",
    "last_on": "31/12/2026",
    "premium": "240,50",
}


@pytest.fixture
def policy_id(app: Flask, alba: Standing) -> UUID:
    """A named policy around today that names one of two volunteers."""
    first = today() - timedelta(days=30)
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        policy = make_policy(kind=PolicyKind.NAMED, first_on=first, last_on=first + timedelta(days=364))
        make_cover(policy, make_volunteer(make_person("Uno", "Alfa")).person)
        make_volunteer(make_person("Due", "Beta"))
        return policy.id


def _get(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True)).replace("&#39;", "'")


def _all(app: Flask, standing: Standing, model: Any) -> list[Any]:
    with app.app_context(), tenant_scope(standing.id):
        found = list(db.session.scalars(select(model)))
        db.session.expunge_all()
        db.session.rollback()
        return found


def test_a_policy_is_written_from_its_page(app: Flask, alba: Standing, secretary: Browser) -> None:
    answer = secretary.submit(f"{ROOT}/nuova", TYPED)
    (policy,) = _all(app, alba, InsurancePolicy)
    assert (answer.status_code, answer.location) == (303, f"{ROOT}/{policy.id}")
    assert (policy.premium_cents, policy.last_on, policy.section) == (24050, date(2026, 12, 31), None)
    assert "POL-7" in _get(secretary, ROOT)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"number": ""}, "Scrivi il numero."),
        ({"insurer_name": ""}, "Scrivi chi assicura"),
        ({"last_on": "2025-12-31"}, "viene prima del primo"),
        ({"last_on": "mai"}, "Scrivi la data con giorno"),
        ({"kind": "numeric"}, "dice quante persone copre"),
        ({"premium": "tanto"}, "Scrivere l'importo"),
        ({"kind": "altro"}, "Scegli una delle voci"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_is_kept(
    secretary: Browser, wrong: dict[str, str], words: str
) -> None:
    answer = secretary.submit(f"{ROOT}/nuova", {**TYPED, **wrong})
    page = answer.get_data(as_text=True).replace("&#39;", "'")
    assert answer.status_code == 422
    assert words in page


def test_a_policy_is_renewed_from_the_day_after(
    app: Flask, alba: Standing, secretary: Browser, policy_id: UUID
) -> None:
    (before,) = _all(app, alba, InsurancePolicy)
    begins = before.last_on + timedelta(days=1)
    assert begins.isoformat() in _get(secretary, f"{ROOT}/{policy_id}/rinnovo")
    typed = {**TYPED, "kind": "named", "first_on": begins.isoformat(), "last_on": "2028-12-31"}
    assert secretary.submit(f"{ROOT}/{policy_id}/rinnovo", typed).status_code == 303
    assert len(_all(app, alba, InsuranceCover)) == 2


def test_the_names_follow_the_register(app: Flask, alba: Standing, secretary: Browser, policy_id: UUID) -> None:
    answer = secretary.submit(f"{ROOT}/{policy_id}/assicurati", {"from_on": today().isoformat()})
    assert answer.status_code == 303
    assert len(_all(app, alba, InsuranceCover)) == 2
    page = _get(secretary, f"{ROOT}/{policy_id}/assicurati")
    assert ("Alfa Uno" in page, "Beta Due" in page) == (True, True)


def test_a_day_out_of_the_policy_is_refused_beside_its_field(secretary: Browser, policy_id: UUID) -> None:
    answer = secretary.submit(f"{ROOT}/{policy_id}/assicurati", {"from_on": "2020-01-01"})
    assert answer.status_code == 422
    assert "fuori dalla polizza" in answer.get_data(as_text=True)


def test_the_last_day_is_written_on_a_page_of_its_own(
    app: Flask, alba: Standing, secretary: Browser, policy_id: UUID
) -> None:
    (cover,) = _all(app, alba, InsuranceCover)
    page = f"{ROOT}/{policy_id}/assicurati/{cover.id}/fine"
    assert secretary.submit(page, {"last_on": "2020-01-01"}).status_code == 422
    assert secretary.submit(page, {"last_on": today().isoformat()}).status_code == 303
    assert [one.last_on for one in _all(app, alba, InsuranceCover)] == [today()]


def test_a_volunteer_is_put_in_a_policy_from_their_page(
    app: Flask, alba: Standing, secretary: Browser, policy_id: UUID
) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        volunteer = make_volunteer(make_person("Tre", "Gamma"))
        sign_up(make_shift(), volunteer)
        volunteer_id = volunteer.id
    page = f"/manage/volontari/{volunteer_id}/assicurazione"
    before = _get(secretary, page)
    assert ("Oggi non ha nessuna copertura" in before, "Turni futuri senza copertura" in before) == (True, True)
    typed = {"policy": str(policy_id), "from_on": today().isoformat()}
    assert secretary.submit(page, typed).status_code == 303
    after = _get(secretary, page)
    assert ("Oggi ha una copertura completa" in after, "Turni futuri senza copertura" in after) == (True, False)


def test_who_is_not_covered_is_listed_for_the_day_asked(secretary: Browser, policy_id: UUID) -> None:
    now, before = (_get(secretary, f"{ROOT}/scoperti{query}") for query in ("", "?giorno=2025-01-01"))
    assert [("Alfa Uno" in page, "Beta Due" in page) for page in (now, before)] == [(False, True), (True, True)]


def test_rubbish_for_a_day_is_today(secretary: Browser, policy_id: UUID) -> None:
    assert "Beta Due" in _get(secretary, f"{ROOT}/scoperti?giorno=ieri")


def test_a_communication_is_made_noted_and_downloaded(
    app: Flask, alba: Standing, secretary: Browser, policy_id: UUID
) -> None:
    answer = secretary.submit(f"{ROOT}/{policy_id}/comunicazioni", {"kind": "changes"})
    page = _get(secretary, str(answer.location))
    assert ("Alfa Uno" in page, "non ancora" in page) == (True, True)
    files = [part.split('"')[0] for part in page.split('href="')[1:] if "/file/" in part.split('"')[0]]
    assert [secretary.get(file).status_code for file in files] == [200, 200, 200]
    sent = {"sent_on": today().isoformat(), "sent_how": "PEC"}
    assert secretary.submit(f"{answer.location}/invio", sent).status_code == 303
    assert [one.sent_how for one in _all(app, alba, InsuranceCommunication)] == ["PEC"]


def test_nothing_to_tell_makes_no_communication(
    app: Flask, alba: Standing, secretary: Browser, policy_id: UUID
) -> None:
    for _ in range(2):
        secretary.submit(f"{ROOT}/{policy_id}/comunicazioni", {"kind": "changes"})
    assert len(_all(app, alba, InsuranceCommunication)) == 1


def _told_organisation(app: Flask, standing: Standing, email: str) -> UUID:
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        insurer = Organisation(name="Mutua Inventata", kind="company")
        db.session.add(insurer)
        db.session.flush()
        if email:
            db.session.add(Contact(organisation_id=insurer.id, kind="email", value=email, preferred=True))
        make_volunteer(make_person("Uno", "Alfa"))
        first = today() - timedelta(days=30)
        policy = make_policy(insurer_id=insurer.id, first_on=first, last_on=first + timedelta(days=364))
        return communicate(policy, "list", by=SYSTEM).id  # type: ignore[arg-type]


def test_a_communication_leaves_from_here_once_with_its_protocol(
    app: Flask, alba: Standing, secretary: Browser
) -> None:
    made = f"{ROOT}/comunicazioni/{_told_organisation(app, alba, 'polizze@mutua.example')}"
    assert "Spedisci per e-mail" in _get(secretary, made)
    assert [secretary.submit(f"{made}/e-mail").status_code for _ in range(2)] == [303, 303]
    (entry,) = _all(app, alba, ProtocolEntry)
    assert [one.entry_id for one in _all(app, alba, InsuranceCommunication)] == [entry.id]
    assert len(_all(app, alba, Letter)) == 1
    assert "Alfa" not in entry.subject


def test_an_insurer_without_address_is_not_written_to(app: Flask, alba: Standing, secretary: Browser) -> None:
    made = f"{ROOT}/comunicazioni/{_told_organisation(app, alba, '')}"
    assert "Spedisci per e-mail" not in _get(secretary, made)
    secretary.submit(f"{made}/e-mail")
    assert _all(app, alba, Letter) == []


def test_the_days_of_a_numeric_policy_are_written_and_told(app: Flask, alba: Standing, secretary: Browser) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        policy_id = make_policy(kind=PolicyKind.NUMERIC, section="occasional", most_insured=10).id
    page = f"{ROOT}/{policy_id}"
    wrong = {"on_day": "2026-06-02", "people": "nessuno", "what": "Banchetto"}
    assert secretary.submit(f"{page}/giornate", wrong).status_code == 422
    assert secretary.submit(f"{page}/giornate", {**wrong, "people": "12"}).status_code == 303
    (day,) = _all(app, alba, InsuranceDay)
    assert secretary.submit(f"{page}/comunicazioni", {"kind": "days"}).status_code == 303
    secretary.submit(f"{page}/giornate/{day.id}/eliminazione")
    assert len(_all(app, alba, InsuranceDay)) == 1


def test_a_contract_is_kept_and_read(app: Flask, alba: Standing, secretary: Browser, policy_id: UUID) -> None:
    page = f"{ROOT}/{policy_id}"
    assert secretary.submit(f"{page}/documenti", {}).status_code == 422
    file = {"file": (BytesIO(b"%PDF-1.7 inventato"), "contratto.pdf")}
    assert secretary.submit(f"{page}/documenti", file).status_code == 303
    shown = _get(secretary, page)
    link = next(part.split('"')[0] for part in shown.split('href="') if "/documenti/" in part.split('"')[0])
    assert secretary.get(link).data == b"%PDF-1.7 inventato"


@pytest.mark.parametrize("kind", [PolicyKind.COLLECTIVE, PolicyKind.NUMERIC])
def test_only_a_named_policy_has_a_page_of_names(
    app: Flask, alba: Standing, secretary: Browser, kind: PolicyKind
) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        policy_id = make_policy(kind=kind, most_insured=5).id
    assert secretary.get(f"{ROOT}/{policy_id}/assicurati").status_code == 404


@pytest.mark.parametrize("part", ["", "/dati", "/assicurati", "/rinnovo"])
def test_the_policies_of_another_association_are_not_there(
    client: Callable[[str], Browser], brig: Standing, policy_id: UUID, part: str
) -> None:
    stranger = sign_in(client(brig.host), brig, Role.SECRETARY)
    assert stranger.get(f"{ROOT}/{policy_id}{part}").status_code == 404


@pytest.mark.parametrize("role", [Role.MEMBER, Role.VOLUNTEER, Role.FACILITATOR])
def test_who_has_no_business_with_it_finds_no_page(
    client: Callable[[str], Browser], alba: Standing, policy_id: UUID, role: Role
) -> None:
    other = sign_in(client(alba.host), alba, role)
    assert [other.get(path).status_code for path in (ROOT, f"{ROOT}/{policy_id}")] == [404, 404]


def test_who_only_reads_writes_nothing(
    app: Flask, client: Callable[[str], Browser], alba: Standing, policy_id: UUID
) -> None:
    reader = sign_in(client(alba.host), alba, Role.CONTROL_BODY)
    assert reader.get(f"{ROOT}/{policy_id}").status_code == 200
    assert reader.submit(f"{ROOT}/nuova", TYPED).status_code == 404
    assert len(_all(app, alba, InsurancePolicy)) == 1


@pytest.mark.parametrize("path", [ROOT, f"{ROOT}/scoperti", "/{policy}", "/{policy}/assicurati"])
def test_a_page_takes_as_many_queries_for_many_volunteers(
    app: Flask, alba: Standing, secretary: Browser, policy_id: UUID, path: str
) -> None:
    page = path if path.startswith(ROOT) else ROOT + path.format(policy=policy_id)
    _get(secretary, page)
    with count_queries() as few:
        _get(secretary, page)
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        policy = db.session.get_one(InsurancePolicy, policy_id)
        for number in range(3):
            make_cover(policy, make_volunteer(make_person(f"P{number}", "Delta")).person)
            make_volunteer(make_person(f"Q{number}", "Epsilon"))
    with count_queries() as many:
        _get(secretary, page)
    assert len(many) == len(few)
