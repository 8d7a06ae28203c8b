"""Writing newsletters: saved by version, copied, deleted with a way back, approved by a second person."""

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.across.newsletters.models import Newsletter, NewsletterState
from ama_net.across.newsletters.operations.approving import approve, give_back, may_approve, submit
from ama_net.across.newsletters.operations.archiving import archive_finished, choose_archive, set_archived
from ama_net.across.newsletters.operations.blocks import put_back, put_block
from ama_net.across.newsletters.operations.writing import (
    Overtaken,
    Words,
    bring_back,
    copy_of_words,
    create_newsletter,
    delete_newsletter,
    save,
    save_audience,
    save_keeping_theirs,
    words_in,
)
from ama_net.across.newsletters.settings import NewsletterSettings
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Actor, Role
from ama_net.kernel.audit.models import LedgerEntry
from ama_net.kernel.office import CannotUndo
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy.settings import read_settings, save_settings
from tests.factories.newsletters import TEXT_BLOCK, make_list, make_newsletter
from tests.support.cast import actor
from tests.support.hands import at_once, desk
from tests.support.standing import Standing

WORDS = Words("Le notizie", "Che cosa succede", "it", [{"kind": "text", "markdown": "Ciao"}])


@pytest.fixture
def sara(alba: Standing, in_alba: None) -> Actor:
    """Who writes and sends."""
    return actor(alba, Role.SECRETARY)


@pytest.fixture
def paola(alba: Standing, in_alba: None) -> Actor:
    """Who may approve."""
    return actor(alba, Role.PRESIDENT)


@pytest.fixture
def elio(alba: Standing, in_alba: None) -> Actor:
    """Who writes and does not send."""
    return actor(alba, Role.EDITOR)


def test_saving_makes_a_new_version(sara: Actor) -> None:
    draft = create_newsletter(by=sara)
    changed = save(draft, WORDS, seen=1, by=sara)
    assert (changed, draft.version, draft.subject) == (["subject", "preheader", "blocks"], 2, "Le notizie")


def test_saving_the_same_changes_nothing(sara: Actor) -> None:
    draft = create_newsletter(by=sara, words=WORDS)
    assert (save(draft, words_in(draft), seen=1, by=sara), draft.version) == ([], 1)


def test_an_older_version_is_refused_and_nothing_is_written(sara: Actor, paola: Actor) -> None:
    draft = create_newsletter(by=sara)
    save(draft, WORDS, seen=1, by=paola)
    with pytest.raises(Overtaken) as caught:
        save(draft, Words("Altro"), seen=1, by=sara)
    assert (caught.value.newsletter.subject, draft.version) == ("Le notizie", 2)


def test_of_many_who_save_the_same_version_one_does(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        draft_id = create_newsletter(by=SYSTEM).id

    def hand(number: int) -> str:
        try:
            save(db.session.get_one(Newsletter, draft_id), Words(f"Di {number}"), seen=1, by=SYSTEM)
        except Overtaken:
            return "overtaken"
        return "saved"

    assert sorted(at_once(app, alba, hand, hands=6)) == ["overtaken"] * 5 + ["saved"]


def test_saving_over_somebody_keeps_their_text_in_a_copy(sara: Actor, paola: Actor) -> None:
    draft = create_newsletter(by=sara)
    save(draft, Words("Di Paola"), seen=1, by=paola)
    theirs = save_keeping_theirs(draft, Words("Di Sara"), seen=2, by=sara)
    assert (draft.subject, theirs.subject, theirs.state) == ("Di Sara", "Di Paola", NewsletterState.DRAFT)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (Words("x" * 201), "subject"),
        (Words(preheader="x" * 201), "preheader"),
        (Words(language="de"), "language"),
        (Words(blocks=[{"kind": "script"}]), "blocks"),
        (Words(blocks=[{"kind": "text", "markdown": "x" * 20_001}]), "blocks"),
        (Words(blocks=[{"kind": "divider"}] * 101), "blocks"),
        (Words(blocks=[{"kind": "columns", "left": [{"kind": "columns"}]}]), "blocks"),
    ],
)
def test_what_cannot_be_is_refused(sara: Actor, words: Words, field: str) -> None:
    draft = create_newsletter(by=sara)
    with pytest.raises(WrongFact) as caught:
        save(draft, words, seen=1, by=sara)
    assert (caught.value.field, draft.version) == (field, 1)


