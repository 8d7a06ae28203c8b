"""A list whose words tell something of who chooses it is confidential; one of news is not."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.across.newsletters.models import NewsletterList
from ama_net.across.newsletters.telling_words import tells
from ama_net.features.groups.models import Theme
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from tests.factories.newsletters import make_list
from tests.newsletters.page_steps import text_of
from tests.support.clients import Browser
from tests.support.hands import Ask, desk
from tests.support.standing import Standing

LISTS = "/manage/newsletter/liste"
WHY = "Chi sceglie questa lista direbbe qualcosa di sé"
TELLING = [
    {"name": "Lutto e alcol"},
    {"name": "Inviti", "description": "Incontri per chi convive con l'ANSIA"},
    {"name": "Inviti", "name_en": "Grief evenings"},
    {"name": "Inviti", "description_en": "For people with an eating disorder"},
    {"name": "Serate", "description": "Per chi ha un disturbo del comportamento alimentare"},
    {"name": "Gioco d'azzardo"},
    {"name": "Malati oncologici e loro familiari"},
]
PLAIN = [
    {"name": "Eventi e corsi"},
    {"name": "Notizie per i volontari", "name_en": "News for volunteers"},
    {"name": "Notizie dell'associazione", "description": "Che cosa succede, una volta al mese."},
    {"name": "Incontri", "description": "Gli incontri aperti a tutti e i percorsi per chi vuole facilitare un gruppo."},
    {
        "name": "Relazioni e bilanci",
        "description": "Un anno di lavoro: dipendenti, volontari, conti. Siamo indipendenti.",
    },
]


@pytest.fixture
def office(at: Callable[[Role], Browser]) -> Browser:
    return at(Role.SECRETARY)


def _names(app: Flask, alba: Standing) -> list[tuple[str, bool]]:
    with desk(app, alba):
        found = db.session.execute(select(NewsletterList.name, NewsletterList.confidential))
        return [(name, confidential) for name, confidential in found]


@pytest.mark.parametrize("said", TELLING)
def test_a_list_that_tells_something_is_not_general(
    app: Flask, alba: Standing, office: Browser, said: dict[str, str]
) -> None:
    answer = office.submit(f"{LISTS}/nuova", {**said, "confidential": ""})
    assert (answer.status_code, WHY in text_of(answer.text), _names(app, alba)) == (422, True, [])
    assert 'id="confidential-error"' in answer.text
    assert office.submit(f"{LISTS}/nuova", {**said, "confidential": "y"}).status_code == 303
    assert _names(app, alba) == [(said["name"], True)]


@pytest.mark.parametrize("said", PLAIN)
def test_a_list_of_news_is_general(app: Flask, alba: Standing, office: Browser, said: dict[str, str]) -> None:
    assert office.submit(f"{LISTS}/nuova", {**said, "confidential": ""}).status_code == 303
    assert _names(app, alba) == [(said["name"], False)]


@pytest.mark.parametrize("said", TELLING)
def test_a_general_list_is_not_renamed_so_that_it_tells_something(
    app: Flask, alba: Standing, office: Browser, of_alba: Ask, said: dict[str, str]
) -> None:
    one = of_alba(lambda: str(make_list("Eventi").id))
    answer = office.submit(f"{LISTS}/{one}/dati", said)
    assert (answer.status_code, WHY in text_of(answer.text)) == (422, True)
    assert _names(app, alba) == [("Eventi", False)]
    assert office.submit(f"{LISTS}/{one}/dati", {"name": "Eventi e corsi"}).status_code == 303


def test_a_confidential_list_takes_any_name(app: Flask, alba: Standing, office: Browser, of_alba: Ask) -> None:
    one = of_alba(lambda: str(make_list("Ansia", confidential=True).id))
    office.submit(f"{LISTS}/{one}/dati", {"name": "Ansia e depressione"})
    assert _names(app, alba) == [("Ansia e depressione", True)]


def test_what_a_list_said_already_does_not_keep_the_rest_from_changing(
    app: Flask, alba: Standing, office: Browser, of_alba: Ask
) -> None:
    one = of_alba(lambda: str(make_list("Lutto").id))
    assert office.submit(f"{LISTS}/{one}/dati", {"name": "Lutto", "offered_first": "y"}).status_code == 303


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Serate sulla vita di coppia", True),
        ("Notizie su relazioni, autostima e vita di coppia", True),
        ("Meetings about ways of eating", True),
        ("La relazione del presidente", False),
        ("Le relazioni di fine anno", False),
    ],
)
def test_the_themes_of_its_groups_tell_something(of_alba: Ask, text: str, told: bool) -> None:
    def add() -> bool:
        couple = Theme(key="coppia", label="Relazioni, autostima e vita di coppia", label_en="Relationships")
        food = Theme(key="cibo", label="Comportamenti a tavola", label_en="Ways of eating")
        db.session.add_all([couple, food])
        db.session.flush()
        return tells(text)

    assert of_alba(add) == told


def test_the_themes_of_another_association_tell_nothing(of_alba: Ask, app: Flask, brig: Standing) -> None:
    with desk(app, brig):
        db.session.add(Theme(key="sonno", label="Sonno e sogni"))
    assert of_alba(lambda: tells("Sonno e sogni")) is False
