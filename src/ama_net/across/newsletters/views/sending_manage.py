"""From the last look to the last message: check and trial, approval, leaving now or later, holding, going on, doubts."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ama_net.across.newsletters import newsletter_words
from ama_net.across.newsletters.audience import Audience
from ama_net.across.newsletters.audiences import is_confidential, words_of
from ama_net.across.newsletters.checking import check_newsletter
from ama_net.across.newsletters.composing import seen_in
from ama_net.across.newsletters.forms_newsletters import GivingBackForm, LeavingForm, TestForm, is_night
from ama_net.across.newsletters.lately import count_lately, sample_lately
from ama_net.across.newsletters.models import Newsletter, NewsletterState
from ama_net.across.newsletters.operations.approving import (
    LONGEST_NOTE,
    has_lapsed,
    may_approve,
    meant_now,
    needs_approval,
)
from ama_net.across.newsletters.operations.archiving import choose_archive, keeps_archive, will_be_archived
from ama_net.across.newsletters.operations.pausing import NotNow, cancel
from ama_net.across.newsletters.operations.starting import (
    Lapsed,
    NotReady,
    hold_approved,
    reasons_against,
    reasons_against_audience,
    schedule,
)
from ama_net.across.newsletters.operations.testing import send_trial
from ama_net.across.newsletters.operations.writing import Overtaken
from ama_net.across.newsletters.previewing import as_read, lines_without_name
from ama_net.across.newsletters.queries_newsletters import newsletter_or_404
from ama_net.across.newsletters.standing import standing_of
from ama_net.across.newsletters.views.audiences_manage import COUNTS
from ama_net.across.newsletters.views.steps import STEPS, Step
from ama_net.foundation.database import db
from ama_net.foundation.web.limits import limiter
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.accounts.queries import names_of_accounts
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame

bp = Blueprint("sending_manage", __name__)

DONE, REFUSED = 303, 422
STILL_HERE = (NewsletterState.DRAFT, NewsletterState.REVIEW)


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": newsletter_words}


@bp.route("/newsletter/<uuid:newsletter_id>/controllo", methods=["GET", "POST"])
@requires(Permission.NEWSLETTERS_EDIT)
def check(newsletter_id: UUID) -> ResponseReturnValue:
    """What was noticed, how it is read on a telephone, on a computer, as text; POST: a trial to one address."""
    newsletter = _still_here(newsletter_id)
    form = TestForm(data={"address": _own_address()})
    if form.validate_on_submit():
        try:
            send_trial(newsletter, form.address.data or "", by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("La prova è partita per %(address)s.", address=form.address.data), "success")
            return redirect(url_for(".check", newsletter_id=newsletter_id), DONE)
    shown = render_template(
        "newsletters/manage/check.html",
        newsletter=newsletter,
        form=form,
        findings=check_newsletter(newsletter),
        unchosen=_nobody_chosen(newsletter),
        without_name=lines_without_name(newsletter),
        as_text=as_read(newsletter, links_to=_("(il collegamento di chi riceve)")).text,
        look=request.args.get("come", "computer"),
    )
    return shown, REFUSED if form.errors else 200


@bp.route("/newsletter/<uuid:newsletter_id>/spedizione", methods=["GET", "POST"])
@limiter.limit(COUNTS)
@requires(Permission.NEWSLETTERS_READ)
def review(newsletter_id: UUID) -> ResponseReturnValue:
    """The last look: what, to whom, how many, when. Whoever sends decides here; who only writes hands it over."""
    newsletter = newsletter_or_404(newsletter_id)
    if newsletter.state not in STILL_HERE or newsletter.is_template:
        return redirect(url_for("newsletters_manage.show", newsletter_id=newsletter_id), DONE)
    form = LeavingForm(data=_leaving_data(newsletter))
    if form.is_submitted() and not signed_in_actor().can(Permission.NEWSLETTERS_SEND):
        abort(404)
    if form.validate_on_submit():
        try:
            return _decided(newsletter, form)
        except Lapsed:
            return redirect(url_for(".review", newsletter_id=newsletter_id), DONE)  # where it is said why
        except WrongFact as error:
            blame(form, error)
        except NotReady as error:
            form.form_errors.extend(error.reasons)
    return _review_page(newsletter, form)


@bp.route("/newsletter/<uuid:newsletter_id>/spedizione/adesso", methods=["GET", "POST"])
@limiter.limit(COUNTS)
@requires(Permission.NEWSLETTERS_SEND)
def leaving_now(newsletter_id: UUID) -> ResponseReturnValue:
    """The last step before it leaves at once: what, to whom, and the button."""
    newsletter = newsletter_or_404(newsletter_id)
    back = redirect(url_for(".review", newsletter_id=newsletter_id), DONE)
    if newsletter.is_template or newsletter.state not in STILL_HERE:
        return back
    if request.method == "POST":
        try:
            _as_it_was_read(newsletter)
            schedule(newsletter, None, by=signed_in_actor())
        except NotReady as error:
            flash(" ".join(error.reasons), "warning")
            return back
        flash(_("Parte adesso."), "success")
        return redirect(url_for("newsletters_manage.show", newsletter_id=newsletter_id), DONE)
    if reasons_against(newsletter):
        return back
    return render_template("newsletters/manage/leaving_now.html", newsletter=newsletter, **_to_whom(newsletter))


@bp.post("/newsletter/<uuid:newsletter_id>/interruzione")
@requires(Permission.NEWSLETTERS_SEND)
def calling_off(newsletter_id: UUID) -> ResponseReturnValue:
    """Call off what has not left; asked again on a page of its own first."""
    if request.form.get("sure") != "1":
        return redirect(url_for(".sure", newsletter_id=newsletter_id), DONE)
    return _done(newsletter_id, cancel, _("Interrotta: chi non l'aveva ancora ricevuta non la riceve."))


@bp.get("/newsletter/<uuid:newsletter_id>/interruzione")
@requires(Permission.NEWSLETTERS_SEND)
def sure(newsletter_id: UUID) -> str:
    """Whether one is sure: what is called off cannot be taken up again."""
    newsletter = newsletter_or_404(newsletter_id)
    standing = standing_of(newsletter) or abort(404)
    return render_template("newsletters/manage/call_off.html", newsletter=newsletter, standing=standing)


@bp.get("/newsletter/<uuid:newsletter_id>/andamento")
@requires(Permission.NEWSLETTERS_READ)
def progress(newsletter_id: UUID) -> ResponseReturnValue:
    """How far it is: the part of its page that refreshes itself; once it stands still the whole page is read again."""
    newsletter = newsletter_or_404(newsletter_id)
    standing = standing_of(newsletter) or abort(404)
    shown = render_template("newsletters/manage/progress.html", newsletter=newsletter, standing=standing)
    return shown, {} if standing.moves else {"HX-Refresh": "true"}


def _leaving_data(newsletter: Newsletter) -> dict[str, object]:
    return {"version": newsletter.version, "archive": will_be_archived(newsletter)}


def _decided(newsletter: Newsletter, form: LeavingForm) -> Response:
    at = form.at()
    try:
        _as_it_was_read(newsletter)
    except NotReady:
        form.version.data = str(newsletter.version)
        raise
    if keeps_archive():
        choose_archive(newsletter, form.archive.data)
    if at is None:
        if reasons := reasons_against(newsletter):
            raise NotReady(reasons)
        return redirect(url_for(".leaving_now", newsletter_id=newsletter.id), DONE)
    schedule(newsletter, at, by=signed_in_actor())
    flash(_("È in calendario: parte da sola alla sua ora."), "success")
    if is_night(at):
        flash(_("A quell'ora molti dormono, e il telefono suona: forse è meglio un altro momento."), "warning")
    return redirect(url_for("newsletters_manage.show", newsletter_id=newsletter.id), DONE)


def _as_it_was_read(newsletter: Newsletter) -> None:
    """Hold it, if it is still what whoever decides was looking at."""
    hold_approved(newsletter, by=signed_in_actor())
    if newsletter.version != seen_in(request.form):
        raise NotReady([_("Nel frattempo qualcuno l'ha cambiata: va riletta prima di spedirla.")])


def _to_whom(newsletter: Newsletter) -> dict[str, object]:
    """Whom it is for and how many they are, and what the button says; of an interest not even the button says a number."""
    audience = Audience.of(newsletter.audience)
    count = count_lately(audience)
    told = not is_confidential(audience)
    now_words = _("Spedisci adesso a %(who)s", who=count.words) if told else _("Spedisci adesso")
    return {"audience": words_of(audience), "count": count, "now_words": now_words}


def _review_page(newsletter: Newsletter, form: LeavingForm, wrong: WrongFact | None = None) -> ResponseReturnValue:
    """The page; ``wrong``: why it was not given back, to be read beside what was typed."""
    giving_back = GivingBackForm()
    if wrong is not None:
        blame(giving_back, wrong)
    audience, by = Audience.of(newsletter.audience), signed_in_actor()
    lapsed = has_lapsed(newsletter)
    shown = render_template(
        "newsletters/manage/review.html",
        newsletter=newsletter,
        form=form,
        findings=check_newsletter(newsletter),
        unchosen=_nobody_chosen(newsletter),
        nobody=bool(reasons_against_audience(audience)),
        sample=sample_lately(audience) if by.can(Permission.SUBSCRIBERS_READ) else [],
        needs_approval=needs_approval(),
        lapsed=lapsed,
        approved=newsletter.approved_at is not None and not lapsed,
        meant=meant_now(newsletter).digest.hex(),
        keeps_archive=keeps_archive(),
        may_approve=may_approve(newsletter, by),
        giving_back=giving_back,
        longest_note=LONGEST_NOTE,
        names=names_of_accounts([newsletter.submitted_by, newsletter.approved_by]),
        **_to_whom(newsletter),
    )
    return shown, REFUSED if form.errors or wrong else 200


def _page_of(step: Step) -> Callable[[UUID], ResponseReturnValue]:
    def page(newsletter_id: UUID) -> ResponseReturnValue:
        return _done(newsletter_id, step.work, step.said)

    return requires(step.permission)(page)


for _step in STEPS:
    _url = f"/newsletter/<uuid:newsletter_id>/{_step.path}"
    bp.add_url_rule(_url, _step.endpoint, _page_of(_step), methods=["POST"])


def _done(newsletter_id: UUID, work: Callable[..., None], said: LazyString | str) -> ResponseReturnValue:
    """Do one of the small steps, say how it went, go back to where they are decided."""
    newsletter, by = newsletter_or_404(newsletter_id), signed_in_actor()
    try:
        work(newsletter, by=by)
    except WrongFact as error:
        if error.field == "to_change":
            return _review_page(newsletter, LeavingForm(formdata=None, data=_leaving_data(newsletter)), error)
        flash(str(error), "warning")
    except NotReady as error:
        flash(" ".join(error.reasons), "warning")
    except (NotNow, Overtaken):
        flash(_("Nel frattempo è cambiata: ecco a che punto è."), "warning")
    else:
        flash(str(said), "success")
    page = ".review" if newsletter.state in STILL_HERE else "newsletters_manage.show"
    return redirect(url_for(page, newsletter_id=newsletter_id), DONE)


def _nobody_chosen(newsletter: Newsletter) -> bool:
    return (
        newsletter.state == NewsletterState.DRAFT
        and not newsletter.is_template
        and Audience.of(newsletter.audience).is_empty
    )


def _own_address() -> str:
    account = db.session.get(Account, signed_in_actor().account_id)
    return account.email if account is not None else ""


def _still_here(newsletter_id: UUID) -> Newsletter:
    newsletter = newsletter_or_404(newsletter_id)
    return newsletter if newsletter.state in STILL_HERE else abort(404)
