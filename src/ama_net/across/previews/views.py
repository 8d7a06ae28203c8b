"""The preview pages: everything the system can look like, in each association's look."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, g, render_template, request, send_from_directory, url_for
from flask_babel import force_locale

from ama_net.across.office.menu import in_sections
from ama_net.across.previews import samples
from ama_net.across.previews.found import associations, documents, mail_previews, mails, pdf_previews
from ama_net.across.previews.frames import frame_answer, links_of, only_at_the_bare_host
from ama_net.foundation.clock import today
from ama_net.foundation.mail import RenderedMail, render_mail
from ama_net.foundation.pdf import pdf_answer, render_pdf
from ama_net.kernel.access import Actor
from ama_net.kernel.tenancy import current_tenant, tenant_scope
from ama_net.kernel.tenancy.keys import settings_of_app
from ama_net.kernel.tenancy.look import TYPES, colours

bp = Blueprint("previews", __name__, url_prefix="/anteprime")
bp.before_request(only_at_the_bare_host)


@bp.get("")
def index() -> str:
    """What there is to see."""
    return render_template(
        "previews/index.html",
        associations=associations(),
        mails=mails(),
        with_sample=set(mail_previews()),
        documents=documents(),
        with_data=set(pdf_previews()),
    )


@bp.get("/componenti")
def components() -> str:
    """Every component of the public pages."""
    return _gallery(
        "components/gallery.html", form=samples.refused_form(), weeks=samples.month(today()), moment=samples.moment()
    )


@bp.get("/ufficio")
def office() -> str:
    """The office's frame and components."""
    g.actor = Actor(name="Sara Esempio")
    rooms = [{"key": "home", "title": "Inizio", "icon": "home", "url": "#", "active": True}]
    return _gallery("components/gallery_office.html", rows=samples.office_rows(), office_menu=in_sections(rooms))


@bp.get("/messaggi/<room>/<name>")
def mail(room: str, name: str) -> str:
    """A mail: subject, text, and html in a frame."""
    rendered = _mail(f"{room}/{name}")
    return render_template(
        "previews/mail_preview.html",
        name=f"{room}/{name}",
        mail=rendered,
        links=links_of(rendered.text),
        frame=url_for(".mail_html", room=room, name=name, **_look()),
        themes=_themes(),
        languages=[_language("it", "Italiano"), _language("en", "English")],
    )


@bp.get("/messaggi/<room>/<name>/html")
def mail_html(room: str, name: str) -> Response:
    """The html part, for the frame."""
    return frame_answer(_mail(f"{room}/{name}").html)


@bp.get("/documenti/<path:name>")
def document(name: str) -> Response:
    """A sample document."""
    sample = pdf_previews().get(name) or abort(404)
    with tenant_scope(_chosen()[1]):
        tenant = current_tenant()
        data = {"association": tenant.name, "colours": colours(tenant.slug), **sample()}
        return pdf_answer(render_pdf(name, data), "anteprima")


@bp.get("/aspetto/<slug>/<name>")
def face(slug: str, name: str) -> Response:
    """An association's theme or logo, which its own pages get from its own host."""
    if slug not in associations() or name not in TYPES:
        abort(404)
    return send_from_directory(settings_of_app().tenants.resolve() / slug, name, mimetype=TYPES[name].partition(";")[0])


def _gallery(template: str, **context: Any) -> str:
    slug, tenant_id = _chosen()
    with _dressed_as(tenant_id):
        return render_template(
            template,
            themes=_themes(),
            theme_url=lambda: _face_url(slug, "theme.css"),
            logo_url=lambda: _face_url(slug, "logo.svg"),
            **context,
        )


def _face_url(slug: str, name: str) -> str:
    return url_for(".face", slug=slug, name=name) if (settings_of_app().tenants / slug / name).exists() else ""


def _mail(name: str) -> RenderedMail:
    sample = mail_previews().get(name) or abort(404)
    language = "en" if request.args.get("lingua") == "en" else "it"
    with tenant_scope(_chosen()[1]), force_locale(language):
        tenant = current_tenant()
        return render_mail(name, {**sample(), "tenant": tenant, "theme": colours(tenant.slug)})


def _chosen() -> tuple[str, UUID]:
    """The association asked for (``?tema=``), or the first."""
    known = associations() or abort(404)
    slug = request.args.get("tema", "")
    slug = slug if slug in known else next(iter(known))
    return slug, known[slug][0]


def _themes() -> list[dict[str, Any]]:
    chosen, here = _chosen()[0], request.endpoint or ""
    return [
        {
            "slug": slug,
            "name": name,
            "title": name,
            "active": slug == chosen,
            "url": url_for(here, **_others(tema=slug)),
        }
        for slug, (_id, name) in associations().items()
    ]


def _language(code: str, title: str) -> dict[str, Any]:
    active = ("en" if request.args.get("lingua") == "en" else "it") == code
    return {"title": title, "active": active, "url": url_for(request.endpoint or "", **_others(lingua=code))}


def _others(**changes: str) -> dict[str, Any]:
    return {**(request.view_args or {}), **_look(), **changes}


def _look() -> dict[str, Any]:
    """The theme and language asked for; nothing else of the address goes into ours."""
    return {name: request.args[name] for name in ("tema", "lingua") if name in request.args}


@contextmanager
def _dressed_as(tenant_id: UUID) -> Iterator[None]:
    """Render as the association's own host would."""
    with tenant_scope(tenant_id):
        g.tenant = current_tenant()
        try:
            yield
        finally:
            g.tenant = None
