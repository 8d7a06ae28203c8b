"""The office's frame, over every room: the menu, the dashboard of figures, the search, undo, the pages of long jobs.

It also holds the pages of the kernel's rooms that have none of their own: the audit, the mail that left, the settings.
Words: a *room* is an entry of the menu (``OfficeRoom``), a *figure* a number that opens the rows behind it.
"""

from ama_net.across.office.menu import connect

__all__ = ["connect"]
