"""The jobs that read sources: one finds whose time has come, one reads a source."""

import hashlib
from uuid import UUID

import structlog
from celery.exceptions import SoftTimeLimitExceeded

from ama_net.features.groups.import_tasks import TOO_LONG
from ama_net.features.groups.operations.imports import mark_unreadable
from ama_net.features.groups.operations.sources import (
    Errand,
    due_sources,
    forget_old,
    keep_answer,
    note_failure,
    note_same,
    read_answer,
    take_errand,
)
from ama_net.foundation.database import unit_of_work
from ama_net.foundation.jobs import enqueue, job
from ama_net.foundation.spreadsheets import MAX_BYTES, UnreadableFileError, pieces_of
from ama_net.foundation.web_client import Answer, FetchError, fetch
from ama_net.kernel.tenancy.everywhere import in_every_association
from ama_net.kernel.tenancy.keys import settings_of_app

log = structlog.get_logger()


@job(name="groups.read_sources", own_transactions=True)
def read_sources() -> None:
    """Every half an hour, in every association, have the sources read whose time has come."""
    in_every_association(_send_out)


@job(name="groups.forget_readings", own_transactions=True)
def forget_readings() -> None:
    """Once a day, in every association, forget old readings and lists nobody approved."""
    in_every_association(forget_old)


@job(name="groups.read_source", own_transactions=True)
def read_source(source_id: str, forced: bool = False) -> None:
    """Read one source. While it answers, nothing is held; what goes wrong is written on its page."""
    with unit_of_work():
        errand = take_errand(UUID(source_id), forced=forced)
    if errand is None:
        return
    try:
        answer = fetch(
            errand.url, settings_of_app(), limit=MAX_BYTES, etag=errand.etag, last_modified=errand.last_modified
        )
    except FetchError as error:
        _failed(errand, str(error))
        return
    if answer.body is None:
        with unit_of_work():
            note_same(errand.source_id)
        return
    with answer.body:
        _read(errand, answer)


def _send_out() -> None:
    for source_id in due_sources():
        enqueue(read_source, str(source_id))


def _read(errand: Errand, answer: Answer) -> None:
    assert answer.body is not None  # the caller has looked
    digest = hashlib.sha256()
    for piece in pieces_of(answer.body):
        digest.update(piece)
    answer.body.seek(0)
    import_id = None
    try:
        with unit_of_work():
            import_id = keep_answer(errand, answer.body, digest=digest.hexdigest())
        if import_id is not None:
            with unit_of_work():
                read_answer(errand, import_id, digest=digest.hexdigest(), answer=answer)
    except (UnreadableFileError, SoftTimeLimitExceeded) as error:
        sentence = str(error) if isinstance(error, UnreadableFileError) else TOO_LONG
        if import_id is not None:
            with unit_of_work():
                mark_unreadable(import_id, sentence)
        _failed(errand, sentence)


def _failed(errand: Errand, sentence: str) -> None:
    log.info("source.failed", source=str(errand.source_id))
    with unit_of_work():
        note_failure(errand.source_id, sentence)
