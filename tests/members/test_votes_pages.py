"""The pages of votes: in the office, at the desk, in the personal area; who may, and what is refused."""

import re
from collections.abc import Callable
from html import unescape
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import func, select

from ama_net.features.members.ballot_secrets import TokenMaker, show_code
from ama_net.features.members.models import (
    Attendance,
    Ballot,
    OpenVote,
    OrganMeeting,
    Question,
    QuestionState,
    RollEntry,
    VoteMode,
)
from ama_net.features.members.operations.votes import close_question
from ama_net.features.members.queries_votes import rights_of
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.audit.queries import audit_entries
from ama_net.kernel.people import Person
from tests.factories.meetings import make_item, make_line, make_lines, make_meeting, make_proxy, make_question, option
from tests.factories.people import make_person
from tests.support.cast import player, sign_in
from tests.support.queries import count_queries
from tests.support.standing import Standing

Fill = Callable[[Callable[[], Any]], Any]


@pytest.fixture
def member(client: Any, alba: Standing) -> Any:
    """Mara, a member, signed in."""
    return sign_in(client(alba.host), alba, Role.MEMBER)


@pytest.fixture
def office(client: Any, alba: Standing) -> Any:
    """Sara, of the secretariat, signed in."""
    return sign_in(client(alba.host), alba, Role.SECRETARY)


def _scene(
    alba: Standing,
    *,
    mode: str = VoteMode.SECRET,
    others: int = 3,
    attendance: Attendance = Attendance.IN_PERSON,
    **facts: Any,
) -> tuple[UUID, UUID]:
    """An assembly where Mara is, with a vote on: the keys of both."""
    meeting = make_meeting()
    make_line(meeting, db.session.get_one(Person, player(alba, Role.MEMBER).person_id), attendance=attendance)
    make_lines(meeting, others)
    return meeting.id, make_question(meeting, mode=mode, **facts).id


def _my(scene: tuple[UUID, UUID], rest: str = "") -> str:
    return f"/my/riunioni/{scene[0]}/voti/{scene[1]}{rest}"


def _manage(scene: tuple[UUID, UUID], rest: str = "") -> str:
    return f"/manage/riunioni/{scene[0]}/voti/{scene[1]}{rest}"


def _option(scene: tuple[UUID, UUID], key: str) -> str:
    return option(db.session.get_one(Question, scene[1]), key)


def _ballots() -> int:
    return db.session.scalar(select(func.count()).select_from(Ballot)) or 0


def _token_on(page: str) -> str:
    return re.findall(r'name="vote_of" value="([A-Z0-9]{12})"', page)[0]


def test_member_votes_secretly_and_sees_the_receipt_once(alba: Standing, fill: Fill, member: Any) -> None:
    scene = fill(lambda: _scene(alba))
    choice = fill(lambda: _option(scene, "in_favour"))
    token = _token_on(member.get(_my(scene)).text)
    answer = member.submit(_my(scene, "/scheda"), {"vote_of": token, "one": choice})
    assert answer.status_code == 303
    first, second = member.get(_my(scene)).text, member.get(_my(scene)).text
    assert (len(re.findall("secret-code", first)), len(re.findall("secret-code", second))) == (1, 0)
    assert "Hai già votato" in second
    assert fill(_ballots) == 1


def test_receipt_is_found_after_closing(alba: Standing, fill: Fill, member: Any) -> None:
    scene = fill(lambda: _scene(alba))
    choice = fill(lambda: _option(scene, "in_favour"))
    member.submit(_my(scene, "/scheda"), {"vote_of": _token_on(member.get(_my(scene)).text), "one": choice})
    receipt = re.findall(r'secret-code">([A-Z0-9-]{11})<', member.get(_my(scene)).text)[0]
    fill(lambda: close_question(db.session.get_one(Question, scene[1]), by=SYSTEM))
    found = member.submit(_my(scene, "/verifica"), {"receipt": receipt.lower()}).text
    missing = member.submit(_my(scene, "/verifica"), {"receipt": "22222-22222"}).text
    assert "una scheda con questo codice è stata contata" in found
    assert "non è fra quelli contati" in missing


