"""The list of fees, several paid or asked again at once, a year asked of everybody."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from ama_net.features.members.fees_tasks import ask_fees_of_year
from ama_net.features.members.forms_fees import PayManyForm
from ama_net.features.members.lists_fees import fees_list, office_fees, totals
from ama_net.features.members.models import MemberCategory, Membership, MembershipFee
from ama_net.features.members.operations.fee_receipts import collect_fees
from ama_net.features.members.operations.fee_reminders import remind_now
from ama_net.features.members.queries_fees import fee_years, rates_of, unasked
from ama_net.features.members.views.fees_manage.door import DONE, REFUSED, bp
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.jobs import enqueue
from ama_net.foundation.web.listing import Listing
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit import export_list
from ama_net.kernel.office import progress_url, start_progress
from ama_net.kernel.payments import PaymentWay
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame

FIRST_YEAR, LAST_YEAR = 1950, 2200


@bp.get("/quote")
@requires(Permission.FEES_READ)
def index() -> str:
    """The fees of a year, and what they add up to."""
    listing, year = _listing(), year_shown()
    waiting = list(db.session.scalars(unasked(year).limit(1)))
    return render_template(
        "members/manage/fees.html",
        page=listing.page(office_fees(), request.args),
        totals=totals(listing, request.args),
        year=year,
        to_ask=bool(waiting),
        has_rates=bool(rates_of(year)),
    )


@bp.get("/quote/elenco.csv")
@requires(Permission.FEES_EDIT)
def export() -> Response:
    """The fees as a file, written in the audit: everybody's names leave with it, so reading the list is not enough."""
    return export_list(_listing(), office_fees(), request.args, name="quote", by=signed_in_actor())


@bp.route("/quote/anni/<int:year>/richiesta", methods=["GET", "POST"])
@requires(Permission.FEES_EDIT)
def ask(year: int) -> ResponseReturnValue:
    """Ask the fee of a year of everybody who was not asked; the worker does it."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        abort(404)
    rates, actor = rates_of(year), signed_in_actor()
    by_category = unasked(year).with_only_columns(Membership.category_id, func.count()).group_by(Membership.category_id)
    counted = {row[0]: int(row[1]) for row in db.session.execute(by_category)}
    ready = sum(number for key, number in counted.items() if key in rates)
    if request.method == "POST":
        if not ready:
            return redirect(url_for(".index", year=year), DONE)
        progress = start_progress(_("Quote %(year)s da chiedere", year=year), ready, kind="members.fees", by=actor)
        db.session.flush()
        enqueue(ask_fees_of_year, year, str(actor.account_id), str(progress.id), url_for(".index", year=year))
        return redirect(progress_url(progress.id), DONE)
    categories = db.session.scalars(select(MemberCategory).order_by(MemberCategory.position))
    return render_template(
        "members/manage/fees_ask.html",
        year=year,
        ready=ready,
        counted=counted,
        rates=rates,
        categories=list(categories),
    )


@bp.post("/quote/scelte")
@requires(Permission.FEES_EDIT)
def chosen() -> ResponseReturnValue:
    """What to do with the rows that were ticked: note that they were paid, or ask for them again."""
    fees = _chosen()
    if not fees:
        flash(_("Nessuna quota scelta: spuntare le caselle delle righe."), "warning")
        return redirect(url_for(".index"), DONE)
    if request.form.get("action") == "remind":
        sent = remind_now(fees, by=signed_in_actor())
        text = ngettext("Un sollecito preparato.", "%(num)s solleciti preparati.", sent)
        flash(text if sent else _("Nessun sollecito: sono pagate, o sono già state sollecitate oggi."), "success")
        return redirect(url_for(".index"), DONE)
    return _pay_page(fees, PayManyForm(formdata=None))


@bp.post("/quote/pagamenti")
@requires(Permission.FEES_EDIT)
def pay_many() -> ResponseReturnValue:
    """Note that several fees were paid the same day in the same way."""
    form, fees = PayManyForm(), _chosen()
    if form.validate_on_submit() and form.on.data:
        try:
            given = collect_fees(
                [fee.id for fee in fees], on=form.on.data, way=PaymentWay(form.way.data), by=signed_in_actor()
            )
        except WrongFact as error:
            blame(form, error)
        else:
            text = ngettext(
                "Un pagamento annotato, con la ricevuta.", "%(num)s pagamenti annotati, con le ricevute.", len(given)
            )
            flash(text if given else _("Erano già tutte pagate: non è cambiato niente."), "success")
            return redirect(url_for(".index"), DONE)
    return _pay_page(fees, form), REFUSED


def year_shown() -> int:
    """The year a page is about: the one asked for, else this one, else the last one there is."""
    asked = request.args.get("year", "")
    if asked.isdigit() and FIRST_YEAR <= int(asked) <= LAST_YEAR:
        return int(asked)
    years, year = fee_years(), today().year
    return year if year in years or not years else years[0]


def _listing() -> Listing:
    years = fee_years()
    return fees_list(year_shown() if years else None)


def _chosen() -> list[MembershipFee]:
    return list(db.session.scalars(_listing().chosen(office_fees(), request.form)))


def _pay_page(fees: list[MembershipFee], form: PayManyForm) -> str:
    open_fees = [fee for fee in fees if not fee.is_paid]
    return render_template(
        "members/manage/fees_pay.html",
        form=form,
        fees=open_fees,
        passed_over=len(fees) - len(open_fees),
        total=sum(fee.left_cents for fee in open_fees),
    )
