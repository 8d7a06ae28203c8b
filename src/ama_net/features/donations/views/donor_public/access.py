"""Coming in and going out: asking for the link, the button it leads to, signing out. GET shows, POST acts."""

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter import RequestLimit

from ama_net.features.donations.donor_access import donor_here, enter, leave
from ama_net.features.donations.forms_donor import AreaLinkForm
from ama_net.features.donations.operations.donor_links import LinkOver, ask_link, end_session, link_of, use_link
from ama_net.features.donations.views.donor_public.door import bp
from ama_net.foundation.web.asking import DONE, REFUSED, TOO_MANY
from ama_net.foundation.web.languages import current_locale
from ama_net.foundation.web.limits import limiter

GONE = 410


@bp.errorhandler(LinkOver)
def link_is_over(_error: LinkOver) -> ResponseReturnValue:
    """The link was good once, or never."""
    return render_template("donations/donor/link_over.html"), GONE


@bp.get("/sostieni/area/accesso")
def ask() -> str:
    """Where a link is asked for."""
    return render_template("donations/donor/ask.html", form=AreaLinkForm(formdata=None))


def _too_many(_limit: RequestLimit) -> Response:
    form = AreaLinkForm()
    form.form_errors = [_("Troppe richieste da questo collegamento: riprova tra un'ora, oppure parla con noi.")]
    return make_response(render_template("donations/donor/ask.html", form=form), TOO_MANY)


@bp.post("/sostieni/area/accesso")
@limiter.limit("5 per minute; 20 per hour", on_breach=_too_many)
def send() -> ResponseReturnValue:
    """The same answer whoever asks, for whatever address."""
    form = AreaLinkForm()
    if not form.validate_on_submit():
        return render_template("donations/donor/ask.html", form=form), REFUSED
    ask_link(form.email.data or "", language=current_locale())
    return redirect(url_for(".sent"), DONE)


@bp.get("/sostieni/area/accesso/inviato")
def sent() -> str:
    """Look at your mail."""
    return render_template("donations/donor/sent.html")


@bp.get("/sostieni/area/accesso/<token>")
def show(token: str) -> str:
    """Whose area the link opens, and the button: programs that read mails open links too."""
    return render_template("donations/donor/enter.html", link=link_of(token), token=token)


@bp.post("/sostieni/area/accesso/<token>")
@limiter.limit("30 per minute")
def come_in(token: str) -> ResponseReturnValue:
    """Use the link: this browser sees the area for half a day."""
    enter(use_link(token))
    return redirect(url_for(".index"), DONE)


@bp.post("/sostieni/area/uscita")
def go_out() -> ResponseReturnValue:
    """End the session, here and wherever its cookie was copied."""
    link = donor_here()
    if link is not None:
        end_session(link)
    leave()
    flash(_("Fatto: su questo dispositivo non si vede più niente."), "success")
    return redirect(f"{request.script_root}/", DONE)
