"""The arithmetic of the cash statement: the control holds for whatever moved, and says why when it does not."""

from datetime import date
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from ama_net.features.bookkeeping.statement import Gap, Half, Moved, Place, YearFigures, cash_statement, figures_of
from ama_net.kernel.payments import AccountKind
from ama_net.kernel.payments.modello_d import ITEMS

BANK, BOX, ONLINE = (UUID(int=number) for number in (1, 2, 3))
PLACES = [
    Place(BANK, AccountKind.BANK, 100_000, date(2025, 1, 1)),
    Place(BOX, AccountKind.CASH, 5_000, date(2025, 1, 1)),
    Place(ONLINE, AccountKind.PROVIDER),
]

cents = st.integers(-99_999_999, 99_999_999).filter(bool)
years = st.integers(2025, 2027)
accounts = st.sampled_from([BANK, BOX, ONLINE])
coded = st.builds(Moved, year=years, cents=cents, item=st.sampled_from(sorted(ITEMS)), account_id=accounts)


@st.composite
def transfers(draw: st.DrawFn) -> list[Moved]:
    """A giroconto: two halves in the same year."""
    year, amount = draw(years), draw(st.integers(1, 99_999_999))
    return [
        Moved(year, -amount, account_id=draw(accounts), internal=True),
        Moved(year, amount, account_id=draw(accounts), internal=True),
    ]


whole = st.tuples(st.lists(coded), st.lists(transfers())).map(
    lambda two: two[0] + [half for pair in two[1] for half in pair]
)
anything = st.lists(
    st.builds(
        Moved,
        year=years,
        cents=cents,
        item=st.sampled_from(["", *sorted(ITEMS)]),
        account_id=st.sampled_from([None, BANK, BOX, ONLINE]),
        early=st.booleans(),
    )
)


@given(whole, years)
def test_what_is_coded_and_in_an_account_always_balances(moved: list[Moved], year: int) -> None:
    statement = cash_statement(year, moved, PLACES)
    assert statement.before.cash + statement.now.overall == statement.now.cash


@given(whole, years)
def test_nothing_is_said_to_be_missing_of_what_is_whole(moved: list[Moved], year: int) -> None:
    assert cash_statement(year, moved, PLACES).gaps.is_whole


@given(anything, st.lists(transfers()), years)
def test_what_does_not_balance_is_explained_to_the_cent(
    moved: list[Moved], pairs: list[list[Moved]], year: int
) -> None:
    halves = [half for pair in pairs for half in pair[:1]]
    statement = cash_statement(year, moved + halves, PLACES)
    assert statement.gaps.difference == statement.difference


@given(whole, years)
def test_a_year_begins_with_what_the_one_before_ended_with(moved: list[Moved], year: int) -> None:
    assert figures_of(year, moved, PLACES).cash_before == figures_of(year - 1, moved, PLACES).cash


@given(whole, years)
def test_the_areas_add_up_to_the_whole(moved: list[Moved], year: int) -> None:
    now = figures_of(year, moved, PLACES)
    by_sign = sum(one.cents for one in moved if one.year == year and one.in_statement)
    assert now.overall == by_sign


@given(whole, years)
def test_figures_are_kept_as_they_were(moved: list[Moved], year: int) -> None:
    figures = figures_of(year, moved, PLACES)
    assert YearFigures.from_json(year, figures.to_json()) == figures


def test_money_given_back_is_taken_away_from_the_line_it_came_on() -> None:
    moved = [Moved(2026, 10_000, "A.E4", BANK), Moved(2026, -2_500, "A.E4", BANK)]
    assert figures_of(2026, moved, PLACES).on("A.E4") == 7_500


def test_what_a_supplier_gives_back_is_taken_away_from_what_was_spent() -> None:
    moved = [Moved(2026, -10_000, "A.U2", BANK), Moved(2026, 1_000, "A.U2", BANK)]
    assert figures_of(2026, moved, PLACES).on("A.U2") == 9_000


def test_an_account_begins_with_its_opening_balance() -> None:
    assert figures_of(2025, [], PLACES).cash_before == 105_000