def test_ballot_without_a_choice_is_asked_again(alba: Standing, fill: Fill, member: Any) -> None:
    scene = fill(lambda: _scene(alba))
    answer = member.submit(_my(scene, "/scheda"), {"vote_of": _token_on(member.get(_my(scene)).text)})
    assert (answer.status_code, fill(_ballots)) == (422, 0)


def test_vote_after_closing_is_refused_clearly(alba: Standing, fill: Fill, member: Any) -> None:
    scene = fill(lambda: _scene(alba))
    choice = fill(lambda: _option(scene, "in_favour"))
    token = _token_on(member.get(_my(scene)).text)
    fill(lambda: close_question(db.session.get_one(Question, scene[1]), by=SYSTEM))
    member.submit(_my(scene, "/scheda"), {"vote_of": token, "one": choice})
    assert "Il voto è chiuso. La tua scelta non è stata registrata." in member.get(_my(scene)).text
    assert fill(_ballots) == 0


def test_token_of_somebody_else_is_not_taken_from_the_page(alba: Standing, fill: Fill, member: Any) -> None:
    scene = fill(lambda: _scene(alba))

    def others() -> str:
        mine = player(alba, Role.MEMBER).person_id
        right = next(one for one in rights_of(scene[1]) if one.holder.voter_id != mine)
        return TokenMaker(scene[1]).token_of(right)

    choice = fill(lambda: _option(scene, "in_favour"))
    answer = member.submit(_my(scene, "/scheda"), {"vote_of": fill(others), "one": choice})
    assert (answer.status_code, fill(_ballots)) == (422, 0)


def test_who_came_later_takes_a_ballot(alba: Standing, fill: Fill, member: Any) -> None:
    scene = fill(lambda: _scene(alba))

    def late() -> None:
        line = make_line(db.session.get_one(OrganMeeting, scene[0]), make_person("Altra", "Persona"))
        mine = db.session.scalars(select(RollEntry).where(RollEntry.person_id == player(alba, Role.MEMBER).person_id))
        make_proxy(line, mine.one())

    fill(late)
    member.submit(_my(scene, "/codice"))
    assert "che ti ha dato la delega" in member.get(_my(scene)).text


def test_member_answers_an_open_vote_and_changes_it(alba: Standing, fill: Fill, member: Any) -> None:
    scene = fill(lambda: _scene(alba, mode=VoteMode.OPEN))
    line = re.findall(r'name="vote_of" value="([^"]+)"', member.get(_my(scene)).text)[0]
    for key in ("in_favour", "against"):
        member.submit(_my(scene, "/scheda"), {"vote_of": line, "one": fill(lambda key=key: _option(scene, key))})
    assert fill(lambda: db.session.scalars(select(OpenVote.choices)).one()) == [fill(lambda: _option(scene, "against"))]


def test_who_is_not_on_the_roll_finds_no_vote(alba: Standing, fill: Fill, client: Any) -> None:
    scene = fill(lambda: _scene(alba))
    volunteer = sign_in(client(alba.host), alba, Role.VOLUNTEER)
    assert [volunteer.get(path).status_code for path in (_my(scene), f"/my/riunioni/{scene[0]}/voti")] == [404, 404]


def test_vote_in_preparation_is_not_shown_to_members(alba: Standing, fill: Fill, member: Any) -> None:
    scene = fill(lambda: _scene(alba, opened=False))
    assert member.get(_my(scene)).status_code == 404


