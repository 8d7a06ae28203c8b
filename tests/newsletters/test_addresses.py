"""What is shown of an address: enough for who knows it, never more than half of a name or of where it lives."""

import pytest

from ama_net.across.newsletters.addresses import hint_of


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("maria.rossi@posta.example", "ma…@po…"),
        ("anna@mail.example", "an…@ma…"),
        ("ada@abc.example", "a…@a…"),
        ("io@me.example", "i…@m…"),
        ("a@b.example", "…@…"),
    ],
)
def test_a_hint_is_never_more_than_half(address: str, shown: str) -> None:
    assert hint_of(address) == shown