def test_cash_and_deposits_are_said_apart() -> None:
    moved = [Moved(2026, -1_000, account_id=BOX, internal=True), Moved(2026, 1_000, account_id=ONLINE, internal=True)]
    now = figures_of(2026, moved, PLACES)
    assert (now.cash_box, now.deposits) == (4_000, 101_000)


def test_taxes_come_after_the_areas() -> None:
    moved = [Moved(2026, 10_000, "A.E4", BANK), Moved(2026, -700, "T.U1", BANK), Moved(2026, -300, "T.U2", BANK)]
    now = figures_of(2026, moved, PLACES)
    assert (now.before_taxes, now.before_investments, now.investments, now.overall) == (10_000, 9_300, -300, 9_000)


def test_a_movement_without_line_is_missing_from_the_result() -> None:
    statement = cash_statement(2026, [Moved(2026, 4_000, account_id=BANK, how_many=2)], PLACES)
    assert (statement.difference, statement.gaps.no_item) == (4_000, Gap(4_000, 2))


def test_a_movement_without_account_is_missing_from_the_cash() -> None:
    statement = cash_statement(2026, [Moved(2026, 4_000, "A.E1")], PLACES)
    assert (statement.difference, statement.gaps.no_account) == (-4_000, Gap(4_000, 1))


def test_what_an_account_begins_with_later_is_in_no_year_before() -> None:
    later = [*PLACES, Place(ONLINE, AccountKind.PROVIDER, 7_000, date(2026, 7, 1))]
    assert [figures_of(year, [], later).cash for year in (2024, 2025, 2026)] == [105_000, 105_000, 112_000]


def test_what_an_account_begins_with_in_the_year_is_said() -> None:
    statement = cash_statement(2026, [], [*PLACES, Place(ONLINE, AccountKind.PROVIDER, 7_000, date(2026, 7, 1))])
    assert (statement.difference, statement.gaps.difference, statement.gaps.opened) == (7_000, 7_000, Gap(7_000, 1))


def test_a_giroconto_into_an_account_that_has_not_begun_is_not_on_its_way() -> None:
    moved = [
        Moved(2026, -4_000, account_id=BANK, internal=True, half=Half.PARTED),
        Moved(2026, 4_000, account_id=BOX, internal=True, early=True, half=Half.PARTED),
    ]
    statement = cash_statement(2026, moved, PLACES)
    assert (statement.difference, statement.gaps.difference) == (-4_000, -4_000)
    assert (statement.gaps.early, statement.gaps.in_transit) == (Gap(4_000, 1), Gap())


def test_half_a_giroconto_is_not_on_its_way() -> None:
    statement = cash_statement(2026, [Moved(2026, -4_000, account_id=BANK, internal=True, half=Half.ALONE)], PLACES)
    assert (statement.difference, statement.gaps.alone, statement.gaps.in_transit) == (-4_000, Gap(-4_000, 1), Gap())


def test_a_giroconto_that_arrives_next_year_is_said_to_be_on_its_way() -> None:
    moved = [Moved(2026, -4_000, account_id=BANK, internal=True), Moved(2027, 4_000, account_id=BOX, internal=True)]
    assert cash_statement(2026, moved, PLACES).gaps.in_transit == Gap(-4_000, 1)


def test_what_came_before_an_account_begins_is_inside_its_opening_balance() -> None:
    statement = cash_statement(2025, [Moved(2025, 4_000, "A.E1", BANK, early=True)], PLACES)
    assert (statement.now.cash, statement.gaps.early) == (105_000, Gap(4_000, 1))


def test_a_closed_year_says_what_changed_since() -> None:
    closed = YearFigures(2025, closing={"bank": 90_000, "cash": 5_000})
    statement = cash_statement(2026, [], PLACES, before=closed)
    assert (statement.changed_since, statement.difference) == (10_000, 10_000)


def test_an_account_that_nobody_knows_is_never_invented() -> None:
    other = Place(uuid4(), AccountKind.POST, 1)
    assert figures_of(2026, [], [other]).closing == {"post": 1}