@pytest.mark.parametrize("state", [one for one in NewsletterState if one != NewsletterState.DRAFT])
def test_only_a_draft_is_written_on(sara: Actor, state: NewsletterState) -> None:
    newsletter = make_newsletter(state=state)
    with pytest.raises(WrongFact):
        save(newsletter, WORDS, seen=1, by=sara)
    with pytest.raises(WrongFact):
        save_audience(newsletter, {"everybody": True}, seen=1, by=sara)
    with pytest.raises(WrongFact):
        delete_newsletter(newsletter, by=sara)
    assert newsletter.version == 1


def test_a_copy_has_the_words_and_nothing_of_the_rest(sara: Actor) -> None:
    sent = make_newsletter(state=NewsletterState.SENT, started_at=now(), recipients=9, approved_at=now(), slug="x")
    copy = create_newsletter(by=sara, like=sent)
    assert (copy.subject, copy.audience, copy.state) == (sent.subject, {"everybody": True}, NewsletterState.DRAFT)
    assert (copy.recipients, copy.approved_at, copy.slug, copy.started_at, copy.version) == (0, None, None, None, 1)


def test_what_was_deleted_comes_back_as_it_was(sara: Actor) -> None:
    draft = create_newsletter(by=sara, words=WORDS)
    draft_id = draft.id
    kept = delete_newsletter(draft, by=sara)
    assert db.session.get(Newsletter, draft_id) is None
    bring_back({"id": str(draft_id), **kept}, by=sara)
    assert words_in(db.session.get_one(Newsletter, draft_id)) == WORDS


def test_what_came_back_does_not_come_back_twice(sara: Actor) -> None:
    draft = create_newsletter(by=sara, words=WORDS)
    payload = {"id": str(draft.id), **delete_newsletter(draft, by=sara)}
    bring_back(payload, by=sara)
    with pytest.raises(CannotUndo):
        bring_back(payload, by=sara)


def test_a_block_taken_away_is_put_back(sara: Actor) -> None:
    draft = create_newsletter(by=sara, words=WORDS)
    put_back({"id": str(draft.id), "key": "0", "block": {"kind": "divider"}}, by=sara)
    assert [block["kind"] for block in draft.blocks] == ["divider", "text"]


def test_no_block_is_put_back_into_what_left(sara: Actor) -> None:
    sent = make_newsletter(state=NewsletterState.SENT)
    with pytest.raises(CannotUndo):
        put_back({"id": str(sent.id), "key": "0", "block": {"kind": "divider"}}, by=sara)


def test_a_chosen_block_takes_the_place_of_another_and_keeps_its_words(sara: Actor) -> None:
    draft = create_newsletter(by=sara, words=Words(blocks=[{"kind": "image", "caption": "Il cerchio"}]))
    picture = "11111111-1111-4111-8111-111111111111"
    put_block(draft, {"kind": "image", "media_id": picture}, change="0", seen=1, by=sara)
    assert (draft.blocks[0]["media_id"], draft.blocks[0]["caption"]) == (picture, "Il cerchio")


def test_a_second_person_approves(sara: Actor, paola: Actor) -> None:
    draft = create_newsletter(by=sara, words=WORDS)
    submit(draft, by=sara)
    approve(draft, by=paola, seen=draft.version)
    assert (draft.approved_by, draft.state) == (paola.account_id, NewsletterState.REVIEW)


@pytest.mark.parametrize("is_template", [False, True])
def test_who_wrote_does_not_approve_their_words_in_a_copy(sara: Actor, paola: Actor, is_template: bool) -> None:
    hers = create_newsletter(by=paola, words=WORDS, is_template=is_template)
    copy = create_newsletter(by=sara, like=create_newsletter(by=sara, like=hers))
    submit(copy, by=sara)
    with pytest.raises(WrongFact):
        approve(copy, by=paola, seen=1)
    assert copy.approved_at is None


def test_who_begun_one_before_writers_were_kept_does_not_approve_its_copy(sara: Actor, paola: Actor) -> None:
    copy = create_newsletter(by=sara, like=make_newsletter(created_by=paola.account_id))
    submit(copy, by=sara)
    assert may_approve(copy, paola) is False


