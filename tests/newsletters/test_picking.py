"""What of the site can be put into a newsletter: only what everybody may read now, kept as it was when it was picked."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from ama_net.across.newsletters.blocks import PickedSource
from ama_net.across.newsletters.checking import check_newsletter
from ama_net.across.newsletters.picking import NothingToPick, choices, pick, shortened
from ama_net.features.donations.models import CampaignState
from ama_net.features.groups.models import Status
from ama_net.features.site.models import SitePage
from ama_net.foundation.database import db
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.donations import make_campaign
from tests.factories.groups import make_group
from tests.factories.helpdesk import make_service
from tests.factories.newsletters import make_newsletter
from tests.support.days import dated
from tests.support.standing import Standing


def make_news(title: str = "Un gruppo nuovo", **values: Any) -> SitePage:
    values = {"kind": "news", "slug": "un-gruppo-nuovo", "published": True, "published_on": date(2026, 11, 2), **values}
    made = SitePage(title=title, language=values.pop("language", "it"), **values)
    db.session.add(made)
    db.session.flush()
    return made


def ids(kind: str, term: str = "") -> list[UUID]:
    return [choice.id for choice in choices(kind, term)]


def test_a_published_group_is_offered(in_alba: None) -> None:
    group = make_group("Gruppo Alfa")
    assert group.id in ids("group", "alfa")


def test_a_group_is_kept_with_its_page(in_alba: None) -> None:
    group = make_group("Gruppo Omega")
    block = pick("group", group.id)
    assert (block.source, block.row_id, block.title, block.link) == (
        "group", group.id, "Gruppo Omega", "/gruppi/gruppo-omega"
    )  # fmt: skip


def test_a_closed_group_is_not_offered(in_alba: None) -> None:
    group = make_group("Gruppo Bozza", status=Status.CLOSED)
    assert group.id not in ids("group", "bozza")
    with pytest.raises(NothingToPick):
        pick("group", group.id)


def test_news_are_kept_as_they_were(in_alba: None) -> None:
    news = make_news(summary="A Ferrara, il giovedì.")
    block = pick("news", news.id)
    news.title = "Un altro titolo"
    assert (block.title, block.summary, block.link) == (
        "Un gruppo nuovo", "A Ferrara, il giovedì.", "/notizie/un-gruppo-nuovo"
    )  # fmt: skip


@pytest.mark.parametrize(
    "values", [{"published": False}, {"published_on": timedelta(days=3)}, {"deleted_at": "2026-01-01"}]
)
def test_news_that_nobody_reads_are_not_offered(in_alba: None, values: dict[str, Any]) -> None:
    news = make_news(**dated(values))
    assert news.id not in ids("news")
    with pytest.raises(NothingToPick):
        pick("news", news.id)


def test_a_page_is_no_news(in_alba: None) -> None:
    page = make_news(kind="page", slug="chi-siamo-noi")
    assert (page.id in ids("page"), page.id in ids("news")) == (True, False)


def test_english_words_are_taken_where_they_are(in_alba: None) -> None:
    news = make_news()
    make_news("A new group", language="en")
    assert (pick("news", news.id, "en").title, pick("news", news.id, "en").link) == (
        "A new group", "/en/notizie/un-gruppo-nuovo"
    )  # fmt: skip


def test_an_open_campaign_is_offered_and_a_draft_is_not(in_alba: None) -> None:
    campaign = make_campaign()
    offered = ids("campaign", "sede")
    campaign.state = CampaignState.DRAFT
    db.session.flush()
    assert (offered, ids("campaign")) == ([campaign.id], [])


def test_a_closed_service_is_not_offered(in_alba: None) -> None:
    service = make_service(name="Ascolto del lunedì")
    offered = ids("service", "lunedì")
    service.is_open = False
    db.session.flush()
    assert (offered, ids("service", "lunedì")) == ([service.id], [])


@pytest.mark.parametrize("kind", list(PickedSource))
def test_what_does_not_exist_is_not_picked(in_alba: None, kind: str) -> None:
    with pytest.raises(NothingToPick):
        pick(kind, uuid4())


def test_another_associations_is_not_picked(in_alba: Standing, brig: Standing) -> None:
    db.session.commit()
    with tenant_scope(brig.id):
        group_id, news_id = make_group("Gruppo di Brig").id, make_news("Di Brig").id
        db.session.commit()
    assert (ids("group", "Brig"), ids("news", "Brig")) == ([], [])
    for kind, row_id in (("group", group_id), ("news", news_id)):
        with pytest.raises(NothingToPick):
            pick(kind, row_id)


@pytest.mark.parametrize("term", ["%", "_", "\\", "'", "\x00", "x" * 500])
def test_signs_of_the_search_are_only_words(in_alba: None, term: str) -> None:
    make_news()
    assert len(ids("news", term)) == (1 if term == "\x00" else 0)


def test_an_unknown_kind_is_refused(in_alba: None) -> None:
    with pytest.raises(ValueError, match="people"):
        choices("people")


def test_a_long_summary_ends_at_a_word() -> None:
    assert (shortened("uno due tre", 8), shortened("uno due", 8)) == ("uno due…", "uno due")


def test_what_was_picked_and_then_taken_away_keeps_the_newsletter_here(in_alba: None) -> None:
    news = make_news()
    block = pick("news", news.id).model_dump(mode="json")
    news.published = False
    db.session.flush()
    faults = [one.words for one in check_newsletter(make_newsletter(blocks=[block])) if one.level == "fault"]
    assert faults == ["Sul sito non c'è una pagina a «/notizie/un-gruppo-nuovo»."]
