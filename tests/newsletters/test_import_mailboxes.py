"""Files of addresses told by their mailbox, not by their spelling; who never confirmed is asked again, within the limits."""

import io
from collections.abc import Callable, Iterable

import pytest
from flask import Flask

from ama_net.across.newsletters.addresses import mailbox_digest
from ama_net.across.newsletters.import_rows import Outcome
from ama_net.across.newsletters.models import SubscriberImport, SubscriberState, SuppressionReason
from ama_net.across.newsletters.operations.importing import (
    begin_import,
    import_piece,
    keep_exclusions,
    keep_file,
    rows_of,
)
from ama_net.across.newsletters.operations.suppressing import suppress
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from tests.factories.newsletters import make_subscriber
from tests.newsletters.subscribing_steps import mails, state_of
from tests.support.hands import desk
from tests.support.standing import Standing

DAY = "12/05/2024"
Outcomes = Callable[..., list[str]]


@pytest.fixture
def outcomes() -> Outcomes:
    """What each address of a file is."""

    def read(*addresses: str, by_mail: bool = False) -> list[str]:
        return [row.outcome for row in rows_of(_kept(addresses, by_mail=by_mail))]

    return read


def test_an_address_is_excluded_however_it_is_spelled_in_the_file(
    app: Flask, alba: Standing, outcomes: Outcomes
) -> None:
    with desk(app, alba):
        suppress("anna@gmail.com", reason=SuppressionReason.LEFT, by=SYSTEM)
        assert outcomes("anna+x@gmail.com", "a.n.n.a@googlemail.com") == [Outcome.SUPPRESSED, Outcome.TWICE]


def test_three_spellings_of_a_mailbox_are_one_row(app: Flask, alba: Standing, outcomes: Outcomes) -> None:
    with desk(app, alba):
        found = outcomes("anna@gmail.com", "an.na@gmail.com", "anna+x@gmail.com", "anna@posta.example")
        assert found == [Outcome.GOOD, Outcome.TWICE, Outcome.TWICE, Outcome.GOOD]


def test_who_receives_with_another_spelling_is_known(app: Flask, alba: Standing, outcomes: Outcomes) -> None:
    with desk(app, alba):
        make_subscriber("a.nna@gmail.com", mailbox_digest=mailbox_digest("anna@gmail.com"))
        make_subscriber("ugo@gmail.com")
        assert outcomes("anna+1@gmail.com", "ugo+1@gmail.com") == [Outcome.KNOWN, Outcome.KNOWN]


def test_each_spelling_of_a_file_to_exclude_is_excluded(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        file = io.BytesIO(b"anna@gmail.com\nanna+x@gmail.com\n")
        kept = keep_exclusions(file, name="out.csv", reason=SuppressionReason.LEFT, by=SYSTEM)
        assert [row.outcome for row in rows_of(kept)] == [Outcome.GOOD, Outcome.GOOD]


def test_who_never_confirmed_is_waiting(app: Flask, alba: Standing, outcomes: Outcomes) -> None:
    with desk(app, alba):
        make_subscriber("anna@posta.example", state=SubscriberState.PENDING, confirmed_at=None)
        assert outcomes("anna@posta.example") == [Outcome.WAITING]
        assert outcomes("anna@posta.example", by_mail=True) == [Outcome.AGAIN]


@pytest.mark.parametrize(("just_asked", "sent"), [(False, 1), (True, 0)])
def test_who_never_confirmed_is_asked_again_unless_it_was_just_asked(
    app: Flask, alba: Standing, just_asked: bool, sent: int
) -> None:
    with desk(app, alba):
        waiting = make_subscriber("anna@posta.example", state=SubscriberState.PENDING, confirmed_at=None)
        if just_asked:
            waiting.mailbox_digest = mailbox_digest("anna@posta.example")
            waiting.mailed_at, waiting.mailed_today = now(), 1
        kept = _kept(["anna@posta.example"], by_mail=True)
        begin_import(kept, by=SYSTEM)
        db.session.flush()
        import_piece(kept.id, by=SYSTEM)
    assert (state_of(app, alba, "anna@posta.example"), len(mails(app, alba))) == ("pending", sent)


def _kept(addresses: Iterable[str], *, by_mail: bool) -> SubscriberImport:
    rows = "".join(f"{address};{DAY}\n" for address in addresses)
    return keep_file(
        io.BytesIO(f"email;data del consenso\n{rows}".encode()),
        name="in.csv",
        declared="Vecchio sito",
        language="it",
        confirmed_by_mail=by_mail,
        by=SYSTEM,
    )