def test_office_prepares_opens_counts_hands_and_proclaims(alba: Standing, fill: Fill, office: Any) -> None:
    meeting_id, item_id = fill(_meeting_with_item)
    path = f"/manage/riunioni/{meeting_id}/voti"
    form = {"text": "Si approva?", "kind": "motion", "mode": "open", "majority": "present_half"}
    assert office.submit(f"{path}/punti/{item_id}", form).status_code == 303
    question_id = fill(lambda: db.session.scalars(select(Question.id)).one())
    office.submit(f"{path}/{question_id}/apertura")
    hands = {f"hands-{fill(lambda: _option((meeting_id, question_id), 'in_favour'))}": "3"}
    office.submit(f"{path}/{question_id}/mani", hands)
    office.submit(f"{path}/{question_id}/chiusura")
    office.submit(f"{path}/{question_id}/proclamazione")
    page = office.get(f"{path}/{question_id}").text
    assert "Approvata" in page
    assert fill(lambda: db.session.get_one(Question, question_id).state) == QuestionState.PROCLAIMED


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"kind": "election", "candidates": ""},
        {"kind": "election", "candidates": "Anna\nanna"},
        {"kind": "election", "candidates": "Anna", "seats": "0"},
        {"mode": "telepathy"},
    ],
)
def test_wrong_vote_is_asked_again(alba: Standing, fill: Fill, office: Any, wrong: dict[str, str]) -> None:
    meeting_id, item_id = fill(_meeting_with_item)
    form = {"text": "Si approva?", "kind": "motion", "mode": "open", "majority": "present_half", **wrong}
    answer = office.submit(f"/manage/riunioni/{meeting_id}/voti/punti/{item_id}", form)
    assert (answer.status_code, fill(lambda: db.session.query(Question).count())) == (422, 0)


@pytest.mark.parametrize("typed", ["-1", "tre", "1.5", "999999", "٣"])
def test_hands_that_are_no_number_are_refused(alba: Standing, fill: Fill, office: Any, typed: str) -> None:
    scene = fill(lambda: _scene(alba, mode=VoteMode.OPEN))
    key = fill(lambda: _option(scene, "in_favour"))
    office.submit(_manage(scene, "/mani"), {f"hands-{key}": typed})
    assert "numeri interi" in office.get(_manage(scene)).text


def test_slip_votes_at_the_desk(alba: Standing, fill: Fill, office: Any) -> None:
    scene = fill(lambda: _scene(alba))
    code = fill(lambda: show_code(TokenMaker(scene[1]).token_of(rights_of(scene[1])[1])))
    choice = fill(lambda: _option(scene, "against"))
    assert office.submit(_manage(scene, "/banco"), {"code": code.lower(), "one": choice}).status_code == 303
    assert "La scheda è nell" in office.get(_manage(scene, "/banco")).text
    again = office.submit(_manage(scene, "/banco"), {"code": code, "one": choice})
    assert (again.status_code, fill(_ballots)) == (422, 1)


def test_slips_are_printed_of_who_is_chosen_and_written_in_the_audit(alba: Standing, fill: Fill, office: Any) -> None:
    scene = fill(lambda: _scene(alba))
    chosen = fill(lambda: [str(right.id) for right in rights_of(scene[1])[:2]])
    answer = office.submit(_manage(scene, "/foglietti"), {"selected": chosen})
    codes = fill(lambda: [show_code(TokenMaker(scene[1]).token_of(right)) for right in rights_of(scene[1])])
    assert (answer.status_code, _codes_in(answer.data)) == (200, set(codes[:2]))
    assert fill(lambda: [(right.serial, right.on_paper) for right in rights_of(scene[1])]) == [
        (2, True),
        (2, True),
        (1, False),
        (1, False),
    ]
    assert fill(lambda: _last_of("vote.slips_printed")) == {"count": 2}


def test_slips_are_not_printed_of_who_is_not_in_the_room(alba: Standing, fill: Fill, office: Any) -> None:
    scene = fill(lambda: _scene(alba, others=0, attendance=Attendance.REMOTE))
    right = fill(lambda: str(rights_of(scene[1])[0].id))
    assert "Non c'è nessun codice" in unescape(office.get(_manage(scene, "/foglietti")).text)
    assert office.submit(_manage(scene, "/foglietti"), {"selected": [right]}).status_code == 303
    assert fill(lambda: (rights_of(scene[1])[0].serial, _last_of("vote.slips_printed"))) == (1, None)


