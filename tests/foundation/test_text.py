"""Words as they are read."""

import pytest
from markupsafe import Markup

from ama_net.foundation.text import elided


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("dal 25 novembre al 8 dicembre", "dal 25 novembre all'8 dicembre"),
        ("Dal 8 gennaio al 11 febbraio 2027", "Dall'8 gennaio all'11 febbraio 2027"),
        ("dal 18 marzo al 1 aprile", "dal 18 marzo al 1 aprile"),
        ("dal 80 al 118", "dal 80 al 118"),
        ("from 8 to 11 May", "from 8 to 11 May"),
    ],
)
def test_the_article_is_elided_before_eight_and_eleven(written: str, read: str) -> None:
    assert elided(written) == read


def test_what_is_safe_stays_so() -> None:
    assert elided(Markup("al 8 <b>maggio</b>")) == Markup("all'8 <b>maggio</b>")
