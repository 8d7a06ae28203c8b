"""Addresses read on the timetable: approved the first time, read every twelve hours, never a reason to take anything away."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from ama_net.features.groups.importing.missing import missing_groups
from ama_net.features.groups.models import (
    Group,
    GroupImport,
    GroupSource,
    ImportState,
    SourceReading,
    SourceState,
    Status,
)
from ama_net.features.groups.operations.imports import apply_import
from ama_net.features.groups.operations.sources import SourceFacts, add_source, close_missing, forget_old
from ama_net.features.groups.source_tasks import read_source, read_sources
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.foundation.jobs import enqueue
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.outbox.models import Message
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing

ALFA = {"name": "Alfa", "day": 1, "time": "18:00", "city": "Bologna", "address": "Via Uno 1", "approximate": "no"}
BETA = {"name": "Beta", "day": 2, "time": "20:00", "city": "Ferrara", "address": "Via Due 2", "approximate": "no"}


class Site:
    """A site on this machine whose answer a test decides."""

    def __init__(self) -> None:
        self.items: Any = [ALFA, BETA]
        self.status, self.etag, self.asked = 200, '"1"', 0
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked += 1
                same = self.headers["If-None-Match"] == site.etag
                body = site.items if isinstance(site.items, bytes) else json.dumps(site.items).encode()
                self.send_response(304 if same else site.status)
                self.send_header("ETag", site.etag)
                self.send_header("Content-Length", str(0 if same else len(body)))
                self.end_headers()
                if not same:
                    self.wfile.write(body)

            def log_message(self, *_args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        self.address = f"127.0.0.1:{self.server.server_address[1]}"

    def say(self, *items: Any) -> None:
        """Publish something else."""
        self.items, self.etag = list(items), f'"{len(self.etag)}{id(items)}"'


@pytest.fixture
def site(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    site = Site()
    settings = app.extensions["settings"].model_copy(update={"reachable_addresses": (site.address,)})
    monkeypatch.setitem(app.extensions, "settings", settings)
    yield site
    site.server.shutdown()
    site.server.server_close()


@pytest.fixture
def source(app: Flask, fill: Any, site: Site) -> Callable[..., UUID]:
    """Write down a source of the site; its id."""

    def add(**terms: bool) -> UUID:
        facts = SourceFacts("Rete di prova", f"http://{site.address}/elenco", **terms)
        return UUID(str(fill(lambda: add_source(facts, settings=app.extensions["settings"], by=SYSTEM).id)))

    return add


@pytest.fixture
def read(fill: Any, run_jobs: Callable[[], int]) -> Callable[..., None]:
    """Have the worker read a source now, as the timetable would when its time has come (or as the office asks)."""

    def do(source_id: UUID, *, forced: bool = False) -> None:
        def ask() -> None:
            db.session.execute(update(GroupSource).values(next_at=now()))
            enqueue(read_source, str(source_id), forced)

        fill(ask)
        run_jobs()

    return do


def _source(fill: Any) -> GroupSource:
    def load() -> GroupSource:
        found = db.session.scalars(select(GroupSource)).one()
        db.session.expunge(found)
        return found

    found: GroupSource = fill(load)
    return found


def _readings(fill: Any) -> list[tuple[str, str]]:
    readings = select(SourceReading).order_by(SourceReading.at, SourceReading.id)
    return list(fill(lambda: [(one.outcome, one.detail) for one in db.session.scalars(readings)]))


def _approve(fill: Any) -> None:
    def approve() -> None:
        waiting = select(GroupImport.id).where(GroupImport.state == ImportState.TO_APPROVE)
        apply_import(db.session.scalars(waiting).one(), by=SYSTEM, report=lambda _done, _total: None)

    fill(approve)


def _groups(fill: Any) -> dict[str, str]:
    return dict(fill(lambda: [tuple(row) for row in db.session.execute(select(Group.name, Group.status))]))


def test_nothing_is_asked_of_anybody_until_the_office_names_an_address(
    app: Flask, fill: Any, run_jobs: Callable[[], int]
) -> None:
    fill(lambda: enqueue(read_sources))
    assert run_jobs() == 1
    assert fill(lambda: db.session.scalars(select(GroupSource)).all()) == []


def test_first_reading_must_be_approved_whatever_the_source_may_do(fill: Any, source: Any, read: Any) -> None:
    read(source(applies_itself=True))
    assert (_readings(fill), _groups(fill)) == ([("changed", "da approvare")], {})
    _approve(fill)
    assert _groups(fill) == {"Alfa": Status.UNCONFIRMED, "Beta": Status.UNCONFIRMED}
    assert _source(fill).approved_at is not None


def test_later_readings_apply_by_themselves_if_the_office_lets_them(
    fill: Any, site: Site, source: Any, read: Any
) -> None:
    source_id = source(applies_itself=True)
    read(source_id)
    _approve(fill)
    site.say(ALFA, BETA, {**ALFA, "name": "Gamma"})
    read(source_id)
    assert _readings(fill)[-1] == ("changed", "applicata da sola: 1 nuove, 0 aggiornate")
    assert set(_groups(fill)) == {"Alfa", "Beta", "Gamma"}


def test_later_readings_wait_otherwise_and_the_newest_takes_the_place_of_the_others(
    fill: Any, site: Site, source: Any, read: Any
) -> None:
    source_id = source()
    read(source_id)
    _approve(fill)
    for name in ("Gamma", "Delta"):
        site.say(ALFA, BETA, {**ALFA, "name": name})
        read(source_id)
    states = fill(lambda: db.session.scalars(select(GroupImport.state).order_by(GroupImport.id)).all())
    assert states == [ImportState.APPLIED, ImportState.DISCARDED, ImportState.TO_APPROVE]
    assert set(_groups(fill)) == {"Alfa", "Beta"}


def test_trusted_source_brings_confirmed_groups(fill: Any, source: Any, read: Any) -> None:
    read(source(trusted=True))
    _approve(fill)
    assert set(_groups(fill).values()) == {Status.ACTIVE}
    assert None not in fill(lambda: db.session.scalars(select(Group.confirmed_on)).all())


def test_what_is_the_same_is_not_read_again(fill: Any, site: Site, source: Any, read: Any) -> None:
    source_id = source()
    read(source_id)
    read(source_id)  # 304
    site.etag = '"another"'
    read(source_id)  # the same words under another name
    assert _readings(fill) == [("changed", "da approvare"), ("same", ""), ("same", "")]
    assert len(fill(lambda: db.session.scalars(select(GroupImport.id)).all())) == 1


def test_other_words_that_change_nothing_leave_no_list_to_approve(
    fill: Any, site: Site, source: Any, read: Any
) -> None:
    source_id = source()
    read(source_id)
    _approve(fill)
    site.say({**ALFA, "updated": "2026-11-22 10:00:00"}, BETA)
    read(source_id)
    assert _readings(fill)[-1] == ("same", "nessuna differenza con l'elenco")
    assert len(fill(lambda: db.session.scalars(select(GroupImport.id)).all())) == 1


def test_office_may_have_it_read_whole_at_once(fill: Any, source: Any, read: Any) -> None:
    source_id = source()
    read(source_id)
    read(source_id, forced=True)
    assert [outcome for outcome, _detail in _readings(fill)] == ["changed", "changed"]


@pytest.mark.parametrize(
    ("items", "status", "said"),
    [
        ([], 200, "L'elenco è vuoto: non c'è nessun gruppo."),
        (b"[{", 200, "troncato"),
        (b"<html></html>", 200, "pagina web"),
        ([ALFA], 500, "risponde con un errore"),
        (json.dumps([ALFA] * 1500).encode()[:-1], 200, "troncato"),
    ],
)
def test_source_that_is_down_or_broken_takes_nothing_away(
    fill: Any, site: Site, source: Any, read: Any, items: Any, status: int, said: str
) -> None:
    source_id = source(applies_itself=True)
    read(source_id)
    _approve(fill)
    before = _groups(fill)
    site.items, site.status, site.etag = items, status, '"broken"'
    read(source_id)
    outcome, detail = _readings(fill)[-1]
    assert (outcome, said in detail, _groups(fill)) == ("failed", True, before)
    assert _source(fill).failing_since is not None
    assert not any(fill(lambda: [bool(link) for link in db.session.scalars(missing_groups(source_id))]))


def test_group_no_longer_named_is_told_and_left_alone(fill: Any, site: Site, source: Any, read: Any) -> None:
    source_id = source(applies_itself=True)
    read(source_id)
    _approve(fill)
    site.say(ALFA)
    read(source_id)
    missing = lambda: [group.name for group in db.session.scalars(missing_groups(source_id))]  # noqa: E731
    assert (fill(missing), _groups(fill)["Beta"]) == (["Beta"], Status.UNCONFIRMED)
    site.say(ALFA, BETA)
    read(source_id)
    assert fill(missing) == []


def test_office_closes_missing_groups_one_by_one_and_no_others(fill: Any, site: Site, source: Any, read: Any) -> None:
    source_id = source(applies_itself=True)
    read(source_id)
    _approve(fill)
    site.say({**ALFA, "name": "Gamma"})
    read(source_id)

    def close() -> None:
        ids = {group.name: group.id for group in db.session.scalars(select(Group))}
        close_missing(db.session.get_one(GroupSource, source_id), [ids["Beta"], ids["Gamma"]], by=SYSTEM)

    fill(close)
    assert _groups(fill) == {"Alfa": Status.UNCONFIRMED, "Beta": Status.CLOSED, "Gamma": Status.UNCONFIRMED}


def _mails(fill: Any) -> list[str]:
    return list(fill(lambda: list(db.session.scalars(select(Message.template)))))


def test_silence_is_told_after_three_days_and_stops_the_source_after_fourteen(
    fill: Any, site: Site, source: Any, read: Any
) -> None:
    source_id = source()
    start = now()
    site.status = 500
    states: list[tuple[int, str, int]] = []
    for hours in (0, 70, 73, 80, 200, 337, 340):
        with time_machine.travel(start + timedelta(hours=hours), tick=False):
            read(source_id)
        states.append((hours, _source(fill).state, len(_mails(fill))))
    active, stopped = SourceState.ACTIVE, SourceState.STOPPED
    assert states == [
        (0, active, 0), (70, active, 0), (73, active, 1), (80, active, 1), (200, active, 1), (337, stopped, 2),
        (340, stopped, 2),
    ]  # fmt: skip
    assert set(_mails(fill)) == {"groups/source_down"}
    assert len(_readings(fill)) == 6


def test_timetable_reads_each_source_every_twelve_hours(
    fill: Any, site: Site, source: Any, run_jobs: Callable[[], int]
) -> None:
    source()
    start = now()

    def tick(hours: float) -> int:
        with time_machine.travel(start + timedelta(hours=hours), tick=False):
            fill(lambda: enqueue(read_sources))
            run_jobs()
        return site.asked

    assert [tick(hours) for hours in (0.1, 0.6, 11, 12.2, 12.7)] == [1, 1, 1, 2, 2]


def test_failed_reading_is_tried_again_sooner(fill: Any, site: Site, source: Any, read: Any) -> None:
    site.status = 500
    read(source())
    assert timedelta(hours=2) < _source(fill).next_at - now() <= timedelta(hours=3)


def test_another_address_must_be_approved_again(app: Flask, fill: Any, site: Site, source: Any, read: Any) -> None:
    from ama_net.features.groups.operations.sources import change_source

    source_id = source(applies_itself=True)
    read(source_id)
    _approve(fill)

    def change() -> None:
        facts = SourceFacts("Rete di prova", f"http://{site.address}/altro", applies_itself=True)
        found = db.session.get_one(GroupSource, source_id)
        change_source(found, facts, settings=app.extensions["settings"], by=SYSTEM)

    fill(change)
    site.say({**ALFA, "name": "Gamma"})
    read(source_id)
    assert ("Gamma" in _groups(fill), _readings(fill)[-1]) == (False, ("changed", "da approvare"))


def test_lists_nobody_approved_for_a_month_are_thrown_away(fill: Any, source: Any, read: Any) -> None:
    read(source())
    long_ago: datetime = now() - timedelta(days=31)
    fill(lambda: db.session.execute(update(GroupImport).values(created_at=long_ago)))
    fill(lambda: db.session.execute(update(SourceReading).values(at=now() - timedelta(days=91))))
    fill(forget_old)
    assert fill(lambda: db.session.scalars(select(GroupImport.state)).all()) == [ImportState.DISCARDED]
    assert _readings(fill) == []


def test_office_adds_a_source_and_sees_how_it_went(
    fill: Any, site: Site, secretary: Browser, run_jobs: Callable[[], int]
) -> None:
    answer = secretary.submit("/manage/gruppi/fonti/nuova", {"name": "Rete", "url": f"http://{site.address}/x"})
    assert answer.status_code == 302
    run_jobs()
    shown = secretary.get(answer.location).get_data(as_text=True)
    for said in ("C&#39;è una lettura da approvare", "da approvare", "Leggi adesso", "guarda le righe"):
        assert said in shown or said.replace("&#39;", "'") in shown
    assert "Elenchi da approvare" in secretary.get("/manage/").get_data(as_text=True)
    for path in ("/manage/gruppi/fonti", "/manage/gruppi/importazioni"):
        assert "Rete" in secretary.get(path).get_data(as_text=True)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://127.0.0.1/", "rete interna"),
        ("http://169.254.169.254/latest/meta-data", "rete interna"),
        ("ftp://esempio.example/", "https://"),
        ("https://anna:segreto@esempio.example/", "nome e una password"),
        ("", "Scrivi l&#39;indirizzo"),
    ],
)
def test_wrong_address_is_said_beside_the_field(fill: Any, secretary: Browser, url: str, said: str) -> None:
    answer = secretary.submit("/manage/gruppi/fonti/nuova", {"name": "Rete", "url": url})
    shown = answer.get_data(as_text=True)
    assert (answer.status_code, said in shown or said.replace("&#39;", "'") in shown) == (422, True)
    assert fill(lambda: db.session.scalars(select(GroupSource)).all()) == []


def test_same_address_twice_is_said_beside_the_field(site: Site, source: Any, secretary: Browser) -> None:
    source()
    answer = secretary.submit("/manage/gruppi/fonti/nuova", {"name": "Due", "url": f"http://{site.address}/elenco"})
    assert (answer.status_code, "già fra le fonti" in answer.get_data(as_text=True)) == (422, True)


def test_office_stops_and_restarts_a_source(
    fill: Any, site: Site, source: Any, secretary: Browser, run_jobs: Callable[[], int]
) -> None:
    address = f"/manage/gruppi/fonti/{source()}"
    secretary.submit(f"{address}/fermata")
    secretary.submit(f"{address}/lettura")
    run_jobs()
    assert (_source(fill).state, site.asked) == (SourceState.STOPPED, 0)
    assert "Fai ripartire" in secretary.get(address).get_data(as_text=True)
    secretary.submit(f"{address}/ripresa")
    run_jobs()
    assert (_source(fill).state, site.asked) == (SourceState.ACTIVE, 1)


def test_source_of_the_other_association_is_not_there(
    source: Any, client: Callable[[str], Browser], brig: Standing
) -> None:
    stranger = sign_in(client(brig.host), brig, Role.SECRETARY)
    address = f"/manage/gruppi/fonti/{source()}"
    for path in ("", "/modifica"):
        assert stranger.get(f"{address}{path}").status_code == 404
    for noun in ("lettura", "fermata", "ripresa", "chiusure"):
        assert stranger.submit(f"{address}/{noun}").status_code == 404


@pytest.mark.parametrize("role", [Role.EDITOR, Role.BOARD, Role.FACILITATOR])
def test_sources_are_for_who_may_import(client: Callable[[str], Browser], alba: Standing, role: Role) -> None:
    assert sign_in(client(alba.host), alba, role).get("/manage/gruppi/fonti").status_code == 404
