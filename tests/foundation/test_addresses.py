"""Addresses that no page made: cut, mistyped, or tried on purpose. A page that says so, never a fault of ours."""

from collections.abc import Callable

import pytest

from tests.support.clients import Browser
from tests.support.standing import Standing

At = Callable[[str], Browser]


@pytest.mark.parametrize("path", ["/gruppi/%00", "/gruppi/a%00b/partecipa", "/notizie/%00", "/richieste/%00"])
def test_address_with_a_nul_is_of_no_page(client: At, alba: Standing, path: str) -> None:
    assert client(alba.host).get(path).status_code == 404


@pytest.mark.parametrize("path", ["/gruppi", "/en/gruppi", "/"])
def test_query_of_bytes_that_are_no_letters_is_refused_with_a_page(client: At, alba: Standing, path: str) -> None:
    answer = client(alba.host).get(path, environ_overrides={"QUERY_STRING": "q=\xff"})
    assert answer.status_code == 400
    assert "<h1" in answer.text


@pytest.mark.parametrize("digits", [30, 5000])
def test_page_beyond_all_numbers_is_the_first_of_the_finder(client: At, alba: Standing, digits: int) -> None:
    assert client(alba.host).get(f"/gruppi?page={'9' * digits}").status_code == 200
    assert client("localhost").get(f"/?page={'9' * digits}").status_code == 200


@pytest.mark.parametrize("digits", [9, 18, 30])
def test_page_beyond_all_numbers_of_the_news_is_not_there(client: At, alba: Standing, digits: int) -> None:
    assert client(alba.host).get(f"/notizie?page={'9' * digits}").status_code == 404
