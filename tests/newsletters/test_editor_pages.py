"""The pages of who writes newsletters, through the browser: with no script, by two at once, with bad input."""

import re
from collections.abc import Callable
from html import unescape
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from ama_net.across.newsletters.models import Newsletter, NewsletterState, SavedAudience
from ama_net.across.newsletters.operations.testing import MOST_AN_HOUR, TEMPLATE
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.outbox import Message
from tests.factories.newsletters import make_list, make_newsletter, make_subscriber
from tests.newsletters.page_steps import HOME, form, put, row_of, text_of
from tests.support.cast import Part
from tests.support.clients import Browser
from tests.support.hands import Ask
from tests.support.queries import count_queries

At = Callable[[Part], Browser]


@pytest.fixture
def sara(at: At) -> Browser:
    return at(Role.SECRETARY)


@pytest.fixture
def draft(of_alba: Ask) -> str:
    return str(of_alba(lambda: make_newsletter().id))


def _kinds(of_alba: Ask, newsletter_id: str) -> list[str]:
    return [block["kind"] for block in row_of(of_alba, newsletter_id, "blocks")]


def test_a_letter_is_begun_with_a_greeting(sara: Browser, of_alba: Ask) -> None:
    answer = sara.submit(f"{HOME}/nuova", {"from": "letter"})
    newsletter_id = answer.location.split("/")[-2]
    assert (answer.status_code, _kinds(of_alba, newsletter_id)) == (303, ["text"])


def test_one_is_begun_like_another(sara: Browser, of_alba: Ask, draft: str) -> None:
    answer = sara.submit(f"{HOME}/nuova", {"from": draft})
    assert row_of(of_alba, answer.location.split("/")[-2], "subject") == "Le notizie di novembre"


@pytest.mark.parametrize("name", ["", "nothing", str(uuid4()), "\x00"])
def test_nothing_is_begun_like_nothing(sara: Browser, name: str) -> None:
    assert sara.submit(f"{HOME}/nuova", {"from": name}).status_code == 404


def test_what_is_typed_is_saved(sara: Browser, of_alba: Ask, draft: str) -> None:
    answer = sara.submit(f"{HOME}/{draft}/testo", form(subject="Il cerchio si allarga"))
    assert (answer.status_code, row_of(of_alba, draft, "subject", "version")) == (303, ("Il cerchio si allarga", 2))


def test_every_button_keeps_what_was_typed(sara: Browser, of_alba: Ask, draft: str) -> None:
    answer = sara.submit(f"{HOME}/{draft}/testo", form(**{"0.markdown": "Nuovo", "action": "add:heading:"}))
    blocks = row_of(of_alba, draft, "blocks")
    assert answer.location.endswith("/testo#b1-text")
    assert (blocks[0]["markdown"], blocks[1]["kind"]) == ("Nuovo", "heading")


def test_a_part_moves_up(sara: Browser, of_alba: Ask, draft: str) -> None:
    two = {"block": ["0", "1"], "1.kind": "divider", "action": "up:1"}
    answer = sara.submit(f"{HOME}/{draft}/testo", form(**two))
    assert (_kinds(of_alba, draft), answer.location.rpartition("#")[2]) == (["divider", "text"], "giu-0")


def test_a_part_taken_away_comes_back(sara: Browser, of_alba: Ask, draft: str) -> None:
    sara.submit(f"{HOME}/{draft}/testo", form(**{"0.markdown": "Da tenere", "action": "remove:0"}))
    gone = _kinds(of_alba, draft)
    page = sara.get(f"{HOME}/{draft}/testo").text
    undo = re.search(r'action="(/manage/undo/[^"]+)"', page)
    assert undo is not None
    sara.submit(undo[1])
    assert (gone, row_of(of_alba, draft, "blocks")[0]["markdown"]) == ([], "Da tenere")


