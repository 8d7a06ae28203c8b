"""The page of a group: all that is known of it, how one gets in, what search engines are told; and what nobody is."""

import io
import json
import re
from collections.abc import Callable
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import insert

from ama_net.features.groups.models import (
    Entry,
    Frequency,
    Group,
    GroupPause,
    Kind,
    MeetingChange,
    Mode,
    Status,
    group_organisations,
)
from ama_net.features.groups.structured import structured_data
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.people.models import Organisation
from ama_net.kernel.tenancy import current_tenant
from tests.factories.facilitators import make_term
from tests.factories.groups import FERRARA, make_group, make_meeting, make_venue, theme
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing


def _page(browser: Browser, path: str = "/gruppi/alfa") -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.get_data(as_text=True).replace("&#39;", "'")


def _facts(page: str) -> dict[str, str]:
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page, re.DOTALL)
    return {term.strip(): " ".join(text.split()) for term, text in pairs}


def _told(page: str) -> list[dict[str, Any]]:
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return json.loads(blocks[0])["@graph"] if blocks else []


def _promoter(group: Group, name: str, role: str) -> None:
    body = Organisation(name=name)
    db.session.add(body)
    db.session.flush()
    db.session.execute(insert(group_organisations).values(group_id=group.id, organisation_id=body.id, role=role))


def _full() -> Group:
    venue = make_venue("Casa Lame", step_free=True, notes="citofono 3", postcode="40122")
    group = make_group(
        "Alfa", theme_id=theme("lutto").id, venue_id=venue.id, mode=Mode.HYBRID, entry=Entry.OPEN, languages=["it", "ar"],
        newcomers=True, size_min=4, size_max=12, started_on=date(2019, 3, 1), organisation="Gruppo spontaneo",
        online_url="https://stanza.example/alfa", online_notes="Si entra dalle 17:50",
        contact_name="Rita", contact_phone="051 000 0000", contact_email="rita@alfa.example",
        contact_consent_on=date(2026, 1, 1),
    )  # fmt: skip
    make_meeting(group, 3, time(18), ends=time(19, 30))
    _promoter(group, "Azienda sanitaria", "promotes")
    _promoter(group, "Parrocchia di prova", "hosts")
    _promoter(group, "Comune di prova", "supports")
    return group


def test_page_says_everything_that_is_known(fill: Any, citizen: Browser) -> None:
    fill(_full)
    page = _page(citizen)
    assert _facts(page) == {
        "Tema": "Esperienze di lutto",
        "Promosso da": "Azienda sanitaria, Gruppo spontaneo",
        "Ospitato da": "Parrocchia di prova",
        "Con l'aiuto di": "Comune di prova",
        "Dove": "Casa Lame, via delle Prove 1, Bologna (BO)",
        "Gradini": "Si entra senza gradini",
        "Come si arriva": "citofono 3",
        "Stanza online": "https://stanza.example/alfa",
        "Come ci si collega": "Si entra dalle 17:50",
        "Quando": "ogni mercoledì, ore 18:00-19:30",
        "Quanto dura": "Un'ora e mezza",
        "Come ci si incontra": "In presenza e online",
        "Come si entra": "Porta aperta: si può andare direttamente",
        "Ci sono posti": "Sì, accoglie persone nuove",
        "Quante persone": "Da 4 a 12",
        "Lingue": "italiano, arabo",
        "Quanto costa": "Niente: è gratis",
        "Esiste da": "marzo 2019",
        "Stato": "Attivo",
        "Confermato dall'associazione": "lunedì 2 novembre 2026",
    }
    for said in ("Rita", 'href="tel:0510000000"', 'href="mailto:rita@alfa.example"', 'href="/gruppi/alfa/segnala"'):
        assert said in page


def test_page_is_read_aloud_in_order(fill: Any, citizen: Browser) -> None:
    fill(_full)
    page = _page(citizen)
    titles = [re.sub(r"<.*?>", "", text).strip() for text in re.findall(r"<h[12][^>]*>(.*?)</h[12]>", page, re.DOTALL)]
    assert titles[:6] == [
        "Alfa",
        "In breve",
        "I prossimi incontri",
        "Come si entra",
        "Altro da sapere",
        "Da stampare e da passare",
    ]
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert [step for step in pairwise(levels) if step[1] > step[0] + 1] == []
    assert '<html lang="it">' in page


