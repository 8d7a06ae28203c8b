"""Amazon SES, which tells through Amazon SNS: each notification is signed with a certificate of SNS's.

https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html and
https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html. The certificate is asked only of an address of SNS's,
over https, at most once for each; only the topic of the source is believed. A topic asks to be confirmed first: the address
for that is made by us from the topic's region, the one in the message is never opened.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm

from ama_net.across.newsletters.models import ReturnKind
from ama_net.across.newsletters.returns.providers import Event, Refused, Told, Unreadable, as_json, fields
from ama_net.foundation.clock import now

HOST = re.compile(r"sns\.[a-z]{2}(?:-[a-z]+)+-\d{1,2}\.amazonaws\.com(?:\.cn)?", re.ASCII)
TOPIC = re.compile(
    r"arn:(aws|aws-cn|aws-us-gov):sns:([a-z]{2}(?:-[a-z]+)+-\d{1,2}):\d{12}:[A-Za-z0-9_-]{1,256}", re.ASCII
)
NEWEST = timedelta(days=3)
"""A notification older than this is an old one told again by somebody else."""

SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}
WORDS = frozenset().union(*SIGNED.values(), ("Signature", "SignatureVersion", "SigningCertURL"))
"""What is text in every message of SNS's."""

HASHES: dict[str, Callable[[], HashAlgorithm]] = {"1": SHA1, "2": SHA256}


def read(told: Told, topic: str, certificate: Callable[[str], bytes]) -> Iterator[Event]:
    """The events of a notification, once its signature is checked.

    Raises:
        Refused: it is not signed by SNS, too old, or of another topic.
        Unreadable: it is no notification of SES.
        Silent: the certificate cannot be had (``certificate`` raises it).
    """
    notice = checked(told, topic, certificate)
    if notice["Type"] != "Notification":
        return iter(())
    said = as_json(str(notice.get("Message", "")).encode())
    return _events(fields(said), str(notice["MessageId"]))


def confirmation(told: Told, topic: str, certificate: Callable[[str], bytes]) -> str:
    """Where to say yes, when SNS asks whether the topic may tell us; empty when it asks nothing. Raises as ``read``."""
    notice = checked(told, topic, certificate)
    token = str(notice.get("Token", ""))
    if notice["Type"] != "SubscriptionConfirmation" or not token.isascii() or len(token) > 1000:
        return ""
    found = TOPIC.fullmatch(topic)
    if found is None:
        return ""
    ending = "amazonaws.com.cn" if found.group(1) == "aws-cn" else "amazonaws.com"
    asked = urlencode({"Action": "ConfirmSubscription", "TopicArn": topic, "Token": token, "Version": "2010-03-31"})
    return f"https://sns.{found.group(2)}.{ending}/?{asked}"


def checked(told: Told, topic: str, certificate: Callable[[str], bytes]) -> dict[str, Any]:
    """A message of the topic's, its signature checked. Raises as ``read``."""
    notice = fields(as_json(told.body))
    if not all(isinstance(notice.get(name), str | None) for name in WORDS):
        raise Unreadable("type")
    if notice.get("Type") not in SIGNED or notice.get("MessageId") is None:
        raise Unreadable("shape")
    if not topic or notice.get("TopicArn") != topic:
        raise Refused("topic")
    address = str(notice.get("SigningCertURL", ""))
    if not is_certificate(address):
        raise Refused("certificate address")
    _verify(notice, certificate(address))
    _refuse_old(str(notice.get("Timestamp", "")))
    return notice


def is_certificate(address: str) -> bool:
    """Whether an address is one where SNS keeps its certificates."""
    try:
        parts = urlsplit(address)
        plain = parts.port is None and parts.username is None and not parts.query and not parts.fragment
    except ValueError:
        return False
    named = HOST.fullmatch(parts.netloc) is not None and parts.path.endswith(".pem")
    return parts.scheme == "https" and plain and named and len(address) <= 300


def _verify(notice: dict[str, Any], certificate: bytes) -> None:
    hashing = HASHES.get(str(notice.get("SignatureVersion", "")))
    try:
        signature = base64.b64decode(str(notice.get("Signature", "")), validate=True)
        known = x509.load_pem_x509_certificate(certificate)
    except (binascii.Error, ValueError):
        raise Refused("signature") from None
    key = known.public_key()
    if hashing is None or not isinstance(key, RSAPublicKey):
        raise Refused("signature")
    if not known.not_valid_before_utc <= now() <= known.not_valid_after_utc:
        raise Refused("certificate dates")
    names = [name for name in SIGNED[notice["Type"]] if notice.get(name) is not None]
    signed = "".join(f"{name}\n{notice[name]}\n" for name in names).encode()
    try:
        key.verify(signature, signed, PKCS1v15(), hashing())
    except InvalidSignature:
        raise Refused("signature") from None


def _refuse_old(timestamp: str) -> None:
    try:
        when = datetime.fromisoformat(timestamp)
    except ValueError:
        raise Refused("timestamp") from None
    if when.tzinfo is None or abs(now() - when) > NEWEST:
        raise Refused("replay")


def _events(said: dict[str, Any], message_id: str) -> Iterator[Event]:
    """One event for each address; both forms of SES's notifications (``notificationType``, ``eventType``)."""
    what = said.get("notificationType") or said.get("eventType")
    mail = fields(said.get("mail"))
    about = (mail.get("source"), _own_id(mail))
    if what == "Bounce":
        bounce = fields(said.get("bounce"))
        kind = ReturnKind.HARD if bounce.get("bounceType") == "Permanent" else ReturnKind.SOFT
        for one in _people(bounce.get("bouncedRecipients")):
            address, code = one.get("emailAddress"), one.get("status") or bounce.get("bounceSubType")
            yield Event(kind, address, code, f"{message_id}|{address}", about)
    if what == "Complaint":
        complaint = fields(said.get("complaint"))
        if complaint.get("complaintFeedbackType") == "not-spam":
            return
        for one in _people(complaint.get("complainedRecipients")):
            address, code = one.get("emailAddress"), complaint.get("complaintFeedbackType") or "complaint"
            yield Event(ReturnKind.COMPLAINT, address, code, f"{message_id}|{address}", about)


def _people(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)][:50] if isinstance(value, list) else []


def _own_id(mail: dict[str, Any]) -> str:
    """The Message-ID that we wrote: SES's own takes its place, and only the original headers still have it."""
    headers = mail.get("headers")
    for one in headers if isinstance(headers, list) else []:
        if str(fields(one).get("name", "")).lower() == "message-id":
            return str(fields(one).get("value", ""))
    return ""
