"""The support page: what a gift does, and giving it. A campaign's page is the same with its own words."""

from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import RequestLimit

from ama_net.features.donations.forms_giving import ONLINE_WAYS, GivingForm, Offer
from ama_net.features.donations.gift_secrets import Given, email_digest, secret_of
from ama_net.features.donations.mandate import MANDATE_VERSION, mandate_words
from ama_net.features.donations.operations.asking_mails import send_transfer_data
from ama_net.features.donations.operations.gifts import FormUsed, ask_gift
from ama_net.features.donations.paying import Arranged, arranged
from ama_net.features.donations.public_words import EVERY, short_money
from ama_net.features.donations.queries_public import Shown, campaign_of_slug, named_givers, open_campaigns
from ama_net.features.donations.settings import DonationsSettings
from ama_net.features.donations.tax import benefit_percent, benefit_words
from ama_net.foundation.money import parse_cents
from ama_net.foundation.web.asking import (
    DONE,
    AskPage,
    ask_for_proof,
    blank,
    is_proved,
    keep_to_oneself,
    take,
    too_many,
)
from ama_net.foundation.web.limits import limiter
from ama_net.foundation.web.security import csrf
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.confiding import one_spelling
from ama_net.kernel.people.identifiers import InvalidIdentifier, check_email
from ama_net.kernel.tenancy import current_tenant_id, findable
from ama_net.kernel.tenancy.introductions import introduction_of
from ama_net.kernel.tenancy.settings import read_settings

SMALL_CENTS = 10_00
"""Who tries stolen cards tries them with little: such payments online are few from one address before a proof is asked."""

SEND_ON = 307

bp = Blueprint("giving_public", __name__)
bp.record_once(lambda state: findable.connect(state.app, "donations", _findable))


@bp.after_request
def _keep_what_was_typed(response: Response) -> Response:
    return keep_to_oneself(response) if request.method == "POST" else response


@bp.get("/sostieni")
def index() -> str:
    """What gifts do here, and the form to give one."""
    return blank(_page(""))


@bp.get("/sostieni/<slug>")
def campaign(slug: str) -> str:
    """A campaign: what for, how far it is, the form. A closed one says how it went."""
    return blank(_page(slug))


def _was_taken(response: Response) -> bool:
    return response.status_code in (DONE, SEND_ON)


def _slug() -> str:
    return str((request.view_args or {}).get("slug", ""))


def _ask_for_proof(_limit: RequestLimit) -> Response:
    return ask_for_proof(_page(_slug()))


def _enough(_limit: RequestLimit) -> Response:
    return too_many(_page(_slug()))


def _mailbox() -> str:
    """Of the mailbox that is written to, however it is spelled. One that cannot be is refused by the form."""
    typed = request.form.get("email", "")[:254].strip()
    with suppress(InvalidIdentifier):
        typed = check_email(typed)
    return email_digest(one_spelling(typed)).hex()


def _association() -> str:
    return str(current_tenant_id())


def _is_large_or_proved() -> bool:
    """Whether no more than the usual is asked: it is no small payment online, or the work was done for it."""
    typed = request.form.get("amount", "")
    try:
        cents = (
            int(typed) if typed.isdecimal() and len(typed) < 9 else parse_cents(request.form.get("other_amount", ""))
        )
    except ValueError:
        return True  # the form refuses it
    return cents >= SMALL_CENTS or request.form.get("way") not in ONLINE_WAYS or is_proved()


@bp.post("/sostieni", defaults={"slug": ""})
@bp.post("/sostieni/<slug>")
@limiter.limit("10 per hour", deduct_when=_was_taken, exempt_when=is_proved, on_breach=_ask_for_proof)
@limiter.limit("3 per hour", deduct_when=_was_taken, exempt_when=_is_large_or_proved, on_breach=_ask_for_proof)
@limiter.limit(
    "120 per hour",
    key_func=_association,
    deduct_when=_was_taken,
    exempt_when=is_proved,
    on_breach=_ask_for_proof,
)
@limiter.limit("5 per day", key_func=_mailbox, deduct_when=_was_taken, on_breach=_enough)
@limiter.limit("30 per day", deduct_when=_was_taken, on_breach=_enough)
@limiter.limit("100 per hour")
def give(slug: str) -> ResponseReturnValue:
    """Write the gift down, then lead to its page, or to the provider's to pay at once."""
    return take(_page(slug))


csrf.exempt(give)  # ``take`` asks for the check itself, so that what was typed is not lost


def _page(slug: str) -> AskPage:
    settings = read_settings(DonationsSettings)
    here = (campaign_of_slug(slug) or abort(404)) if slug else None
    ways = arranged()
    if request.method == "POST" and (settings.outside_address or not ways.ways or (here and not here.takes_gifts)):
        abort(404)
    others = [] if here else open_campaigns()
    mandate = MANDATE_VERSION if ways.with_debit else ""
    offer = Offer(settings, ways.ways, [one.campaign for one in others], here.campaign if here else None, mandate)

    def form(**options: Any) -> GivingForm:
        return GivingForm(offer, **options)

    def show(made: GivingForm) -> str:
        return _html(made, ways, here, others)

    return AskPage(form, show, _ask, used=FormUsed, done=_lead_on)


def _ask(form: GivingForm) -> Given:
    row = ask_gift(form.giving(), by=PUBLIC)
    send_transfer_data(row)
    return row


def _lead_on(row: Given) -> ResponseReturnValue:
    """To the gift's own page; to pay at once, the browser sends the form on to where that begins.

    The gift is committed first: nobody else's waits while the provider is asked.
    """
    if row.way in ONLINE_WAYS:
        return redirect(url_for("gift_public.pay", secret=secret_of(row)), SEND_ON)
    return redirect(url_for("gift_public.show", secret=secret_of(row)), DONE)


def _html(form: GivingForm, ways: Arranged, here: Shown | None, others: list[Shown]) -> str:
    cents = form.cents or 0
    return render_template(
        "donations/public/campaign.html" if here else "donations/public/support.html",
        form=form,
        ways=ways,
        here=here,
        campaigns=others,
        names=named_givers(here.campaign.id) if here else [],
        intro=introduction_of("sostieni") if not here else None,
        settings=form.offer.settings,
        percent=benefit_percent(),
        benefit_words=benefit_words,
        mandate=mandate_words() if ways.with_debit else "",
        cover_cents=form.offer.settings.covered(cents),
        short_money=short_money,
        EVERY=EVERY,
    )


def _findable() -> list[findable.Place]:
    """The support page, and the campaigns one may give for."""
    open_now = [one.campaign for one in open_campaigns()]
    of_campaigns = [
        findable.Place(f"/sostieni/{one.slug}", one.updated_at, english=bool(one.title_en)) for one in open_now
    ]
    return [findable.Place("/sostieni"), *of_campaigns]
