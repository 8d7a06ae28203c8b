"""Public contributions (L. 124/2017 art. 1 c. 125): what is said of each beside its movement, and which years are published."""

from datetime import date
from uuid import UUID

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.kernel.payments import Payment
from ama_net.kernel.tenancy import TenantModel, tenant_fk, tenant_link


class ContributionNote(TenantModel):
    """What a page says of a contribution. ``counts`` puts in a movement of another line, or leaves out one of these.

    ``payer`` is who gave it when the movement names no organisation, ``reason`` what for. A public body is no person.
    """

    __tablename__ = "contribution_notes"
    __table_args__ = (tenant_fk("payment_id", "payments"), UniqueConstraint("tenant_id", "payment_id"))

    payment_id: Mapped[UUID]
    counts: Mapped[bool]
    payer: Mapped[str] = mapped_column(Text, default="", server_default="")
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")

    payment: Mapped[Payment] = tenant_link("Payment", "ContributionNote.payment_id", viewonly=True)


class ContributionYear(TenantModel):
    """A year whose contributions the association shows on its site, since a day; None: no more, or not yet."""

    __tablename__ = "contribution_years"
    __table_args__ = (UniqueConstraint("tenant_id", "year"),)

    year: Mapped[int]
    published_on: Mapped[date | None]