def test_who_wrote_does_not_approve_what_another_saved_over_or_put_apart(sara: Actor, paola: Actor) -> None:
    draft = create_newsletter(by=paola, words=WORDS)
    theirs = save_keeping_theirs(draft, Words("Di Sara"), seen=1, by=sara)
    apart = copy_of_words(draft, Words("Ancora di Sara"), by=sara)
    assert [may_approve(one, paola) for one in (draft, theirs, apart)] == [False] * 3


def test_words_that_a_second_person_approved_may_be_approved_in_a_copy_by_who_wrote_them(
    sara: Actor, paola: Actor
) -> None:
    hers = create_newsletter(by=paola, words=WORDS)
    submit(hers, by=paola)
    approve(hers, by=sara, seen=1)
    copy = create_newsletter(by=sara, like=hers)
    submit(copy, by=sara)
    assert (may_approve(copy, paola), may_approve(copy, sara)) == (True, False)


def test_what_was_not_read_is_not_approved(sara: Actor, paola: Actor) -> None:
    draft = create_newsletter(by=sara)
    submit(draft, by=sara)
    give_back(draft, by=sara)
    save(draft, WORDS, seen=1, by=sara)
    submit(draft, by=sara)
    with pytest.raises(Overtaken):
        approve(draft, by=paola, seen=1)
    assert draft.approved_at is None


