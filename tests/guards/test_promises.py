"""Promises the code makes about itself: personal data declared, tasks consumed, mails whole, nothing from elsewhere."""

import importlib
import pkgutil
import re
import subprocess
from pathlib import Path

from flask import Flask

import ama_net
from ama_net.foundation.database import Base
from ama_net.kernel.tenancy.personal_data import PersonalData

ROOT = Path(__file__).resolve().parents[2]


def _personal_data() -> list[PersonalData]:
    found: list[PersonalData] = []
    for module in pkgutil.walk_packages(ama_net.__path__, "ama_net."):
        if module.name.endswith(".personal_data") and "tenancy" not in module.name:
            found.extend(importlib.import_module(module.name).PERSONAL_DATA)
    return found


def test_every_table_about_a_person_is_declared(app: Flask) -> None:
    about = {
        table.name
        for table in Base.metadata.tables.values()
        if {"person_id", "account_id", "created_by"} & {column.name for column in table.columns}
        or any(column.name.endswith("_sealed") for column in table.columns)
    }
    assert about - {entry.table for entry in _personal_data()} == set()


def test_every_declaration_names_real_columns(app: Flask) -> None:
    wrong = [
        (entry.table, column)
        for entry in _personal_data()
        for column in (*entry.columns, *([entry.link] if entry.link else []))
        if column not in Base.metadata.tables[entry.table].columns
    ]
    assert wrong == []


def test_every_scheduled_task_exists(app: Flask) -> None:
    from worker.schedule import TIMETABLE

    known = set(app.extensions["celery"].tasks)
    assert {entry["task"] for entry in TIMETABLE.values()} - known == set()


def test_every_task_goes_to_the_queue_that_is_consumed(app: Flask) -> None:
    queues = {
        getattr(task, "queue", None)
        for name, task in app.extensions["celery"].tasks.items()
        if not name.startswith("celery.")
    }
    assert queues == {None}


def test_every_mail_has_three_parts() -> None:
    mails: dict[str, set[str]] = {}
    for path in (ROOT / "templates").glob("*/emails/*"):
        stem, _, part = path.name.partition(".")
        mails.setdefault(f"{path.parent.parent.name}/{stem}", set()).add(part)
    assert mails
    assert {name: parts for name, parts in mails.items() if parts != {"subject.txt", "txt", "html"}} == {}


def test_no_address_of_a_package_index_is_committed() -> None:
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    pattern = re.compile(r"--(?:extra-)?index-url|\"resolved\": *\"http|https?://[^ \"]+\.(?:whl|tgz)")
    wrong = [
        name
        for name in files
        if name != "tests/guards/test_promises.py" and (ROOT / name).is_file() and pattern.search(_text(ROOT / name))
    ]
    assert wrong == []


def test_nothing_is_eager() -> None:
    wrong = [
        p
        for folder in ("src", "worker", "tests")
        for p in (ROOT / folder).rglob("*.py")
        if "task_always_" + "eager" in p.read_text()
    ]
    assert wrong == []


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except UnicodeDecodeError:
        return ""
