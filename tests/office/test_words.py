"""The office has words for everything the system names: read from the sources themselves."""

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from flask import Flask

from ama_net.across.office.failure_words import failure_in_words
from ama_net.across.office.field_words import FIELDS
from ama_net.across.office.mail_words import MAIL_STATES, MAILS
from ama_net.across.office.verbs import VERBS
from ama_net.across.office.words import BREAKS, KINDS, ROOMS
from ama_net.across.previews.found import mails
from ama_net.features.groups.operations.directory import GroupFacts
from ama_net.features.groups.operations.facilitators import TermFacts
from ama_net.features.groups.operations.proposals import ProposalFacts
from ama_net.features.groups.operations.sources import SourceFacts
from ama_net.foundation.database import Base
from ama_net.kernel.outbox.models import STATES
from ama_net.kernel.outbox.queries import RETURNED
from ama_net.kernel.tenancy.tenant_models import Rooms
from tests.conftest import ROOT

SOURCES = sorted((ROOT / "src").rglob("*.py"))


def _calls(name: str) -> Iterator[ast.Call]:
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == name:
                yield node


def _texts(node: ast.expr) -> list[str]:
    """The texts an expression may be: a constant, or one of two."""
    if isinstance(node, ast.IfExp):
        return _texts(node.body) + _texts(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def _given(call: ast.Call, keyword: str) -> list[ast.expr]:
    return [argument.value for argument in call.keywords if argument.arg == keyword]


def test_every_verb_of_the_audit_has_words() -> None:
    verbs = {text for call in _calls("record") for value in _given(call, "verb") for text in _texts(value)}
    assert verbs - set(VERBS) == set()
    assert len(verbs) > 20


def test_every_named_kind_of_subject_has_words() -> None:
    subjects = [value for call in _calls("record") for value in _given(call, "subject") if isinstance(value, ast.Tuple)]
    assert {text for value in subjects for text in _texts(value.elts[0])} - set(KINDS) == set()


def _kinds_written_about() -> set[str]:
    """The tables of what is handed on as ``about`` where mails and letters are written, by what their functions say they take."""
    tables = {mapper.class_.__name__: mapper.class_.__tablename__ for mapper in Base.registry.mappers}
    named: set[str] = set()
    for file in SOURCES:
        source = file.read_text()
        if "send_mail(" not in source and "send_letter(" not in source and "write_to(" not in source:
            continue
        for function in (one for one in ast.walk(ast.parse(source)) if isinstance(one, ast.FunctionDef)):
            takes = {
                one.arg: one.annotation for one in [*function.args.args, *function.args.kwonlyargs] if one.annotation
            }
            calls = [one for one in ast.walk(function) if isinstance(one, ast.Call)]
            given = [value.id for call in calls for value in _given(call, "about") if isinstance(value, ast.Name)]
            said = [part for name in given if name in takes for part in ast.walk(takes[name])]
            named |= {part.id for part in said if isinstance(part, ast.Name)}
    return {tables[name] for name in named if name in tables}


def test_every_kind_of_row_a_mail_is_about_has_words(app: Flask) -> None:
    kinds = _kinds_written_about()
    assert {"newsletters", "subscribers", "gifts"} <= kinds
    assert kinds - set(KINDS) == set()


def test_every_mail_has_a_name(app: Flask) -> None:
    with app.app_context():
        assert set(mails()) ^ set(MAILS) == set()


def test_every_state_of_a_mail_has_words() -> None:
    assert set(MAIL_STATES) == {*STATES, RETURNED}


def test_every_room_that_can_be_closed_has_a_name() -> None:
    assert set(Rooms.model_fields) - set(ROOMS) == set()


def test_every_break_of_a_chain_has_words() -> None:
    files = sorted(Path(ROOT / "src/ama_net/kernel/audit").glob("*.py"))
    reasons = {
        node.args[1].value
        for file in files
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "Break"
        and isinstance(node.args[1], ast.Constant)
    }
    assert reasons == set(BREAKS)


def test_unknown_failure_is_said_as_a_server_that_does_not_answer(app: Flask) -> None:
    with app.test_request_context():
        assert (str(failure_in_words("OSError")), str(failure_in_words(""))) == (
            "Il server di posta non ha risposto.",
            "",
        )


def test_every_fact_of_a_group_has_words_in_the_audit() -> None:
    facts = {field.name for kind in (GroupFacts, TermFacts, SourceFacts, ProposalFacts) for field in fields(kind)}
    told = {"when", "venue", "groups", "cancelled", "starts", "ends", "note", "started_on", "ended_on"}
    assert (facts | told) - set(FIELDS) == set()
