"""The columns of the files of other services: known by their titles however written, and none taken for what it is not."""

import io

import pytest

from ama_net.across.newsletters.import_rows import Row, read_rows


def first(content: str) -> Row:
    """The first row of a file."""
    return read_rows(io.BytesIO(content.encode())).rows[0]


@pytest.mark.parametrize(
    ("heads", "cells"),
    [
        ("Email Address,First Name,Last Name,Address,OPTIN_TIME,CONFIRM_TIME", "{},Una,Prima,Via Roma 1,,2024-05-12 10:00:00"),
        ("EMAIL,COGNOME,NOME,SMS,ADDED_TIME,MODIFIED_TIME", "{},Prima,Una,,12-05-2024 10:00:00,13-06-2025 10:00:00"),
        ("Email,Nome,Cognome,Data iscrizione", "{},Una,Prima,12/05/2024 10:00"),
        ("uuid,email,name,attributes,status,created_at", "1-2,{},Una,{{}},enabled,2024-05-12T10:00:00.123456+00:00"),
        ("Nome,Indirizzo,E-mail,Data", "Una,Via Roma 1,{},12.05.2024"),
    ],
)  # fmt: skip
def test_address_name_and_day_are_found(heads: str, cells: str) -> None:
    row = first(f"{heads}\n{cells.format('una@posta.example')}\n")
    assert (row.address, row.name, row.gone) == ("una@posta.example", "Una", False)
    assert "2024" in row.given_on
    assert "05" in row.given_on


def test_the_day_of_confirming_comes_first_and_that_of_asking_is_good_where_there_is_no_other() -> None:
    file = "OPTIN_TIME,CONFIRM_TIME,Email\n2024-01-01,2024-01-02,a@posta.example\n2024-01-03,,b@posta.example\n"
    assert [row.given_on for row in read_rows(io.BytesIO(file.encode())).rows] == ["2024-01-02", "2024-01-03"]


@pytest.mark.parametrize(
    ("head", "cell", "gone"),
    [
        ("Status", "unsubscribed", True),
        ("STATUS", "Cleaned", True),
        ("status", "blocklisted", True),
        ("UNSUB_TIME", "2024-05-06 11:12:13", True),
        ("UNSUB_TIME", "", False),
        ("Status", "subscribed", False),
        ("Stato", "Italia", False),
        ("Stato", "Disiscritta", True),
    ],
)
def test_who_left_there_is_told_from_who_receives(head: str, cell: str, gone: bool) -> None:
    assert first(f"Email,{head}\nuna@posta.example,{cell}\n").gone is gone


def test_without_titles_no_day_is_taken_for_that_of_a_consent() -> None:
    row = first("Anna Rossi;12/05/1995;anna@posta.example\n")
    assert (row.address, row.name, row.given_on) == ("anna@posta.example", "Anna Rossi", "")


@pytest.mark.parametrize("above", ["Elenco di segreteria@ama.example", "Elenco di;segreteria@ama.example;"])
def test_titles_are_looked_for_before_addresses(above: str) -> None:
    row = first(f"{above}\n\nCognome;Nome;Email;Data del consenso\nRossi;Anna;anna@posta.example;12/05/2024\n")
    assert (row.address, row.name, row.given_on) == ("anna@posta.example", "Anna", "12/05/2024")


def test_a_line_with_an_address_among_its_words_is_no_row() -> None:
    read = read_rows(io.BytesIO(b"Elenco di segreteria@ama.example\nAnna;anna@posta.example\nUgo;ugo@posta.example\n"))
    assert [(row.number, row.name) for row in read.rows] == [(2, "Anna"), (3, "Ugo")]