def test_the_composer_shows_what_it_reads(sara: Browser, of_alba: Ask) -> None:
    """What the page shows, sent back as it is, changes nothing: whatever the kinds of block."""
    blocks = [
        {"kind": "heading", "text": "Uno", "level": 1},
        {"kind": "text", "markdown": '\n**Due** <b>&amp;</b> "tre"'},
        {"kind": "image", "media_id": None, "alternative": "a", "link": "", "caption": "c"},
        {"kind": "button", "text": "Vieni", "address": "https://alba.example/?a=1&b=2"},
        {"kind": "picked", "source": "page", "row_id": str(uuid4()), "title": "T", "summary": "S", "link": "/x"},
        {"kind": "attachment", "media_id": None, "text": "Il file"},
        {"kind": "divider"},
        {"kind": "columns", "left": [{"kind": "text", "markdown": "L"}], "right": [{"kind": "divider"}]},
    ]
    draft = str(of_alba(lambda: make_newsletter(blocks=blocks).id))
    page = sara.get(f"{HOME}/{draft}/testo").text
    fields: dict[str, list[str]] = {}
    for name, value in _fields(page):
        fields.setdefault(name, []).append(value)
    answer = sara.submit(f"{HOME}/{draft}/testo", {**fields, "action": "save"})
    saved = row_of(of_alba, draft, "blocks", "version")
    assert (answer.status_code, saved[0][1]["markdown"]) == (303, '**Due** <b>&amp;</b> "tre"')
    assert [one["kind"] for one in saved[0]] == [one["kind"] for one in blocks]
    assert (saved[0][3], saved[0][4]["link"], saved[0][7]) == (blocks[3], "/x", blocks[7])


def _fields(page: str) -> list[tuple[str, str]]:
    form = page[page.index('id="composer"') : page.index("</form>", page.index('id="composer"'))]
    found = []
    kinds = r'<input[^>]*?name="(?P<i>[^"]+)"[^>]*?value="(?P<iv>[^"]*)"|<textarea[^>]*?name="(?P<t>[^"]+)"[^>]*>\n?(?P<tv>.*?)</textarea>|<select[^>]*?name="(?P<s>[^"]+)"[^>]*>(?P<sv>.*?)</select>'
    for one in re.finditer(kinds, form, re.DOTALL):
        if one["i"]:
            found.append((one["i"], unescape(one["iv"])))
        elif one["t"]:
            found.append((one["t"], unescape(one["tv"]).removeprefix("\n")))
        else:
            chosen = re.search(r'value="([^"]*)"[^>]* selected|selected[^>]*value="([^"]*)"', one["sv"])
            found.append((one["s"], (chosen[1] or chosen[2]) if chosen else ""))
    return [(name, value) for name, value in found if name != "csrf_token"]


def test_of_two_who_write_at_once_the_second_is_told(sara: Browser, at: At, of_alba: Ask, draft: str) -> None:
    at(Role.PRESIDENT).submit(f"{HOME}/{draft}/testo", form(subject="Della presidente"))
    answer = sara.submit(f"{HOME}/{draft}/testo", form(subject="Della segretaria"))
    assert (answer.status_code, row_of(of_alba, draft, "subject")) == (422, "Della presidente")
    assert ("Paola di Alba" in answer.text, 'value="Della segretaria"' in answer.text) == (True, True)
    assert "Della presidente" in answer.text


def test_the_second_keeps_their_text_in_a_copy(sara: Browser, at: At, of_alba: Ask, draft: str) -> None:
    at(Role.PRESIDENT).submit(f"{HOME}/{draft}/testo", form(subject="Della presidente"))
    answer = sara.submit(f"{HOME}/{draft}/testo", form(subject="Della segretaria", action="copy"))
    copy = answer.location.split("/")[-2]
    assert (row_of(of_alba, draft, "subject"), row_of(of_alba, copy, "subject")) == (
        "Della presidente",
        "Della segretaria",
    )


def test_the_second_may_win_and_the_first_is_kept(sara: Browser, at: At, of_alba: Ask, draft: str) -> None:
    at(Role.PRESIDENT).submit(f"{HOME}/{draft}/testo", form(subject="Della presidente"))
    sara.submit(f"{HOME}/{draft}/testo", form(subject="Della segretaria", action="mine", theirs="2"))
    subjects = of_alba(lambda: sorted(db.session.scalars(select(Newsletter.subject))))
    assert (row_of(of_alba, draft, "subject"), subjects) == (
        "Della segretaria",
        ["Della presidente", "Della segretaria"],
    )


