"""The return path of a mail: made by this association only, and still itself whatever a server does to its case."""

from uuid import UUID, uuid4

import pytest
from flask import Flask

from ama_net.kernel.outbox.verp import LONGEST_MAILBOX, read_return_path, return_path
from ama_net.kernel.tenancy import tenant_scope
from tests.support.standing import Standing

ROW = UUID("0198a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b")


def _path(app: Flask, alba: Standing, kind: str = "n", mailbox: str = "ritorni@alba.example") -> str:
    with app.app_context(), tenant_scope(alba.id):
        return return_path(kind, ROW, mailbox=mailbox)  # type: ignore[arg-type]


def _read(app: Flask, association: Standing, address: str) -> tuple[str, UUID] | None:
    with app.app_context(), tenant_scope(association.id):
        return read_return_path(address)


@pytest.mark.parametrize("kind", ["n", "m"])
def test_a_return_path_says_which_row_it_is_of(app: Flask, alba: Standing, kind: str) -> None:
    path = _path(app, alba, kind)
    assert path.startswith(f"ritorni+{kind}-")
    assert _read(app, alba, path) == (kind, ROW)


def test_it_is_read_in_upper_case_and_between_angles(app: Flask, alba: Standing) -> None:
    assert _read(app, alba, f"<{_path(app, alba).upper()}>") == ("n", ROW)


def test_another_association_does_not_know_it(app: Flask, alba: Standing, brig: Standing) -> None:
    assert _read(app, brig, _path(app, alba)) is None


def test_a_kind_cannot_be_changed_into_the_other(app: Flask, alba: Standing) -> None:
    assert _read(app, alba, _path(app, alba).replace("+n-", "+m-")) is None


def test_a_row_cannot_be_changed_into_another(app: Flask, alba: Standing) -> None:
    path = _path(app, alba)
    with app.app_context(), tenant_scope(alba.id):
        other = return_path("n", uuid4(), mailbox="ritorni@alba.example")
    assert _read(app, alba, other.rpartition("-")[0] + "-" + path.rpartition("-")[2]) is None


@pytest.mark.parametrize(
    "address", ["", "ritorni@alba.example", "ritorni+n-abc-def@alba.example", "+n--@", "\x00+n-\u212a@"]
)
def test_anything_else_is_of_no_row(app: Flask, alba: Standing, address: str) -> None:
    assert _read(app, alba, address) is None


def test_the_longest_mailbox_fits_the_standard(app: Flask, alba: Standing) -> None:
    path = _path(app, alba, mailbox=f"{'r' * LONGEST_MAILBOX}@alba.example")
    assert len(path.partition("@")[0]) == 64


@pytest.mark.parametrize(
    "mailbox", ["ritorni", "@alba.example", "ritorni@", f"{'r' * (LONGEST_MAILBOX + 1)}@alba.example"]
)
def test_a_mailbox_that_cannot_carry_it_is_refused(app: Flask, alba: Standing, mailbox: str) -> None:
    with pytest.raises(ValueError, match="mailbox"):
        _path(app, alba, mailbox=mailbox)
