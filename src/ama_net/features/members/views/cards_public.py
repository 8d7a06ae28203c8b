"""What the QR of a card says: whether it is valid today, of which association, first name and initial. Nothing else."""

from flask import Blueprint, render_template

from ama_net.features.members.queries_area import card_with

bp = Blueprint("members_cards", __name__)


@bp.get("/tessera/<token>")
def show(token: str) -> tuple[str, int]:
    """Whether the card behind a QR is valid today. A token of nobody and a revoked one look the same."""
    card = card_with(token[:100])
    valid = card is not None and card.revoked_at is None and card.membership.is_active
    name = ""
    if valid and card is not None and card.membership.person is not None:
        name = card.membership.person.short_name
    elif valid and card is not None:
        name = card.membership.name
    return render_template("members/public/card.html", valid=valid, name=name), 200 if valid else 404
