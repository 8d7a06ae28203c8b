"""The letter before the association wrote one, and papers signed on a day that is past."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.volunteers.models import ConfidentialityLetter, LetterAcceptance, LetterWay
from ama_net.features.volunteers.operations.letters import accept_letter
from ama_net.features.volunteers.queries_letters import has_accepted_letter, letter_to_read
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.people import WrongFact
from tests.factories.people import make_person
from tests.factories.volunteers import make_volunteer
from tests.support.cast import Part, player
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing

LETTER = "/my/volontariato/lettera"


def _month_ago() -> date:
    return today() - timedelta(days=30)


def _week_ago() -> date:
    return today() - timedelta(days=7)


def _version(number: int, day: date) -> ConfidentialityLetter:
    letter = ConfidentialityLetter(number=number, in_force_from=day, body=f"Testo {number}.", asks_again=True)
    db.session.add(letter)
    db.session.flush()
    return letter


def _letters() -> list[tuple[int, object]]:
    letter = ConfidentialityLetter
    return [(one.number, one.created_by) for one in db.session.scalars(select(letter).order_by(letter.number))]


def test_reading_the_letter_writes_none(app: Flask, alba: Standing, at: Callable[[Part], Browser]) -> None:
    page = at(Role.VOLUNTEER).get(LETTER)
    with desk(app, alba):
        assert (page.status_code, "2-quaterdecies" in page.text, _letters()) == (200, True, [])


def test_the_text_that_was_read_is_the_first_version_and_not_the_volunteers(
    app: Flask, alba: Standing, at: Callable[[Part], Browser]
) -> None:
    with desk(app, alba):
        read = letter_to_read().digest_in("it")
    assert at(Role.VOLUNTEER).submit(LETTER, {"accepted": "y", "shown": read}).status_code == 303
    with desk(app, alba):
        accepted = has_accepted_letter(player(alba, Role.VOLUNTEER).person_id)
        assert (_letters(), accepted) == ([(1, None)], True)


def test_a_paper_is_of_the_version_in_force_on_its_day(in_alba: Standing) -> None:
    first, second = _version(1, _month_ago()), _version(2, _week_ago())
    ada = make_person()
    then = accept_letter(ada, by=SYSTEM, way=LetterWay.PAPER, on=_week_ago() - timedelta(days=1))
    assert (then.letter_id, has_accepted_letter(ada.id)) == (first.id, False)
    now = accept_letter(ada, by=SYSTEM, way=LetterWay.PAPER, on=_week_ago())
    assert (now.letter_id, has_accepted_letter(ada.id)) == (second.id, True)


def test_the_same_old_paper_twice_is_once(in_alba: Standing) -> None:
    _version(1, _month_ago())
    _version(2, _week_ago())
    ada = make_person()
    ids = {accept_letter(ada, by=SYSTEM, way=LetterWay.PAPER, on=_month_ago()).id for _ in range(2)}
    assert len(ids) == 1


@pytest.mark.parametrize("written", [True, False])
def test_a_paper_signed_before_any_version_is_refused(in_alba: Standing, written: bool) -> None:
    if written:
        _version(1, _month_ago())
    with pytest.raises(WrongFact) as refused:
        accept_letter(make_person(), by=SYSTEM, way=LetterWay.PAPER, on=date(2015, 1, 1))
    assert (refused.value.field, list(db.session.scalars(select(LetterAcceptance)))) == ("accepted_on", [])


@pytest.mark.parametrize(
    ("day", "status", "said"),
    [
        (_month_ago, 303, "Era una versione di prima"),
        (_week_ago, 303, "Lettera firmata: annotata."),
        (lambda: date(2015, 1, 1), 422, "nessuna versione della lettera era in vigore"),
    ],
)
def test_the_office_is_told_which_letter_a_paper_is(
    app: Flask, alba: Standing, secretary: Browser, day: Callable[[], date], status: int, said: str
) -> None:
    with desk(app, alba):
        _version(1, _month_ago())
        _version(2, _week_ago())
        page = f"/manage/volontari/{make_volunteer(make_person('Ada', 'Zeta')).id}/profilo"
    scan = (BytesIO(b"%PDF-1.4 inventato"), "lettera.pdf")
    data = {"letter-accepted_on": day().isoformat(), "letter-file": scan}
    answer = secretary.submit(f"{page}/lettera", data, content_type="multipart/form-data")
    shown = answer.text if status == 422 else secretary.get(page).text
    assert (answer.status_code, said in shown) == (status, True)
