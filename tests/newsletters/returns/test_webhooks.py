"""What sending services tell: who may tell it, that it counts once, and what each of them means."""

import hmac
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.across.newsletters.models import Delivery, FeedbackKind, FeedbackSource
from ama_net.across.newsletters.operations.feedback import (
    close_source,
)
from ama_net.across.newsletters.returns.webhooks import LARGEST
from ama_net.foundation.database import db
from ama_net.foundation.mail.relays import METADATA
from ama_net.kernel.access import SYSTEM
from tests.factories.newsletters import make_subscriber
from tests.newsletters.returns.hooks import KEY, Hook
from tests.newsletters.returns.steps import ANNA, sent_to
from tests.newsletters.returns.steps import path_of as return_path_of
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing

Tell = Callable[..., int]


@pytest.fixture
def hook(app: Flask, alba: Standing, client: Callable[[str], Browser]) -> Callable[[FeedbackKind], Hook]:
    return lambda kind: Hook(app, alba, client(alba.host), kind)


# Mailgun


def mailgun(
    event: str = "failed", *, key: str = KEY, token: str = "t" * 50, at: float | None = None, **data: Any
) -> dict[str, Any]:
    timestamp = str(int(time.time() if at is None else at))
    mark = hmac.new(key.encode(), f"{timestamp}{token}".encode(), sha256).hexdigest()
    about = {
        "event": event,
        "severity": "permanent",
        "reason": "bounce",
        "recipient": ANNA,
        "delivery-status": {"code": 550, "enhanced-code": "5.1.1"},
        **data,
    }
    return {"signature": {"timestamp": timestamp, "token": token, "signature": mark}, "event-data": about}


def test_mailgun_tells_of_an_address_that_is_not_there(hook: Callable[[FeedbackKind], Hook]) -> None:
    made = hook(FeedbackKind.MAILGUN)
    assert (made.post(mailgun()), made.returns(), made.reason()) == (200, [("hard", "5.1.1")], "hard_bounce")


@pytest.mark.parametrize(
    "body",
    [
        mailgun(key="un'altra"),
        mailgun(key=""),
        mailgun(at=time.time() - 13 * 3600),
        mailgun(at=time.time() + 13 * 3600),
        {"event-data": mailgun()["event-data"]},
        {**mailgun(), "signature": "firma"},
        {**mailgun(), "signature": {"timestamp": "ieri", "token": "t", "signature": "0"}},
    ],
)
def test_mailgun_unsigned_or_old_is_refused(hook: Callable[[FeedbackKind], Hook], body: dict[str, Any]) -> None:
    made = hook(FeedbackKind.MAILGUN)
    assert (made.post(body), made.returns()) == (403, [])


def test_mailgun_told_again_counts_once(hook: Callable[[FeedbackKind], Hook]) -> None:
    made, body = hook(FeedbackKind.MAILGUN), mailgun()
    assert ([made.post(body), made.post(body)], len(made.returns())) == ([200, 200], 1)


def test_a_token_of_mailguns_cannot_be_used_for_another_event(hook: Callable[[FeedbackKind], Hook]) -> None:
    made = hook(FeedbackKind.MAILGUN)
    made.post(mailgun())
    made.post(mailgun(recipient="bruno@posta.example"))
    assert made.reason("bruno@posta.example") is None


@pytest.mark.parametrize(
    ("event", "data", "kinds"),
    [
        ("complained", {}, ["complaint"]),
        ("failed", {"severity": "temporary"}, []),
        ("failed", {"reason": "old"}, ["soft"]),
        ("failed", {"reason": "suppress-bounce"}, ["hard"]),
        ("failed", {"reason": "suppress-complaint"}, ["complaint"]),
        ("failed", {"reason": "suppress-unsubscribe"}, []),
        ("delivered", {}, []),
        ("opened", {}, []),
        ("failed", {"delivery-status": "rotto", "message": [], "envelope": 3}, ["hard"]),
    ],
)
def test_what_mailgun_means(
    hook: Callable[[FeedbackKind], Hook], event: str, data: dict[str, Any], kinds: list[str]
) -> None:
    made = hook(FeedbackKind.MAILGUN)
    assert (made.post(mailgun(event, **data)), [kind for kind, _ in made.returns()]) == (200, kinds)


