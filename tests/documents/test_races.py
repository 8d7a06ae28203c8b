"""Many hands at once: numbers of resolutions and places in books are given once, and nobody meets a deadlock."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from flask import Flask
from sqlalchemy import select

from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.documents import File, Organ, Resolution, adopt_resolution, book_of, file_in_book, keep_document
from ama_net.kernel.tenancy import tenant_scope
from tests.support.standing import Standing

DAY = date(2026, 5, 2)


def _together(app: Flask, standing: Standing, works: list[Callable[[], object]]) -> None:
    """Do each in a transaction of its own, all at once; what one raises is raised here."""

    def run(work: Callable[[], object]) -> None:
        with app.app_context(), tenant_scope(standing.id), unit_of_work():
            work()

    with ThreadPoolExecutor(len(works)) as pool:
        list(pool.map(run, works))


def test_paper_and_new_resolutions_at_once_get_different_numbers(app: Flask, alba: Standing) -> None:
    def fresh() -> object:
        return adopt_resolution(Organ.BOARD, subject="Nuova", by=SYSTEM, adopted_on=DAY)

    def paper() -> object:
        return adopt_resolution(Organ.BOARD, subject="Di carta", by=SYSTEM, adopted_on=DAY, number=40)

    _together(app, alba, [fresh, fresh, paper, fresh, fresh, fresh])
    with app.app_context(), tenant_scope(alba.id):
        numbers = db.session.scalars(select(Resolution.number)).all()
        assert (len(numbers), len(set(numbers)), 40 in numbers) == (6, 6, True)


def test_documents_filed_at_once_have_no_gaps(app: Flask, alba: Standing) -> None:
    def filed() -> object:
        document = keep_document(File("a.pdf", b"%PDF-"), title="Verbale", kind="minutes", by=SYSTEM)
        return file_in_book(document, Organ.ASSEMBLY, by=SYSTEM)

    _together(app, alba, [filed] * 6)
    with app.app_context(), tenant_scope(alba.id):
        assert [one.book_number for one in book_of(Organ.ASSEMBLY)] == [1, 2, 3, 4, 5, 6]
