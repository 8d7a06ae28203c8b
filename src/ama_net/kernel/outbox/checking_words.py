"""What is wrong with a text of the association's own, before any mail is written with it."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal
from unicodedata import category

from flask_babel import gettext as _
from markdown_it.token import Token

from ama_net.foundation.text import fold
from ama_net.kernel.outbox.editable import EditableMail
from ama_net.kernel.outbox.own_words import MARK, PLACEHOLDER, Link, key_of, links_of, marked

LONGEST_SUBJECT, LONGEST_BODY = 150, 8000

Part = Literal["subject", "body"]
_BRACES = re.compile(r"[{}]")


@dataclass(frozen=True)
class WordsFault:
    """What is wrong, in words, and where."""

    part: Part
    words: str


class TextFaults(Exception):
    """The text cannot be kept."""

    def __init__(self, faults: list[WordsFault]) -> None:
        super().__init__(len(faults))
        self.faults = faults


def faults_of(mail: EditableMail, subject: str, body: str) -> list[WordsFault]:
    """Everything wrong with these words: values that are not of this mail, values without which it would say nothing."""
    subject = "" if mail.fixed_subject else subject
    found: list[WordsFault] = []
    for part, text in (("subject", subject), ("body", body)):
        found += [WordsFault(part, words) for words in _unknown(mail, text)]  # type: ignore[arg-type]  # the two literals
    named = mail.named()
    for key in _keys(subject):
        if key in named and (named[key].button or not named[key].in_subject):
            found.append(WordsFault("subject", _("{%(key)s} può stare solo nel testo, non nell'oggetto.", key=key)))
    return found + _of_body(mail, body)


def _of_body(mail: EditableMail, body: str) -> list[WordsFault]:
    tokens, order = marked(body)
    links = links_of(tokens)
    there = {order[number] for number in _seen(tokens, links)}
    faults = [
        WordsFault("body", _("Manca {%(key)s}: «%(label)s».", key=one.key, label=one.label))
        for one in mail.placeholders
        if one.required and one.key not in there
    ]
    if any(not _whole_address(mail, _address(link), order) for link in links):
        words = _("In un collegamento il segnaposto deve essere l'indirizzo intero, come in [le tue quote]({link}).")
        faults.append(WordsFault("body", words))
    if any(not _can_be_read(link.words) for link in links):
        faults.append(WordsFault("body", _("Un collegamento non ha parole: nessuno lo vedrebbe.")))
    return faults


def _seen(tokens: list[Token], links: list[Link]) -> set[int]:
    """The marks that a reader meets: among the words, or as the address of a link that has words."""
    inside = [child.content for token in tokens for child in token.children or []]
    return {
        int(found[1])
        for text in inside + [_address(one) for one in links if _can_be_read(one.words)]
        for found in MARK.finditer(text)
    }


def _can_be_read(words: str) -> bool:
    return any(category(sign)[0] in "LNPS" for sign in words)


def _unknown(mail: EditableMail, text: str) -> list[str]:
    named = mail.named()
    faults = []
    for key in dict.fromkeys(_keys(text)):
        if key not in named:
            near = get_close_matches(fold(key), named, n=1, cutoff=0.5)
            words = _("{%(key)s} non c'è fra i segnaposto di questo messaggio.", key=key)
            faults.append(words + (" " + _("Forse {%(key)s}?", key=near[0]) if near else ""))
    if _BRACES.search(PLACEHOLDER.sub("", text)):
        faults.append(
            _("C'è una parentesi graffa di troppo: servono solo intorno ai segnaposto, come in {associazione}.")
        )
    return faults


def _keys(text: str) -> list[str]:
    return [key_of(found) for found in PLACEHOLDER.finditer(text)]


def _address(link: Link) -> str:
    return str(link.opening.attrs["href"])


def _whole_address(mail: EditableMail, address: str, order: list[str]) -> bool:
    """Whether an address holds no value, or is nothing but the address a value stands for."""
    found = MARK.search(address)
    if found is None:
        return True
    placeholder = mail.named().get(order[int(found[1])])
    return placeholder is None or bool(placeholder.button and found[0] == address)
