"""The office's forms: a new page, other words, the English version. "Anteprima" shows without saving."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from ama_net.features.site.forms import PageForm, form_for
from ama_net.features.site.models import SitePage
from ama_net.features.site.operations import WrongPage, change_page, create_page, set_published, translate_page
from ama_net.features.site.queries import sibling_of
from ama_net.features.site.rendering import render_body
from ama_net.features.site.views.office import actor_here, kind_here, on_both, page_here
from ama_net.kernel.access import Permission, requires


@on_both("/nuova", "GET", "POST")
@requires(Permission.SITE_EDIT)
def new() -> ResponseReturnValue:
    """Write a page, or a piece of news: a draft, or published at once."""
    form = form_for(kind_here())
    if _is_to_be_saved(form):
        try:
            page = create_page(kind=kind_here(), words=form.words(), facts=form.facts(), by=actor_here())
        except WrongPage as error:
            _say_at(form, error)
        else:
            return _saved(page)
    return _form_page(form, None)


@on_both("/<uuid:page_id>/testo", "GET", "POST")
@requires(Permission.SITE_EDIT)
def edit(page_id: UUID) -> ResponseReturnValue:
    """Change a page."""
    page = page_here(page_id)
    form = form_for(page.kind, page)
    if _is_to_be_saved(form) and _is_as_it_was_read(form, page):
        try:
            change_page(page, words=form.words(), facts=form.facts(), by=actor_here())
        except WrongPage as error:
            _say_at(form, error)
        else:
            return _saved(page)
    return _form_page(form, page)


@on_both("/<uuid:page_id>/inglese", "GET", "POST")
@requires(Permission.SITE_EDIT)
def translate(page_id: UUID) -> ResponseReturnValue:
    """Write the English version, beginning from the Italian words."""
    page = page_here(page_id)
    english = sibling_of(page)
    if english is not None:
        return redirect(url_for(".edit", page_id=english.id))
    form = form_for(page.kind, translation_of=page)
    if _is_to_be_saved(form):
        try:
            english = translate_page(page, words=form.words(), menu_label=form.facts().menu_label, by=actor_here())
        except WrongPage as error:
            _say_at(form, error)
        else:
            return _saved(english)
    return _form_page(form, None, translation_of=page)


def _is_to_be_saved(form: PageForm) -> bool:
    return bool(form.is_submitted() and request.form.get("action") != "preview" and form.validate())


def _is_as_it_was_read(form: PageForm, page: SitePage) -> bool:
    """Whether nobody saved the page since the form was opened; if somebody did, saving again is a choice."""
    if form.seen.data == page.updated_at.isoformat():
        return True
    form.seen.data = page.updated_at.isoformat()
    form.form_errors.append(
        _(
            "Nel frattempo qualcun altro ha cambiato la pagina. Salva di nuovo per tenere il tuo testo: il suo resta fra le versioni."
        )
    )
    return False


def _say_at(form: PageForm, error: WrongPage) -> None:
    beside = next((field for field in form if field.name == error.field), form.title)
    beside.errors = [str(error)]


def _saved(page: SitePage) -> ResponseReturnValue:
    if request.form.get("action") == "publish" and set_published([page], published=True, by=actor_here()):
        flash(_("Salvata: è sul sito."), "success")
    elif page.published:
        flash(_("Salvata: il sito è aggiornato."), "success")
    else:
        flash(_("Bozza salvata: nessuno la vede finché non è pubblicata."), "success")
    return redirect(url_for(".show", page_id=page.id))


def _form_page(form: PageForm, page: SitePage | None, translation_of: SitePage | None = None) -> ResponseReturnValue:
    preview = request.form.get("action") == "preview"
    html = Markup(render_body(form.body.data or "")) if preview else None  # noqa: S704  # cleaned
    shown = render_template(
        "site/manage/form.html", form=form, page=page, kind=kind_here(), translation_of=translation_of, preview=html
    )
    return shown, 422 if form.errors else 200
