"""The order of the menus."""

from ama_net.features.site.models import Menu, SitePage
from ama_net.features.site.queries import in_menu
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record


def move_in_menu(page: SitePage, steps: int, *, by: Actor) -> bool:
    """Move a page of a menu up (-1) or down (1); False when it is not in a menu or cannot go further.

    Who may: the office with SITE_EDIT. No undo: the opposite move is the way back.
    """
    if page.menu is None:
        return False
    pages = list(in_menu(Menu(page.menu)))
    place = pages.index(page)
    target = place + steps
    if not 0 <= target < len(pages):
        return False
    pages.insert(target, pages.pop(place))
    for number, entry in enumerate(pages, start=1):
        entry.menu_order = number * 10
    record(by=by, verb="menu.ordered", subject=page, changes={"place": [place + 1, target + 1]})
    return True
