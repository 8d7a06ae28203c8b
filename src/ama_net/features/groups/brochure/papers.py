"""The contents on paper: three sizes of page, and the booklet for the printer."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ama_net.features.groups.brochure.contents import brochure_contents, confirmed_groups
from ama_net.features.groups.brochure.imposing import impose
from ama_net.features.groups.models import BrochureKind
from ama_net.foundation.pdf import render_pdf
from ama_net.foundation.web.texts import language_now

TEMPLATE = "groups/pdf/brochure.typ"
PAPERS: dict[BrochureKind, dict[str, Any]] = {
    BrochureKind.A5: {"size": "a5", "margin": 13, "text": 9.5, "qr": 15},
    BrochureKind.A4: {"size": "a4", "margin": 20, "text": 11.5, "qr": 20},
    BrochureKind.LARGE: {"size": "a4", "margin": 18, "text": 18, "qr": 28},
}
"""Margin and side of the QR in millimetres, text in points. Large print begins at 16 points; 18 is what it is asked for."""


class NothingToPrint(Exception):
    """No group of the association has been confirmed yet."""


def build_brochure(kind: BrochureKind, *, valid_until: date) -> bytes:
    """One paper of the brochure of the association in scope, from what it publishes now.

    Raises:
        NothingToPrint: there is no confirmed group.
    """
    groups = confirmed_groups()
    if not groups:
        raise NothingToPrint
    return make_paper(kind, brochure_contents(groups, valid_until=valid_until))


def make_paper(kind: BrochureKind, contents: Mapping[str, Any], *, a5: bytes | None = None) -> bytes:
    """Contents laid out on one kind of paper; ``a5`` spares laying the booklet's pages out again."""
    if kind is BrochureKind.BOOKLET:
        return impose(a5 or make_paper(BrochureKind.A5, contents))
    return render_pdf(TEMPLATE, {**contents, "paper": PAPERS[kind]}, language=language_now())
