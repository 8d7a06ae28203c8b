"""The identifiers people write: what is accepted, in which form it is kept, what is said when it is wrong."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.it import codicefiscale

from ama_net.kernel.people.identifiers import (
    InvalidIdentifier,
    check_body_tax_code,
    check_email,
    check_iban,
    check_phone,
    check_tax_code,
    check_vat_number,
    show_iban,
    show_phone,
    tax_code_mismatch,
)

ROSSI = "RSSMRA72L09H501S"
ROSSI_OMOCODIA = "RSSMRA72L09H50MK"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (ROSSI, ROSSI),
        (ROSSI_OMOCODIA, ROSSI_OMOCODIA),
        (" rssmra72l09 h501s ", ROSSI),
        ("97950860151", "97950860151"),
        ("92050790267", "92050790267"),
    ],
)
def test_tax_code_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert check_tax_code(typed) == kept


@pytest.mark.parametrize(
    "typed", ["RSSMRA72L09H50MX", "RSSMRA72L09H501", "97950860152", "", "0", "RSSMRA72L99H501S", "\x00" * 16, "è" * 16]
)
def test_tax_code_wrong_is_refused(typed: str) -> None:
    with pytest.raises(InvalidIdentifier, match="ricontrolla"):
        check_tax_code(typed)


def test_body_tax_code_has_eleven_digits() -> None:
    assert check_body_tax_code("97950860151") == "97950860151"


@pytest.mark.parametrize("typed", [ROSSI, "97950860152", "", "IT97950860151"])
def test_body_tax_code_of_another_shape_is_refused(typed: str) -> None:
    with pytest.raises(InvalidIdentifier, match="11 cifre"):
        check_body_tax_code(typed)


@pytest.mark.parametrize("typed", ["00743110157", "IT 00743110157", "IT00743110157"])
def test_vat_number_is_kept_without_country(typed: str) -> None:
    assert check_vat_number(typed) == "00743110157"


@pytest.mark.parametrize("typed", ["00743110158", "0074311015", "DE00743110157", ""])
def test_vat_number_wrong_is_refused(typed: str) -> None:
    with pytest.raises(InvalidIdentifier, match="partita IVA"):
        check_vat_number(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("IT60 X054 2811 1010 0000 0123 456", "IT60X0542811101000000123456"),
        ("it36t0867302802032000320838", "IT36T0867302802032000320838"),
        ("DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
    ],
)
def test_iban_is_kept_without_spaces(typed: str, kept: str) -> None:
    assert check_iban(typed) == kept


@pytest.mark.parametrize("typed", ["IT60X0542811101000000123457", "IT60X054281110100000012345", "XX00", ""])
def test_iban_wrong_is_refused(typed: str) -> None:
    with pytest.raises(InvalidIdentifier, match="IBAN"):
        check_iban(typed)


def test_iban_with_right_digits_but_wrong_letter_is_refused() -> None:
    with pytest.raises(InvalidIdentifier, match="quinta lettera"):
        check_iban("IT65A0542811101000000123456")


def test_iban_is_shown_in_groups_of_four() -> None:
    assert show_iban("IT60X0542811101000000123456") == "IT60 X054 2811 1010 0000 0123 456"


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("051 658 4267", "+390516584267", "051 658 4267"),
        ("+39 349 570 5062", "+393495705062", "349 570 5062"),
        ("0039 0532 000001", "+390532000001", "0532 000001"),
        ("+41 44 668 18 00", "+41446681800", "+41 44 668 18 00"),
    ],
)
def test_phone_is_kept_international_and_shown_as_people_write_it(typed: str, kept: str, shown: str) -> None:
    assert (check_phone(typed), show_phone(check_phone(typed))) == (kept, shown)


@pytest.mark.parametrize("typed", ["", "casa", "12", "051", "051 658 4267 int. 5", "+999 1234567", "349"])
def test_phone_wrong_is_refused(typed: str) -> None:
    with pytest.raises(InvalidIdentifier, match="prefisso"):
        check_phone(typed)


def test_email_is_kept_in_lower_case() -> None:
    assert check_email(" Rosaura.Dimostrativa@Bologna.EXAMPLE ") == "rosaura.dimostrativa@bologna.example"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("rosaura", "chiocciola"),
        ("rosaura@", "non è completo"),
        ("rosaura@bologna", "non è completo"),
        ("due spazi@bologna.example", "non è completo"),
        ("perché@bologna.example", "accentate"),
        ("a@b.example\nBcc: c@d.example", "non è completo"),
    ],
)
def test_email_wrong_says_what_to_mend(typed: str, said: str) -> None:
    with pytest.raises(InvalidIdentifier, match=said):
        check_email(typed)


def test_matching_person_gives_no_warning() -> None:
    assert tax_code_mismatch(ROSSI, "Mario", "Rossi", date(1972, 7, 9)) == []


def test_matching_person_with_omocodia_gives_no_warning() -> None:
    body = "RSSMRATNLLVHRLM"  # every digit replaced by its letter
    code = body + codicefiscale.calc_check_digit(body)
    assert tax_code_mismatch(code, "Mario", "Rossi", date(1972, 7, 9)) == []


@pytest.mark.parametrize(
    ("given_name", "family_name", "birth_date", "said"),
    [
        ("Mario", "Bianchi", date(1972, 7, 9), "cognome"),
        ("Gianfranco", "Rossi", date(1972, 7, 9), "Il nome"),
        ("Mario", "Rossi", date(1972, 9, 7), "data di nascita"),
    ],
)
def test_mismatch_warns_of_that_field_only(given_name: str, family_name: str, birth_date: date, said: str) -> None:
    (warning,) = tax_code_mismatch(ROSSI, given_name, family_name, birth_date)
    assert said in warning


def test_missing_birth_date_is_not_compared() -> None:
    assert tax_code_mismatch(ROSSI, "Mario", "Rossi", None) == []


def test_code_of_a_body_gives_no_warning() -> None:
    assert tax_code_mismatch("97950860151", "Mario", "Rossi", date(1972, 7, 9)) == []


def test_wrong_code_is_not_compared() -> None:
    with pytest.raises(InvalidIdentifier):
        tax_code_mismatch("RSSMRA72L09H501X", "Mario", "Rossi", None)


@pytest.mark.parametrize(
    ("given_name", "family_name", "start"),
    [
        ("Ada", "D'Alò", "DLADAA"),
        ("Gianfranco", "Fo", "FOXGFR"),
        ("Bo", "Li", "LIXBOX"),
        ("Zoë", "De La Cruz", "DLCZOE"),
    ],
)
def test_short_and_accented_names_follow_the_rule(given_name: str, family_name: str, start: str) -> None:
    body = f"{start}72L49H501"
    code = body + codicefiscale.calc_check_digit(body)
    assert tax_code_mismatch(code, given_name, family_name, date(1972, 7, 9)) == []


@given(st.one_of(st.text(max_size=40), st.text(alphabet="0123456789٣²１ABCITX +@.-ñ", min_size=9, max_size=30)))
def test_anything_typed_is_accepted_in_plain_letters_or_refused(typed: str) -> None:
    for check in (check_tax_code, check_body_tax_code, check_vat_number, check_iban, check_phone, check_email):
        assert _outcome(check, typed).isascii()


def _outcome(check: Callable[[str], str], typed: str) -> str:
    try:
        return check(typed)
    except InvalidIdentifier:
        return "refused"
