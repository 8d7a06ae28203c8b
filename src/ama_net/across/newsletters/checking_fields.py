"""What is wrong with the words that differ from reader to reader."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from flask_babel import gettext as _

from ama_net.across.newsletters.finding import Finding, fault, warning
from ama_net.across.newsletters.merging import FIELDS, WRITTEN, Field, leaves_hole, written_fields

_UNCLOSED = re.compile(r"\{\s*(?:" + "|".join(FIELDS) + r")\b[^{}]*(?:$|\n|\{)", re.IGNORECASE)


def check_fields(block: int | None, text: str) -> Iterator[Finding]:
    """Fields that do not exist, that were left open, or without which a sentence falls apart."""
    for field in written_fields(text):
        yield from _field(block, field)
    if _UNCLOSED.search(WRITTEN.sub("", text)):
        yield fault(block, _("Una parentesi graffa non è chiusa: si leggerebbe così com'è scritta."))
    if leaves_hole(text):
        words = _("Dove c'è {nome}, a chi non l'ha detto resta un vuoto: scrivi che cosa legge, come in {nome|amici}.")
        yield warning(block, words)


def check_subject(subject: str) -> Iterator[Finding]:
    """The subject is the same for everybody: what stands in it is seen on locked screens and by who is sitting beside."""
    if any(True for _field in written_fields(subject)):
        yield fault(None, _("Nell'oggetto non si mettono parole tra parentesi graffe: è uguale per tutti."))


def _field(block: int | None, field: Field) -> Iterator[Finding]:
    if field.name not in FIELDS:
        near = get_close_matches(field.name, FIELDS, n=1, cutoff=0.5)
        meant = _("Forse {%(near)s}?", near=near[0]) if near else _("Si possono usare {nome} e {associazione}.")
        yield fault(block, _("{%(name)s} non esiste.", name=field.name) + " " + meant)
