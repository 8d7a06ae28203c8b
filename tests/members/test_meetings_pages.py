"""The pages of meetings: the office's, and those of who is called; what the wrong people see of them."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.members.models import (
    AgendaItem,
    MeetingRecipient,
    MeetingState,
    OrganMeeting,
    Proxy,
    RollEntry,
)
from ama_net.features.members.operations.meetings import attend, cancel_meeting, give_proxy, open_meeting
from ama_net.features.members.settings_meetings import MeetingsSettings
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.documents import File, Visibility, keep_document
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.members import make_membership
from tests.members.meeting_acts import come, convened, members, plan, roll
from tests.support.cast import player, sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

At = Callable[[str], Browser]
Fill = Callable[[Callable[[], object]], UUID]
PLAN = {
    "organ": "assembly",
    "title": "Assemblea",
    "first_day": "2027-05-10",
    "first_hour": "18:00",
    "place": "Sala",
}


@pytest.fixture
def member(client: At, alba: Standing) -> Browser:
    """A member of Alba, signed in."""
    return sign_in(client(alba.host), alba, Role.MEMBER)


def _with_mara(alba: Standing, **values: object) -> UUID:
    """An assembly to which the member of the cast is called, with two others."""
    make_membership(db.session.get_one(Person, player(alba, Role.MEMBER).person_id))
    members(2)
    return convened(**values).id


def _lines(meeting: UUID) -> list[UUID]:
    return [line.id for line in roll(db.session.get_one(OrganMeeting, meeting))]


def test_a_meeting_is_planned(secretary: Browser, in_alba: Standing) -> None:
    answer = secretary.submit("/manage/riunioni/nuova", data=PLAN)
    meeting = db.session.scalars(select(OrganMeeting)).one()
    assert answer.location == f"/manage/riunioni/{meeting.id}/ordine-del-giorno"
    assert meeting.first_call_at.isoformat() == "2027-05-10T16:00:00+00:00"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": ""}, "Scrivere un titolo."),
        ({"first_day": "2027-03-28", "first_hour": "02:30"}, "questo orario non esiste"),
        ({"second_day": "2027-05-11", "second_hour": "17:59"}, "almeno 24 ore dopo"),
        ({"second_day": "2027-05-11"}, "Manca l&#39;ora della seconda"),
        ({"second_hour": "10:00"}, "Manca il giorno della seconda"),
        ({"place": ""}, "Scrivere un luogo, o una sala in linea."),
        ({"online_url": "https://altrove.example/sala"}, "Serve un indirizzo https"),
        ({"online_url": "http://meet.jit.si/sala"}, "Serve un indirizzo https"),
        ({"online_url": "https://meet.jit.si.altrove.example/x"}, "Serve un indirizzo https"),
    ],
)
def test_a_wrong_plan_is_told_beside_its_field(secretary: Browser, changed: dict[str, str], said: str) -> None:
    answer = secretary.submit("/manage/riunioni/nuova", data={**PLAN, **changed})
    assert answer.status_code == 422
    assert said in answer.text


@pytest.mark.parametrize(("day", "second"), [("2027-03-27", "2027-03-28"), ("2026-10-24", "2026-10-25")])
def test_a_day_between_the_calls_is_a_day_also_when_the_clocks_change(
    secretary: Browser, day: str, second: str
) -> None:
    calls = {"first_day": day, "first_hour": "10:00", "second_day": second, "second_hour": "10:00"}
    assert secretary.submit("/manage/riunioni/nuova", data={**PLAN, **calls}).status_code == 303


def test_items_are_added_and_moved_without_script(secretary: Browser, fill: Fill, in_alba: Standing) -> None:
    meeting = fill(lambda: plan().id)
    page = f"/manage/riunioni/{meeting}/ordine-del-giorno"
    item = {"title": "Nuovo statuto", "vote_mode": "open", "majority": "change_statute", "visibility": "members"}
    secretary.submit(page, data={**item, "document": (BytesIO(b"%PDF-1.7 prova"), "statuto.pdf")})
    second = db.session.scalars(select(AgendaItem).where(AgendaItem.title == "Nuovo statuto")).one()
    assert second.document_id is not None
    secretary.submit(f"{page}/{second.id}/posto", data={"dove": "su"})
    db.session.rollback()
    titles = select(AgendaItem.title).order_by(AgendaItem.position)
    assert list(db.session.scalars(titles)) == ["Nuovo statuto", "Approvazione del bilancio"]
    secretary.submit(f"{page}/{second.id}/eliminazione")
    db.session.rollback()
    assert list(db.session.execute(select(AgendaItem.title, AgendaItem.position))) == [("Approvazione del bilancio", 1)]


def test_a_majority_without_a_vote_is_refused(secretary: Browser, fill: Fill) -> None:
    page = f"/manage/riunioni/{fill(lambda: plan().id)}/ordine-del-giorno"
    item = {"title": "X", "vote_mode": "none", "majority": "dissolve", "visibility": "members"}
    assert secretary.submit(page, data=item).status_code == 422


def test_a_notice_without_its_parts_is_refused(secretary: Browser, fill: Fill) -> None:
    page = f"/manage/riunioni/{fill(lambda: plan().id)}/convocazione"
    answer = secretary.submit(page, data={"text": "Venite {luogo}"})
    assert answer.status_code == 422
    assert "{prima_convocazione}, {ordine_del_giorno}" in answer.text


def test_late_notice_is_warned_of(secretary: Browser, fill: Fill) -> None:
    soon = fill(lambda: plan(first_call_at=now() + timedelta(days=2)).id)
    said = "Il preavviso è più breve"
    assert said in secretary.get(f"/manage/riunioni/{soon}/convocazione").text
    assert said not in secretary.get(f"/manage/riunioni/{fill(lambda: plan().id)}/convocazione").text


def test_from_the_text_to_the_letters(
    secretary: Browser, fill: Fill, run_jobs: Callable[[], int], in_alba: Standing
) -> None:
    meeting = fill(lambda: members(3) and plan().id)
    page = f"/manage/riunioni/{meeting}/convocazione"
    secretary.submit(page, data={"text": "{prima_convocazione} {luogo} {ordine_del_giorno}"})
    sent = secretary.submit(f"{page}/invio")
    run_jobs()
    assert "Lettere scritte" in secretary.get(sent.location).text
    log = secretary.get(f"/manage/riunioni/{meeting}/lettere")
    assert "Inventato Socio 0" in log.text
    recipient = db.session.scalars(select(MeetingRecipient.id)).first()
    assert (
        secretary.submit(
            f"/manage/riunioni/{meeting}/lettere/{recipient}/ripetizione", data={"channel": "hand"}
        ).status_code
        == 303
    )


def test_a_proxy_comes_on_paper(secretary: Browser, fill: Fill, in_alba: Standing) -> None:
    meeting = fill(lambda: members(3) and convened().id)
    page = f"/manage/riunioni/{meeting}/deleghe"
    scan = (BytesIO(b"%PDF-1.7 firma"), "delega.pdf")
    answer = secretary.submit(page, data={"giver": "1", "holder": "socio 1 INVENTATO", "scan": scan})
    assert answer.status_code == 303
    proxy = db.session.scalars(select(Proxy)).one()
    assert (proxy.way, proxy.giver.number, proxy.holder.number, proxy.document_id is not None) == ("paper", 1, 2, True)
    db.session.rollback()
    assert "Inventato Socio 1" in secretary.get(page).text


@pytest.mark.parametrize(
    ("giver", "holder", "said"),
    [
        ("1", "", "in bianco non vale"),
        ("Nessuno", "2", "ricontrollare come è scritto"),
        ("1", "1", "Non si può delegare sé stessi"),
    ],
)
def test_a_wrong_proxy_is_told(secretary: Browser, fill: Fill, giver: str, holder: str, said: str) -> None:
    meeting = fill(lambda: members(2) and convened().id)
    answer = secretary.submit(f"/manage/riunioni/{meeting}/deleghe", data={"giver": giver, "holder": holder})
    assert answer.status_code == 422
    assert said in answer.text


def test_two_of_one_name_are_asked_for_by_number(secretary: Browser, fill: Fill) -> None:
    meeting = fill(lambda: members(1) and members(2) and convened().id)
    answer = secretary.submit(f"/manage/riunioni/{meeting}/deleghe", data={"giver": "Socio 0 Inventato", "holder": "2"})
    assert "scrivere il numero nel libro" in answer.text


def test_the_door_from_the_first_who_comes_to_the_closing(secretary: Browser, fill: Fill, in_alba: Standing) -> None:
    def begin() -> UUID:
        members(2)
        meeting = convened()
        meeting.first_call_at = now() - timedelta(minutes=5)
        return meeting.id

    meeting = fill(begin)
    page, lines = f"/manage/riunioni/{meeting}", _lines(meeting)
    refused = secretary.submit(f"{page}/apertura", data={"convocazione": "1"}, follow_redirects=True)
    assert "ci sono 0 voti e ne servono 1" in refused.text
    secretary.submit(f"{page}/presenze/{lines[0]}/presenza")
    secretary.submit(f"{page}/presenze/{lines[1]}/distanza", data={"identity_check": "camera"})
    assert "In presenza 1, a distanza 1" in secretary.get(f"{page}/presenze/numero-legale").text
    secretary.submit(f"{page}/apertura", data={"convocazione": "1"})
    secretary.submit(f"{page}/presenze/{lines[1]}/uscita")
    secretary.submit(f"{page}/chiusura")
    db.session.rollback()
    row = db.session.get_one(OrganMeeting, meeting)
    assert (row.state, row.call) == (MeetingState.CLOSED, 1)
    assert [bool(line.left_at) for line in roll(row)] == [False, True]


def test_too_early_it_does_not_open(secretary: Browser, fill: Fill, in_alba: Standing) -> None:
    meeting = fill(lambda: members(2) and convened().id)
    fill(lambda: come(roll(db.session.get_one(OrganMeeting, meeting))))
    secretary.submit(f"/manage/riunioni/{meeting}/apertura", data={"convocazione": "1"})
    assert db.session.get_one(OrganMeeting, meeting).state == MeetingState.CONVENED


def test_the_search_at_the_door_finds_by_name_and_number(secretary: Browser, fill: Fill) -> None:
    page = f"/manage/riunioni/{fill(lambda: members(3) and convened().id)}/presenze"
    assert "Inventato Socio 2" in secretary.get(f"{page}?q=socio 2").text
    assert "Inventato Socio 0" not in secretary.get(f"{page}?q=socio 2").text
    assert "Inventato Socio 0" in secretary.get(f"{page}?q=1").text


@pytest.mark.parametrize("paper", ["elenco", "delega"])
def test_papers(secretary: Browser, fill: Fill, paper: str) -> None:
    meeting = fill(lambda: members(3) and convened().id)
    assert secretary.get(f"/manage/riunioni/{meeting}/{paper}.pdf").data.startswith(b"%PDF-")


def test_the_roll_is_frozen_and_tells_why_not(secretary: Browser, fill: Fill) -> None:
    def begin() -> UUID:
        make_membership(admitted_on=today())
        return plan().id

    page = f"/manage/riunioni/{fill(begin)}/elenco"
    secretary.submit(page, data={"on": today().isoformat()})
    assert "Iscrizione troppo recente" in secretary.get(page).text


def test_lists_ask_the_same_however_many_there_are(secretary: Browser, fill: Fill) -> None:
    few = fill(lambda: members(2) and convened().id)
    many = fill(lambda: members(20) and convened().id)
    for page in ("elenco", "presenze", "lettere", ""):
        counts = []
        for meeting in (few, many):
            secretary.get(f"/manage/riunioni/{meeting}/{page}".rstrip("/"))
            with count_queries() as queries:
                secretary.get(f"/manage/riunioni/{meeting}/{page}".rstrip("/"))
            counts.append(len(queries))
        assert counts[0] == counts[1], page


@pytest.mark.parametrize("role", [Role.MEMBER, Role.EDITOR])
def test_others_do_not_see_the_offices_pages(client: At, alba: Standing, fill: Fill, role: Role) -> None:
    meeting = fill(lambda: members(1) and convened().id)
    browser = sign_in(client(alba.host), alba, role)
    assert browser.get(f"/manage/riunioni/{meeting}").status_code == 404


def test_the_control_body_reads_and_does_not_write(client: At, alba: Standing, fill: Fill) -> None:
    meeting = fill(lambda: members(1) and convened().id)
    browser = sign_in(client(alba.host), alba, Role.CONTROL_BODY)
    assert browser.get(f"/manage/riunioni/{meeting}/convocazione").status_code == 200
    assert browser.submit(f"/manage/riunioni/{meeting}/annullamento", data={"why": "x"}).status_code == 404
    assert browser.submit(f"/manage/riunioni/{meeting}/elenco", data={"on": "2026-01-01"}).status_code == 404


def test_the_other_association_finds_nothing(client: At, brig: Standing, fill: Fill) -> None:
    meeting = fill(lambda: members(1) and convened().id)
    browser = sign_in(client(brig.host), brig, Role.SECRETARY)
    assert browser.get(f"/manage/riunioni/{meeting}").status_code == 404


def test_who_is_called_finds_it_in_their_area(member: Browser, alba: Standing, fill: Fill) -> None:
    meeting = fill(lambda: _with_mara(alba, online_url="https://meet.jit.si/prova"))
    assert "Assemblea di prova" in member.get("/my/riunioni").text
    page = member.get(f"/my/riunioni/{meeting}")
    assert "https://meet.jit.si/prova" in page.text
    assert "Puoi votare" in page.text
    assert "BEGIN:VCALENDAR" in member.get(f"/my/riunioni/{meeting}/calendario.ics").text


def test_who_is_not_called_finds_nothing(member: Browser, fill: Fill) -> None:
    meeting = fill(lambda: members(2) and convened().id)
    assert member.get(f"/my/riunioni/{meeting}").status_code == 404
    assert member.get(f"/my/riunioni/{meeting}/calendario.ics").status_code == 404
    assert "Assemblea di prova" not in member.get("/my/riunioni").text


def test_an_account_without_a_person_is_called_to_nothing(in_alba: Standing) -> None:
    from ama_net.features.members.queries_meetings import lines_of_person, meetings_for

    members(1)
    meeting = convened()
    assert list(db.session.scalars(meetings_for(None))) == []
    assert lines_of_person(meeting.id, None) == []


def test_a_draft_is_nobodys(member: Browser, alba: Standing, fill: Fill) -> None:
    def begin() -> UUID:
        from tests.members.meeting_acts import frozen

        make_membership(db.session.get_one(Person, player(alba, Role.MEMBER).person_id))
        return frozen()[0].id

    assert member.get(f"/my/riunioni/{fill(begin)}").status_code == 404


def test_a_member_gives_a_proxy_and_takes_it_back(
    member: Browser, alba: Standing, fill: Fill, in_alba: Standing
) -> None:
    meeting = fill(lambda: _with_mara(alba))
    mine = _lines(meeting)[0]
    page = f"/my/riunioni/{meeting}/righe/{mine}/delega"
    member.submit(page, data={"holder": "Inventato Socio 0"})
    assert "Hai dato la delega a Inventato Socio 0" in member.get(f"/my/riunioni/{meeting}").text
    member.submit(f"{page}/revoca")
    db.session.rollback()
    assert db.session.scalars(select(Proxy)).one().revoked_at is not None


def test_a_blank_proxy_is_refused(member: Browser, alba: Standing, fill: Fill, in_alba: Standing) -> None:
    meeting = fill(lambda: _with_mara(alba))
    answer = member.submit(f"/my/riunioni/{meeting}/righe/{_lines(meeting)[0]}/delega", data={"holder": ""})
    assert answer.status_code == 422
    assert "in bianco non vale" in answer.text


def test_nobody_gives_anothers_proxy(member: Browser, alba: Standing, fill: Fill, in_alba: Standing) -> None:
    meeting = fill(lambda: _with_mara(alba))
    anothers = _lines(meeting)[1]
    assert member.submit(f"/my/riunioni/{meeting}/righe/{anothers}/delega", data={"holder": "1"}).status_code == 404
    assert member.submit(f"/my/riunioni/{meeting}/righe/{anothers}/presenza").status_code == 404


def test_a_member_checks_in_remotely_when_it_is_time(
    member: Browser, alba: Standing, fill: Fill, in_alba: Standing
) -> None:
    meeting = fill(lambda: _with_mara(alba, online_url="https://meet.jit.si/prova"))
    mine, other, _third = _lines(meeting)
    page = f"/my/riunioni/{meeting}/righe/{mine}/presenza"
    assert "È presto" in member.submit(page, follow_redirects=True).text

    def begin() -> None:
        row = db.session.get_one(OrganMeeting, meeting)
        come([db.session.get_one(RollEntry, other), db.session.get_one(RollEntry, _third)])
        open_meeting(row, call=1, by=SYSTEM)

    fill(begin)
    member.submit(page)
    db.session.rollback()
    line = db.session.get_one(RollEntry, mine)
    assert (line.attendance, line.identity_check) == ("remote", "account")


def test_the_statute_may_forbid_it(member: Browser, alba: Standing, fill: Fill, in_alba: Standing) -> None:
    meeting = fill(lambda: _with_mara(alba, online_url="https://meet.jit.si/prova"))
    mine = _lines(meeting)[0]

    def forbid() -> None:
        row = db.session.get_one(OrganMeeting, meeting)
        come(roll(row)[1:])
        open_meeting(row, call=1, by=SYSTEM)
        save_settings(MeetingsSettings(remote_allowed=False), by=None)

    fill(forbid)
    member.submit(f"/my/riunioni/{meeting}/righe/{mine}/presenza")
    db.session.rollback()
    assert db.session.get_one(RollEntry, mine).attendance is None


@pytest.mark.parametrize(("visibility", "status"), [(Visibility.MEMBERS, 200), (Visibility.OFFICE, 404)])
def test_a_member_reads_the_documents_meant_for_members(
    member: Browser, alba: Standing, fill: Fill, in_alba: Standing, visibility: Visibility, status: int
) -> None:
    def begin() -> UUID:
        meeting = db.session.get_one(OrganMeeting, _with_mara(alba))
        file = File("bilancio.pdf", b"%PDF-1.7 prova")
        kept = keep_document(file, title="Bilancio", kind="meeting", by=SYSTEM, visibility=visibility, about=meeting)
        db.session.get_one(AgendaItem, meeting.items[0].id).document_id = kept.id
        return meeting.id

    meeting = fill(begin)
    document = db.session.scalars(select(AgendaItem.document_id)).one()
    assert member.get(f"/my/riunioni/{meeting}/documenti/{document}").status_code == status


def test_a_meeting_called_off_says_so(member: Browser, alba: Standing, fill: Fill) -> None:
    meeting = fill(lambda: _with_mara(alba))
    fill(lambda: cancel_meeting(db.session.get_one(OrganMeeting, meeting), why="Sala chiusa.", by=SYSTEM))
    assert "Sala chiusa." in member.get(f"/my/riunioni/{meeting}").text


def test_present_after_a_proxy_one_is_told(secretary: Browser, fill: Fill, in_alba: Standing) -> None:
    meeting = fill(lambda: members(2) and convened().id)
    giver, holder = _lines(meeting)

    def give() -> None:
        give_proxy(db.session.get_one(RollEntry, giver), db.session.get_one(RollEntry, holder), by=SYSTEM)
        attend(db.session.get_one(RollEntry, holder), "in_person", by=SYSTEM)  # type: ignore[arg-type]

    fill(give)
    answer = secretary.submit(f"/manage/riunioni/{meeting}/presenze/{giver}/presenza", follow_redirects=True)
    assert "la delega è revocata" in answer.text


def test_the_dashboard_counts_them(secretary: Browser, app: Flask, alba: Standing) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        plan()
    assert "Riunioni in preparazione" in secretary.get("/manage/").text
