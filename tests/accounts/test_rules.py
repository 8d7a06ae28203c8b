"""Who may give which role: pure, without a database."""

import pytest

from ama_net.kernel.access import Actor, Role
from ama_net.kernel.accounts.role_words import ROLE_WORDS
from ama_net.kernel.accounts.rules import may_give_role


def _actor(*roles: Role) -> Actor:
    return Actor(roles=frozenset(roles))


def test_president_gives_every_role() -> None:
    assert all(may_give_role(_actor(Role.PRESIDENT), role) for role in Role)


def test_secretary_gives_every_role_but_the_president() -> None:
    assert {role for role in Role if not may_give_role(_actor(Role.SECRETARY), role)} == {Role.PRESIDENT}


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.PRESIDENT, Role.SECRETARY}])
def test_nobody_else_gives_any_role(role: Role) -> None:
    assert [given for given in Role if may_give_role(_actor(role), given)] == []


def test_every_role_has_its_words() -> None:
    assert set(ROLE_WORDS) == set(Role)
