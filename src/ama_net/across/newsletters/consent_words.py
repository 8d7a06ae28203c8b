"""The words somebody who subscribes consents to, as they are shown and kept.

The same words are shown, and kept, whatever is chosen: a proof must not tell who chose a list that says an interest.
"""

from flask_babel import gettext as _
from sqlalchemy import exists, select

from ama_net.across.newsletters.models import NewsletterList
from ama_net.foundation.database import db
from ama_net.kernel.people.consent_texts import NEWSLETTER
from ama_net.kernel.people.operations.consents import ShownText

VERSION = "2026-11"
DECLARED = "declared"
"""Version of a text that is what the office said about where a consent comes from."""


def interests_words() -> str:
    """What is consented to by who chooses a list that tells an interest (GDPR art. 9.2.a)."""
    return str(
        _(
            "Se scelgo degli argomenti, acconsento espressamente a che questa scelta sia conservata, cifrata, solo per "
            "scrivermi di quello. Non la vede nessuno, nemmeno in ufficio. Posso cambiarla quando voglio."
        )
    )


def shown_text() -> ShownText:
    """All the words of the form, in the language of the page."""
    general = NEWSLETTER.text()
    parts = [general.body, interests_words()] if has_interests() else [general.body]
    return ShownText(VERSION, "\n\n".join(parts))


def declared_text(words: str) -> ShownText:
    """What the office declared about consents that were given elsewhere."""
    return ShownText(DECLARED, words)


def has_interests() -> bool:
    """Whether one may choose a list that tells an interest."""
    offered = exists().where(NewsletterList.confidential, NewsletterList.closed_at.is_(None))
    return bool(db.session.scalar(select(offered)))
