"""The office's pages of gifts and campaigns, through the browser."""

from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from ama_net.features.donations.models import Campaign, Gift, GiftState
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.pdf import is_accessible
from ama_net.kernel.access import Role
from ama_net.kernel.outbox import Message
from ama_net.kernel.payments import Fund, Payment, Receipt
from ama_net.kernel.people import Organisation, Person
from tests.factories.donations import DONOR, make_account, make_campaign, make_gift
from tests.factories.people import make_person
from tests.support.cast import Part, sign_in
from tests.support.clients import Browser
from tests.support.days import dated
from tests.support.hands import Ask
from tests.support.queries import count_queries
from tests.support.standing import Standing

At = Callable[[Part], Browser]


@pytest.fixture
def treasurer(at: At) -> Browser:
    return at(Role.TREASURER)


@pytest.fixture
def gift(of_alba: Ask) -> str:
    return str(of_alba(lambda: make_gift().id))


@pytest.fixture
def campaign(of_alba: Ask) -> str:
    return str(of_alba(lambda: make_campaign().id))


def _typed(**values: Any) -> dict[str, Any]:
    facts = {"form_key": str(uuid4()), "amount": "40", "on": today().isoformat(), "way": "cash", "account_id": ""}
    who = {"given_name": "Gilda", "family_name": "Inventata", "wants_receipt": "y"}
    return {**facts, **who, "reference": "", **values}


def _gift(of_alba: Ask) -> Any:
    fields = (Gift.amount_cents, Gift.paid_cents, Gift.state, Gift.way, Gift.in_kind)
    return of_alba(lambda: tuple(db.session.execute(select(*fields)).one()))


@pytest.fixture
def pages(gift: str, campaign: str) -> list[str]:
    return [
        "/manage/donazioni",
        f"/manage/donazioni/{gift}",
        "/manage/campagne",
        f"/manage/campagne/{campaign}",
    ]


@pytest.mark.parametrize("role", [Role.TREASURER, Role.PRESIDENT, Role.BOARD, Role.CONTROL_BODY])
def test_who_governs_and_who_controls_reads_every_page(at: At, pages: list[str], role: Role) -> None:
    browser = at(role)
    assert [browser.get(path).status_code for path in pages] == [200] * len(pages)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.VOLUNTEER, Role.EDITOR, Role.LISTENER, Role.HELPDESK_OPERATOR])
def test_others_find_no_page(at: At, pages: list[str], role: Role) -> None:
    browser = at(role)
    assert [browser.get(path).status_code for path in pages] == [404] * len(pages)


@pytest.mark.parametrize("role", [Role.BOARD, Role.CONTROL_BODY, Role.MEMBER])
def test_who_only_reads_changes_nothing(of_alba: Ask, at: At, gift: str, campaign: str, role: Role) -> None:
    browser = at(role)
    acts = [
        "/manage/donazioni/nuova",
        *(f"/manage/donazioni/{gift}/{act}" for act in ("arrivo", "annullamento", "chi-dona", "ricevute")),
        *(f"/manage/donazioni/{gift}/{act}" for act in ("ringraziamento", "biglietto")),
        "/manage/donazioni/ricevute.pdf",
        "/manage/campagne/nuova",
        *(f"/manage/campagne/{campaign}/{act}" for act in ("dati", "apertura", "chiusura", "posto")),
    ]
    assert [browser.submit(path, _typed()).status_code for path in acts] == [404] * len(acts)
    assert _gift(of_alba)[1:3] == (0, GiftState.PENDING)


def test_files_leave_only_with_who_keeps_the_accounts(at: At, gift: str) -> None:
    assert [at(role).get("/manage/donazioni/elenco.csv").status_code for role in (Role.BOARD, Role.TREASURER)] == [
        404,
        200,
    ]


def test_what_is_of_another_association_is_not_there(
    client: Callable[[str], Browser], brig: Standing, gift: str, campaign: str
) -> None:
    browser = sign_in(client(brig.host), brig, Role.TREASURER)
    paths = [f"/manage/donazioni/{gift}", f"/manage/campagne/{campaign}"]
    assert [browser.get(path).status_code for path in paths] == [404, 404]
    assert browser.submit(f"/manage/donazioni/{gift}/arrivo", _typed()).status_code == 404


def test_a_gift_in_cash_is_written_with_who_gave_it(of_alba: Ask, treasurer: Browser) -> None:
    assert treasurer.submit("/manage/donazioni/nuova", _typed()).status_code == 303
    assert _gift(of_alba) == (4000, 4000, "received", "cash", "")
    assert of_alba(lambda: db.session.scalar(select(Person.sort_name).join(Gift, Gift.person_id == Person.id))) == (
        "inventata gilda"
    )


