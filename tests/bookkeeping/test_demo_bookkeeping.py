"""The invented accounts of the demonstration: written once, and a statement that adds up with the cash."""

from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from ama_net.across.demo.cast import DEMO_SEEDS
from ama_net.features.bookkeeping.demo_bookkeeping import seed_demo_bookkeeping
from ama_net.features.bookkeeping.first_note import statement_of
from ama_net.features.bookkeeping.models import SupplierInvoice
from ama_net.features.bookkeeping.queries_contributions import must_publish, published_years
from ama_net.features.bookkeeping.queries_fundraisings import fundraisings
from ama_net.features.bookkeeping.queries_invoices import to_pay
from ama_net.features.members.demo_fees import seed_demo_fees
from ama_net.features.members.demo_members import seed_demo_members
from ama_net.features.members.seeds import seed as seed_categories
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.payments import Payment
from ama_net.kernel.payments.queries import all_accounts
from ama_net.kernel.people.seeds import seed_demo_people
from tests.support.hands import desk
from tests.support.standing import Standing

FERRARA = Path(__file__).resolve().parents[2] / "tenants" / "ferrara"


def _seed(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        seed_categories(None, FERRARA)  # type: ignore[arg-type]
        for seed in (seed_demo_people, seed_demo_members, seed_demo_fees, seed_demo_bookkeeping):
            seed(FERRARA)


def test_the_accounts_of_the_demonstration_balance(app: Flask, alba: Standing) -> None:
    _seed(app, alba)
    with desk(app, alba):
        for year in (today().year - 1, today().year):
            statement = statement_of(year)
            assert statement.balances is True
            assert statement.gaps == type(statement.gaps)()
        assert min(account.opening_cents for account in all_accounts()) > 0


def test_the_demonstration_shows_something_of_each(app: Flask, alba: Standing) -> None:
    _seed(app, alba)
    with desk(app, alba):
        found, last = to_pay(), today().year - 1
        assert (found.invoices, found.late) == (3, 1)
        assert [one.closed_on is not None for one in fundraisings()] == [False, True]
        assert (must_publish(last), published_years()) == (True, [last])


def test_it_is_written_once(app: Flask, alba: Standing) -> None:
    _seed(app, alba)
    with desk(app, alba):
        before = db.session.scalar(select(func.count()).select_from(Payment))
        seed_demo_bookkeeping(FERRARA)
        assert db.session.scalar(select(func.count()).select_from(Payment)) == before


def test_another_association_has_no_accounts_of_ours(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        seed_demo_bookkeeping(FERRARA.parent / "riconoscere")
        assert db.session.scalar(select(SupplierInvoice.id)) is None


def test_it_comes_after_the_rooms_whose_money_it_places() -> None:
    names = [seed.__name__ for seed in DEMO_SEEDS]
    place = names.index("seed_demo_bookkeeping")
    earlier = {"seed_demo_fees", "seed_demo_expenses"}
    assert earlier <= set(names[:place])


def test_elsewhere_the_money_of_the_other_rooms_adds_up(app: Flask, alba: Standing) -> None:
    riconoscere = FERRARA.parent / "riconoscere"
    with desk(app, alba):
        seed_categories(None, riconoscere)  # type: ignore[arg-type]
        for seed in (seed_demo_people, seed_demo_members, seed_demo_fees, seed_demo_bookkeeping, seed_demo_bookkeeping):
            seed(riconoscere)
    with desk(app, alba):
        statement = statement_of(today().year)
        assert (statement.balances, statement.gaps == type(statement.gaps)()) == (True, True)
