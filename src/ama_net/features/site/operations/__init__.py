"""The verbs: writing pages (``writing``), publishing and deleting them (``publication``), ordering the menus (``menus``)."""

from ama_net.features.site.operations.menus import move_in_menu
from ama_net.features.site.operations.publication import bring_back, delete_pages, publish_again, set_published
from ama_net.features.site.operations.writing import (
    PageFacts,
    WrongPage,
    change_page,
    create_page,
    restore_version,
    translate_page,
)

__all__ = [
    "PageFacts",
    "WrongPage",
    "bring_back",
    "change_page",
    "create_page",
    "delete_pages",
    "move_in_menu",
    "publish_again",
    "restore_version",
    "set_published",
    "translate_page",
]