def test_reading_the_page_of_slips_shows_no_code(alba: Standing, fill: Fill, office: Any) -> None:
    scene = fill(lambda: _scene(alba))
    page = office.get(_manage(scene, "/foglietti"))
    assert (page.status_code, re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page.text)) == (200, [])
    assert office.get(_manage(scene, "/foglietti.pdf")).status_code == 404


def test_printed_code_is_used_at_the_desk_and_no_longer_online(
    alba: Standing, fill: Fill, office: Any, member: Any
) -> None:
    scene = fill(lambda: _scene(alba, others=0))
    choice = fill(lambda: _option(scene, "in_favour"))
    old = _token_on(member.get(_my(scene)).text)
    printed = office.submit(_manage(scene, "/foglietti"), {"selected": [fill(lambda: str(rights_of(scene[1])[0].id))]})
    (code,) = _codes_in(printed.data)
    assert "si vota al banco" in member.get(_my(scene)).text
    for token in (old, code.replace("-", "")):
        member.submit(_my(scene, "/scheda"), {"vote_of": token, "one": choice})
    assert fill(_ballots) == 0
    assert office.submit(_manage(scene, "/banco"), {"code": code, "one": choice}).status_code == 303
    assert "Hai già votato" in member.get(_my(scene)).text


def test_answer_by_name_after_all_hands_is_refused(alba: Standing, fill: Fill, office: Any, member: Any) -> None:
    scene = fill(lambda: _scene(alba, mode=VoteMode.OPEN, others=1))
    choice = fill(lambda: _option(scene, "in_favour"))
    line = re.findall(r'name="vote_of" value="([^"]+)"', member.get(_my(scene)).text)[0]
    office.submit(_manage(scene, "/mani"), {f"hands-{choice}": "2"})
    member.submit(_my(scene, "/scheda"), {"vote_of": line, "one": choice})
    assert "già stati contati tutti per alzata di mano" in member.get(_my(scene)).text
    assert fill(lambda: db.session.query(OpenVote).count()) == 0


def test_lost_code_is_given_again_with_its_reason(alba: Standing, fill: Fill, office: Any) -> None:
    scene = fill(lambda: _scene(alba))
    right = fill(lambda: rights_of(scene[1])[0].id)
    assert office.get(_manage(scene, f"/codici/{right}")).status_code == 200
    assert office.submit(_manage(scene, f"/codici/{right}/annullamento"), {"why": ""}).status_code == 422
    office.submit(_manage(scene, f"/codici/{right}/annullamento"), {"why": "Foglietto perso"})
    assert fill(lambda: rights_of(scene[1])[0].serial) == 2


def test_office_page_warns_of_few_voters(alba: Standing, fill: Fill, office: Any) -> None:
    scene = fill(lambda: _scene(alba, opened=False))
    assert "Votano in pochi" in office.get(_manage(scene)).text


def test_page_of_a_unanimous_secret_result_says_so(alba: Standing, fill: Fill, office: Any, member: Any) -> None:
    scene = fill(lambda: _scene(alba))
    choice = fill(lambda: _option(scene, "in_favour"))
    member.submit(_my(scene, "/scheda"), {"vote_of": _token_on(member.get(_my(scene)).text), "one": choice})
    fill(lambda: close_question(db.session.get_one(Question, scene[1]), by=SYSTEM))
    for browser, path in ((office, _manage(scene)), (member, _my(scene))):
        assert "Il risultato dice che cosa ha votato ognuno" in browser.get(path).text


