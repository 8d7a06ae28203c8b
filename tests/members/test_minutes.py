"""Minutes: drafted from what is known, edited by two without loss, filed once for ever; who reads them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from ama_net.features.members.minutes import draft_opening
from ama_net.features.members.minutes_papers import minutes_pdf
from ama_net.features.members.models import MeetingState, OrganMeeting, RollEntry
from ama_net.features.members.operations.meetings import close_meeting
from ama_net.features.members.operations.minutes import (
    MinutesRefused,
    Overtaken,
    Signers,
    add_addendum,
    draft_minutes,
    file_minutes,
    fingerprint,
    write_discussion,
    write_minutes,
)
from ama_net.features.members.operations.votes import close_question, proclaim, vote_openly
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.pdf import is_accessible
from ama_net.kernel.access import SYSTEM, Actor, Role
from ama_net.kernel.documents import File, Resolution, body_of
from ama_net.kernel.documents.queries import version_of
from ama_net.kernel.people import Person
from tests.factories.meetings import make_item, make_line, make_lines, make_meeting, make_proxy, make_question, option
from tests.factories.members import make_membership
from tests.support.cast import player, sign_in
from tests.support.standing import Standing

Fill = Callable[[Callable[[], Any]], Any]
PAPER = File("atto.pdf", b"%PDF-1.7 un atto notarile inventato")


def _text(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def _held(organ: str = "assembly") -> tuple[OrganMeeting, list[RollEntry]]:
    """A meeting that is over: one proposal carried, one item discussed."""
    meeting = make_meeting(organ=organ)
    lines = make_lines(meeting, 3)
    question = make_question(meeting)
    for line in lines:
        vote_openly(question.id, line, [option(question, "in_favour")], by=Actor(person_id=line.voter_id))
    close_question(question, by=SYSTEM)
    proclaim(question, by=SYSTEM)
    make_item(meeting, "Varie ed eventuali", discussion="Si parla della sala.\n\nNessuno chiede altro.")
    close_meeting(meeting, by=SYSTEM)
    return meeting, lines


def _written(organ: str = "assembly") -> OrganMeeting:
    meeting, lines = _held(organ)
    draft_minutes(meeting, by=SYSTEM)
    signers = Signers(lines[0].voter_id, lines[1].voter_id)
    write_minutes(meeting, meeting.minutes_text, signers, seen=fingerprint(meeting.minutes_text), by=SYSTEM)
    return meeting


def _reason(work: Any) -> str:
    with pytest.raises(MinutesRefused) as refused:
        work()
    return refused.value.reason


def test_draft_says_who_was_there_and_that_the_meeting_could_decide(in_alba: Standing) -> None:
    meeting = make_meeting()
    lines = make_lines(meeting, 3)
    make_proxy(lines[2], lines[0])
    make_line(meeting, attendance="remote", identity_check="camera")
    text = draft_opening(meeting)
    assert "I voti di chi ha diritto sono in tutto 4. All'apertura ne sono presenti 4" in text
    assert "di persona 2, a distanza 1, con delega 1" in text
    assert "il numero legale è raggiunto" in text


def test_paper_holds_votes_resolutions_discussion_and_attendance(in_alba: Standing) -> None:
    meeting = _written()
    words = _text(minutes_pdf(meeting))
    for expected in (
        "Bozza: non è ancora nel libro.",
        "Favorevoli: 3; Contrari: 0; Astenuti: 0.",
        f"Delibera n. 1/{today().year}",
        "Si parla della sala.",
        "Presenze",
        "Numero 0 Socia",
    ):
        assert expected in words


def test_paper_is_accessible(in_alba: Standing) -> None:
    assert is_accessible(minutes_pdf(_written()))


def test_second_of_two_who_edit_is_told_and_loses_nothing(in_alba: Standing) -> None:
    meeting, _lines = _held()
    seen = fingerprint(meeting.minutes_text)
    write_minutes(meeting, "Il testo di una", Signers(None, None), seen=seen, by=SYSTEM)
    with pytest.raises(Overtaken):
        write_minutes(meeting, "Il testo dell'altra", Signers(None, None), seen=seen, by=SYSTEM)
    assert meeting.minutes_text == "Il testo di una"


def test_second_of_two_who_edit_one_discussion_is_told(in_alba: Standing) -> None:
    meeting, _lines = _held()
    item = meeting.items[0]
    seen = fingerprint(item.discussion)
    write_discussion(item, "Prima", seen=seen, by=SYSTEM)
    with pytest.raises(Overtaken):
        write_discussion(item, "Seconda", seen=seen, by=SYSTEM)


def test_filed_minutes_have_their_number_in_the_book(in_alba: Standing) -> None:
    meeting = _written()
    document = file_minutes(meeting, by=SYSTEM)
    version = version_of(document, 0)
    assert version is not None
    assert (document.organ, document.book_number, document.visibility) == ("assembly", 1, "members")
    assert "Libro dell'assemblea, n. 1" in _text(body_of(version))
    assert (meeting.state, meeting.minutes_document_id) == (MeetingState.FILED, document.id)


def test_minutes_of_the_board_are_for_the_board(in_alba: Standing) -> None:
    document = file_minutes(_written("board"), by=SYSTEM)
    assert (document.organ, document.visibility) == ("board", "board")


def test_filed_minutes_never_change(in_alba: Standing) -> None:
    meeting = _written()
    file_minutes(meeting, by=SYSTEM)
    seen = fingerprint(meeting.minutes_text)
    works = [
        lambda: draft_minutes(meeting, by=SYSTEM),
        lambda: write_minutes(meeting, "Altro", Signers(None, None), seen=seen, by=SYSTEM),
        lambda: write_discussion(meeting.items[0], "Altro", seen=fingerprint(""), by=SYSTEM),
        lambda: file_minutes(meeting, by=SYSTEM),
    ]
    assert [_reason(work) for work in works] == ["filed"] * 4


def test_addendum_takes_the_next_number_and_leaves_the_minutes(in_alba: Standing) -> None:
    meeting = _written()
    document = file_minutes(meeting, by=SYSTEM)
    addendum = add_addendum(meeting, PAPER, title="Rettifica", by=SYSTEM)
    assert (document.book_number, addendum.book_number) == (1, 2)
    assert len(document.versions) == 1


def test_addendum_waits_for_the_minutes(in_alba: Standing) -> None:
    meeting = _written()
    assert _reason(lambda: add_addendum(meeting, PAPER, title="Rettifica", by=SYSTEM)) == "not_filed"


def test_notarys_paper_takes_the_place_of_the_minutes(in_alba: Standing) -> None:
    meeting, _lines = _held()
    version = version_of(file_minutes(meeting, by=SYSTEM, paper=PAPER), 0)
    assert version is not None
    assert body_of(version) == PAPER.body


@pytest.mark.parametrize(("state", "reason"), [("open", "not_closed"), ("convened", "not_closed")])
def test_minutes_of_a_meeting_that_is_not_over_are_not_filed(in_alba: Standing, state: str, reason: str) -> None:
    meeting = make_meeting(state=state)
    assert _reason(lambda: file_minutes(meeting, by=SYSTEM)) == reason


def test_minutes_wait_for_their_votes(in_alba: Standing) -> None:
    meeting = make_meeting()
    make_lines(meeting, 1)
    question = make_question(meeting)
    close_question(question, by=SYSTEM)
    close_meeting(meeting, by=SYSTEM)
    assert _reason(lambda: file_minutes(meeting, by=SYSTEM)) == "votes_waiting"


def test_minutes_without_text_or_signers_are_not_filed(in_alba: Standing) -> None:
    meeting, _lines = _held()
    assert _reason(lambda: file_minutes(meeting, by=SYSTEM)) == "no_text"
    draft_minutes(meeting, by=SYSTEM)
    assert _reason(lambda: file_minutes(meeting, by=SYSTEM)) == "no_signers"


def test_minutes_filed_by_two_at_once_stand_once_in_the_book(alba: Standing, fill: Fill) -> None:
    meeting_id = fill(lambda: _written().id)
    barrier = Barrier(2)

    def file(_number: int) -> str:
        barrier.wait(20)
        try:
            return str(fill(lambda: file_minutes(db.session.get_one(OrganMeeting, meeting_id), by=SYSTEM).book_number))
        except MinutesRefused as refused:
            return refused.reason

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(file, range(2))) == ["1", "filed"]


def test_first_minutes_of_a_book_filed_at_once_have_two_numbers_and_say_them(alba: Standing, fill: Fill) -> None:
    keys = [fill(lambda: _written().id) for _ in range(2)]
    barrier = Barrier(2)

    def file(key: UUID) -> tuple[int, bool]:
        barrier.wait(20)

        def work() -> tuple[int, bool]:
            document = file_minutes(db.session.get_one(OrganMeeting, key), by=SYSTEM)
            version = version_of(document, 0)
            assert version is not None
            number = document.book_number or 0
            return number, f"Libro dell'assemblea, n. {number}" in _text(body_of(version))

        done: tuple[int, bool] = fill(work)
        return done

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(file, keys)) == [(1, True), (2, True)]


def test_office_writes_and_files_the_minutes(alba: Standing, fill: Fill, client: Any) -> None:
    meeting_id, signers = fill(_held_ids)
    office = sign_in(client(alba.host), alba, Role.SECRETARY)
    path = f"/manage/riunioni/{meeting_id}/verbale"
    office.submit(f"{path}/bozza")
    text = fill(lambda: db.session.get_one(OrganMeeting, meeting_id).minutes_text)
    form = {"text": text + "\n\nAltro.", "seen": fingerprint(text), "chaired_by": signers[0], "minuted_by": signers[1]}
    assert office.submit(path, form).status_code == 303
    assert office.get(f"{path}.pdf").data[:5] == b"%PDF-"
    office.submit(f"{path}/deposito", {"understood": "y"})
    assert "Il verbale è nel libro, al n. 1" in office.get(path).text


def test_minutes_go_into_the_book_only_with_the_tick(alba: Standing, fill: Fill, client: Any) -> None:
    meeting_id = fill(lambda: _written().id)
    office = sign_in(client(alba.host), alba, Role.SECRETARY)
    path = f"/manage/riunioni/{meeting_id}/verbale"
    answer = office.submit(f"{path}/deposito")
    assert (answer.status_code, "serve questa conferma" in answer.text) == (422, True)
    assert "Punti senza discussione" in answer.text
    assert fill(lambda: db.session.get_one(OrganMeeting, meeting_id).state) == MeetingState.CLOSED


def test_half_written_minutes_say_what_is_missing(alba: Standing, fill: Fill, client: Any) -> None:
    meeting_id, _signers = fill(_held_ids)
    page = sign_in(client(alba.host), alba, Role.SECRETARY).get(f"/manage/riunioni/{meeting_id}/verbale").text
    assert "Prima va scritto e salvato: l&#39;apertura, chi presiede, chi verbalizza." in page
    assert "verbale/deposito" not in page


def test_stale_edit_shows_both_texts(alba: Standing, fill: Fill, client: Any) -> None:
    meeting_id, _signers = fill(_held_ids)
    office = sign_in(client(alba.host), alba, Role.SECRETARY)
    path = f"/manage/riunioni/{meeting_id}/verbale"
    office.submit(path, {"text": "Testo di Anna", "seen": fingerprint("")})
    answer = office.submit(path, {"text": "Testo di Bea", "seen": fingerprint("")})
    assert answer.status_code == 422
    assert all(words in answer.text for words in ("Testo di Anna", "Testo di Bea", "Intanto qualcuno ha cambiato"))


def test_only_a_pdf_goes_into_the_book(alba: Standing, fill: Fill, client: Any) -> None:
    meeting_id, _signers = fill(_held_ids)
    office = sign_in(client(alba.host), alba, Role.SECRETARY)
    path = f"/manage/riunioni/{meeting_id}/verbale/file"
    sent = {"title": "Atto", "paper": (BytesIO(b"\x89PNG\r\n\x1a\n"), "atto.png")}
    assert office.submit(path, sent).status_code == 422
    assert office.submit(path, {"title": "Atto", "paper": (BytesIO(PAPER.body), "atto.pdf")}).status_code == 303
    assert fill(lambda: db.session.get_one(OrganMeeting, meeting_id).state) == MeetingState.FILED


def test_extract_is_of_this_meeting_only(alba: Standing, fill: Fill, client: Any) -> None:
    meeting_id, _signers = fill(_held_ids)
    resolution_id = fill(lambda: db.session.scalars(_resolutions()).one())
    other = fill(lambda: make_meeting().id)
    office = sign_in(client(alba.host), alba, Role.SECRETARY)
    answers = [office.get(f"/manage/riunioni/{key}/delibere/{resolution_id}.pdf") for key in (meeting_id, other)]
    assert [answer.status_code for answer in answers] == [200, 404]
    assert f"Delibera n. 1/{today().year}" in _text(answers[0].data)


@pytest.mark.parametrize(("organ", "status"), [("assembly", 200), ("board", 404)])
def test_member_reads_the_assemblys_minutes_and_not_the_boards(
    alba: Standing, fill: Fill, client: Any, organ: str, status: int
) -> None:
    def scene() -> UUID:
        make_membership(db.session.get_one(Person, player(alba, Role.MEMBER).person_id))
        meeting = _written(organ)
        file_minutes(meeting, by=SYSTEM)
        return meeting.id

    meeting_id = fill(scene)
    member = sign_in(client(alba.host), alba, Role.MEMBER)
    assert member.get(f"/my/riunioni/{meeting_id}/verbale.pdf").status_code == status


def test_who_is_no_member_reads_no_minutes(alba: Standing, brig: Standing, fill: Fill, client: Any) -> None:
    def scene() -> UUID:
        meeting = _written()
        file_minutes(meeting, by=SYSTEM)
        return meeting.id

    meeting_id = fill(scene)
    volunteer = sign_in(client(alba.host), alba, Role.VOLUNTEER)
    stranger = sign_in(client(brig.host), brig, Role.PRESIDENT)
    paths = [f"/my/riunioni/{meeting_id}/verbale.pdf", f"/manage/riunioni/{meeting_id}/verbale"]
    assert [volunteer.get(path).status_code for path in paths] == [404, 404]
    assert [stranger.get(path).status_code for path in paths] == [404, 404]


def test_board_reads_the_minutes_and_writes_nothing(alba: Standing, fill: Fill, client: Any) -> None:
    meeting_id, _signers = fill(_held_ids)
    board = sign_in(client(alba.host), alba, Role.BOARD)
    path = f"/manage/riunioni/{meeting_id}/verbale"
    assert board.get(path).status_code == 200
    assert [board.submit(path + rest).status_code for rest in ("", "/bozza", "/deposito", "/file")] == [404] * 4


def _held_ids() -> tuple[UUID, list[str]]:
    meeting, lines = _held()
    return meeting.id, [str(line.voter_id) for line in lines]


def _resolutions() -> Any:
    return select(Resolution.id)
