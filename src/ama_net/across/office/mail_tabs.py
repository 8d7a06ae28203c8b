"""The pages of the mail's room, one beside the other."""

from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _


def mail_tabs(here: str) -> list[dict[str, Any]]:
    """Messages, texts, the domain it is sent from; ``here`` is the key of the page one is on."""
    pages = [
        ("messages", _("Messaggi"), "mail_manage.index"),
        ("texts", _("Testi"), "mail_texts_manage.index"),
        ("domain", _("Dominio"), "domain_manage.index"),
    ]
    return [
        {"title": title, "url": url_for(endpoint), "active": key == here}
        for key, title, endpoint in pages
        if endpoint in current_app.view_functions
    ]
