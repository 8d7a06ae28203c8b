"""What the portal says of the network: which associations publish groups, and how many."""

from sqlalchemy import Row, func, select

from ama_net.foundation.database import db
from ama_net.kernel.directory import Listing


def publishing_associations() -> list[Row[str, str, str, int]]:
    """Associations with at least one entry in the portal: slug, name, host, how many groups (each its own), by name."""
    counts = (
        select(
            Listing.tenant_slug,
            Listing.tenant_name,
            Listing.host,
            func.count().filter(Listing.kind == "group").label("groups"),
        )
        .where(Listing.in_portal)
        .group_by(Listing.tenant_slug, Listing.tenant_name, Listing.host)
        .order_by(Listing.tenant_name)
    )
    return list(db.session.execute(counts).all())
