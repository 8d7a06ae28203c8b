"""Amazon SES through SNS: its signature, its certificate, its topic; and what its notifications mean."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from flask import Flask
from sqlalchemy import select

from ama_net.across.newsletters.models import Delivery, FeedbackKind, FeedbackSource
from ama_net.across.newsletters.returns.providers import certificates
from ama_net.across.newsletters.returns.providers.ses import is_certificate
from ama_net.foundation.database import db
from ama_net.foundation.web_client import Answer, FetchError
from tests.factories.newsletters import make_subscriber
from tests.newsletters.returns.hooks import TOPIC, Hook
from tests.newsletters.returns.steps import ANNA, path_of, sent_to
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing

CERTIFICATE = "https://sns.eu-south-1.amazonaws.com/SimpleNotificationService-abc.pem"
OTHERS = "https://sns.eu-south-1.amazonaws.com/SimpleNotificationService-altro.pem"
OLD = "https://sns.eu-south-1.amazonaws.com/SimpleNotificationService-vecchio.pem"


def _certificate(key: rsa.RSAPrivateKey, *, until: timedelta = timedelta(days=30)) -> bytes:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sns.amazonaws.com")])
    today = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(7).not_valid_before(today - timedelta(days=90)).not_valid_after(today + until)
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture(autouse=True)
def _known(key: rsa.RSAPrivateKey, monkeypatch: pytest.MonkeyPatch) -> None:
    """The certificates that SNS keeps at its addresses, already asked for."""
    other = rsa.generate_private_key(65537, 2048)
    kept = {CERTIFICATE: _certificate(key), OTHERS: _certificate(other)}
    kept[OLD] = _certificate(key, until=timedelta(days=-1))
    monkeypatch.setattr(certificates, "_kept", kept)
    monkeypatch.setattr(certificates, "_asked", {})


@pytest.fixture
def hook(app: Flask, alba: Standing, client: Callable[[str], Browser]) -> Hook:
    return Hook(app, alba, client(alba.host), FeedbackKind.SES)


Notify = Callable[..., dict[str, Any]]


@pytest.fixture
def notify(key: rsa.RSAPrivateKey) -> Notify:
    """A message of SNS's, signed."""

    def made(
        said: Any = None, *, version: str = "2", changed: dict[str, Any] | None = None, **more: Any
    ) -> dict[str, Any]:
        notice = {
            "Type": "Notification",
            "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
            "TopicArn": TOPIC,
            "Message": json.dumps(said if said is not None else bounce()),
            "Timestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "SignatureVersion": version,
            "SigningCertURL": CERTIFICATE,
            **more,
        }
        fields = ("Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
        text = "".join(f"{name}\n{notice[name]}\n" for name in fields if name in notice).encode()
        hashing: Any = hashes.SHA1() if version == "1" else hashes.SHA256()  # what SNS still signs with
        notice["Signature"] = base64.b64encode(key.sign(text, padding.PKCS1v15(), hashing)).decode()
        return {**notice, **(changed or {})}

    return made


def bounce(kind: str = "Permanent", *, source: str = "", headers: Any = None, status: str = "5.1.1") -> dict[str, Any]:
    people = [{"emailAddress": ANNA, "status": status}]
    mail = {"source": source, "messageId": "00000137860315fd", "headers": headers}
    return {"notificationType": "Bounce", "bounce": {"bounceType": kind, "bouncedRecipients": people}, "mail": mail}


def complained(feedback: str | None = "abuse") -> dict[str, Any]:
    people = [{"emailAddress": ANNA}]
    about = {"complainedRecipients": people, **({"complaintFeedbackType": feedback} if feedback else {})}
    return {"eventType": "Complaint", "complaint": about, "mail": {}}


@pytest.mark.parametrize("version", ["1", "2"])
def test_a_signed_notification_is_believed(hook: Hook, notify: Notify, version: str) -> None:
    assert (hook.post(notify(version=version)), hook.returns()) == (200, [("hard", "5.1.1")])


def test_its_subject_is_signed_too(hook: Hook, notify: Notify) -> None:
    notice = notify(Subject="Ritorni")
    assert (hook.post({**notice, "Subject": "Altro"}), hook.post(notice)) == (403, 200)


@pytest.mark.parametrize(
    "changed",
    [
        {"Message": json.dumps({"notificationType": "Bounce"})},
        {"MessageId": "altro"},
        {"Signature": "AAAA"},
        {"Signature": "non è base64"},
        {"Signature": None},
        {"SignatureVersion": "3"},
        {"SigningCertURL": OTHERS},
        {"SigningCertURL": "https://sns.eu-south-1.amazonaws.com.attacco.example/x.pem"},
        {"SigningCertURL": "http://sns.eu-south-1.amazonaws.com/x.pem"},
        {"SigningCertURL": ""},
        {"TopicArn": "arn:aws:sns:eu-south-1:999999999999:ritorni"},
    ],
)
def test_what_is_changed_or_signed_by_others_is_refused(hook: Hook, notify: Notify, changed: dict[str, Any]) -> None:
    assert (hook.post(notify(changed=changed)), hook.returns()) == (403, [])


def test_another_topic_well_signed_is_refused(hook: Hook, notify: Notify) -> None:
    assert hook.post(notify(TopicArn="arn:aws:sns:eu-south-1:999999999999:ritorni")) == 403


def test_a_certificate_out_of_date_proves_nothing(hook: Hook, notify: Notify) -> None:
    assert hook.post(notify(SigningCertURL=OLD)) == 403


@pytest.mark.parametrize(
    "when", ["2020-01-01T00:00:00.000Z", "2999-01-01T00:00:00.000Z", "ieri", "2026-11-22T10:00:00"]
)
def test_an_old_notification_told_again_is_refused(hook: Hook, notify: Notify, when: str) -> None:
    assert (hook.post(notify(Timestamp=when)), hook.returns()) == (403, [])


def test_told_again_it_counts_once(hook: Hook, notify: Notify) -> None:
    notice = notify()
    assert ([hook.post(notice), hook.post(notice)], len(hook.returns())) == ([200, 200], 1)


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        (bounce("Transient"), ["soft"]),
        (bounce("Undetermined"), ["soft"]),
        (complained(), ["complaint"]),
        (complained(None), ["complaint"]),
        (complained("not-spam"), []),
        ({"notificationType": "Delivery"}, []),
        ({"notificationType": "Bounce", "bounce": "rotto"}, []),
        ({"notificationType": "Bounce", "bounce": {"bouncedRecipients": [3, None]}}, []),
        ([], []),
    ],
)
def test_what_ses_means(hook: Hook, notify: Notify, said: Any, kinds: list[str]) -> None:
    assert (hook.post(notify(said)), [kind for kind, _ in hook.returns()]) == (200, kinds)