def test_audit_says_when_a_vote_opens_and_closes_and_nothing_of_ballots(
    alba: Standing, fill: Fill, office: Any, member: Any
) -> None:
    scene = fill(lambda: _scene(alba, opened=False))
    office.submit(_manage(scene, "/apertura"))
    choice = fill(lambda: _option(scene, "in_favour"))
    before = fill(_verbs)
    member.submit(_my(scene, "/scheda"), {"vote_of": _token_on(member.get(_my(scene)).text), "one": choice})
    assert fill(_verbs) == before
    office.submit(_manage(scene, "/chiusura"))
    assert fill(_verbs) == [*before, "vote.closed"]


def test_board_reads_votes_and_changes_nothing(alba: Standing, fill: Fill, client: Any) -> None:
    scene = fill(lambda: _scene(alba))
    board = sign_in(client(alba.host), alba, Role.BOARD)
    assert board.get(_manage(scene)).status_code == 200
    refused = [
        "/apertura",
        "/chiusura",
        "/proclamazione",
        "/annullamento",
        "/mani",
        "/nomi",
        "/banco",
        "/codici",
        "/foglietti",
    ]
    assert [board.submit(_manage(scene, rest)).status_code for rest in refused] == [404] * len(refused)


def test_other_association_finds_neither_meeting_nor_vote(
    alba: Standing, brig: Standing, fill: Fill, client: Any
) -> None:
    scene = fill(lambda: _scene(alba))
    stranger = sign_in(client(brig.host), brig, Role.PRESIDENT)
    paths = [_manage(scene), _manage(scene, "/banco"), _my(scene), f"/manage/riunioni/{scene[0]}/voti"]
    assert [stranger.get(path).status_code for path in paths] == [404] * 4


def test_vote_of_another_meeting_is_not_found(alba: Standing, fill: Fill, office: Any) -> None:
    scene = fill(lambda: _scene(alba))
    other = fill(lambda: make_meeting().id)
    paths = [_manage((other, scene[1])), _manage((scene[0], uuid4()))]
    assert [office.get(path).status_code for path in paths] == [404, 404]


def test_page_of_a_vote_asks_the_same_however_many_vote(app: Flask, alba: Standing, fill: Fill, office: Any) -> None:
    few = fill(lambda: _scene(alba, others=1))
    office.get(_manage(few))
    with count_queries() as first:
        office.get(_manage(few))
    many = fill(lambda: _scene(alba, others=12))
    with count_queries() as second:
        office.get(_manage(many))
    assert len(first) == len(second)


def test_ballot_stands_alone_in_its_transaction(app: Flask, alba: Standing, fill: Fill, member: Any) -> None:
    scene = fill(lambda: _scene(alba))
    choice = fill(lambda: _option(scene, "in_favour"))
    token = _token_on(member.get(_my(scene)).text)
    with count_queries() as asked:
        member.submit(_my(scene, "/scheda"), {"vote_of": token, "one": choice})
    written = [one.split()[2].strip('"') for one in asked.statements if one.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert written[-2:] == ["ballot_tokens", "ballots"]


def test_vote_dropped_before_opening_is_gone(alba: Standing, fill: Fill, office: Any) -> None:
    scene = fill(lambda: _scene(alba, opened=False))
    office.submit(_manage(scene, "/eliminazione"))
    assert fill(lambda: db.session.query(Question).count()) == 0


def _meeting_with_item() -> tuple[UUID, UUID]:
    meeting = make_meeting()
    make_lines(meeting, 3)
    return meeting.id, make_item(meeting).id


def _verbs() -> list[str]:
    entries = db.session.scalars(audit_entries()).all()
    return [entry.facts["verb"] for entry in reversed(entries) if entry.facts["verb"].startswith("vote.")]


def _last_of(verb: str) -> Any:
    entries = db.session.scalars(audit_entries()).all()
    return next((entry.facts["changes"] for entry in entries if entry.facts["verb"] == verb), None)


def _codes_in(pdf: bytes) -> set[str]:
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return set(re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", words))
