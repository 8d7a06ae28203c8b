"""The members of a category, said as many."""

import pytest

from ama_net.across.newsletters.audience_words import members_words
from ama_net.across.newsletters.forms_audience import LeftOutForm, PartsForm


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Socio ordinario", "I soci ordinari"),
        ("Socio sostenitore", "I soci sostenitori"),
        ("Socio fondatore benemerito", "I soci fondatori benemeriti"),
        ("Amici", "Soci: Amici"),
        ("Socio atleta", "Soci: Socio atleta"),
    ],
)
def test_a_category_is_said_as_many(in_alba: None, label: str, words: str) -> None:
    assert members_words(label) == words


def test_among_who_is_left_out_nobody_is_left_out(in_alba: None) -> None:
    first = [(form.donors.choices or [])[0][1] for form in (PartsForm(), LeftOutForm())]
    assert [str(words) for words in first] == ["Nessuno in particolare", "Non togliere nessuno"]
