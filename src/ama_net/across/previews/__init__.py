"""Development only, at the bare host: the mail that the worker delivered, and every component, mail and PDF in each look.

Each room has a ``previews.py`` with ``EMAIL_PREVIEWS`` (``room/name`` of the mail -> its context, or a function giving it) and,
if it makes documents, ``PDF_PREVIEWS`` (the ``.typ`` template -> its data). What every mail and document gets of its
association (name, colours) is added here.
"""

from flask import Flask

from ama_net.across.previews import mailbox, views
from ama_net.foundation.config import Settings

__all__ = ["connect"]


def connect(app: Flask, settings: Settings) -> None:
    """Open the pages, unless the installation is a real one."""
    if settings.environment != "production":
        app.register_blueprint(mailbox.bp)
        app.register_blueprint(views.bp)
