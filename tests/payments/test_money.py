"""Amounts as people type them and as receipts say them; references; stamp duty: arithmetic without a database."""

import random

import pytest

from ama_net.foundation.money import NotAnAmount, amount_in_words, parse_cents, plain_amount
from ama_net.kernel.payments.epc import transfer_qr
from ama_net.kernel.payments.references import ALPHABET, find_references, reference_of
from ama_net.kernel.payments.stamps import Stamp, stamp_on


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("25", 2500),
        ("25,5", 2550),
        ("25,50", 2550),
        ("25.50", 2550),
        (" € 25 ", 2500),
        ("25 euro", 2500),
        ("1.000,5", 100050),
        ("1.000", 100000),
        ("12.345.678", None),
        ("999.999,99", 99999999),
        ("0", 0),
        ("0,01", 1),
    ],
)
def test_amount_is_read_as_people_write_it(typed: str, cents: int | None) -> None:
    if cents is None:
        with pytest.raises(NotAnAmount):
            parse_cents(typed)
    else:
        assert parse_cents(typed) == cents


@pytest.mark.parametrize(
    "typed", ["", "-5", "1,234", "1.00,5", "1.0000", "dieci", "25,505", "1e3", "٢٥", "2 5", "1,000.50"]
)
def test_what_is_not_an_amount_is_refused(typed: str) -> None:
    with pytest.raises(NotAnAmount):
        parse_cents(typed)


def test_amount_is_said_in_words_and_typed_again() -> None:
    assert (amount_in_words(2550), amount_in_words(125000)) == ("venticinque/50", "milleduecentocinquanta/00")
    assert (plain_amount(2550), plain_amount(5), plain_amount(-2500)) == ("25,50", "0,05", "-25,00")


def test_thousand_references_are_found_however_they_are_written() -> None:
    chance = random.Random(7)
    for number in range(1, 1001):
        reference = reference_of(number)
        spaced = " ".join(reference.replace("-", "")).lower()
        assert find_references(f"Quota 2026 {reference}") == [reference]
        assert find_references(f"bonifico {spaced} grazie") == [reference]
        cut = chance.randrange(1, len(reference))
        assert find_references(f"QUOTA {reference[:cut]}\n{reference[cut:]}") == [reference]


def test_one_wrong_character_or_two_swapped_are_never_another_reference() -> None:
    for number in range(1, 400):
        code = reference_of(number).removeprefix("AMA-").replace("-", "")
        wrong = {code[:place] + letter + code[place + 1 :] for place in range(6) for letter in ALPHABET} - {code}
        swapped = {code[:place] + code[place + 1] + code[place] + code[place + 2 :] for place in range(5)} - {code}
        assert [found for found in wrong | swapped if find_references(f"AMA{found}")] == []


def test_references_are_all_different() -> None:
    assert len({reference_of(number) for number in range(1, 100_001)}) == 100_000


def test_stamp_is_owed_above_the_threshold_and_never_by_a_body_of_the_register() -> None:
    assert [stamp_on(cents, in_runts=False) for cents in (7747, 7748)] == [Stamp.NONE, Stamp.DUE]
    assert stamp_on(1_000_000, in_runts=True) is Stamp.EXEMPT


def test_transfer_code_is_an_svg_without_script_or_style() -> None:
    svg = transfer_qr("Associazione di Prova", "IT60X0542811101000000123456", 2500, "Quota 2026 AMA-TR7F-KM")
    assert svg.startswith("<svg ")
    assert "style" not in svg
    assert "script" not in svg
