"""What the papers, pages and steps of a meeting say: the year in legal papers, no word twice, what comes next."""

from collections.abc import Callable
from io import BytesIO

from pypdf import PdfReader
from sqlalchemy import select

from ama_net.features.members.meeting_papers import attendance_sheet, proxy_form
from ama_net.features.members.notice_text import fill_notice
from ama_net.foundation.clock import ROME, now
from ama_net.foundation.database import db
from ama_net.kernel.correspondence import Channel, Letter
from tests.factories.members import make_membership
from tests.factories.people import make_person
from tests.members.meeting_acts import convened, members, plan
from tests.support.standing import Standing

Fill = Callable[[Callable[[], object]], object]


def _text(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def _called() -> object:
    make_membership(make_person("Con posta", email="con@posta.example"))
    make_membership(make_person("Senza posta"))
    return convened().id


def test_the_notice_and_the_papers_say_the_year_also_of_a_meeting_in_this_one(in_alba: Standing) -> None:
    members(1)
    meeting = convened(first_call_at=now().astimezone(ROME).replace(month=12, day=31, hour=18))
    said = f"31 dicembre {now().astimezone(ROME).year}, ore 18:"
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