def test_winning_over_what_one_has_not_seen_is_refused(sara: Browser, at: At, of_alba: Ask, draft: str) -> None:
    president = at(Role.PRESIDENT)
    president.submit(f"{HOME}/{draft}/testo", form(subject="Primo"))
    president.submit(f"{HOME}/{draft}/testo", form(subject="Secondo", version="2"))
    answer = sara.submit(f"{HOME}/{draft}/testo", form(subject="Mio", action="mine", theirs="2"))
    assert (answer.status_code, row_of(of_alba, draft, "subject")) == (422, "Secondo")


@pytest.mark.parametrize(
    "hostile",
    [
        {"0.kind": "script"},
        {"0.kind": ""},
        {"block": [str(number) for number in range(300)]},
        {"0.markdown": "x" * 20_001},
        {"subject": "x" * 201},
        {"language": "xx"},
        {"version": "-1"},
        {"version": "9999999999999"},
        {"0.kind": "columns", "0.left": "1", "1.kind": "columns"},
        {"0.kind": "picked", "0.source": "secrets"},
        {"0.kind": "image", "0.media_id": "../../etc/passwd"},
    ],
)
def test_a_hostile_form_changes_nothing(sara: Browser, of_alba: Ask, draft: str, hostile: dict[str, Any]) -> None:
    answer = sara.submit(f"{HOME}/{draft}/testo", form(**hostile))
    assert (answer.status_code, row_of(of_alba, draft, "subject", "version")) == (422, ("Le notizie di novembre", 1))


@pytest.mark.parametrize("action", ["up:99", "down:x", "remove:", "add:script:", "add:", "change:x:y", "☃", "up:0l9"])
def test_a_button_that_is_none_only_saves(sara: Browser, of_alba: Ask, draft: str, action: str) -> None:
    answer = sara.submit(f"{HOME}/{draft}/testo", form(action=action))
    assert (answer.status_code, _kinds(of_alba, draft)) == (303, ["text"])


def test_a_header_hidden_in_the_subject_is_one_line(sara: Browser, of_alba: Ask, draft: str) -> None:
    sara.submit(f"{HOME}/{draft}/testo", form(subject="Ciao\r\nBcc: altra@posta.example"))
    assert row_of(of_alba, draft, "subject") == "Ciao Bcc: altra@posta.example"


def test_the_preview_saves_nothing_and_can_do_nothing(sara: Browser, of_alba: Ask, draft: str) -> None:
    sent = form(**{"0.markdown": "Solo provato <script>alert(1)</script>"})
    answer = sara.submit(f"{HOME}/{draft}/anteprima", sent)
    policy = answer.headers["Content-Security-Policy"]
    assert (answer.status_code, "Solo provato" in answer.text, "<script" in answer.text) == (200, True, False)
    assert ("sandbox" in policy, "default-src 'none'" in policy, "script-src" in policy) == (True, True, False)
    assert ("allow-scripts" in policy, policy.endswith("; sandbox allow-same-origin")) == (False, True)
    assert (answer.headers["X-Frame-Options"], row_of(of_alba, draft, "version")) == ("SAMEORIGIN", 1)


def test_the_frame_of_the_preview_runs_no_script(sara: Browser, draft: str) -> None:
    page = sara.get(f"{HOME}/{draft}/testo").text
    assert re.findall(r"<iframe[^>]* sandbox(?:=\"([^\"]*)\")?", page) == ["allow-same-origin"]


def test_the_preview_greets_by_name_and_without(sara: Browser, of_alba: Ask, draft: str) -> None:
    named, unnamed = (sara.get(f"{HOME}/{draft}/anteprima{query}").text for query in ("", "?senza_nome=1"))
    assert ("Ciao Maria" in named, "Ciao a tutti" in unnamed, "@@ama" in named + unnamed) == (True, True, False)


def test_a_preview_of_what_cannot_be_says_why(sara: Browser, draft: str) -> None:
    answer = sara.submit(f"{HOME}/{draft}/anteprima", form(**{"0.kind": "script"}))
    assert (answer.status_code, "sandbox" in answer.headers["Content-Security-Policy"]) == (422, True)


