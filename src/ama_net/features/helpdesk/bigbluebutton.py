"""Rooms of BigBlueButton: what is asked of its API, each address signed with the secret shared with its host.

The checksum is SHA-256 of the call's name, the query and the secret, as its reference for developers says; asking twice
for the same room gives the same one. Nothing is recorded. Nobody's name is sent: the two are called by what they do there.
"""

from contextlib import closing
from hashlib import sha256
from urllib.parse import urlencode
from xml.etree.ElementTree import ParseError

from defusedxml.ElementTree import parse
from flask_babel import gettext as _

from ama_net.foundation.web_client import FetchError, fetch
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.keys import settings_of_app

LARGEST_ANSWER = 64 * 1024


def way_in(base: str, room: str, *, listens: bool) -> str:
    """The address that lets one into a room, which is asked for first.

    Raises:
        FetchError: the host does not answer or refuses, or its secret is not known here.
    """
    _make(base, room)
    name, role = (_("Chi ascolta"), "MODERATOR") if listens else (_("Ospite"), "VIEWER")
    return _signed(base, "join", {"meetingID": room, "fullName": name, "role": role, "redirect": "true"})


def _make(base: str, room: str) -> None:
    values = {
        "meetingID": room,
        "name": "Incontro",
        "record": "false",
        "autoStartRecording": "false",
        "allowStartStopRecording": "false",
    }
    answer = fetch(_signed(base, "create", values), settings_of_app(), limit=LARGEST_ANSWER)
    if answer.body is None:
        raise FetchError("Il servizio di incontri online ha risposto in un modo che non si capisce.")
    with closing(answer.body) as body:
        try:
            said = parse(body).findtext("returncode")
        except ParseError:
            said = None
    if said != "SUCCESS":
        raise FetchError(
            "Il servizio di incontri online non ha aperto la stanza: forse il segreto non è quello giusto."
        )


def _signed(base: str, call: str, values: dict[str, str]) -> str:
    query = urlencode(values)
    checksum = sha256(f"{call}{query}{_secret()}".encode()).hexdigest()
    root = base if base.endswith("/bigbluebutton") else f"{base}/bigbluebutton"
    return f"{root}/api/{call}?{query}&checksum={checksum}"


def _secret() -> str:
    secret = settings_of_app().bigbluebutton_secrets.get(current_tenant().slug, "")
    if not secret:
        raise FetchError("Il segreto del servizio di incontri online non è stato dato a questo sistema.")
    return secret
