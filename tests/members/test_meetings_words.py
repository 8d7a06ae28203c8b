"""What the papers, pages and steps of a meeting say: the year in legal papers, no word twice, what comes next."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from uuid import UUID

from pypdf import PdfReader
from sqlalchemy import select

from ama_net.features.members.meeting_papers import attendance_sheet, proxy_form
from ama_net.features.members.meeting_steps import next_steps
from ama_net.features.members.models import Guardianship, OrganMeeting
from ama_net.features.members.notice_text import fill_notice
from ama_net.features.members.operations.meetings_planning import write_notice
from ama_net.foundation.clock import ROME, now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.correspondence import Channel, Letter
from ama_net.kernel.people import Person
from tests.factories.meetings import make_line, make_lines, make_meeting, make_question
from tests.factories.members import make_membership
from tests.factories.people import make_person
from tests.members.meeting_acts import NOTICE, convened, members, plan
from tests.support.cast import player, sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing

At = Callable[[str], Browser]
Fill = Callable[[Callable[[], object]], object]


def _text(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def _called() -> object:
    make_membership(make_person("Con posta", email="con@posta.example"))
    make_membership(make_person("Senza posta"))
    return convened().id


def test_the_notice_and_the_papers_say_the_year_also_of_a_meeting_in_this_one(in_alba: Standing) -> None:
    members(1)
    meeting = convened(first_call_at=now().astimezone(ROME).replace(month=12, day=31, hour=23, minute=59, second=59))
    said = f"31 dicembre {now().astimezone(ROME).year}, ore 23:59"
    assert said in fill_notice(meeting)
    assert [said in _text(paper(meeting)) for paper in (attendance_sheet, proxy_form)] == [True, True]


def test_the_subject_of_the_mail_says_the_year(fill: Fill, run_jobs: Callable[[], int], in_alba: Standing) -> None:
    year = str(fill(lambda: (_called(), plan().first_call_at.year)[1]))
    run_jobs()
    assert all(year in (letter.subject or "") for letter in db.session.scalars(select(Letter)))


def test_on_paper_the_letterhead_says_the_heading_and_the_number_once(
    fill: Fill, run_jobs: Callable[[], int], in_alba: Standing
) -> None:
    fill(_called)
    run_jobs()
    bodies = {letter.channel: letter.body or "" for letter in db.session.scalars(select(Letter))}
    paper, mail = bodies[Channel.HAND], bodies[Channel.EMAIL]
    twice = ("Protocollo n.", "Ricevi questa lettera")
    assert [words in paper for words in twice] == [False, False]
    assert [words in mail for words in twice] == [True, True]
    assert paper.startswith("A Senza posta")


def test_the_steps_go_on_to_the_votes_and_the_minutes(in_alba: Standing) -> None:
    meeting = make_meeting(state="closed")
    assert [(one.title, one.done) for one in next_steps(meeting)[-3:]] == [
        ("Presenze e apertura", True),
        ("Voti", True),
        ("Verbale e libro", False),
    ]


def test_the_step_of_the_votes_waits_for_who_is_voting(in_alba: Standing) -> None:
    meeting = make_meeting()
    make_lines(meeting, 1)
    make_question(meeting)
    meeting.state = "closed"
    assert [one.done for one in next_steps(meeting) if one.title == "Voti"] == [False]


def test_before_its_hour_the_door_says_when_it_opens(secretary: Browser, fill: Fill) -> None:
    meeting = fill(lambda: members(1) and convened().id)
    page = secretary.get(f"/manage/riunioni/{meeting}/presenze").text
    assert ("Si apre in 1ª convocazione" in page, "Apri in 1ª convocazione" in page) == (True, False)

    def its_hour() -> object:
        db.session.get_one(OrganMeeting, meeting).first_call_at = now() - timedelta(minutes=1)
        return None

    fill(its_hour)
    assert "Apri in 1ª convocazione" in secretary.get(f"/manage/riunioni/{meeting}/presenze").text


def test_a_past_meeting_is_not_convened_and_the_page_says_why(secretary: Browser, fill: Fill) -> None:
    def past() -> UUID:
        meeting = plan()
        write_notice(meeting, NOTICE, by=SYSTEM)
        meeting.first_call_at = now() - timedelta(days=1)
        return meeting.id

    page = secretary.get(f"/manage/riunioni/{fill(past)}/convocazione").text
    assert ("La data della prima convocazione è già passata." in page, "convocazione/invio" in page) == (True, False)


def test_a_vote_is_not_opened_beside_another_and_the_page_leads_there(secretary: Browser, fill: Fill) -> None:
    def two() -> tuple[UUID, UUID, UUID]:
        meeting = make_meeting()
        make_lines(meeting, 1)
        return meeting.id, make_question(meeting).id, make_question(meeting, opened=False).id

    keys = fill(two)
    assert isinstance(keys, tuple)
    page = secretary.get(f"/manage/riunioni/{keys[0]}/voti/{keys[2]}").text
    assert (str(keys[1]) in page, f"{keys[2]}/apertura" in page) == (True, False)


def test_who_carries_a_vote_is_led_to_it_first(client: At, alba: Standing, fill: Fill) -> None:
    def voting() -> tuple[UUID, UUID]:
        mara = db.session.get_one(Person, player(alba, Role.MEMBER).person_id)
        meeting = make_meeting()
        make_line(meeting, mara)
        make_lines(meeting, 1)
        return meeting.id, make_question(meeting).id

    keys = fill(voting)
    assert isinstance(keys, tuple)
    page = sign_in(client(alba.host), alba, Role.MEMBER).get("/my").text
    assert ("Si vota adesso" in page, f"/my/riunioni/{keys[0]}/voti/{keys[1]}" in page) == (True, True)


def test_who_is_not_in_the_room_is_told_that_it_is_being_held(client: At, alba: Standing, fill: Fill) -> None:
    def voting() -> None:
        meeting = make_meeting()
        make_line(meeting, db.session.get_one(Person, player(alba, Role.MEMBER).person_id), attendance=None)
        make_lines(meeting, 1)
        make_question(meeting)

    fill(voting)
    page = sign_in(client(alba.host), alba, Role.MEMBER).get("/my").text
    assert ("Si vota adesso" in page, "È in corso" in page) == (False, True)


def _of_a_minor() -> OrganMeeting:
    child, parent = make_person("Minore", birth_date=today()), make_person("Doralice", "Inventata")
    make_membership(child)
    db.session.add(Guardianship(person_id=child.id, guardian_id=parent.id))
    db.session.flush()
    return convened()


def test_for_a_minor_the_sheet_says_who_votes_and_has_room_for_chair_and_secretary(in_alba: Standing) -> None:
    words = _text(attendance_sheet(_of_a_minor()))
    assert [part in words for part in ("vota Inventata Doralice", "Chi presiede", "Chi verbalizza")] == [True] * 3


def test_for_a_minor_the_list_says_who_votes(secretary: Browser, fill: Fill) -> None:
    page = secretary.get(f"/manage/riunioni/{fill(lambda: _of_a_minor().id)}/elenco").text
    assert "vota Inventata Doralice" in page
