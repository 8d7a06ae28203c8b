"""What the members' room adds to offices: who of them is not a member, and what the dashboard says."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import or_, select

from ama_net.features.members.models import Membership
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.documents import OfficeTerm, Organ
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.tenant_models import LegalForm


def directors_not_members(terms: Iterable[OfficeTerm]) -> set[UUID]:
    """Who sits on the board of an ODV without being a member: in an ODV every director is (D.Lgs. 117/2017 art. 34 c. 1).

    Nobody for the other forms. Directors named by member bodies are an exception of the law: so it is a warning.
    """
    board = {term.person_id for term in terms if term.organ == Organ.BOARD and term.ended_on is None}
    if current_tenant().identity.legal_form != LegalForm.ODV or not board:
        return set()
    running = or_(Membership.ended_on.is_(None), Membership.ended_on > today())
    return board - set(db.session.scalars(select(Membership.person_id).where(Membership.person_id.in_(board), running)))


def tells_runts() -> bool:
    """Whether changes of office are told to the RUNTS: for every third-sector form, which exists by being registered there."""
    return current_tenant().identity.legal_form in {LegalForm.ODV, LegalForm.APS, LegalForm.ETS}
