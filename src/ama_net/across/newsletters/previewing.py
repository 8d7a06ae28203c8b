"""A newsletter as it will be read, saved or not yet: alone, for a frame that can do nothing."""

from dataclasses import asdict, dataclass
from uuid import UUID

from flask import Response
from flask_babel import force_locale

from ama_net.across.newsletters.merging import fill, names_reader, open_fields
from ama_net.across.newsletters.models import Newsletter
from ama_net.across.newsletters.operations.writing import Words
from ama_net.across.newsletters.rendering import render_newsletter
from ama_net.kernel.tenancy import current_tenant

SAMPLE_NAME = "Maria"
NOWHERE = "#"


@dataclass(frozen=True)
class Shown:
    """A newsletter with its fields filled: its subject, its html, its text."""

    subject: str
    html: str
    text: str


def unsaved(newsletter_id: UUID, words: Words) -> Newsletter:
    """A newsletter that says some words and is in no database."""
    return Newsletter(id=newsletter_id, **asdict(words))


def as_read(newsletter: Newsletter, *, name: str = SAMPLE_NAME, links_to: str = NOWHERE) -> Shown:
    """A newsletter as somebody of that name would read it (nobody: with what is said to who has no name).

    One that began to leave is shown as it left.
    """
    html, text = newsletter.frozen_html, newsletter.frozen_text
    if html is None or text is None:
        with force_locale(newsletter.language or "it"):
            rendered = render_newsletter(newsletter)
        html, text = rendered.html, rendered.text
    values = {"nome": name, "disiscrizione": links_to, "preferenze": links_to}
    return Shown(
        fill(open_fields(newsletter.subject or ""), values, html=False),
        fill(html, values, html=True),
        fill(text, values, html=False),
    )


def lines_without_name(newsletter: Newsletter) -> list[str]:
    """Its lines that greet by name, as they are read by who has none: each once, the line beside the subject first."""
    written = [open_fields(newsletter.preheader), *render_newsletter(newsletter).text.splitlines()]
    return list(dict.fromkeys(fill(line, {}, html=False).strip() for line in written if names_reader(line)))


def in_a_frame(html: str) -> Response:
    """The html alone, for a frame of our own page: no script, no form, no request but the library's pictures.

    It is of our origin, so that the page around can measure it; with no script allowed it can do nothing with that.
    """
    pictures = f"'self' data: {current_tenant().base_url}"
    answer = Response(html, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'unsafe-inline'; img-src {pictures}; frame-ancestors 'self'; sandbox allow-same-origin"
    )
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer
