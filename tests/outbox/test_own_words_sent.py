"""A reminder of a fee in the association's own words, as it leaves: by e-mail and on paper."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from ama_net.features.members.operations.fee_reminders import send_reminders
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.correspondence.models import Letter
from ama_net.kernel.outbox import Message
from ama_net.kernel.outbox.editable import editable_mails
from ama_net.kernel.outbox.operations_texts import save_text
from tests.factories.fees import make_account, make_fee, make_rate
from tests.factories.members import make_membership
from tests.factories.people import make_person
from tests.support.hands import desk
from tests.support.mail_checker import check_system
from tests.support.queries import count_queries
from tests.support.standing import Standing

BODY = "Carissima {nome},\n\n{avviso} {di_chi}\n\n{importo}\n\n{dati_per_pagare}\n\n{link}"


def _write() -> None:
    mail = editable_mails()["members/fee_reminder"]
    save_text(mail, "it", subject="Una quota, {nome}", body=BODY, version=0, by=SYSTEM)


def _remind(*emails: str | None, name: str = "Rosa") -> None:
    make_rate(today().year)
    make_account()
    for number, email in enumerate(emails):
        person = make_person(name, f"Inventata{number}", **({"email": email} if email else {}))
        make_fee(make_membership(person), year=today().year, due_on=today() - timedelta(days=12))
    assert send_reminders(by=SYSTEM) == len(emails)


@pytest.mark.parametrize("name", ["Rosa", "<b>Rosa</b>", "Rosa {link}", "Rosa\u202e"])
def test_rewritten_mail_is_as_receivers_want_it(
    app: Flask, alba: Standing, run_jobs: Callable[[], int], name: str
) -> None:
    with desk(app, alba):
        _write()
        _remind("rosa@esempio.example", name=name)
    run_jobs()
    folder: Path = app.extensions["settings"].var / "mailbox"
    with desk(app, alba):
        message = db.session.query(Message).one()
        assert check_system((folder / f"{message.id}.eml").read_bytes()) == []
        assert (message.text or "").startswith(f"Carissima {name} Inventata0,\n")


def test_letter_kept_in_the_office_says_what_was_sent(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        _write()
        _remind("rosa@esempio.example")
        letter = db.session.query(Letter).one()
        assert ((letter.subject, (letter.body or "")[:30])) == (
            "Una quota, Rosa Inventata0",
            "Carissima Rosa Inventata0,\n\nla",
        )


def test_letter_on_paper_has_no_address_to_press(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        _write()
        _remind(None)
        body = db.session.query(Letter).one().body or ""
        assert (body.startswith("Carissima Rosa Inventata0,\n"), "/my/quote" in body) == (True, False)


def test_texts_are_read_once_however_many_mails(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        _write()
    with desk(app, alba), count_queries() as asked:
        _remind("rosa@esempio.example", "viola@esempio.example", "menta@esempio.example")
    assert len([one for one in asked.statements if "FROM mail_texts" in one]) == 1
