"""The office's pages about the site: the lists, one page with its versions, publishing, deleting, the order of the menus."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from ama_net.features.site.forms import ROOM_WORDS
from ama_net.features.site.lists import LISTS, MENU_WORDS, STATE_WORDS, state_of
from ama_net.features.site.models import Kind, Menu, SitePage
from ama_net.features.site.operations import delete_pages, move_in_menu, restore_version, set_published
from ama_net.features.site.operations.publication import DELETION, PUBLICATION
from ama_net.features.site.queries import in_menu, originals, sibling_of, translations_of, version_of, versions_of
from ama_net.features.site.rendering import render_body
from ama_net.features.site.rules import is_open, may_be_taken_away
from ama_net.features.site.views.office import FOLDERS, actor_here, kind_here, on_both, page_here
from ama_net.features.site.views.office import pages as pages_room
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires
from ama_net.kernel.audit import export_list
from ama_net.kernel.office import offer_undo

STATE_KINDS = {"published": "ok", "scheduled": "info", "draft": "neutral"}


@on_both("")
@requires(Permission.SITE_READ)
def index() -> str:
    """The list of pages, or of news."""
    kind = kind_here()
    page = LISTS[kind].page(originals(kind), request.args)
    return render_template(
        "site/manage/index.html",
        page=page,
        kind=kind,
        english=translations_of(page.rows),
        menus=MENU_WORDS,
        state=_state,
    )


@on_both("/elenco.csv")
@requires(Permission.SITE_READ)
def export() -> Response:
    """The list as a file."""
    kind = kind_here()
    return export_list(LISTS[kind], originals(kind), request.args, name=FOLDERS[kind], by=actor_here())


@on_both("/<uuid:page_id>")
@requires(Permission.SITE_READ)
def show(page_id: UUID) -> str:
    """One page: where it stands, what it says, its other language, its earlier versions."""
    page = page_here(page_id)
    return render_template(
        "site/manage/show.html",
        page=page,
        kind=kind_here(),
        html=Markup(page.body_html),  # noqa: S704  # cleaned when it was written
        state=_state,
        sibling=sibling_of(page),
        versions=versions_of(page),
        menu_words=MENU_WORDS.get(page.menu or "", ""),
        room_words=ROOM_WORDS.get(page.room or ""),
        room_is_open=is_open(page.room),
        stays=not may_be_taken_away(page),
    )


@on_both("/<uuid:page_id>/versioni/<uuid:version_id>")
@requires(Permission.SITE_READ)
def version(page_id: UUID, version_id: UUID) -> str:
    """What a page said once."""
    page = page_here(page_id)
    earlier = version_of(page, version_id) or abort(404)
    html = Markup(render_body(earlier.body))  # noqa: S704  # cleaned
    return render_template("site/manage/version.html", page=page, kind=kind_here(), version=earlier, html=html)


@on_both("/<uuid:page_id>/versioni/<uuid:version_id>/ripristino", "POST")
@requires(Permission.SITE_EDIT)
def restoration(page_id: UUID, version_id: UUID) -> ResponseReturnValue:
    """Put earlier words back."""
    page = page_here(page_id)
    restore_version(page, version_of(page, version_id) or abort(404), by=actor_here())
    flash(_("La pagina dice di nuovo quello che diceva. Le parole di prima sono fra le versioni."), "success")
    return redirect(url_for(".show", page_id=page.id))


@on_both("/<uuid:page_id>/pubblicazione", "POST")
@requires(Permission.SITE_EDIT)
def publication(page_id: UUID) -> ResponseReturnValue:
    """Publish a page, or take it off the site (``published=0``)."""
    page = page_here(page_id)
    _publish([page], request.form.get("published") != "0")
    return redirect(url_for(".show", page_id=page.id))


@on_both("/<uuid:page_id>/eliminazione", "POST")
@requires(Permission.SITE_EDIT)
def deletion(page_id: UUID) -> ResponseReturnValue:
    """Delete a page with its translation."""
    _delete([page_here(page_id)])
    return redirect(url_for(".index"))


@on_both("/selezione", "POST")
@requires(Permission.SITE_EDIT)
def selection() -> ResponseReturnValue:
    """What is asked of the ticked rows: ``publish``, ``unpublish``, ``delete``."""
    kind = kind_here()
    chosen = db.session.scalars(LISTS[kind].chosen(originals(kind), request.form)).all()
    action = request.form.get("action", "")
    if action == "delete":
        _delete(chosen)
    elif action in {"publish", "unpublish"}:
        _publish(chosen, action == "publish")
    else:
        abort(400)
    return redirect(url_for(".index"))


@pages_room.get("/pagine/menu")
@requires(Permission.SITE_READ)
def menus() -> str:
    """The pages of both menus, in their order."""
    entries = [(menu, words, in_menu(Menu(menu))) for menu, words in MENU_WORDS.items()]
    return render_template("site/manage/menus.html", menus=entries, kind=Kind.PAGE, state=_state)


@pages_room.post("/pagine/<uuid:page_id>/posto")
@requires(Permission.SITE_EDIT)
def place(page_id: UUID) -> ResponseReturnValue:
    """Move a page up or down in its menu (``move=up|down``)."""
    page = page_here(page_id)
    if not move_in_menu(page, -1 if request.form.get("move") == "up" else 1, by=actor_here()):
        flash(_("«%(title)s» non può andare oltre.", title=page.title), "warning")
    return redirect(url_for(".menus", _anchor=Menu(page.menu).value if page.menu else None))


def _state(page: SitePage) -> tuple[Any, str]:
    """The words and the colour of a page's state."""
    state = state_of(page)
    return STATE_WORDS[state], STATE_KINDS[state]


def _publish(pages: Sequence[SitePage], published: bool) -> None:
    changed = set_published(pages, published, by=actor_here())
    if not changed:
        flash(_("Niente da cambiare: pagina iniziale, contatti e riservatezza restano sempre sul sito."), "warning")
        return
    count = len(changed)
    said = (
        ngettext("È sul sito.", "%(num)s pagine sono sul sito.", count)
        if published
        else ngettext("Non è più sul sito.", "%(num)s pagine non sono più sul sito.", count)
    )
    offer_undo(
        PUBLICATION, {"pages": [str(page.id) for page in changed], "published": published}, said, by=actor_here()
    )


def _delete(pages: Sequence[SitePage]) -> None:
    gone = delete_pages(pages, by=actor_here())
    if not gone:
        flash(_("Niente eliminato: pagina iniziale, contatti e riservatezza restano sempre sul sito."), "warning")
        return
    count = sum(page.is_original for page in gone) or 1
    said = ngettext("Eliminata.", "%(num)s pagine eliminate.", count)
    offer_undo(DELETION, {"pages": [str(page.id) for page in gone]}, said, by=actor_here())
