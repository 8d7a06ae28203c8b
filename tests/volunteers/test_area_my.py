"""The first page of a volunteer's area: what is next, what waits, for whom; and coming in by a mailed link."""

from datetime import timedelta

from flask import Flask

from ama_net.features.volunteers.models import ConfidentialityLetter, ShiftSignup
from ama_net.features.volunteers.operations.letters import LetterText, accept_letter, write_letter
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.accounts.models import INVITED
from tests.accounts.mails import mails
from tests.accounts.rows import account_row
from tests.factories.volunteers import make_shift, make_volunteer
from tests.groups.my_steps import At, inside
from tests.support.cast import email_of, player, sign_in
from tests.support.standing import Standing

PAGE = "/my/volontariato"


def test_a_volunteer_finds_the_area_in_the_menu(app: Flask, client: At, alba: Standing) -> None:
    with inside(app, alba):
        make_volunteer(person_id=player(alba, Role.VOLUNTEER).person_id)
    browser = sign_in(client(alba.host), alba, Role.VOLUNTEER)
    assert "Volontariato" in browser.get("/my").text
    assert "Il mio volontariato" in browser.get(PAGE).text


def test_who_is_no_volunteer_reads_how_one_becomes_it(client: At, alba: Standing) -> None:
    page = sign_in(client(alba.host), alba, Role.MEMBER).get(PAGE).text
    assert "Non risulti tra i volontari" in page


def test_the_letter_that_waits_comes_first(app: Flask, client: At, alba: Standing) -> None:
    with inside(app, alba):
        make_volunteer(person_id=player(alba, Role.VOLUNTEER).person_id)
        db.session.add(ConfidentialityLetter(number=1, body="Testo inventato"))
    browser = sign_in(client(alba.host), alba, Role.VOLUNTEER)
    page = browser.get(PAGE).text
    assert page.index("/my/volontariato/lettera") < page.index("I prossimi turni")
    assert "Accetta la lettera di riservatezza" in browser.get("/my").text


def test_the_letter_comes_before_what_has_a_day_and_says_that_it_changed(
    app: Flask, client: At, alba: Standing
) -> None:
    with inside(app, alba):
        volunteer = make_volunteer(person_id=player(alba, Role.VOLUNTEER).person_id)
        accept_letter(volunteer.person, by=SYSTEM)
        write_letter(LetterText("Un altro testo."), by=SYSTEM)
        shift = make_shift(now() + timedelta(days=1))
        db.session.add(ShiftSignup(shift_id=shift.id, person_id=volunteer.person_id))
    page = sign_in(client(alba.host), alba, Role.VOLUNTEER).get("/my").text
    assert page.index("Accetta la lettera di riservatezza") < page.index("Il tuo turno: Sportello")
    assert ("Il testo è cambiato: rileggilo e accettalo" in page, page.count("card-urgent")) == (True, 1)


def test_shifts_say_the_activity_and_never_their_title(app: Flask, client: At, alba: Standing) -> None:
    with inside(app, alba):
        person_id = make_volunteer(person_id=player(alba, Role.VOLUNTEER).person_id).person_id
        for days, title in ((1, "Titolo di domani"), (-1, "Titolo di ieri")):
            shift = make_shift(now() + timedelta(days=days), title=title)
            db.session.add(ShiftSignup(shift_id=shift.id, person_id=person_id))
    page = sign_in(client(alba.host), alba, Role.VOLUNTEER).get(PAGE).text
    assert [page.count("Sportello"), "Titolo di" in page] == [1, False]


def test_who_is_not_insured_reads_it_in_plain_words(app: Flask, client: At, alba: Standing) -> None:
    with inside(app, alba):
        make_volunteer(person_id=player(alba, Role.VOLUNTEER).person_id)
    assert "assicurazione per te" in sign_in(client(alba.host), alba, Role.VOLUNTEER).get(PAGE).text


def test_who_was_invited_comes_in_by_a_mailed_link_and_finds_the_area(app: Flask, client: At, alba: Standing) -> None:
    with inside(app, alba):
        make_volunteer(person_id=player(alba, Role.VOLUNTEER).person_id)
    with account_row(app, alba, Role.VOLUNTEER) as account:
        account.status = INVITED
    telephone = client(alba.host)
    telephone.submit("/accedi/link", {"email": email_of(alba, Role.VOLUNTEER)})
    answer = telephone.submit(mails(app, alba)[-1].path)
    assert (answer.status_code, answer.location) == (303, "/my")
    assert f'href="{PAGE}"' in telephone.get("/my").text