@pytest.mark.parametrize("wrong", [{"a": 1}, ["x"], 3.5])
@pytest.mark.parametrize("name", ["emailAddress", "status"])
def test_what_is_no_text_where_text_should_be_is_told_so(hook: Hook, notify: Notify, name: str, wrong: Any) -> None:
    said = bounce()
    said["bounce"]["bouncedRecipients"][0][name] = wrong
    assert (hook.post(notify(said)), hook.returns()) == (400, [])


@pytest.mark.parametrize("wrong", [{"a": 1}, ["x"], 3.5])
@pytest.mark.parametrize("name", ["notificationType", "bounce", "mail"])
def test_nothing_that_is_signed_makes_a_fault(hook: Hook, notify: Notify, name: str, wrong: Any) -> None:
    assert hook.post(notify({**bounce(), name: wrong})) == 200


@pytest.mark.parametrize("way", ["return path", "header"])
def test_it_says_which_newsletter(app: Flask, alba: Standing, hook: Hook, notify: Notify, way: str) -> None:
    with desk(app, alba):
        delivery = sent_to(make_subscriber(ANNA))
        delivery_id, path = delivery.id, path_of(delivery)
    headers = [{"name": "Message-ID", "value": f"<{delivery_id}@alba.example>"}]
    hook.post(notify(bounce(source=path) if way == "return path" else bounce(headers=headers)))
    with desk(app, alba):
        assert db.session.scalars(select(Delivery.id).where(Delivery.bounce != "")).all() == [delivery_id]


@pytest.mark.parametrize(
    "address",
    [
        "https://sns.eu-south-1.amazonaws.com:8443/x.pem",
        "https://utente@sns.eu-south-1.amazonaws.com/x.pem",
        "https://sns.eu-south-1.amazonaws.com/x.pem?y=1",
        "https://sns.eu-south-1.amazonaws.com/x.txt",
        "https://bucket.s3.amazonaws.com/x.pem",
        "https://sns.eu-south-1.amazonaws.com\\@attacco.example/x.pem",
        "file:///etc/x.pem",
        "https://[/x.pem",
    ],
)
def test_certificates_are_asked_of_sns_alone(address: str) -> None:
    assert not is_certificate(address)


def test_without_the_certificate_it_is_to_be_told_again(
    hook: Hook, notify: Notify, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any, **__: Any) -> Answer:
        raise FetchError("lontano")

    monkeypatch.setattr(certificates, "_kept", {})
    monkeypatch.setattr(certificates, "fetch", away)
    assert (hook.post(notify()), hook.returns()) == (503, [])


def test_a_topic_that_asks_is_answered_at_an_address_of_ours(hook: Hook, notify: Notify, app: Flask) -> None:
    evil = "https://attacco.example/?Action=ConfirmSubscription"
    notice = notify(Type="SubscriptionConfirmation", Token="gettone", SubscribeURL=evil)
    assert hook.post(notice) == 200
    asked = app.extensions["jobs"].captured[-1]
    wanted = "https://sns.eu-south-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=arn%3Aaws%3Asns"
    assert (asked.name, asked.args[1].startswith(wanted), "Token=gettone" in asked.args[1]) == (
        "newsletters.confirm_topic",
        True,
        True,
    )


def test_another_topic_that_asks_is_not_answered(hook: Hook, notify: Notify, app: Flask) -> None:
    notice = notify(Type="SubscriptionConfirmation", Token="gettone", TopicArn=TOPIC + "-altro", SubscribeURL="x")
    before = len(app.extensions["jobs"].captured)
    assert (hook.post(notice), len(app.extensions["jobs"].captured)) == (403, before)


def test_a_confirmation_that_fails_is_told_in_the_office(
    app: Flask, alba: Standing, hook: Hook, notify: Notify, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any, **__: Any) -> Answer:
        raise FetchError("Il sito non risponde in tempo.")

    monkeypatch.setattr("ama_net.across.newsletters.returns_tasks.fetch", away)
    hook.post(notify(Type="SubscriptionConfirmation", Token="gettone", SubscribeURL="x"))
    run_jobs()
    with desk(app, alba):
        assert db.session.get_one(FeedbackSource, hook.id).last_fault == "Il sito non risponde in tempo."
