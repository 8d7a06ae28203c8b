"""Kept papers as answers: a browser that has one asks only whether it still holds."""

from flask import Response, request

from ama_net.features.groups.models import Brochure
from ama_net.foundation.clock import day_of
from ama_net.foundation.pdf import pdf_answer


def kept_pdf(body: bytes, *, name: str, fingerprint: str) -> Response:
    """A kept PDF. It may be taken off the site at any moment, so it is asked about each time (304 when unchanged)."""
    answer = pdf_answer(body, name)
    answer.set_etag(fingerprint)
    answer.headers["Cache-Control"] = "no-cache"
    answer.make_conditional(request)
    return answer


def paper_answer(paper: Brochure) -> Response:
    """One paper of the brochure, called by its day."""
    return kept_pdf(paper.body, name=f"opuscolo-{day_of(paper.made_at)}-{paper.kind}", fingerprint=paper.sha256)