@pytest.mark.parametrize(
    ("entry", "first"),
    [
        (Entry.OPEN, "Vai all'incontro"),
        (Entry.CONTACT_FIRST, "Chiama o scrivi"),
        (Entry.INTERVIEW, "Chiama o chiedi di partecipare"),
        (Entry.UNKNOWN, "Chiedi alla segreteria"),
    ],
)
def test_way_in_is_spelt_out(fill: Any, citizen: Browser, entry: Entry, first: str) -> None:
    fill(lambda: make_group("Alfa", entry=entry))
    steps = re.findall(r"<h3>(.*?)</h3>", _page(citizen).partition('class="steps"')[2].partition("</ol>")[0])
    assert (steps[0], len(steps) >= 2) == (first, True)


def test_open_door_of_a_protected_group_begins_with_a_call(fill: Any, citizen: Browser) -> None:
    fill(lambda: make_group("Alfa", entry=Entry.OPEN, hides_place=True))
    assert "<h3>Chiama o scrivi</h3>" in _page(citizen)


def test_service_has_its_own_ways_in(fill: Any, citizen: Browser) -> None:
    fill(lambda: make_group("Alfa", kind=Kind.RELATED_SERVICE))
    page = _page(citizen)
    assert ('class="steps"' in page, "ld+json" in page) == (False, False)


def test_room_online_is_told_only_where_the_door_is_open(fill: Any, citizen: Browser) -> None:
    said = {"mode": Mode.ONLINE, "online_url": "https://stanza.example/a", "online_notes": "parola"}
    fill(lambda: make_group("Alfa", entry=Entry.INTERVIEW, **said))
    page = _page(citizen)
    assert ("stanza.example" in page, "parola" in page) == (False, False)
    assert _facts(page)["Stanza online"] == "L'indirizzo si riceve al primo contatto"


def test_contact_without_consent_is_never_shown(fill: Any, citizen: Browser) -> None:
    fill(lambda: make_group("Alfa", contact_name="Rita", contact_phone="051 000 0000", contact_consent_on=None))
    page = _page(citizen)
    assert ("Rita" in page, "051 000 0000" in page) == (False, False)


def test_group_about_to_start_says_the_day(fill: Any, citizen: Browser) -> None:
    day = today() + timedelta(days=20)
    fill(lambda: make_group("Alfa", status=Status.STARTING, started_on=day))
    assert "puoi esserci dall'inizio" in _page(citizen)