def test_the_receipt_follows_by_itself(of_alba: Ask, treasurer: Browser, run_jobs: Callable[[], int]) -> None:
    treasurer.submit("/manage/donazioni/nuova", _typed())
    run_jobs()
    wording = of_alba(lambda: db.session.scalar(select(Receipt.wording)))
    assert wording.startswith("Erogazione liberale in denaro.")


def test_the_same_form_sent_again_is_one_gift(of_alba: Ask, treasurer: Browser) -> None:
    form = _typed(who="new")
    for _time in range(2):
        treasurer.submit("/manage/donazioni/nuova", form)
    counts = of_alba(lambda: [db.session.scalar(select(func.count()).select_from(one)) for one in (Gift, Payment)])
    assert counts == [1, 1]


def test_somebody_alike_is_shown_before_a_new_row_is_made(of_alba: Ask, treasurer: Browser) -> None:
    known = of_alba(lambda: str(make_person("Gilda", "Inventata").id))
    answer = treasurer.submit("/manage/donazioni/nuova", _typed())
    assert (answer.status_code, "Qualcuno le somiglia" in answer.text, known in answer.text) == (422, True, True)


def test_the_one_chosen_gave_it(of_alba: Ask, treasurer: Browser) -> None:
    known = of_alba(lambda: str(make_person("Gilda", "Inventata").id))
    treasurer.submit("/manage/donazioni/nuova", _typed(who=known))
    assert of_alba(lambda: str(db.session.scalar(select(Gift.person_id)))) == known


def test_who_was_looked_for_in_the_register_gives(of_alba: Ask, treasurer: Browser) -> None:
    known = of_alba(lambda: str(make_person("Gilda", "Inventata").id))
    assert known in treasurer.get("/manage/donazioni/nuova?q=inventata").text
    treasurer.submit(f"/manage/donazioni/nuova?di={known}", _typed(given_name="", family_name=""))
    assert of_alba(lambda: str(db.session.scalar(select(Gift.person_id)))) == known


def test_a_body_gives(of_alba: Ask, treasurer: Browser) -> None:
    typed = _typed(given_name="", family_name="", organisation="Forno Inventato", way="transfer")
    assert treasurer.submit("/manage/donazioni/nuova", typed).status_code == 303
    found = select(Organisation.name).join(Gift, Gift.organisation_id == Organisation.id)
    assert of_alba(lambda: db.session.scalar(found)) == "Forno Inventato"


def test_nobody_knows_who_gave(of_alba: Ask, treasurer: Browser, run_jobs: Callable[[], int]) -> None:
    treasurer.submit("/manage/donazioni/nuova", _typed(given_name="", family_name="", is_anonymous="y"))
    run_jobs()
    facts = of_alba(lambda: tuple(db.session.execute(select(Gift.person_id, Gift.asked_sealed)).one()))
    receipts = of_alba(lambda: db.session.scalar(select(func.count()).select_from(Receipt)))
    assert (facts, receipts) == ((None, None), 0)


def test_things_have_a_value_and_no_movement(of_alba: Ask, treasurer: Browser) -> None:
    typed = _typed(way="in_kind", thing="Venti sedie", amount="300")
    answer = treasurer.submit("/manage/donazioni/nuova", typed)
    assert (answer.status_code, "Donazione scritta.<" in treasurer.get(answer.headers["Location"]).text) == (303, True)
    assert _gift(of_alba)[0::4] == (30000, "Venti sedie")
    assert of_alba(lambda: db.session.scalar(select(func.count()).select_from(Payment))) == 0


def test_things_written_by_a_slip_are_called_off_and_nobody_is_thanked(
    of_alba: Ask, treasurer: Browser, run_jobs: Callable[[], int]
) -> None:
    treasurer.submit(
        "/manage/donazioni/nuova", _typed(way="in_kind", thing="Venti sedie", amount="300", email="g@a.example")
    )
    path = f"/manage/donazioni/{of_alba(lambda: db.session.scalar(select(Gift.id)))}"
    assert "Annulla la donazione" in treasurer.get(path).text
    treasurer.submit(f"{path}/annullamento")
    run_jobs()
    thanked = of_alba(lambda: db.session.scalar(select(Gift.thanked_at)))
    assert (_gift(of_alba)[2], thanked) == (GiftState.CANCELLED, None)
    assert "Annulla la donazione" not in treasurer.get(path).text


@pytest.mark.parametrize(("way", "label"), [("cash", "Cassa"), ("cheque", "Conto")])
def test_money_is_in_the_usual_account_for_how_it_came_and_the_page_says_so(
    of_alba: Ask, treasurer: Browser, way: str, label: str
) -> None:
    of_alba(lambda: make_account(label="Conto"))
    of_alba(lambda: make_account(kind="cash", iban=None, used_for="none", label="Cassa"))
    assert "Quello giusto per il modo" in treasurer.get("/manage/donazioni/nuova").text
    answer = treasurer.submit("/manage/donazioni/nuova", _typed(way=way))
    assert f"Conto: {label}" in treasurer.get(answer.headers["Location"]).text


