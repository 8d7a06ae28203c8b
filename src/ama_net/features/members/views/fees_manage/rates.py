"""What each category pays in a year."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from ama_net.features.members.forms_fees import RateForm, RatesForm
from ama_net.features.members.models import FeeRate, MemberCategory
from ama_net.features.members.operations.fee_rates import Rate, asked_already, set_rates
from ama_net.features.members.queries_fees import rate_years, rates_of
from ama_net.features.members.views.fees_manage.door import DONE, REFUSED, bp, resolution, resolution_choices
from ama_net.features.members.views.fees_manage.listing import FIRST_YEAR, LAST_YEAR, year_shown
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.documents import Organ
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame


@bp.route("/quote/importi", methods=["GET", "POST"])
@requires(Permission.FEES_READ)
def rates() -> ResponseReturnValue:
    """The rates of a year, category by category."""
    year, actor = year_shown(), signed_in_actor()
    if request.method == "POST" and not actor.can(Permission.FEES_EDIT):
        abort(404)
    known = rates_of(year)
    form, lines = _form(known, year), _lines(known)
    good = request.method == "GET" or _all_good(lines)
    if form.validate_on_submit() and good and _saved(form, lines, year):
        flash(_("Importi del %(year)s salvati.", year=year), "success")
        return redirect(url_for(".rates", year=year), DONE)
    page = render_template(
        "members/manage/fee_rates.html",
        form=form,
        lines=lines,
        year=year,
        years=_years(year),
        known=known,
        asked=asked_already(year),
    )
    return page, 200 if good and not form.errors else REFUSED


def _all_good(lines: list[tuple[MemberCategory, RateForm]]) -> bool:
    """Every line is looked at, so that each says what is wrong with it."""
    return False not in [line.validate() for _category, line in lines]


def _saved(form: RatesForm, lines: list[tuple[MemberCategory, RateForm]], year: int) -> bool:
    assert form.due_on.data is not None
    wanted = {
        category.id: Rate(line.full.data, line.reduced.data) for category, line in lines if line.full.data is not None
    }
    try:
        set_rates(
            year,
            wanted,
            due_on=form.due_on.data,
            resolution=resolution(form.resolution_id.data),
            resolution_ref=form.resolution_ref.data or "",
            by=signed_in_actor(),
        )
    except WrongFact as error:
        blame(form, error)
        return False
    return True


def _form(known: dict[UUID, FeeRate], year: int) -> RatesForm:
    one = next(iter(known.values()), None)
    form = RatesForm(obj=one) if one else RatesForm(data={"due_on": today().replace(year=year, month=3, day=31)})
    form.resolution_id.choices = resolution_choices(Organ.ASSEMBLY, Organ.BOARD)
    return form


def _lines(known: dict[UUID, FeeRate]) -> list[tuple[MemberCategory, RateForm]]:
    categories = db.session.scalars(select(MemberCategory).order_by(MemberCategory.position, MemberCategory.label))
    return [(category, _line(category, known.get(category.id))) for category in categories]


def _line(category: MemberCategory, rate: FeeRate | None) -> RateForm:
    data = {"full": rate.full_cents, "reduced": rate.reduced_cents} if rate else None
    return RateForm(data=data, prefix=f"c{category.id.hex}-")


def _years(year: int) -> list[int]:
    this = today().year
    return sorted({*rate_years(), this - 1, this, this + 1, year} & set(range(FIRST_YEAR, LAST_YEAR + 1)), reverse=True)