def test_search_engines_are_told_who_and_when(fill: Any, citizen: Browser) -> None:
    fill(_full)
    body, event = _told(_page(citizen))
    assert (body["@type"], body["name"], body["foundingDate"]) == ("Organization", "Alfa", "2019-03-01")
    assert body["parentOrganization"]["name"] == "Associazione Alba di prova"
    assert event["eventSchedule"] == {
        "@type": "Schedule",
        "repeatFrequency": "P1W",
        "byDay": "https://schema.org/Wednesday",
        "startTime": "18:00:00",
        "endTime": "19:30:00",
        "scheduleTimezone": "Europe/Rome",
    }
    assert event["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert (event["isAccessibleForFree"], event["inLanguage"]) == (True, ["it", "ar"])
    assert [place["@type"] for place in event["location"]] == ["Place", "VirtualLocation"]
    assert event["location"][0]["address"]["addressLocality"] == "Bologna"


def test_nth_weekday_of_the_month_is_said_as_calendars_do(fill: Any, citizen: Browser) -> None:
    fill(lambda: make_meeting(make_group("Alfa"), 1, frequency=Frequency.MONTHLY, month_week=3))
    schedule = _told(_page(citizen))[1]["eventSchedule"]
    assert (schedule["repeatFrequency"], schedule["byDay"]) == ("P1M", "3MO")


@pytest.mark.parametrize(
    "values",
    [
        {"status": Status.UNCONFIRMED, "confirmed_on": None},
        {"confirmed_on": None},
        {"is_example": True},
        {"status": Status.SUSPENDED},
    ],
)
def test_search_engines_are_told_nothing_uncertain(fill: Any, citizen: Browser, values: dict[str, Any]) -> None:
    fill(lambda: make_meeting(make_group("Alfa", **values)))
    assert _told(_page(citizen)) == []


def test_name_cannot_end_the_block_of_data(in_alba: Standing) -> None:
    group = make_group("</script><script>alert(1)</script>", slug="alfa", description="<!-- & -->")
    block = str(structured_data(group, current_tenant(), "https://alba.example/gruppi/alfa"))
    assert (block.count("<script"), block.count("</script"), "<!--" in block) == (1, 1, False)
    told = json.loads(block.partition(">")[2].rpartition("</script>")[0])
    assert told["@graph"][0]["name"] == "</script><script>alert(1)</script>"


SECRETS = (
    "Segretissima", "Nascondiglio", "citofono Zeta", "40199", "gradini", "17:45", "19:15", "giovedì", "Thursday", "Ferrara",
    "stanza.example", "chiave di casa", "ferie lunghe", "cambio di sala", "Ospite nascosto", "Un'ora", "2099", "agosto",
)  # fmt: skip


def _protected() -> None:
    venue = make_venue(
        "Casa Segretissima", address="vicolo Nascondiglio 7", notes="citofono Zeta", step_free=True, postcode="40199",
        municipality_code=FERRARA,
    )  # fmt: skip
    group = make_group(
        "Porto sicuro", slug="alfa", hides_place=True, venue_id=venue.id, municipality_code=FERRARA, mode=Mode.HYBRID,
        entry=Entry.OPEN, online_url="https://stanza.example/zeta", online_notes="chiave di casa",
    )  # fmt: skip
    meeting = make_meeting(group, 4, time(17, 45), ends=time(19, 15))
    _promoter(group, "Ospite nascosto", "hosts")
    first = date(2099, 8, 1)
    db.session.add(GroupPause(group_id=group.id, first_day=first, last_day=None, reason="ferie lunghe"))
    moved = MeetingChange(
        group_id=group.id, meeting_id=meeting.id, original_day=first, day=first, place="Casa Segretissima",
        note="cambio di sala",
    )  # fmt: skip
    db.session.add(moved)


@pytest.mark.usefixtures("monday")
@pytest.mark.parametrize("path", ["/gruppi/alfa", "/en/gruppi/alfa", "/gruppi/alfa/scheda.pdf"])
def test_protected_group_tells_nothing_in_any_byte(fill: Any, citizen: Browser, path: str) -> None:
    fill(_protected)
    answer = citizen.get(path)
    said = answer.data.decode("utf-8", "replace")
    if answer.mimetype == "application/pdf":
        pdf = PdfReader(io.BytesIO(answer.data))
        said += " ".join(page.extract_text() for page in pdf.pages) + str(pdf.metadata)
    said = said.replace("&#39;", "'")
    assert (answer.status_code, "Porto sicuro" in said) == (200, True)
    assert [secret for secret in SECRETS if secret in said] == []


def test_search_engines_are_told_of_a_protected_group_only_that_it_is_there(fill: Any, citizen: Browser) -> None:
    fill(_protected)
    assert [one["@type"] for one in _told(_page(citizen))] == ["Organization"]


def test_page_asks_the_same_number_of_queries_however_much_there_is(fill: Any, citizen: Browser) -> None:
    fill(lambda: make_group("Beta"))
    fill(_full)
    _page(citizen, "/gruppi/beta")
    with count_queries() as little:
        _page(citizen, "/gruppi/beta")
    with count_queries() as much:
        _page(citizen)
    assert len(much) - len(little) <= 1  # the venue's municipality comes with it, the theme too


def test_brig_has_its_own_pages(fill: Any, client: Callable[[str], Browser], brig: Standing) -> None:
    fill(_full)
    assert client(brig.host).get("/gruppi/alfa").status_code == 404


def test_who_facilitates_is_told_only_with_a_consent(fill: Any, citizen: Browser, alba: Standing) -> None:
    def rows() -> None:
        group = make_group("Alfa")
        said = {"public_name": "Franca", "public_consent_on": date(2026, 1, 1)}
        make_term(group, alba, Role.FACILITATOR, **said)
        make_term(group, alba, Role.VOLUNTEER, public_name="Vito", public_consent_on=None)

    fill(rows)
    page = _page(citizen)
    assert (_facts(page)["Chi facilita"], "Vito" in page) == ("Franca", False)


def test_page_in_english_speaks_english_of_what_the_program_says(fill: Any, citizen: Browser) -> None:
    fill(lambda: make_group("Alfa", languages=["ar"], theme_id=theme("lutto").id))
    page = _page(citizen, "/en/gruppi/alfa")
    assert '<html lang="en">' in page
    assert "Arabic" in page