def test_who_has_no_mailbox_is_not_written_to(of_alba: Ask, treasurer: Browser, run_jobs: Callable[[], int]) -> None:
    path = treasurer.submit("/manage/donazioni/nuova", _typed()).headers["Location"]
    run_jobs()
    page = treasurer.get(path).text
    assert ("Manda di nuovo" in page, "aprire il PDF" in page) == (False, True)
    assert treasurer.submit(f"{path}/ringraziamento").status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"amount": "-5"}, "con le cifre"),
        ({"amount": ""}, "Scrivere l'importo"),
        ({"amount": "0"}, "maggiore di zero"),
        ({"amount": "99999999999"}, "al massimo 999.999,99"),
        ({"on": timedelta(days=1)}, "data futura"),
        ({"on": "mai"}, "Scrivi la data"),
        ({"given_name": "", "family_name": ""}, "Scrivere chi dona"),
        ({"tax_code": "RSSMRA80A01H501X"}, "codice fiscale"),
        ({"way": "in_kind", "thing": ""}, "che cosa è stato donato"),
        ({"way": "baratto"}, "elenco"),
        ({"email": "non-è-un-indirizzo"}, "mail"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    of_alba: Ask, treasurer: Browser, typed: dict[str, Any], said: str
) -> None:
    answer = treasurer.submit("/manage/donazioni/nuova", _typed(**dated(typed)))
    assert (answer.status_code, said.lower() in unescape(answer.text).lower()) == (422, True)
    counts = of_alba(lambda: [db.session.scalar(select(func.count()).select_from(one)) for one in (Gift, Payment)])
    assert counts == [0, 0]


def test_money_that_came_elsewhere_is_noted_once(of_alba: Ask, treasurer: Browser, gift: str) -> None:
    form = _typed(amount="50", way="cheque")
    for _time in range(2):
        assert treasurer.submit(f"/manage/donazioni/{gift}/arrivo", form).status_code == 303
    assert _gift(of_alba)[1:4] == (5000, "received", "cheque")


def test_what_is_not_coming_is_expected_no_more(of_alba: Ask, treasurer: Browser, gift: str) -> None:
    treasurer.submit(f"/manage/donazioni/{gift}/annullamento")
    assert _gift(of_alba)[2] == GiftState.CANCELLED


def test_what_came_is_not_called_off(of_alba: Ask, treasurer: Browser, gift: str) -> None:
    treasurer.submit(f"/manage/donazioni/{gift}/arrivo", _typed())
    treasurer.submit(f"/manage/donazioni/{gift}/annullamento")
    assert _gift(of_alba)[2] == GiftState.RECEIVED


@pytest.fixture
def thanked(treasurer: Browser, gift: str, run_jobs: Callable[[], int]) -> str:
    """A gift that came, with its receipt and its thanks."""
    treasurer.submit(f"/manage/donazioni/{gift}/arrivo", _typed(amount="50", way="transfer"))
    run_jobs()
    return gift


def test_a_receipt_done_again_has_the_next_number(of_alba: Ask, treasurer: Browser, thanked: str) -> None:
    receipt = of_alba(lambda: str(db.session.scalar(select(Receipt.id))))
    path = f"/manage/donazioni/{thanked}/ricevute/{receipt}/annullamento"
    assert treasurer.submit(path, {"why": "codice sbagliato", "again": "y"}).status_code == 303
    rows = select(Receipt.number, Receipt.cancelled_why).order_by(Receipt.number)
    assert of_alba(lambda: [tuple(row) for row in db.session.execute(rows)]) == [(1, "codice sbagliato"), (2, "")]


def test_a_receipt_is_not_cancelled_without_a_reason(of_alba: Ask, treasurer: Browser, thanked: str) -> None:
    receipt = of_alba(lambda: str(db.session.scalar(select(Receipt.id))))
    path = f"/manage/donazioni/{thanked}/ricevute/{receipt}/annullamento"
    assert treasurer.submit(path, {"why": " "}).status_code == 422
    assert of_alba(lambda: db.session.scalar(select(Receipt.cancelled_at))) is None


def test_a_receipt_of_another_gift_is_not_there(of_alba: Ask, treasurer: Browser, thanked: str) -> None:
    receipt = of_alba(lambda: str(db.session.scalar(select(Receipt.id))))
    other = of_alba(lambda: str(make_gift().id))
    path = f"/manage/donazioni/{other}/ricevute/{receipt}/annullamento"
    assert treasurer.submit(path, {"why": "prova"}).status_code == 404


