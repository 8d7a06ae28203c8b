"""What a bank's line is about: certain by a whole reference, proposed by amount and name, never by name alone."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ama_net.kernel.payments.matching import BankLine, Certainty, Matcher, Proposal, Written
from ama_net.kernel.payments.purposes import Payable
from ama_net.kernel.payments.references import reference_of

DAY = date(2026, 3, 10)


def payable(number: int = 1, cents: int = 5000, name: str = "Alcina Dellisola", **values: Any) -> Payable:
    facts = {"any_amount": True, **values}
    return Payable("gifts", uuid4(), reference_of(number), cents, (name,), DAY - timedelta(days=3), name, **facts)


def line(words: str, cents: int = 5000, day: date = DAY, counterparty: str = "") -> BankLine:
    return BankLine(uuid4(), day, cents, words, counterparty)


def only(matcher: Matcher, *lines: BankLine) -> list[list[Proposal]]:
    found = matcher.propose(lines)
    return [found[one.id] for one in lines]


def ids(proposals: list[Proposal]) -> list[UUID]:
    return [part.id for proposal in proposals for part, _cents in proposal.parts]


@pytest.mark.parametrize(
    "written",
    ["{0}", "BONIFICO DA ALCINA EROGAZIONE LIBERALE {0}", "{1}", "{2}", "causale/{3}/rif 12", "AMA  7 {0}"],
)
def test_whole_reference_is_certain_however_it_is_written(written: str) -> None:
    one = payable()
    reference = one.reference
    split = " ".join(reference.replace("-", ""))
    text = written.format(reference, reference.lower(), split, reference.replace("-", " - "))
    [proposals] = only(Matcher([one]), line(text))
    assert (proposals[0].why, ids(proposals)) == (Certainty.REFERENCE, [one.id])


def test_mangled_reference_matches_nothing() -> None:
    one = payable(cents=4000)
    mangled = one.reference[:-1] + ("2" if one.reference[-1] != "2" else "3")
    assert only(Matcher([one]), line(mangled)) == [[]]


@pytest.mark.parametrize("cents", [4000, 120_000])
def test_gift_of_another_amount_is_proposed_whole_and_looked_at(cents: int) -> None:
    one = payable(cents=5000)
    [proposals] = only(Matcher([one]), line(f"BONIFICI CUMULATI N.8 {one.reference} quota Verdi quota Neri", cents))
    assert (proposals[0].why, proposals[0].parts) == (Certainty.REFERENCE_ONLY, ((one, cents),))


def test_payments_the_bank_does_not_tell_apart_are_never_certain() -> None:
    one = payable(cents=5000, any_amount=False)
    [proposals] = only(Matcher([one]), replace(line(f"{one.reference} quota Verdi", 4000), is_gathered=True))
    assert [proposal.why for proposal in proposals] == [Certainty.REFERENCE_ONLY]


def test_instalment_of_another_amount_is_looked_at() -> None:
    one = payable(cents=1000, repeats=True)
    [proposals] = only(Matcher([one]), line(one.reference, 3000))
    assert proposals[0].why == Certainty.REFERENCE_ONLY


def test_what_may_have_been_written_before_comes_first_and_nothing_is_certain() -> None:
    one = payable(cents=1000, repeats=True)
    by_hand = Written(uuid4(), DAY, 1000, None, "Dono di marzo")
    [proposals] = only(Matcher([one], [by_hand]), line(one.reference, 1000))
    assert [(proposal.why, proposal.written) for proposal in proposals] == [
        (Certainty.WRITTEN, by_hand),
        (Certainty.REFERENCE_ONLY, None),
    ]


def test_what_is_quoted_is_among_the_proposals_however_many_are_written() -> None:
    one = payable(cents=1000)
    by_hand = [Written(uuid4(), DAY, 1000, None, "Dono") for _each in range(9)]
    [proposals] = only(Matcher([one], by_hand), line(one.reference, 1000))
    assert one.id in ids(proposals)


def test_fee_paid_with_too_much_is_looked_at_by_somebody() -> None:
    one = payable(cents=5000, any_amount=False)
    [proposals] = only(Matcher([one]), line(one.reference, 7000))
    assert (proposals[0].why, proposals[0].parts) == (Certainty.REFERENCE_ONLY, ((one, 5000),))


def test_fee_paid_in_part_is_certain() -> None:
    one = payable(cents=5000, any_amount=False)
    [proposals] = only(Matcher([one]), line(one.reference, 2000))
    assert proposals[0].parts == ((one, 2000),)


def test_one_transfer_for_two_that_it_quotes_is_shared() -> None:
    fee, gift = payable(1, 2500, any_amount=False), payable(2, 5000)
    [proposals] = only(Matcher([fee, gift]), line(f"{fee.reference} {gift.reference}", 7500))
    assert (proposals[0].is_certain, proposals[0].parts) == (True, ((fee, 2500), (gift, 5000)))


def test_one_transfer_for_two_that_does_not_add_up_is_not_certain() -> None:
    fee, gift = payable(1, 2500, any_amount=False), payable(2, 5000)
    [proposals] = only(Matcher([fee, gift]), line(f"{fee.reference} {gift.reference}", 6000))
    assert not any(one.is_certain for one in proposals)


def test_two_lines_that_quote_the_same_are_certain_for_none() -> None:
    one = payable()
    found = only(Matcher([one]), line(one.reference), line(one.reference))
    assert [proposals[0].why for proposals in found] == [Certainty.REFERENCE_ONLY] * 2


def test_standing_order_is_certain_each_time() -> None:
    one = payable(repeats=True)
    found = only(Matcher([one]), line(one.reference), line(one.reference, day=DAY + timedelta(days=30)))
    assert [proposals[0].is_certain for proposals in found] == [True, True]


def test_line_of_before_it_was_asked_is_not_certain() -> None:
    one = payable()
    [proposals] = only(Matcher([one]), line(one.reference, day=DAY - timedelta(days=30)))
    assert not proposals[0].is_certain


def test_same_amount_and_name_is_proposed_and_not_certain() -> None:
    one, other = payable(1), payable(2, name="Ruggiero Ippogrifo")
    [proposals] = only(Matcher([other, one]), line("bonifico di DELLISOLA ALCINA offerta"))
    assert [(proposal.why, ids([proposal])) for proposal in proposals] == [
        (Certainty.NAME, [one.id]),
        (Certainty.AMOUNT, [other.id]),
    ]


def test_same_surname_alone_is_no_name() -> None:
    one = payable()
    [proposals] = only(Matcher([one]), line("bonifico di DELLISOLA MARIO"))
    assert [proposal.why for proposal in proposals] == [Certainty.AMOUNT]


def test_name_with_another_amount_is_nothing() -> None:
    assert only(Matcher([payable()]), line("ALCINA DELLISOLA", 1234)) == [[]]


def test_money_that_went_out_pays_no_gift() -> None:
    one = payable()
    assert only(Matcher([one]), line(one.reference, -5000)) == [[]]


def test_supplier_is_proposed_for_money_that_went_out() -> None:
    bill = payable(1, 12_200, "Tipografia dei Sette Colli", goes_out=True, any_amount=False)
    [proposals] = only(Matcher([bill]), line("pagamento a TIPOGRAFIA DEI SETTE COLLI fatt. 12", -12_200))
    assert [(proposal.why, ids([proposal])) for proposal in proposals] == [(Certainty.NAME, [bill.id])]


def test_movement_written_before_is_proposed_near_its_day() -> None:
    near = Written(uuid4(), DAY - timedelta(days=2), 5000, None, "Assegno")
    far = Written(uuid4(), DAY - timedelta(days=20), 5000, None, "Assegno")
    [proposals] = only(Matcher([], [far, near]), line("versamento assegno"))
    assert [proposal.written for proposal in proposals] == [near]


@given(st.lists(st.integers(1, 20_000_000), min_size=1, max_size=30, unique=True), st.text(max_size=60))
def test_what_is_certain_quotes_its_own_reference(numbers: list[int], noise: str) -> None:
    all_of_them = [payable(number, 1000 + index) for index, number in enumerate(numbers)]
    lines = [line(f"{noise} {one.reference.lower()}", one.left_cents) for one in all_of_them]
    found = Matcher(all_of_them).propose(lines)
    for one, its_line in zip(all_of_them, lines, strict=True):
        certain = [proposal for proposal in found[its_line.id] if proposal.is_certain]
        assert all(ids([proposal]) == [one.id] for proposal in certain)
