"""Whether a certificate of hours is true (``/attestati``): its number, period and hours, the initials. Nothing else."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ama_net.features.volunteers.certificate_codes import read_code, show_code
from ama_net.features.volunteers.queries_hours import certificate_with
from ama_net.foundation.web.limits import limiter

bp = Blueprint("hour_certificates_public", __name__)

TRIES = "20 per minute; 100 per hour"


@bp.get("/attestati")
@limiter.limit(TRIES)
def ask() -> ResponseReturnValue:
    """Where a code is typed."""
    typed = request.args.get("codice", "").strip()
    if typed:
        return redirect(url_for(".show", code=read_code(typed) or "-"), 303)
    return render_template("volunteers/public/certificate_ask.html")


@bp.get("/attestati/<code>")
@limiter.limit(TRIES)
def show(code: str) -> ResponseReturnValue:
    """What the certificate with a code says. A wrong code and one of nobody look the same; a revoked one says so."""
    read = read_code(code)
    found = certificate_with(read) if read else None
    initials = ""
    if found is not None:
        names = (found.person.given_name, found.person.family_name)
        initials = " ".join(f"{word[0].upper()}." for name in names for word in name.split())
    page = render_template(
        "volunteers/public/certificate.html",
        certificate=found,
        initials=initials,
        code=show_code(found.code) if found else "",
    )
    return page, 200 if found is not None else 404