def test_thanks_are_sent_again(of_alba: Ask, treasurer: Browser, thanked: str) -> None:
    treasurer.submit(f"/manage/donazioni/{thanked}/ringraziamento")
    sent = select(func.count()).where(Message.template == "donations/thanks")
    assert of_alba(lambda: db.session.scalar(sent)) == 2


def test_receipts_of_several_are_one_accessible_document(of_alba: Ask, treasurer: Browser, thanked: str) -> None:
    treasurer.submit("/manage/donazioni/nuova", _typed(who="new"))
    treasurer.submit(
        f"/manage/donazioni/{of_alba(lambda: str(db.session.scalar(select(Gift.id).where(Gift.way == 'cash'))))}/ricevute"
    )
    ids = of_alba(lambda: [str(one) for one in db.session.scalars(select(Gift.id))])
    paper = treasurer.submit("/manage/donazioni/ricevute.pdf", {"selected": ids, "action": "print"})
    assert (len(PdfReader(BytesIO(paper.data)).pages), is_accessible(paper.data)) == (2, True)


def test_without_receipts_nothing_is_printed(treasurer: Browser, gift: str) -> None:
    answer = treasurer.submit("/manage/donazioni/ricevute.pdf", {"selected": [gift]}, follow_redirects=True)
    assert "nessuna ha una ricevuta" in answer.text


def test_the_list_takes_the_same_questions_however_long_it_is(of_alba: Ask, treasurer: Browser, gift: str) -> None:
    treasurer.get("/manage/donazioni")
    with count_queries() as one:
        treasurer.get("/manage/donazioni")
    of_alba(
        lambda: [
            make_gift(100 * number, campaign=make_campaign(f"c{number}", title=f"C{number}")) for number in range(1, 4)
        ]
    )
    with count_queries() as four:
        treasurer.get("/manage/donazioni")
    assert len(four) == len(one)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=pending", True),
        ("state=received", False),
        ("way=transfer", True),
        ("way=cash", False),
        ("way=in_kind", False),
        ("source=site", True),
        ("who=anonymous", False),
        ("q=AMA", True),
        ("campaign=none", True),
        ("month=2026-13", True),
        ("donors=new-x", True),
        ("person=niente", True),
    ],
)
def test_the_list_is_narrowed_and_ignores_rubbish(treasurer: Browser, gift: str, query: str, *, found: bool) -> None:
    page = treasurer.get(f"/manage/donazioni?{query}")
    assert (page.status_code, f"/manage/donazioni/{gift}" in page.text) == (200, found)


def test_the_list_is_a_file(treasurer: Browser, gift: str) -> None:
    kinds = [treasurer.get(f"/manage/donazioni/elenco.{ending}") for ending in ("csv", "xlsx")]
    assert ([one.status_code for one in kinds], DONOR.name in kinds[0].text, kinds[1].data[:2]) == (
        [200, 200],
        True,
        b"PK",
    )


def _campaign_typed(**values: Any) -> dict[str, Any]:
    facts = {"title": "Il pulmino", "first_day": "2026-01-01", "item": "A.E4", "goal": "3.000", "shows_progress": "y"}
    return {**facts, **values}


def test_a_campaign_is_added_opened_and_closed(of_alba: Ask, treasurer: Browser) -> None:
    treasurer.submit("/manage/campagne/nuova", _campaign_typed())
    campaign = of_alba(lambda: str(db.session.scalar(select(Campaign.id))))
    states = []
    for act in ("apertura", "chiusura"):
        treasurer.submit(f"/manage/campagne/{campaign}/{act}")
        states.append(of_alba(lambda: db.session.scalar(select(Campaign.state))))
    assert states == ["open", "closed"]


def test_a_campaign_is_changed(of_alba: Ask, treasurer: Browser, campaign: str) -> None:
    answer = treasurer.submit(f"/manage/campagne/{campaign}/dati", _campaign_typed(last_day="2026-12-31"))
    facts = of_alba(
        lambda: tuple(
            db.session.execute(
                select(Campaign.title, Campaign.goal_cents, Fund.last_day).join(Fund, Fund.id == Campaign.fund_id)
            ).one()
        )
    )
    assert (answer.status_code, facts) == (303, ("Il pulmino", 300_000, date(2026, 12, 31)))


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"goal": "-3"}, {"goal": "0"}, {"first_day": "mai"}, {"last_day": "2025-01-01"}, {"item": "A.U1"}],
)
def test_a_wrong_campaign_is_refused(of_alba: Ask, treasurer: Browser, wrong: dict[str, str]) -> None:
    answer = treasurer.submit("/manage/campagne/nuova", _campaign_typed(**wrong))
    number = of_alba(lambda: db.session.scalar(select(func.count()).select_from(Campaign)))
    assert (answer.status_code, number) == (422, 0)
