"""Members who ask for the assembly: the threshold, signatures taken back, two at once, what is forgotten, who may."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from ama_net.features.members.convening_tasks import forget_convening
from ama_net.features.members.models import (
    ConveningRequest,
    ConveningSignature,
    ConveningState,
    EndReason,
    Guardianship,
    Membership,
)
from ama_net.features.members.operations.convening import (
    ConveningRefused,
    answer_request,
    ask_assembly,
    forget_requests,
    sign_request,
    unsign_request,
    withdraw_request,
)
from ama_net.features.members.queries_convening import memberships_of, signatures_counted, threshold_now
from ama_net.features.members.settings_convening import ConveningSettings
from ama_net.features.members.settings_meetings import Part
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.outbox.models import Message
from ama_net.kernel.people import Person
from tests.factories.meetings import make_meeting
from tests.factories.members import make_membership
from tests.factories.people import make_person
from tests.support.cast import player, sign_in
from tests.support.standing import Standing

Fill = Callable[[Callable[[], Any]], Any]
WORDS = {"agenda": "La sede nuova\nIl bilancio", "reasons": "Se ne parla da un anno."}


def _members(how_many: int) -> list[Membership]:
    return [make_membership(make_person("Socia", f"Numero {number}")) for number in range(how_many)]


def _asked(membership: Membership) -> ConveningRequest:
    return ask_assembly(membership, **WORDS, by=SYSTEM)


def _reason(work: Any) -> str:
    with pytest.raises(ConveningRefused) as refused:
        work()
    return refused.value.reason


def _mails() -> int:
    return len(db.session.scalars(select(Message.id).where(Message.template == "members/convening_reached")).all())


@pytest.mark.parametrize(("members", "needed"), [(1, 1), (10, 1), (11, 2), (20, 2), (21, 3)])
def test_tenth_is_rounded_up(in_alba: Standing, members: int, needed: int) -> None:
    _members(members)
    assert threshold_now() == (needed, members)


@pytest.mark.parametrize(("share", "allowed"), [("0", True), ("1/10", True), ("1/5", False), ("1/2", False)])
def test_statute_may_ask_for_less_than_a_tenth_and_never_for_more(share: str, allowed: bool) -> None:
    try:
        ConveningSettings(share=Part(share))
    except ValueError:
        assert not allowed
    else:
        assert allowed


def test_who_has_left_is_not_among_the_members(in_alba: Standing) -> None:
    gone = {"ended_on": date(2024, 1, 1), "end_reason": EndReason.WITHDRAWAL}
    make_membership(make_person("Via", "Lontana"), **gone)
    _members(11)
    assert threshold_now() == (2, 11)


def test_request_is_reached_and_the_secretariat_told_once(in_alba: Standing) -> None:
    members = _members(21)
    asked = _asked(members[0])
    sign_request(asked, [members[1]], by=SYSTEM)
    assert (asked.state, _mails()) == (ConveningState.OPEN, 0)
    sign_request(asked, [members[2]], by=SYSTEM)
    assert (asked.state, asked.threshold, asked.members, _mails()) == (ConveningState.REACHED, 3, 21, 1)


def test_signing_twice_is_once(in_alba: Standing) -> None:
    members = _members(21)
    asked = _asked(members[0])
    sign_request(asked, [members[0]], by=SYSTEM)
    assert signatures_counted(asked.id) == 1


def test_signature_is_taken_back_until_reached(in_alba: Standing) -> None:
    members = _members(21)
    asked = _asked(members[0])
    sign_request(asked, [members[1]], by=SYSTEM)
    unsign_request(asked, members[1], by=SYSTEM)
    assert signatures_counted(asked.id) == 1
    sign_request(asked, members[1:3], by=SYSTEM)
    assert _reason(lambda: unsign_request(asked, members[1], by=SYSTEM)) == "is_reached"


def test_who_leaves_does_not_count_any_more(in_alba: Standing) -> None:
    members = _members(30)
    asked = _asked(members[0])
    sign_request(asked, [members[1]], by=SYSTEM)
    members[1].ended_on, members[1].end_reason = date(2024, 1, 1), EndReason.WITHDRAWAL
    db.session.flush()
    assert signatures_counted(asked.id) == 1


def test_who_is_no_member_does_not_sign(in_alba: Standing) -> None:
    members = _members(21)
    asked = _asked(members[0])
    gone = make_membership(make_person("Ex", "Socia"), ended_on=date(2024, 1, 1), end_reason=EndReason.LAPSE)
    assert _reason(lambda: sign_request(asked, [gone], by=SYSTEM)) == "not_member"


def test_member_has_one_request_open(in_alba: Standing) -> None:
    members = _members(21)
    _asked(members[0])
    assert _reason(lambda: _asked(members[0])) == "one_open"


def test_guardian_signs_for_a_minor(in_alba: Standing) -> None:
    guardian, minor = make_person("Madre", "Inventata"), make_person("Minore", "Inventato", birth_date=date(2015, 3, 3))
    membership = make_membership(minor)
    db.session.add(Guardianship(person_id=minor.id, guardian_id=guardian.id, votes=True))
    db.session.flush()
    assert [one.id for one in memberships_of(guardian.id)] == [membership.id]


def test_withdrawn_request_keeps_no_words_and_no_signatures(in_alba: Standing) -> None:
    asked = _asked(_members(21)[0])
    withdraw_request(asked, by=SYSTEM)
    assert (asked.state, asked.agenda, asked.reasons, asked.membership_id) == (ConveningState.WITHDRAWN, "", "", None)
    assert db.session.query(ConveningSignature).count() == 0


def test_request_not_reached_in_time_is_forgotten(in_alba: Standing) -> None:
    members = _members(21)
    old, fresh = _asked(members[0]), _asked(members[1])
    old.created_at = now() - timedelta(days=91)
    db.session.flush()
    assert forget_requests() == 1
    assert (old.state, old.agenda, fresh.state) == (ConveningState.EXPIRED, "", ConveningState.OPEN)


def test_reached_request_is_never_forgotten(in_alba: Standing) -> None:
    asked = _asked(_members(3)[0])
    asked.created_at = now() - timedelta(days=900)
    db.session.flush()
    assert (asked.state, forget_requests()) == (ConveningState.REACHED, 0)


def test_forgetting_runs_in_every_association(alba: Standing, fill: Fill) -> None:
    def old() -> UUID:
        asked = _asked(_members(21)[0])
        asked.created_at = now() - timedelta(days=91)
        return asked.id

    key = fill(old)
    forget_convening.apply(throw=True)
    assert fill(lambda: db.session.get_one(ConveningRequest, key).state) == ConveningState.EXPIRED


def test_assembly_answers_a_reached_request(in_alba: Standing) -> None:
    asked = _asked(_members(3)[0])
    board = make_meeting(organ="board")
    assert _reason(lambda: answer_request(asked, board, by=SYSTEM)) == "not_assembly"
    answer_request(asked, make_meeting(), by=SYSTEM)
    assert asked.state == ConveningState.CONVENED


def test_last_signatures_at_once_reach_it_once(alba: Standing, fill: Fill) -> None:
    def scene() -> tuple[UUID, list[UUID]]:
        members = _members(31)
        return _asked(members[0]).id, [member.id for member in members[1:7]]

    key, signers = fill(scene)
    barrier = Barrier(len(signers))

    def sign(member: UUID) -> str:
        barrier.wait(20)

        def work() -> str:
            asked = db.session.get_one(ConveningRequest, key)
            sign_request(asked, [db.session.get_one(Membership, member)], by=SYSTEM)
            return "signed"

        try:
            return str(fill(work))
        except ConveningRefused as refused:
            return refused.reason

    with ThreadPoolExecutor(len(signers)) as pool:
        outcomes = sorted(pool.map(sign, signers))
    assert outcomes == ["is_reached"] * 3 + ["signed"] * 3
    assert fill(_mails) == 1
    assert fill(lambda: signatures_counted(key)) == 4


def test_last_signature_and_one_taken_back_never_reach_with_too_few(alba: Standing, fill: Fill) -> None:
    def scene() -> tuple[UUID, UUID, UUID]:
        members = _members(21)
        asked = _asked(members[0])
        sign_request(asked, [members[1]], by=SYSTEM)
        return asked.id, members[1].id, members[2].id

    key, leaver, comer = fill(scene)
    barrier = Barrier(2)

    def run(sign: bool) -> str:
        barrier.wait(20)

        def work() -> str:
            asked = db.session.get_one(ConveningRequest, key)
            if sign:
                sign_request(asked, [db.session.get_one(Membership, comer)], by=SYSTEM)
            else:
                unsign_request(asked, db.session.get_one(Membership, leaver), by=SYSTEM)
            return "done"

        try:
            return str(fill(work))
        except ConveningRefused as refused:
            return refused.reason

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(run, (True, False)))
    state, count = fill(lambda: (db.session.get_one(ConveningRequest, key).state, signatures_counted(key)))
    assert (outcomes, state, count) in (
        (["done", "done"], ConveningState.OPEN, 2),
        (["done", "is_reached"], ConveningState.REACHED, 3),
    )


def test_member_begins_signs_and_withdraws_from_their_area(alba: Standing, fill: Fill, client: Any) -> None:
    fill(lambda: (_mara(alba), _members(20)))
    member = sign_in(client(alba.host), alba, Role.MEMBER)
    assert member.submit("/my/riunioni/richieste/nuova", WORDS).status_code == 303
    key = fill(lambda: db.session.scalars(select(ConveningRequest.id)).one())
    path = f"/my/riunioni/richieste/{key}"
    assert "Ritira la firma" in member.get(path).text
    member.submit(f"{path}/ritiro-firma")
    assert fill(lambda: signatures_counted(key)) == 0
    member.submit(f"{path}/firma")
    assert fill(lambda: signatures_counted(key)) == 1
    member.submit(f"{path}/ritiro")
    assert member.get(path).status_code == 404


@pytest.mark.parametrize("wrong", [{"agenda": ""}, {"reasons": ""}, {"agenda": "x" * 3001}])
def test_request_without_words_is_asked_again(alba: Standing, fill: Fill, client: Any, wrong: dict[str, str]) -> None:
    fill(lambda: _mara(alba))
    member = sign_in(client(alba.host), alba, Role.MEMBER)
    assert member.submit("/my/riunioni/richieste/nuova", {**WORDS, **wrong}).status_code == 422


def test_other_members_see_how_many_signed_and_not_who(alba: Standing, fill: Fill, client: Any) -> None:
    def scene() -> UUID:
        _mara(alba)
        return _asked(_members(20)[3]).id

    key = fill(scene)
    page = sign_in(client(alba.host), alba, Role.MEMBER).get(f"/my/riunioni/richieste/{key}").text
    assert "Firme: 1." in page
    assert "Numero 3" not in page


def test_only_who_began_withdraws_it(alba: Standing, fill: Fill, client: Any) -> None:
    def scene() -> UUID:
        _mara(alba)
        return _asked(_members(20)[0]).id

    member = sign_in(client(alba.host), alba, Role.MEMBER)
    assert member.submit(f"/my/riunioni/richieste/{fill(scene)}/ritiro").status_code == 404


def test_who_is_no_member_finds_no_request(alba: Standing, fill: Fill, client: Any) -> None:
    volunteer = sign_in(client(alba.host), alba, Role.VOLUNTEER)
    paths = ["/my/riunioni/richieste", "/my/riunioni/richieste/nuova", f"/my/riunioni/richieste/{uuid4()}"]
    assert [volunteer.get(path).status_code for path in paths] == [404] * 3


def test_office_writes_a_signature_on_paper(alba: Standing, fill: Fill, client: Any) -> None:
    def scene() -> tuple[UUID, int]:
        members = _members(21)
        return _asked(members[0]).id, members[4].number

    key, number = fill(scene)
    office = sign_in(client(alba.host), alba, Role.SECRETARY)
    path = f"/manage/riunioni/richieste/{key}"
    assert office.submit(f"{path}/firme", {"number": "99999"}).status_code == 422
    office.submit(f"{path}/firme", {"number": str(number)})
    assert "su carta" in office.get(path).text
    assert fill(lambda: signatures_counted(key)) == 2


def test_board_reads_requests_and_writes_nothing(alba: Standing, fill: Fill, client: Any) -> None:
    key = fill(lambda: _asked(_members(21)[0]).id)
    board = sign_in(client(alba.host), alba, Role.BOARD)
    path = f"/manage/riunioni/richieste/{key}"
    assert [board.get(path).status_code, board.get("/manage/riunioni/richieste").status_code] == [200, 200]
    assert [board.submit(path + rest).status_code for rest in ("/firme", "/convocazione")] == [404, 404]


def test_request_of_another_association_is_not_found(alba: Standing, brig: Standing, fill: Fill, client: Any) -> None:
    key = fill(lambda: _asked(_members(21)[0]).id)
    stranger = sign_in(client(brig.host), brig, Role.PRESIDENT)
    assert stranger.get(f"/manage/riunioni/richieste/{key}").status_code == 404


def _mara(alba: Standing) -> Membership:
    return make_membership(db.session.get_one(Person, player(alba, Role.MEMBER).person_id))