def test_a_message_id_of_ours_tells_which_newsletter(
    app: Flask, alba: Standing, hook: Callable[[FeedbackKind], Hook]
) -> None:
    made = hook(FeedbackKind.MAILGUN)
    with desk(app, alba):
        delivery_id = sent_to(make_subscriber(ANNA)).id
    made.post(mailgun(message={"headers": {"message-id": f"{delivery_id}@alba.example"}}))
    with desk(app, alba):
        assert db.session.scalars(select(Delivery.id).where(Delivery.bounce != "")).all() == [delivery_id]


# Brevo and Postmark

BREVO = {"event": "hard_bounce", "email": ANNA, "id": 7, "message-id": "<abc@relay.example>", "ts_event": 1_795_000_000}
POSTMARK = {"RecordType": "Bounce", "Type": "HardBounce", "ID": 42, "Email": ANNA, "Details": "smtp;550 5.1.1 no"}


@pytest.mark.parametrize(
    ("kind", "body", "said"),
    [
        (FeedbackKind.BREVO, BREVO, ("hard", "hard_bounce")),
        (FeedbackKind.BREVO, [BREVO], ("hard", "hard_bounce")),
        (FeedbackKind.BREVO, {**BREVO, "event": "invalid_email"}, ("hard", "invalid_email")),
        (FeedbackKind.BREVO, {**BREVO, "event": "soft_bounce", "reason": "452 4.2.2 full"}, ("soft", "4.2.2")),
        (FeedbackKind.BREVO, {**BREVO, "event": "blocked"}, ("soft", "blocked")),
        (FeedbackKind.BREVO, {**BREVO, "event": "spam"}, ("complaint", "spam")),
        (FeedbackKind.POSTMARK, POSTMARK, ("hard", "5.1.1")),
        (FeedbackKind.POSTMARK, {**POSTMARK, "Type": "SoftBounce", "Details": ""}, ("soft", "SoftBounce")),
        (
            FeedbackKind.POSTMARK,
            {**POSTMARK, "RecordType": "SpamComplaint", "Type": "SpamComplaint", "Details": ""},
            ("complaint", "SpamComplaint"),
        ),
    ],
)
def test_what_services_that_sign_nothing_mean(
    hook: Callable[[FeedbackKind], Hook], kind: FeedbackKind, body: Any, said: tuple[str, str]
) -> None:
    made = hook(kind)
    assert (made.post(body), made.returns()) == (200, [said])


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (FeedbackKind.BREVO, {**BREVO, "event": "deferred"}),
        (FeedbackKind.BREVO, {**BREVO, "event": "delivered"}),
        (FeedbackKind.BREVO, {**BREVO, "email": None}),
        (FeedbackKind.BREVO, []),
        (FeedbackKind.POSTMARK, {**POSTMARK, "Type": "Transient"}),
        (FeedbackKind.POSTMARK, {**POSTMARK, "Type": "AutoResponder"}),
        (FeedbackKind.POSTMARK, {**POSTMARK, "RecordType": "Delivery"}),
        (FeedbackKind.POSTMARK, {**POSTMARK, "Email": "nessuno"}),
    ],
)
def test_what_is_no_return_changes_nothing(hook: Callable[[FeedbackKind], Hook], kind: FeedbackKind, body: Any) -> None:
    made = hook(kind)
    assert (made.post(body), made.returns()) == (200, [])


@pytest.mark.parametrize(("kind", "body"), [(FeedbackKind.BREVO, BREVO), (FeedbackKind.POSTMARK, POSTMARK)])
def test_a_wrong_password_is_refused(hook: Callable[[FeedbackKind], Hook], kind: FeedbackKind, body: Any) -> None:
    made = hook(kind)
    assert ([made.post(body, password=word) for word in ("", "altra", "è")], made.returns()) == ([403] * 3, [])