def test_who_saves_and_who_hands_over_at_once_do_not_stop_each_other(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        draft_id = create_newsletter(by=SYSTEM).id

    def hand(number: int) -> str:
        draft = db.session.get_one(Newsletter, draft_id)
        if number == 0:
            submit(draft, by=SYSTEM)
            return "handed over"
        try:
            save(draft, Words(f"Di {number}"), seen=1, by=SYSTEM)
        except Overtaken:
            return "overtaken"
        return "saved"

    said = at_once(app, alba, hand, hands=5)
    with desk(app, alba):
        state = db.session.get_one(Newsletter, draft_id).state
    assert (said[0], state, said.count("saved") <= 1) == ("handed over", NewsletterState.REVIEW, True)


def test_who_wrote_it_does_not_approve_it(sara: Actor) -> None:
    draft = create_newsletter(by=sara, words=WORDS)
    submit(draft, by=sara)
    with pytest.raises(WrongFact):
        approve(draft, by=sara, seen=draft.version)
    assert draft.approved_at is None


def test_who_wrote_in_it_once_does_not_approve_it(elio: Actor, paola: Actor, sara: Actor) -> None:
    draft = create_newsletter(by=elio)
    save(draft, WORDS, seen=1, by=paola)
    save(draft, Words("Le notizie!"), seen=2, by=elio)
    submit(draft, by=elio)
    assert (may_approve(draft, paola), may_approve(draft, sara)) == (False, True)


def test_who_chose_the_recipients_does_not_approve_it(elio: Actor, sara: Actor) -> None:
    draft = create_newsletter(by=elio)
    save_audience(draft, {"everybody": True}, seen=1, by=sara)
    submit(draft, by=elio)
    assert may_approve(draft, sara) is False


def test_who_handed_it_over_does_not_approve_it(elio: Actor, sara: Actor) -> None:
    draft = create_newsletter(by=elio)
    submit(draft, by=sara)
    assert may_approve(draft, sara) is False


def test_who_does_not_send_does_not_approve(elio: Actor, sara: Actor) -> None:
    draft = create_newsletter(by=sara)
    submit(draft, by=sara)
    assert (may_approve(draft, elio), may_approve(draft, SYSTEM)) == (False, False)


def test_what_was_given_back_has_lost_its_approval(sara: Actor, paola: Actor) -> None:
    draft = create_newsletter(by=sara, words=WORDS)
    submit(draft, by=sara)
    approve(draft, by=paola, seen=draft.version)
    give_back(draft, by=sara)
    assert (draft.state, draft.approved_by, draft.approved_at, draft.submitted_by) == (
        NewsletterState.DRAFT,
        None,
        None,
        None,
    )


def test_a_change_takes_the_approval_away(sara: Actor, paola: Actor) -> None:
    draft = make_newsletter(approved_by=paola.account_id, approved_at=now())
    save(draft, WORDS, seen=1, by=sara)
    assert (draft.approved_by, draft.approved_at) == (None, None)


def test_a_model_is_not_handed_over(sara: Actor) -> None:
    model = create_newsletter(by=sara, is_template=True)
    with pytest.raises(WrongFact):
        submit(model, by=sara)


@pytest.mark.parametrize("state", [NewsletterState.DRAFT, NewsletterState.SENT, NewsletterState.SENDING])
def test_only_what_waits_is_approved(paola: Actor, state: NewsletterState) -> None:
    newsletter = make_newsletter(state=state)
    with pytest.raises(WrongFact):
        approve(newsletter, by=paola, seen=1)


@pytest.mark.usefixtures("in_alba")
def test_two_of_the_same_subject_have_two_addresses() -> None:
    first, second = make_newsletter("Novembre"), make_newsletter("Novembre")
    archive_finished(first)
    archive_finished(second)
    assert (first.slug, second.slug) == ("novembre", f"novembre-{second.id.hex[-8:]}")


def test_the_address_stays_when_it_is_taken_off_and_put_back(sara: Actor) -> None:
    newsletter = make_newsletter("Novembre")
    set_archived(newsletter, True, by=sara)
    newsletter.subject = "Dicembre"
    db.session.flush()
    set_archived(newsletter, False, by=sara)
    off = newsletter.archived_at
    set_archived(newsletter, True, by=sara)
    assert (off, newsletter.slug, newsletter.archived_at is not None) == (None, "novembre", True)


@pytest.mark.usefixtures("in_alba")
@pytest.mark.parametrize(
    ("audience", "shown"),
    [
        ({"everybody": True}, True),
        ({"lists": ["news"]}, True),
        ({"lists": ["topic"]}, False),
        ({"members": ["active"]}, False),
        ({"everybody": True, "volunteers": ["serving"]}, False),
        ({"donors": "ever"}, False),
        ({}, False),
    ],
)
def test_only_what_is_for_anybody_goes_in_the_archive_by_itself(audience: dict[str, object], shown: bool) -> None:
    ids = {"news": str(make_list().id), "topic": str(make_list("Lutto", confidential=True).id)}
    if isinstance(lists := audience.get("lists"), list):
        audience = {"lists": [ids[name] for name in lists]}
    newsletter = make_newsletter(audience=audience, finished_at=now())
    archive_finished(newsletter)
    assert (newsletter.archived_at is not None) == shown


@pytest.mark.usefixtures("in_alba")
def test_what_went_to_an_interest_is_not_in_the_archive_by_itself() -> None:
    newsletter = make_newsletter(confidential=True, finished_at=now())
    archive_finished(newsletter)
    assert newsletter.archived_at is None


@pytest.mark.usefixtures("in_alba")
@pytest.mark.parametrize(("audience", "said"), [({"everybody": True}, False), ({"members": ["active"]}, True)])
def test_somebody_may_say_otherwise_of_the_archive(audience: dict[str, object], said: bool) -> None:
    newsletter = make_newsletter(audience=audience, finished_at=now())
    choose_archive(newsletter, said)
    archive_finished(newsletter)
    assert (newsletter.archived_at is not None) == said


def test_what_was_said_of_the_archive_is_of_that_audience(sara: Actor) -> None:
    draft = make_newsletter(audience={"members": ["active"]})
    choose_archive(draft, True)
    save_audience(draft, {"donors": "ever"}, seen=1, by=sara)
    assert draft.for_archive is None


@pytest.mark.usefixtures("in_alba")
def test_an_association_without_archive_keeps_none() -> None:
    save_settings(read_settings(NewsletterSettings).model_copy(update={"archive": False}), by=None)
    newsletter = make_newsletter(finished_at=now())
    archive_finished(newsletter)
    assert newsletter.archived_at is None


def test_the_audit_says_which_parts_changed_and_no_words(sara: Actor) -> None:
    draft = create_newsletter(by=sara)
    save(draft, Words("Segretissimo", blocks=[TEXT_BLOCK]), seen=1, by=sara)
    db.session.commit()
    said = " ".join(str(entry.facts) for entry in db.session.scalars(select(LedgerEntry)))
    assert "Segretissimo" not in said
    assert "'fields': ['subject', 'blocks']" in said
