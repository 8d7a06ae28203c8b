"""Links and codes: made of the association's key, kept as digests, read as people write them."""

from uuid import UUID

import pytest
import time_machine
from flask import Flask
from uuid_utils.compat import uuid7

from ama_net.foundation.clock import now
from ama_net.kernel.confiding import (
    Receipt,
    WaysBack,
    contact_kind_of,
    host_address,
    read_code,
    show_code,
    token_digest,
)
from ama_net.kernel.confiding.ways_back import CODE_LETTERS
from ama_net.kernel.tenancy import tenant_scope
from tests.support.standing import Standing

ONE, OTHER = WaysBack("one"), WaysBack("other")
ROW = UUID("01890000-0000-7000-8000-000000000001")


def test_a_link_is_the_same_each_time_and_of_one_purpose(in_alba: Standing) -> None:
    assert (ONE.link_token(ROW) == ONE.link_token(ROW), ONE.link_token(ROW) == OTHER.link_token(ROW)) == (True, False)
    assert len(ONE.link_token(ROW)) == 43


def test_a_link_is_of_one_association(app: Flask, alba: Standing, brig: Standing) -> None:
    made = []
    for standing in (alba, brig):
        with app.app_context(), tenant_scope(standing.id):
            made.append((ONE.link_token(ROW), ONE.short_code(ROW), ONE.code_digest("x")))
    assert [first == second for first, second in zip(*made, strict=True)] == [False, False, False]


def test_what_is_kept_of_a_link_is_not_the_link(in_alba: Standing) -> None:
    token = ONE.link_token(ROW)
    assert (len(token_digest(token)), token.encode() in token_digest(token)) == (32, False)


def test_a_code_is_eight_letters_that_nobody_confuses(in_alba: Standing) -> None:
    codes = [ONE.short_code(uuid7()) for _number in range(50)]
    assert ({len(code) for code in codes}, set("".join(codes)) <= set(CODE_LETTERS)) == ({8}, True)


@pytest.mark.parametrize("typed", ["4K7P2M9X", "4k7p-2m9x", " 4k7p 2m9x ", "4K7P.2M9X"])
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert read_code(typed) == "4K7P2M9X"


def test_a_letter_that_is_not_used_is_taken_for_what_was_read() -> None:
    assert (read_code("ZSBU2222"), show_code("258V2222")) == ("258V2222", "258V-2222")


@pytest.mark.parametrize("typed", ["", "4K7P", "4K7P2M9XX", "1111OOOO", "è" * 8])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


def test_a_pass_lasts_half_an_hour(in_alba: Standing) -> None:
    made = ONE.new_pass(ROW)
    assert (ONE.read_pass(made), OTHER.read_pass(made), ONE.read_pass("x.y.z")) == (ROW, None, None)
    with time_machine.travel(now().timestamp() + 1801):
        assert ONE.read_pass(made) is None


def test_an_address_is_whole_and_in_its_language(in_alba: Standing) -> None:
    italian, english = (host_address("join_requests_public.find_form", {}, language) for language in ("it", "en"))
    assert (italian.partition(in_alba.host)[2][-10:], english.endswith("/en/richieste")) == ("/richieste", True)


def test_a_receipt_lasts_ten_minutes(app: Flask) -> None:
    receipt = Receipt("prova")
    with app.test_request_context():
        receipt.keep(ROW)
        assert (receipt.row_id(), Receipt("altra").row_id()) == (ROW, None)
        with time_machine.travel(now().timestamp() + 601):
            assert receipt.row_id() is None


def test_a_receipt_is_forgotten(app: Flask) -> None:
    receipt = Receipt("prova")
    with app.test_request_context():
        receipt.keep(ROW)
        receipt.forget()
        assert receipt.row_id() is None


@pytest.mark.parametrize(
    ("typed", "kind"),
    [("a@b.it", "email"), ("@", "email"), ("051 123", "phone"), ("gatto", None), ("a1", None), ("", None)],
)
def test_a_contact_is_what_it_looks_like(typed: str, kind: str | None) -> None:
    assert contact_kind_of(typed) == kind
