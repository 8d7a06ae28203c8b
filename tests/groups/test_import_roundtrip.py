"""Our own feeds, read back by another association: nothing of what they say is lost."""

import io
from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.groups.models import Frequency, Group, GroupImportRow, Mode, Status
from ama_net.features.groups.operations.imports import keep_file, run_import
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.groups import FERRARA, make_group, make_meeting, make_venue, theme
from tests.support.clients import Browser
from tests.support.standing import Standing

FACTS = ("name", "mode", "entry", "languages", "description", "online_url", "municipality_code")


def _fill() -> None:
    """Groups of every shape the feeds can tell."""
    place = make_venue(
        "Casa del Parco",
        address="Via Nani 10",
        postcode="40132",
        step_free=True,
        lat=44.5,
        lon=11.25,
        position_source="GPS",
    )
    weekly = make_group(
        "Gruppo Ginestra", venue_id=place.id, theme_id=theme("lutto").id, entry="open", languages=["it", "sq"],
        description="Per chi ha perso qualcuno.\n\nSi sta in cerchio.",
    )  # fmt: skip
    make_meeting(weekly, 3, time(18), ends=time(19, 30))
    make_meeting(weekly, 7, time(10), ends=time(11))
    monthly = make_group("Gruppo Mimosa", venue_id=place.id, entry="contact_first", theme_id=theme("dipendenze").id)
    make_meeting(monthly, 1, time(20, 30), frequency=Frequency.MONTHLY, month_week=3)
    biweekly = make_group("Gruppo Ortica", venue_id=place.id, description="Uno ogni due settimane.")
    make_meeting(biweekly, 4, time(21), frequency=Frequency.BIWEEKLY, starts_on=date(2026, 11, 5))
    online = make_group("Gruppo Rete", mode=Mode.ONLINE, entry="open", online_url="https://zoom.us/j/123")
    make_meeting(online, 5, time(21), ends=time(22))
    own_room = make_group("Gruppo Stanza", mode=Mode.ONLINE, entry="open", online_url="https://stanza.example/ama")
    make_meeting(own_room, 2, time(9))
    paused = make_group("Gruppo Sosta", venue_id=place.id, status=Status.SUSPENDED)
    make_meeting(paused, 6, time(15))
    far = make_venue("Sala civica", address="Corso Giovecca 3", municipality_code=FERRARA)
    make_meeting(make_group("Gruppo Lontano", venue_id=far.id, municipality_code=FERRARA), 1, time(8))


def _facts() -> dict[str, dict[str, Any]]:
    return {group.name: _facts_of(group) for group in db.session.scalars(select(Group))}


def _facts_of(group: Group) -> dict[str, Any]:
    names = ("weekday", "starts", "ends", "frequency", "month_week")
    venue, lines = group.venue, sorted((tuple(getattr(one, n) for n in names) for one in group.meetings), key=str)
    return {
        **{name: getattr(group, name) for name in FACTS},
        "theme": group.theme.key if group.theme else None,
        "venue": (venue.name, venue.address, venue.postcode, venue.step_free, venue.lat, venue.lon) if venue else None,
        "lines": lines,
        "suspended": group.status == Status.SUSPENDED,
    }


def _told_by(app: Flask, standing: Standing, work: Callable[[], Any]) -> Any:
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        return work()


def _read_back(content: bytes) -> list[tuple[str, str, str]]:
    kept = keep_file(file_name="elenco", content=io.BytesIO(content), by=SYSTEM)
    run_import(kept.id, report=lambda _done, _total: None)
    rows = db.session.scalars(select(GroupImportRow).order_by(GroupImportRow.row_number))
    return [
        (row.name, row.outcome, remark["value"])
        for row in rows
        for remark in row.remarks
        if remark["column"] == "types"
    ]


@pytest.mark.parametrize(
    "path",
    ["/gruppi/meetings.json", "/client_interface/json/?switcher=GetSearchResults&get_used_formats=1"],
)
def test_our_feed_is_read_back_without_loss(
    app: Flask, alba: Standing, brig: Standing, client: Callable[[str], Browser], path: str
) -> None:
    _told_by(app, alba, _fill)
    sent = _told_by(app, alba, _facts)
    answer = client(alba.host).get(path)
    assert answer.status_code == 200
    strange = _told_by(app, brig, lambda: _read_back(answer.get_data()))
    read = _told_by(app, brig, _facts)
    if "client_interface" in path:
        # The format has a length for every meeting, an hour and a half where nobody has said.
        # Its formats have no order.
        for facts in (*sent.values(), *read.values()):
            facts["languages"] = sorted(facts["languages"])
            facts["lines"] = [(line[0], line[1], *line[3:]) for line in facts["lines"]]
    assert read == sent
    assert [row for row in strange if row[2] != "C"] == []