def test_the_recipients_are_saved(sara: Browser, of_alba: Ask, draft: str) -> None:
    kept = of_alba(lambda: str(make_list("Notizie", number=3).id))
    answer = sara.submit(f"{HOME}/{draft}/destinatari", {"version": "1", "some-lists": kept, "action": "next"})
    assert (answer.status_code, row_of(of_alba, draft, "audience")) == (303, {"lists": [kept]})


def test_going_on_with_nobody_chosen_stays_and_asks(sara: Browser, of_alba: Ask, draft: str) -> None:
    first = sara.submit(f"{HOME}/{draft}/destinatari", {"version": "1", "action": "next"})
    words = text_of(first.text)
    assert (first.status_code, "Non hai scelto nessuno." in words, "Vai avanti lo stesso" in words) == (422, True, True)
    onwards = sara.submit(f"{HOME}/{draft}/destinatari", {"version": "1", "action": "anyway"})
    assert (onwards.status_code, onwards.location.endswith("/controllo")) == (303, True)


def test_a_topic_beside_others_is_said_at_its_field(sara: Browser, of_alba: Ask, draft: str) -> None:
    secret = of_alba(lambda: str(make_list("Lutto", confidential=True).id))
    page = sara.submit(f"{HOME}/{draft}/destinatari", {"version": "1", "everybody": "y", "topics": secret}).text
    counted = sara.submit(f"{HOME}/destinatari/conto", {"everybody": "y", "topics": secret}).text
    assert ('<a href="#topics">' in page, "tieni uno dei due" in text_of(page)) == (True, True)
    assert "tieni uno dei due" in text_of(counted)


def test_recipients_are_counted_and_nothing_is_saved(sara: Browser, of_alba: Ask, draft: str) -> None:
    of_alba(lambda: [make_subscriber() for _one in range(3)])
    answer = sara.submit(f"{HOME}/{draft}/destinatari", {"version": "1", "everybody": "y", "action": "count"})
    assert ("3 persone" in text_of(answer.text), row_of(of_alba, draft, "version")) == (True, 1)


def test_recipients_saved_by_another_are_not_overwritten(sara: Browser, of_alba: Ask, draft: str) -> None:
    put(of_alba, draft, version=4)
    answer = sara.submit(f"{HOME}/{draft}/destinatari", {"version": "1", "action": "save"})
    assert (answer.status_code, row_of(of_alba, draft, "audience")) == (422, {"everybody": True})


def test_saved_recipients_are_taken(sara: Browser, of_alba: Ask, draft: str) -> None:
    def keep() -> str:
        made = SavedAudience(name="Soci", definition={"members": ["active"]})
        db.session.add(made)
        db.session.flush()
        return str(made.id)

    saved = of_alba(keep)
    sara.submit(f"{HOME}/{draft}/destinatari/salvati", {"saved": saved, "version": "1"})
    assert row_of(of_alba, draft, "audience") == {"members": ["active"]}


def test_a_trial_goes_to_one_address_through_the_outbox(sara: Browser, of_alba: Ask, draft: str) -> None:
    answer = sara.submit(f"{HOME}/{draft}/controllo", {"address": "sara@alba.example"})
    mails = of_alba(lambda: [(one.recipient, one.subject, one.text) for one in db.session.scalars(select(Message))])
    assert (answer.status_code, len(mails), mails[0][:2]) == (
        303,
        1,
        ("sara@alba.example", "[Prova] Le notizie di novembre"),
    )
    assert ("@@ama" in mails[0][2], "Ciao Sara" in mails[0][2]) == (False, True)


@pytest.mark.parametrize("address", ["", "nessuno", "a@b.example, c@d.example", "a@b.example\r\nBcc: x@y.example"])
def test_a_trial_to_what_is_no_address_does_not_leave(sara: Browser, of_alba: Ask, draft: str, address: str) -> None:
    answer = sara.submit(f"{HOME}/{draft}/controllo", {"address": address})
    mails = of_alba(lambda: db.session.scalar(select(func.count()).select_from(Message)))
    assert (answer.status_code, mails) == (422, 0)


