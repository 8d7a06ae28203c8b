"""Nothing changes before a yes: what would happen is shown, applied exactly so, thrown away, or asked again."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from flask import Flask
from sqlalchemy import func, select, update

from ama_net.features.groups.commands import groups
from ama_net.features.groups.importing import applying
from ama_net.features.groups.models import Group, GroupImport, GroupImportRow, GroupRevision, ImportState, Meeting
from ama_net.features.groups.operations.directory import GroupFacts, change_group
from ama_net.features.groups.operations.imports import (
    NotToApprove,
    apply_import,
    discard_import,
    keep_file,
    read_import,
)
from ama_net.foundation.database import db
from ama_net.foundation.spreadsheets import MAX_BYTES
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.directory import Listing
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

ALFA = {"name": "Alfa", "day": 1, "time": "18:00", "city": "Bologna", "address": "Via Uno 1", "approximate": "no"}
BETA = {"name": "Beta", "day": 2, "time": "20:00", "city": "Ferrara", "conference_url": "https://zoom.us/j/1"}


def _nothing(_done: int, _total: int) -> None:
    pass


def _read(*items: Any) -> GroupImport:
    kept = keep_file(file_name="elenco.json", content=json.dumps(items).encode(), by=SYSTEM)
    return read_import(kept.id, report=_nothing)


def _apply(*items: Any) -> GroupImport:
    return apply_import(_read(*items).id, by=SYSTEM, report=_nothing)


def _row(kept: GroupImport, name: str) -> GroupImportRow:
    found = select(GroupImportRow).where(GroupImportRow.import_id == kept.id, GroupImportRow.name == name)
    return db.session.scalars(found.order_by(GroupImportRow.row_number)).first() or pytest.fail("no such row")


def _names() -> list[str]:
    return list(db.session.scalars(select(Group.name).order_by(Group.name)))


def test_reading_changes_nothing_and_says_what_would_happen(in_alba: Standing) -> None:
    kept = _read(ALFA, BETA, 7)
    assert (kept.state, kept.created, kept.refused, kept.total, kept.groups) == (ImportState.TO_APPROVE, 2, 1, 3, 2)
    assert (_names(), kept.content) == ([], None)


def test_applying_does_what_was_shown(in_alba: Standing) -> None:
    kept = _apply(ALFA, BETA)
    assert (kept.state, kept.created, _names()) == (ImportState.APPLIED, 2, ["Alfa", "Beta"])
    assert db.session.scalars(select(Listing.name).order_by(Listing.name)).all() == ["Alfa", "Beta"]


def test_update_shows_every_field_before_and_after(in_alba: Standing) -> None:
    _apply(ALFA)
    kept = _read({**ALFA, "time": "21:00", "notes": "Parole nuove"})
    assert _row(kept, "Alfa").diff == [
        {"field": "description", "old": "", "new": "Parole nuove"},
        {"field": "when", "old": "ogni lunedì, ore 18:00", "new": "ogni lunedì, ore 21:00"},
    ]
    assert db.session.scalars(select(Meeting.starts)).one().hour == 18


def test_what_a_feed_is_silent_about_stays(in_alba: Standing) -> None:
    _apply({**ALFA, "notes": "Parole", "types": ["O"]})
    kept = _apply(ALFA)
    assert kept.unchanged == 1
    assert db.session.execute(select(Group.description, Group.entry)).one() == ("Parole", "open")


def test_line_of_the_timetable_keeps_its_row_when_its_hour_changes(in_alba: Standing) -> None:
    _apply(ALFA)
    before = db.session.scalars(select(Meeting.id)).one()
    _apply({**ALFA, "time": "21:00"})
    line, sequence = db.session.scalars(select(Meeting)).one(), db.session.scalars(select(Group.sequence)).one()
    assert (line.id, line.starts is not None and line.starts.hour, sequence) == (before, 21, 1)


def test_update_is_in_the_history_of_the_group(in_alba: Standing) -> None:
    _apply(ALFA)
    _apply({**ALFA, "time": "21:00"})
    revision = db.session.scalars(select(GroupRevision)).one()
    assert (revision.way, revision.changes) == (
        "groups.imported",
        {"when": ["ogni lunedì, ore 18:00", "ogni lunedì, ore 21:00"]},
    )


def test_what_the_office_changed_is_shown_and_not_touched(in_alba: Standing) -> None:
    _apply(ALFA)
    change_group(db.session.scalars(select(Group)).one(), GroupFacts(name="Alfa", description="Nostra"), by=SYSTEM)
    kept = _apply({**ALFA, "notes": "Loro"})
    row = _row(kept, "Alfa")
    assert (row.outcome, row.reason) == ("unchanged", "modificato in ufficio: il file non lo cambia")
    assert {"field": "description", "old": "Nostra", "new": "Loro"} in row.diff
    assert db.session.scalars(select(Group.description)).one() == "Nostra"


def test_directory_that_changed_meanwhile_is_compared_again_and_asked_again(in_alba: Standing) -> None:
    _apply(ALFA, BETA)
    kept = _read({**ALFA, "notes": "Loro"}, {**BETA, "notes": "Loro"})
    beta = db.session.scalars(select(Group).where(Group.name == "Beta")).one()
    change_group(beta, GroupFacts(name="Beta", description="Nostra"), by=SYSTEM)
    apply_import(kept.id, by=SYSTEM, report=_nothing)
    assert (kept.state, kept.changed_meanwhile, kept.updated, kept.unchanged) == (ImportState.TO_APPROVE, 1, 1, 1)
    assert (_row(kept, "Alfa").meanwhile, _row(kept, "Beta").meanwhile) == (False, True)
    assert db.session.scalars(select(Group.description).order_by(Group.name)).all() == ["", "Nostra"]
    apply_import(kept.id, by=SYSTEM, report=_nothing)
    assert (kept.state, kept.changed_meanwhile) == (ImportState.APPLIED, 0)
    assert db.session.scalars(select(Group.description).order_by(Group.name)).all() == ["Loro", "Nostra"]


def test_list_thrown_away_leaves_no_trace_in_the_directory(in_alba: Standing) -> None:
    kept = _read(ALFA)
    discard_import(kept.id, by=SYSTEM)
    assert (kept.state, kept.total, _names()) == (ImportState.DISCARDED, 1, [])
    assert db.session.scalars(select(GroupImportRow.draft)).all() == [None]
    with pytest.raises(NotToApprove):
        apply_import(kept.id, by=SYSTEM, report=_nothing)


def test_what_rows_said_is_forgotten_once_applied(in_alba: Standing) -> None:
    _apply({**ALFA, "contact_1_name": "Anna", "contact_1_phone": "051 1"})
    assert db.session.scalars(select(GroupImportRow.draft)).all() == [None]
    assert db.session.execute(select(Group.contact_name, Group.contact_consent_on)).one() == ("", None)
    assert db.session.scalars(select(Listing.contact)).one() is None


def test_a_change_of_contact_is_shown_without_the_contact(in_alba: Standing) -> None:
    _apply({**ALFA, "contact_1_phone": "051 1"})
    kept = _read({**ALFA, "contact_1_phone": "051 2"})
    assert "051" not in json.dumps(_row(kept, "Alfa").diff)


def test_worker_that_dies_in_the_middle_leaves_everything_to_be_done_again(
    app: Flask, fill: Any, alba: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def prepare() -> UUID:
        return _read(*({**ALFA, "name": f"Gruppo {n}"} for n in range(7))).id

    monkeypatch.setattr("ama_net.features.groups.importing.staging.BATCH", 3)
    import_id = fill(prepare)
    true_write, batches = applying.Writer.write, []

    def write(self: Any, judged: Any) -> Any:
        if len(batches) == 1:
            batches.clear()
            monkeypatch.setattr(applying.Writer, "write", true_write)
            raise ConnectionError
        batches.append(1)
        return true_write(self, judged)

    monkeypatch.setattr(applying.Writer, "write", write)
    with pytest.raises(ConnectionError):
        fill(lambda: apply_import(import_id, by=SYSTEM, report=_nothing))
    assert fill(_names) == []
    fill(lambda: apply_import(import_id, by=SYSTEM, report=_nothing))
    assert fill(_names) == [f"Gruppo {n}" for n in range(7)]
    assert fill(lambda: db.session.get_one(GroupImport, import_id).created) == 7


def test_two_lists_at_once_queue_and_make_each_group_once(app: Flask, fill: Any, alba: Standing) -> None:
    from concurrent.futures import ThreadPoolExecutor

    ids = [fill(lambda: _read(ALFA, BETA).id) for _ in range(2)]

    def apply(import_id: UUID) -> str:
        return str(fill(lambda: apply_import(import_id, by=SYSTEM, report=_nothing).state))

    with ThreadPoolExecutor(2) as pool:
        states = sorted(pool.map(apply, ids))
    # The second finds groups that were not there when it was read: it is asked again.
    assert states == [ImportState.APPLIED, ImportState.TO_APPROVE]
    assert fill(_names) == ["Alfa", "Beta"]


@pytest.mark.parametrize("step", ["read", "apply"])
def test_more_rows_take_no_more_queries(in_alba: Standing, step: str) -> None:
    def queries(count: int) -> int:
        items = [{**ALFA, "name": f"{step} {count} {n}"} for n in range(count)]
        kept = keep_file(file_name="x.json", content=json.dumps(items).encode(), by=SYSTEM)
        if step == "apply":
            read_import(kept.id, report=_nothing)
        with count_queries() as counted:
            read_import(kept.id, report=_nothing) if step == "read" else apply_import(
                kept.id, by=SYSTEM, report=_nothing
            )
        return len(counted)

    queries(1)
    assert queries(40) == queries(3)


def _send(browser: Browser, content: bytes, name: str = "elenco.json") -> Any:
    return browser.submit("/manage/gruppi/importazioni", {"file": (io.BytesIO(content), name)})


def _only_import(fill: Any) -> str:
    return str(fill(lambda: db.session.scalars(select(GroupImport.id)).one()))


def test_list_is_sent_looked_at_and_applied(fill: Any, secretary: Browser, run_jobs: Callable[[], int]) -> None:
    _send(secretary, json.dumps([ALFA, {"day": 2}]).encode())
    run_jobs()
    address = f"/manage/gruppi/importazioni/{_only_import(fill)}"
    shown = secretary.get(address).get_data(as_text=True)
    for said in ("Niente è ancora cambiato", "Applica", "Butta via", "Meeting Guide", "manca il nome del gruppo"):
        assert said in shown
    assert secretary.submit(f"{address}/applicazione").status_code == 302
    run_jobs()
    assert fill(_names) == ["Alfa"]
    assert "Niente è ancora cambiato" not in secretary.get(address).get_data(as_text=True)


def test_yes_said_twice_is_done_once(fill: Any, secretary: Browser, run_jobs: Callable[[], int]) -> None:
    _send(secretary, json.dumps([ALFA]).encode())
    run_jobs()
    address = f"/manage/gruppi/importazioni/{_only_import(fill)}"
    secretary.submit(f"{address}/applicazione")
    secretary.submit(f"{address}/applicazione")
    run_jobs()
    assert fill(_names) == ["Alfa"]


def test_list_is_thrown_away_by_the_office(fill: Any, secretary: Browser, run_jobs: Callable[[], int]) -> None:
    _send(secretary, json.dumps([ALFA]).encode())
    run_jobs()
    address = f"/manage/gruppi/importazioni/{_only_import(fill)}"
    secretary.submit(f"{address}/scarto")
    assert "Buttata via" in secretary.get(address).get_data(as_text=True)
    secretary.submit(f"{address}/applicazione")
    run_jobs()
    assert fill(_names) == []


def test_new_groups_are_taken_off_the_site_at_once(fill: Any, secretary: Browser, run_jobs: Callable[[], int]) -> None:
    _send(secretary, json.dumps([ALFA, BETA]).encode())
    run_jobs()
    address = f"/manage/gruppi/importazioni/{_only_import(fill)}"
    secretary.submit(f"{address}/applicazione")
    run_jobs()
    secretary.submit(f"{address}/nascosti")
    assert fill(lambda: db.session.scalars(select(Group.published)).all()) == [False, False]
    assert fill(lambda: db.session.scalars(select(func.count()).select_from(Listing)).one()) == 0


def test_fault_far_from_the_beginning_is_said_by_the_job_and_changes_nothing(
    fill: Any, secretary: Browser, run_jobs: Callable[[], int]
) -> None:
    many = ",".join(json.dumps({**ALFA, "name": f"Gruppo {n}"}) for n in range(1500))
    assert _send(secretary, f"[{many}".encode()).status_code == 302
    run_jobs()
    address = f"/manage/gruppi/importazioni/{_only_import(fill)}"
    shown = secretary.get(address).get_data(as_text=True)
    assert "forse è stato troncato" in shown
    assert fill(lambda: db.session.scalars(select(func.count()).select_from(GroupImportRow)).one()) == 0
    assert fill(_names) == []


def _send_large(browser: Browser, content: bytes) -> Any:
    """As ``_send``, without the temporary file that the test client forgets to close."""
    token = browser.csrf_token().encode()
    head = b'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n' + token + b"\r\n--x\r\n"
    file = b'Content-Disposition: form-data; name="file"; filename="x.csv"\r\nContent-Type: text/csv\r\n\r\n'
    body = head + file + content + b"\r\n--x--\r\n"
    return browser.post("/manage/gruppi/importazioni", data=body, content_type="multipart/form-data; boundary=x")


def test_file_beyond_the_limit_is_said_with_the_limit(fill: Any, secretary: Browser) -> None:
    answer = _send_large(secretary, b"name\n" + b"x" * MAX_BYTES)
    assert (answer.status_code, "supera 50 MB" in answer.get_data(as_text=True)) == (422, True)
    answer = _send_large(secretary, bytes(MAX_BYTES + 3 * 1024 * 1024))
    assert (answer.status_code, "troppo grande" in answer.get_data(as_text=True)) == (413, True)
    assert fill(lambda: db.session.scalars(select(GroupImport)).all()) == []


def test_decisions_of_the_other_association_are_not_there(
    fill: Any, secretary: Browser, client: Callable[[str], Browser], brig: Standing, run_jobs: Callable[[], int]
) -> None:
    _send(secretary, json.dumps([ALFA]).encode())
    run_jobs()
    stranger = sign_in(client(brig.host), brig, Role.SECRETARY)
    for noun in ("applicazione", "scarto", "nascosti"):
        address = f"/manage/gruppi/importazioni/{_only_import(fill)}/{noun}"
        assert stranger.submit(address).status_code == 404


@pytest.mark.parametrize("dry_run", [True, False])
def test_command_imports_a_file_or_only_says_what_it_would_do(
    app: Flask, fill: Any, alba: Standing, tmp_path: Path, dry_run: bool
) -> None:
    file = tmp_path / "elenco.json"
    file.write_text(json.dumps([ALFA, 7]))
    arguments = ["import", str(file), "--association", "alba", *(["--dry-run"] if dry_run else [])]
    result = app.test_cli_runner().invoke(groups, arguments)
    assert result.exit_code == 0, result.output
    assert "riga 2: non è un oggetto" in result.output
    assert ("Sarebbero: nuove 1" if dry_run else "Righe: nuove 1") in result.output
    assert fill(_names) == ([] if dry_run else ["Alfa"])


@pytest.mark.parametrize(("content", "slug", "said"), [("{}", "alba", "non c'è un elenco"), ("[]", "boh", "non c'è")])
def test_command_says_in_one_line_what_is_wrong(
    app: Flask, alba: Standing, tmp_path: Path, content: str, slug: str, said: str
) -> None:
    file = tmp_path / "elenco.json"
    file.write_text(content)
    result = app.test_cli_runner().invoke(groups, ["import", str(file), "--association", slug])
    assert (result.exit_code, said in result.output) == (1, True)


def test_list_too_long_for_a_job_is_said_and_changes_nothing(
    fill: Any, secretary: Browser, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def never_ends(*_args: Any, **_kwargs: Any) -> None:
        raise SoftTimeLimitExceeded

    monkeypatch.setattr("ama_net.features.groups.import_tasks.read_import", never_ends)
    job = _send(secretary, json.dumps([ALFA]).encode()).location
    run_jobs()
    assert "dividilo in più file" in secretary.get(job).get_data(as_text=True)
    assert fill(lambda: db.session.scalars(select(GroupImport.state)).one()) == ImportState.UNREADABLE


def test_hidden_group_stays_hidden_and_shown_one_shown_whatever_changes(in_alba: Standing) -> None:
    _apply(ALFA, BETA)
    db.session.execute(update(Group).where(Group.name == "Beta").values(published=False))
    _apply({**ALFA, "time": "21:00"}, {**BETA, "time": "21:00"})
    assert db.session.execute(select(Group.name, Group.published).order_by(Group.name)).all() == [
        ("Alfa", True),
        ("Beta", False),
    ]
    listed = db.session.execute(select(Listing.name, Listing.meetings)).one()
    assert (listed.name, [line["starts"] for line in listed.meetings]) == ("Alfa", ["21:00"])
