"""The board's dashboard."""

from flask import abort, render_template, request

from ama_net.features.members.member_figures import figures, money_of, tiles
from ama_net.features.members.views.members_manage.door import bp
from ama_net.foundation.clock import today
from ama_net.kernel.access import Permission, requires

YEARS_OFFERED = 5


@bp.get("/soci/quadro")
@requires(Permission.MEMBERS_READ)
def dashboard() -> str:
    """Members, admissions, exits and fees; every figure opens the list behind it."""
    years = [today().year - back for back in range(YEARS_OFFERED)]
    typed = request.args.get("anno", str(years[0]))
    if typed not in {str(one) for one in years}:
        abort(404)
    year = int(typed)
    money, fees_url = money_of(years[0])
    return render_template(
        "members/manage/dashboard.html",
        tiles=tiles(),
        figures=figures(year),
        money=money,
        fees_url=fees_url,
        year=year,
        years=years,
    )
