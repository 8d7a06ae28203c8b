"""Who has no name: what a newsletter says then, in the mail that leaves and in the office before it does."""

from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from uuid import uuid4

import pytest
from flask import Flask

from ama_net.across.newsletters.recipients import Recipient
from ama_net.across.newsletters.rendering import render_newsletter
from ama_net.across.newsletters.sending.letters import letter_of
from ama_net.across.newsletters.starters import STARTERS, starter
from ama_net.kernel.access import Role
from ama_net.kernel.outbox.identities import identity
from tests.factories.newsletters import make_newsletter
from tests.newsletters.page_steps import HOME, text_of
from tests.support.cast import Part
from tests.support.clients import Browser
from tests.support.hands import Ask

At = Callable[[Part], Browser]
GREETING = "Ciao **{nome}**, ecco le notizie.\n\nA presto, {nome}!"


def _parts(name: str) -> list[str]:
    """The text and the html of a mail to somebody of that name, as they are read."""
    newsletter = make_newsletter(blocks=[{"kind": "text", "markdown": GREETING}])
    made = render_newsletter(newsletter)
    newsletter.frozen_html, newsletter.frozen_text = made.html, made.text
    letter = letter_of(newsletter, identity("newsletter")).to(Recipient(uuid4(), "maria@posta.example", name), uuid4())
    read = message_from_bytes(letter, policy=default)
    return [part.get_content() for part in read.iter_parts()]


def test_in_the_mail_nothing_is_left_where_the_name_was(in_alba: None) -> None:
    text, html = _parts("")
    assert "Ciao, ecco le notizie." in text
    assert "A presto!" in text
    assert "Ciao, ecco le notizie." in html


def test_in_the_mail_the_name_stands_where_it_was_written(in_alba: None) -> None:
    text, html = _parts("Maria")
    assert "Ciao *Maria*, ecco le notizie." in text
    assert "A presto, Maria!" in text
    assert "Ciao <strong>Maria</strong>, ecco le notizie." in html


@pytest.mark.parametrize("name", STARTERS)
def test_a_new_newsletter_greets_without_words_to_choose(app: Flask, name: str) -> None:
    with app.test_request_context("/"):
        assert "Ciao {nome}," in str(starter(name).blocks)


@pytest.mark.parametrize(("words", "said"), [("Ciao {nome},\n\necco", True), ("Ciao a tutti", False)])
def test_step_three_says_what_who_has_no_name_reads(at: At, of_alba: Ask, words: str, said: bool) -> None:
    draft = of_alba(lambda: make_newsletter(blocks=[{"kind": "text", "markdown": words}]).id)
    page = text_of(at(Role.SECRETARY).get(f"{HOME}/{draft}/controllo").text)
    assert "Senza nome si legge: Ciao," in " ".join(page.split()) if said else "Senza nome" not in page