@pytest.mark.parametrize(("kind", "body"), [(FeedbackKind.BREVO, BREVO), (FeedbackKind.POSTMARK, POSTMARK)])
def test_told_again_it_counts_once(hook: Callable[[FeedbackKind], Hook], kind: FeedbackKind, body: Any) -> None:
    made = hook(kind)
    assert ([made.post(body) for _ in range(3)], len(made.returns())) == ([200] * 3, 1)


# Any of them


def test_the_address_of_another_association_is_not_there(hook: Callable[[FeedbackKind], Hook], brig: Standing) -> None:
    made = hook(FeedbackKind.BREVO)
    assert (made.post(BREVO, host=brig.host), made.returns()) == (404, [])


def test_the_secret_of_another_association_opens_nothing(
    app: Flask, hook: Callable[[FeedbackKind], Hook], brig: Standing, client: Callable[[str], Browser]
) -> None:
    made, theirs = hook(FeedbackKind.BREVO), Hook(app, brig, client(brig.host), FeedbackKind.BREVO)
    assert (made.post(BREVO, path=theirs.path), made.post(BREVO, password=theirs.password)) == (404, 403)


def test_the_address_of_another_kind_is_not_there(hook: Callable[[FeedbackKind], Hook]) -> None:
    brevo, postmark = hook(FeedbackKind.BREVO), hook(FeedbackKind.POSTMARK)
    assert postmark.post(POSTMARK, path=brevo.path) == 404


def test_a_closed_source_hears_nothing(app: Flask, alba: Standing, hook: Callable[[FeedbackKind], Hook]) -> None:
    made = hook(FeedbackKind.BREVO)
    with desk(app, alba):
        close_source(db.session.get_one(FeedbackSource, made.id), by=SYSTEM)
    assert made.post(BREVO) == 404


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 50_000, b"3", b'"x"', json.dumps([1]).encode()])
@pytest.mark.parametrize("kind", [FeedbackKind.BREVO, FeedbackKind.POSTMARK, FeedbackKind.MAILGUN, FeedbackKind.SES])
def test_rubbish_is_told_so(hook: Callable[[FeedbackKind], Hook], kind: FeedbackKind, body: bytes) -> None:
    made = hook(kind)
    assert (made.post(body), made.returns()) == (400, [])


WRONG: list[Any] = [{"a": 1}, ["x"], 3.5, True, "\ud800"]
FIELDS: dict[FeedbackKind, tuple[dict[str, Any], tuple[str, ...]]] = {
    FeedbackKind.BREVO: (BREVO, ("email",)),
    FeedbackKind.POSTMARK: (POSTMARK, ("Email",)),
    FeedbackKind.SES: ({"Type": "Notification", "MessageId": "m"}, ("Type", "MessageId", "TopicArn", "Signature")),
}


@pytest.mark.parametrize("wrong", WRONG, ids=["object", "list", "number", "boolean", "half a character"])
@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, (_, names) in FIELDS.items() for name in names])
def test_what_is_no_text_where_text_should_be_is_told_so(
    hook: Callable[[FeedbackKind], Hook], kind: FeedbackKind, name: str, wrong: Any
) -> None:
    made = hook(kind)
    assert (made.post({**FIELDS[kind][0], name: wrong}), made.returns()) == (400, [])


@pytest.mark.parametrize("wrong", [{"a": 1}, ["x"], 3.5])
@pytest.mark.parametrize("name", ["recipient", "code"])
def test_so_it_is_when_mailgun_signed_it(hook: Callable[[FeedbackKind], Hook], name: str, wrong: Any) -> None:
    made = hook(FeedbackKind.MAILGUN)
    changed = {"recipient": wrong} if name == "recipient" else {"delivery-status": {"code": wrong}}
    assert (made.post(mailgun(**changed)), made.returns()) == (400, [])


