"""The office's frame, over every room: the menu, the dashboard of figures, the search, undo, the pages of long jobs.

It also holds the pages of the kernel's rooms that have none of their own: the audit, the mail that left, the settings.
Words: a *room* is an entry of the menu (``OfficeRoom``), a *figure* a number that opens the rows behind it.
"""

from flask import Flask

from ama_net.across.office import closed, menu, queries

__all__ = ["connect"]


def connect(app: Flask) -> None:
    """Give the office its menu and ``elsewhere`` (what somebody is in other rooms), and shut the rooms that are closed."""
    closed.connect(app)
    menu.connect(app)
    app.jinja_env.globals["elsewhere"] = queries.elsewhere