def test_a_newsletter_is_deleted_and_brought_back(sara: Browser, of_alba: Ask, draft: str) -> None:
    answer = sara.submit(f"{HOME}/{draft}/eliminazione")
    gone = of_alba(lambda: db.session.get(Newsletter, UUID(draft)) is None)
    undo = re.search(r'action="(/manage/undo/[^"]+)"', sara.get(HOME).text)
    assert (answer.status_code, gone, undo is not None) == (303, True, True)
    sara.submit(undo[1] if undo else "")
    assert row_of(of_alba, draft, "subject") == "Le notizie di novembre"


def test_a_model_is_kept_apart(sara: Browser, of_alba: Ask, draft: str) -> None:
    sara.submit(f"{HOME}/{draft}/copia", {"model": "1"})
    models = of_alba(lambda: db.session.scalar(select(func.count()).where(Newsletter.is_template)))
    page = sara.get(f"{HOME}/modelli").text
    assert (models, "Le notizie di novembre" in page) == (1, True)


@pytest.mark.parametrize("state", [NewsletterState.SENDING, NewsletterState.SENT, NewsletterState.SCHEDULED])
def test_what_is_no_draft_is_not_written_on(sara: Browser, of_alba: Ask, draft: str, state: NewsletterState) -> None:
    put(of_alba, draft, state=state)
    answer = sara.submit(f"{HOME}/{draft}/testo", form(subject="Tardi"))
    assert (answer.status_code, row_of(of_alba, draft, "subject")) == (303, "Le notizie di novembre")


@pytest.mark.parametrize("kind", ["group", "news", "page", "campaign", "service"])
def test_what_is_on_the_site_can_be_looked_for(sara: Browser, draft: str, kind: str) -> None:
    assert sara.get(f"{HOME}/{draft}/dal-sito?kind={kind}&q=%25'").status_code == 200


def test_a_kind_that_is_none_is_not_looked_for(sara: Browser, draft: str) -> None:
    assert sara.get(f"{HOME}/{draft}/dal-sito?kind=people").status_code == 404


def test_a_broken_picture_is_refused_with_words(sara: Browser, draft: str) -> None:
    sent = {"file": (BytesIO(b"<svg onload=alert(1)>"), "x.svg"), "version": "1", "alternative": "Sei sedie"}
    answer = sara.submit(f"{HOME}/{draft}/immagine", sent, content_type="multipart/form-data")
    assert (answer.status_code, "SVG" in answer.text) == (422, True)


@pytest.mark.parametrize("what", ["immagine", "file"])
def test_nothing_chosen_is_said(sara: Browser, draft: str, what: str) -> None:
    answer = sara.submit(f"{HOME}/{draft}/{what}", {"version": "1", "media_id": ""})
    assert (answer.status_code, "Scegli" in answer.text) == (422, True)


def test_the_composer_asks_the_same_whatever_it_holds(sara: Browser, of_alba: Ask) -> None:
    counts = []
    for many in (1, 12):
        blocks = [{"kind": "image", "media_id": str(uuid4())}] * many
        draft = of_alba(lambda blocks=blocks: str(make_newsletter(blocks=blocks).id))
        sara.get(f"{HOME}/{draft}/testo")
        with count_queries() as queries:
            sara.get(f"{HOME}/{draft}/testo")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_too_many_trials_in_an_hour_are_refused(sara: Browser, of_alba: Ask, draft: str) -> None:
    def many() -> None:
        for _one in range(MOST_AN_HOUR):
            db.session.add(Message(template=TEMPLATE))

    of_alba(many)
    answer = sara.submit(f"{HOME}/{draft}/controllo", {"address": "sara@alba.example"})
    assert (answer.status_code, "molte prove" in answer.text) == (422, True)


def test_a_trial_is_no_newsletter_and_unsubscribes_nobody(sara: Browser, of_alba: Ask, draft: str) -> None:
    of_alba(lambda: make_subscriber("sara@alba.example"))
    sara.submit(f"{HOME}/{draft}/controllo", {"address": "sara@alba.example"})
    text = of_alba(lambda: db.session.scalars(select(Message)).one().text)
    assert ("/newsletter/disiscrizione/" in text, "/newsletter/preferenze/" in text) == (False, False)