@pytest.mark.parametrize("name", ["event", "severity", "reason", "message", "envelope", "delivery-status"])
@pytest.mark.parametrize("wrong", [{"a": 1}, ["x"], 3.5, None])
def test_nothing_mailgun_signs_makes_a_fault(hook: Callable[[FeedbackKind], Hook], name: str, wrong: Any) -> None:
    assert hook(FeedbackKind.MAILGUN).post(mailgun(**{"event": "failed", name: wrong})) in (200, 400)


def test_a_code_is_kept_without_what_cannot_be(hook: Callable[[FeedbackKind], Hook]) -> None:
    made = hook(FeedbackKind.MAILGUN)
    status: dict[str, Any] = {"delivery-status": {"enhanced-code": "5.1\x00.1\u2028"}}
    made.post(mailgun(**status))
    assert made.returns() == [("hard", "5.1.1")]


def test_what_is_too_large_is_not_read(hook: Callable[[FeedbackKind], Hook]) -> None:
    assert hook(FeedbackKind.BREVO).post(b" " * (LARGEST + 1)) == 413


@pytest.mark.parametrize("kind", [FeedbackKind.BREVO, FeedbackKind.POSTMARK])
@pytest.mark.parametrize("meaning", ["hard", "complaint"])
def test_who_signs_nothing_tells_which_newsletter_it_was(
    app: Flask, alba: Standing, hook: Callable[[FeedbackKind], Hook], kind: FeedbackKind, meaning: str
) -> None:
    made = hook(kind)
    with desk(app, alba):
        delivery_id = sent_to(make_subscriber(ANNA)).id
    events: dict[tuple[str, str], dict[str, Any]] = {
        ("brevo", "hard"): BREVO,
        ("brevo", "complaint"): {**BREVO, "event": "spam"},
        ("postmark", "hard"): POSTMARK,
        ("postmark", "complaint"): {**POSTMARK, "RecordType": "SpamComplaint", "Type": "SpamComplaint"},
    }
    named = {"message-id": f"<{delivery_id}@alba.example>", "Metadata": {METADATA.title(): str(delivery_id)}}
    assert made.post({**events[kind, meaning], **named}) == 200
    with desk(app, alba):
        bounced = db.session.execute(select(Delivery.id, Delivery.bounce).where(Delivery.bounce != "")).all()
        assert [tuple(one) for one in bounced] == [(delivery_id, meaning)]


@pytest.mark.parametrize("metadata", ["x", 3, None, [METADATA], {METADATA: 3}, {METADATA: {"a": 1}}, {METADATA: "x@y"}])
def test_metadata_of_others_say_nothing(hook: Callable[[FeedbackKind], Hook], metadata: Any) -> None:
    made = hook(FeedbackKind.POSTMARK)
    assert (made.post({**POSTMARK, "Metadata": metadata}), made.returns()) == (200, [("hard", "5.1.1")])


def test_a_return_path_of_ours_tells_which_newsletter(
    app: Flask, alba: Standing, hook: Callable[[FeedbackKind], Hook]
) -> None:
    made = hook(FeedbackKind.MAILGUN)
    with desk(app, alba):
        delivery = sent_to(make_subscriber(ANNA))
        delivery_id, path = delivery.id, return_path_of(delivery)
    made.post(mailgun(envelope={"sender": path}))
    with desk(app, alba):
        assert db.session.scalars(select(Delivery.id).where(Delivery.bounce != "")).all() == [delivery_id]


def test_many_told_together_in_any_order_never_stop_each_other(
    app: Flask, alba: Standing, hook: Callable[[FeedbackKind], Hook], client: Callable[[str], Browser]
) -> None:
    made = hook(FeedbackKind.BREVO)
    people = [f"p{n}@posta.example" for n in range(6)]

    def tell(hand: int) -> int:
        events = [{**BREVO, "email": one, "ts_event": hand} for one in (people if hand % 2 else people[::-1])]
        return made.at(client(alba.host)).post(events)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(tell, range(4))) == [200] * 4
    assert len(made.returns()) == 24
