"""What a password must be, without a database."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask_babel import Babel

from ama_net.kernel.accounts import passwords
from ama_net.kernel.accounts.passwords import WeakPassword, check_strength, hash_password, needs_rehash, verify_password
from ama_net.kernel.accounts.seeds import DEMO_PASSWORD

ABOUT = ["Sara", "Li", "sara.rossi@alba.example", "alba"]


@pytest.fixture
def _words() -> Iterator[None]:
    bare = Flask("words")
    Babel(bare)
    with bare.test_request_context():
        yield


@pytest.mark.usefixtures("_words")
@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "almeno 10"),
        ("nove12345", "almeno 10"),
        ("x" * 201, "Al massimo 200"),
        ("1234567890", "più usate"),
        ("abcdefghijkl", "più usate"),
        ("zzzzzzzzzzzz", "più usate"),
        ("qwertyuiop", "più usate"),
        ("P4ssword123", "più usate"),
        ("Juventus1897", "più usate"),
        ("!!segreteria2026!!", "più usate"),
        ("ciaociaociao", "più usate"),
        ("Automutuoaiuto1", "più usate"),
        (DEMO_PASSWORD, "più usate"),
        ("sono la sara di qui", "il nome"),
        ("Róssi e il mare calmo", "il nome"),
        ("evviva ALBA per sempre", "il nome"),
    ],
)
def test_guessable_passwords_are_refused(password: str, reason: str) -> None:
    with pytest.raises(WeakPassword, match=reason):
        check_strength(password, ABOUT)


@pytest.mark.usefixtures("_words")
@pytest.mark.parametrize(
    "password",
    ["cavallo graffetta pila", "tre civette sul comò", "xK9-2mQp7w", "il mare d'inverno è lì", "слово и ещё слово"],
)
def test_long_and_unlikely_passwords_are_taken(password: str) -> None:
    check_strength(password, ABOUT)


def test_hash_verifies_only_its_password() -> None:
    kept = hash_password("tre civette sul comò")
    assert (verify_password("tre civette sul comò", kept), verify_password("due civette", kept)) == (True, False)


@pytest.mark.parametrize("kept", [None, "", "not a hash"])
def test_nothing_kept_verifies_nothing(kept: str | None) -> None:
    assert verify_password("", kept) is False


def test_hash_is_argon2id_and_never_twice_the_same() -> None:
    first, second = hash_password("tre civette"), hash_password("tre civette")
    assert first.startswith("$argon2id$")
    assert first != second


def test_weaker_hash_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = hash_password("tre civette sul comò")
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=2, memory_cost=2048, parallelism=1))
    assert needs_rehash(kept)
