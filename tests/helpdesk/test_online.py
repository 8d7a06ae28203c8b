"""Online rooms: a random name each, the same for both, of nobody else; and the way into one of BigBlueButton."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import text

from ama_net.features.helpdesk.models import Appointment, CancelledBy
from ama_net.features.helpdesk.operations.appointments import cancel
from ama_net.features.helpdesk.operations.online import appointment_of_link, online_link
from ama_net.features.helpdesk.operations.taking_back import take_everything_back
from ama_net.features.helpdesk.settings import HelpdeskSettings, OnlineKind
from ama_net.features.helpdesk.signals import appointment_changed
from ama_net.foundation.clock import now
from ama_net.foundation.config import ConfigurationError, load_settings
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.helpdesk import make_appointment, make_service
from tests.factories.people import make_person
from tests.support.clients import Browser
from tests.support.hands import at_once, desk
from tests.support.standing import Standing

JITSI = HelpdeskSettings(online_kind=OnlineKind.JITSI, online_host="meet.alba.example")
SECRET = "un segreto di prova"
OPENED, REFUSED = (
    b"<response><returncode>SUCCESS</returncode></response>",
    b"<response><returncode>FAILED</returncode></response>",
)


def _online(settings: HelpdeskSettings = JITSI, *, minutes: int = 60, **values: Any) -> Appointment:
    save_settings(settings, by=None)
    starts_at = now() + timedelta(minutes=minutes)
    return make_appointment(make_service(), make_person(), starts_at, **{"mode": "online", **values})


def test_both_find_the_same_room(in_alba: Standing) -> None:
    appointment = _online()
    link = online_link(appointment)
    assert (link, online_link(appointment, listens=True)) == (
        f"https://meet.alba.example/{appointment.online_room}",
    ) * 2
    assert len(appointment.online_room or "") == 32


def test_each_meeting_has_a_room_of_its_own(in_alba: Standing) -> None:
    assert online_link(_online()) != online_link(_online())


def test_who_takes_everything_back_during_the_meeting_has_no_room_left(in_alba: Standing) -> None:
    appointment = _online(minutes=-10)
    online_link(appointment)
    assert appointment.visitor is not None
    take_everything_back(appointment.visitor, by=PUBLIC)
    assert (online_link(appointment, listens=True), appointment.online_room) == ("", None)


def test_the_way_into_the_room_of_who_took_everything_back_leads_nowhere(in_alba: Standing) -> None:
    appointment = _online(
        HelpdeskSettings(online_kind=OnlineKind.BIGBLUEBUTTON, online_host="bbb.example"), minutes=-10
    )
    token = online_link(appointment, listens=True).rpartition("/")[2]
    found = appointment_of_link(token)
    assert appointment.visitor is not None
    take_everything_back(appointment.visitor, by=PUBLIC)
    assert (found is not None, appointment_of_link(token)) == (True, None)


def test_a_room_asked_for_while_everything_is_taken_back_is_not_made(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        appointment_id = _online(minutes=-10).id

    def work(number: int) -> str:
        mine = db.session.get_one(Appointment, appointment_id)
        assert mine.visitor is not None
        if number % 2:
            take_everything_back(mine.visitor, by=PUBLIC)
            return ""
        return online_link(mine, listens=True)

    at_once(app, alba, work)
    with desk(app, alba):
        assert db.session.get_one(Appointment, appointment_id).online_room is None


def test_the_name_of_the_room_is_sealed(in_alba: Standing) -> None:
    appointment = _online()
    name = online_link(appointment).rpartition("/")[2]
    kept = db.session.execute(text("SELECT online_room_sealed FROM helpdesk_appointments")).scalar_one()
    assert (bytes(kept)[:1], name.encode() in bytes(kept)) == (b"\x01", False)


@pytest.mark.parametrize(
    ("settings", "values"),
    [
        (JITSI, {"mode": "in_person"}),
        (JITSI, {"mode": "phone"}),
        (JITSI, {"state": "cancelled", "cancelled_at": datetime(2026, 1, 7, tzinfo=UTC)}),
        (JITSI, {"minutes": -180}),
        (HelpdeskSettings(online_host="meet.alba.example"), {}),
        (HelpdeskSettings(online_kind=OnlineKind.JITSI), {}),
    ],
)
def test_what_has_no_room_has_no_link(in_alba: Standing, settings: HelpdeskSettings, values: dict[str, Any]) -> None:
    appointment = _online(settings, **values)
    assert (online_link(appointment), appointment.online_room) == ("", None)


@pytest.mark.parametrize("what", ["moved", "cancelled"])
def test_a_meeting_moved_or_passed_on_leaves_its_room(in_alba: Standing, what: str) -> None:
    appointment = _online()
    online_link(appointment)
    appointment_changed.send(appointment, what=what, by=SYSTEM, before=appointment.starts_at)
    assert appointment.online_room is None


def test_a_meeting_called_off_has_no_room(in_alba: Standing) -> None:
    appointment = _online()
    online_link(appointment)
    cancel(appointment, by=SYSTEM, who=CancelledBy.OFFICE)
    assert (online_link(appointment), appointment.online_room) == ("", None)


# --- BigBlueButton ---------------------------------------------------------------------------------------------------


@pytest.fixture
def host(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bytes], list[str]]]:
    """A host of rooms on this machine, that answers as a test says and keeps what it was asked."""
    asked: list[str] = []
    said = {"answer": OPENED}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", str(len(said["answer"])))
            self.end_headers()
            self.wfile.write(said["answer"])

        def log_message(self, *_args: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    address = f"127.0.0.1:{server.server_address[1]}"
    told = {"reachable_addresses": (address,), "bigbluebutton_secrets": {"alba": SECRET}}
    monkeypatch.setitem(app.extensions, "settings", app.extensions["settings"].model_copy(update=told))

    def answering(answer: bytes) -> list[str]:
        said["answer"] = answer
        return asked

    answering.base = f"http://{address}"  # type: ignore[attr-defined]
    yield answering
    server.shutdown()
    server.server_close()


def _link(app: Flask, alba: Standing, base: str, *, minutes: int = 5, listens: bool = False) -> tuple[str, str]:
    settings = HelpdeskSettings(online_kind=OnlineKind.BIGBLUEBUTTON, online_host=base)
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        appointment = _online(settings, minutes=minutes)
        link = online_link(appointment, listens=listens)
        return urlsplit(link).path, appointment.online_room or ""


@pytest.mark.parametrize(("listens", "name", "role"), [(False, "Ospite", "VIEWER"), (True, "Chi ascolta", "MODERATOR")])
def test_the_link_asks_for_the_room_and_leads_into_it(
    app: Flask, alba: Standing, client: Callable[[str], Browser], host: Any, listens: bool, name: str, role: str
) -> None:
    path, room = _link(app, alba, host.base, listens=listens)
    answer = client(alba.host).get(path)
    assert answer.status_code == 302
    went = urlsplit(answer.location)
    given = {key: value for key, [value] in parse_qs(went.query).items() if key != "checksum"}
    assert f"{went.scheme}://{went.netloc}{went.path}" == f"{host.base}/bigbluebutton/api/join"
    assert given == {"meetingID": room, "fullName": name, "role": role, "redirect": "true"}
    assert [_checked("create", urlsplit(asked).query) for asked in host(OPENED)] == [True]
    assert _checked("join", went.query)


def _checked(call: str, query: str) -> bool:
    signed, _, checksum = query.partition("&checksum=")
    return sha256(f"{call}{signed}{SECRET}".encode()).hexdigest() == checksum


def test_nothing_is_recorded_there(app: Flask, alba: Standing, client: Callable[[str], Browser], host: Any) -> None:
    path, _room = _link(app, alba, host.base)
    client(alba.host).get(path)
    [asked] = host(OPENED)
    given = parse_qs(urlsplit(asked).query)
    assert [given[key] for key in ("record", "autoStartRecording", "allowStartStopRecording")] == [["false"]] * 3


@pytest.mark.parametrize("answer", [REFUSED, b"not even XML"])
def test_a_host_that_refuses_is_told_kindly(
    app: Flask, alba: Standing, client: Callable[[str], Browser], host: Any, answer: bytes
) -> None:
    path, _room = _link(app, alba, host.base)
    host(answer)
    page = client(alba.host).get(path)
    assert (page.status_code, "La stanza non si è aperta" in page.text) == (503, True)


def test_before_its_time_the_room_is_not_asked_for(
    app: Flask, alba: Standing, client: Callable[[str], Browser], host: Any
) -> None:
    path, _room = _link(app, alba, host.base, minutes=40)
    page = client(alba.host).get(path)
    assert (page.status_code, "La stanza si apre 15 minuti prima" in page.text, host(OPENED)) == (200, True, [])


def test_without_the_secret_no_room_is_opened(
    app: Flask, alba: Standing, client: Callable[[str], Browser], host: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _room = _link(app, alba, host.base)
    untold = app.extensions["settings"].model_copy(update={"bigbluebutton_secrets": {"brig": SECRET}})
    monkeypatch.setitem(app.extensions, "settings", untold)
    assert (client(alba.host).get(path).status_code, host(OPENED)) == (503, [])


def test_a_link_made_up_leads_nowhere(
    app: Flask, alba: Standing, brig: Standing, client: Callable[[str], Browser], host: Any
) -> None:
    path, _room = _link(app, alba, host.base)
    answers = [
        client(alba.host).get("/sportello/stanza/inventato"),
        client(alba.host).get(f"{path}x"),
        client(brig.host).get(path),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_the_link_of_a_room_that_was_left_leads_nowhere(app: Flask, alba: Standing, host: Any) -> None:
    path, _room = _link(app, alba, host.base)
    token = path.rpartition("/")[2]
    with app.app_context(), tenant_scope(alba.id):
        appointment, _listens = appointment_of_link(token) or pytest.fail("there is one")
        appointment_changed.send(appointment, what="moved", by=SYSTEM, before=appointment.starts_at)
        online_link(appointment)
        assert appointment_of_link(token) is None


def test_the_page_of_the_room_is_kept_by_nobody(
    app: Flask, alba: Standing, client: Callable[[str], Browser], host: Any
) -> None:
    path, _room = _link(app, alba, host.base, minutes=40)
    headers = client(alba.host).get(path).headers
    assert (headers["Cache-Control"], headers["X-Robots-Tag"]) == ("no-store", "noindex, nofollow, noarchive")


def test_secrets_are_told_by_association(environment: dict[str, str]) -> None:
    told = load_settings({**environment, "AMA_BIGBLUEBUTTON_SECRETS": "alba=uno=1, brig = due"})
    assert told.bigbluebutton_secrets == {"alba": "uno=1", "brig": "due"}


def test_a_secret_of_nobody_is_refused(environment: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match="AMA_BIGBLUEBUTTON_SECRETS"):
        load_settings({**environment, "AMA_BIGBLUEBUTTON_SECRETS": "senza-segreto"})
