"""The municipalities of Italy, shared by all, and the venues of each association."""

import sqlalchemy as sa
from alembic import op

from ama_net.kernel.places.gazetteer import load_gazetteer
from ama_net.kernel.tenancy.models import CURRENT_TENANT
from ama_net.kernel.tenancy.policies import protect_table, share_table

revision = "0005"
down_revision = "0004"

INSTANT = sa.DateTime(timezone=True)
BYTEWISE = sa.Text(collation="C")


def upgrade() -> None:
    """Create the tables and fill the gazetteer."""
    _create_municipalities()
    _create_venues()
    # People stand below places: their addresses may name a municipality only now that there are any.
    op.create_foreign_key(
        "fk_postal_addresses_municipality_code",
        "postal_addresses",
        "municipalities",
        ["municipality_code"],
        ["istat_code"],
        onupdate="CASCADE",
    )
    op.create_index("ix_postal_addresses_municipality_code", "postal_addresses", ["tenant_id", "municipality_code"])
    load_gazetteer(op.get_bind())


def _words(column: str) -> str:
    """Names as they are looked for: lower case, no accents, one space for everything that is not a letter or digit."""
    return f"btrim(regexp_replace(f_unaccent({column}), '[^a-z0-9]+', ' ', 'g'))"


def _create_municipalities() -> None:
    op.create_table(
        "municipalities",
        sa.Column("istat_code", sa.Text, primary_key=True),
        sa.Column("cadastral_code", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("other_name", sa.Text, nullable=False),
        sa.Column("sort_name", BYTEWISE, sa.Computed(_words("name"), persisted=True), nullable=False),
        sa.Column("other_sort_name", BYTEWISE, sa.Computed(_words("other_name"), persisted=True), nullable=False),
        sa.Column("province", sa.Text, nullable=False),
        sa.Column("province_name", sa.Text, nullable=False),
        sa.Column("region", sa.Text, nullable=False),
        sa.Column("district", sa.Text, nullable=False),
        sa.Column("lat", sa.Float, nullable=False),
        sa.Column("lon", sa.Float, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
    )
    op.create_index("ix_municipalities_sort_name", "municipalities", ["sort_name"])
    op.create_index("ix_municipalities_other_sort_name", "municipalities", ["other_sort_name"])
    op.create_index("ix_municipalities_province", "municipalities", ["province", "sort_name"])
    op.create_index("ix_municipalities_lat_lon", "municipalities", ["lat", "lon"])
    op.execute("CREATE INDEX ix_municipalities_similar ON municipalities USING gist (sort_name gist_trgm_ops)")
    share_table("municipalities")


def _create_venues() -> None:
    op.create_table(
        "venues",
        sa.Column("tenant_id", sa.Uuid, server_default=CURRENT_TENANT, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sort_name", BYTEWISE, sa.Computed("f_unaccent(name)", persisted=True), nullable=False),
        sa.Column("address", sa.Text, nullable=False, server_default=""),
        sa.Column("postcode", sa.Text, nullable=False, server_default=""),
        sa.Column(
            "municipality_code", sa.Text, sa.ForeignKey("municipalities.istat_code", onupdate="CASCADE"), nullable=True
        ),
        sa.Column("step_free", sa.Boolean),
        sa.Column("notes", sa.Text, nullable=False, server_default=""),
        sa.Column("lat", sa.Float),
        sa.Column("lon", sa.Float),
        sa.Column("position_source", sa.Text, nullable=False, server_default=""),
        sa.Column("created_at", INSTANT, nullable=False, server_default=sa.func.now()),
        sa.Column("updated_at", INSTANT, nullable=False, server_default=sa.func.now()),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 200", name="name_length"),
        sa.CheckConstraint("postcode ~ '^([0-9]{5})?$'", name="postcode"),
        # No invented coordinates: a point is whole and says where it comes from, or it is not there.
        sa.CheckConstraint(
            "(lat IS NULL AND lon IS NULL) OR "
            "(lat BETWEEN 35 AND 48 AND lon BETWEEN 6 AND 19 AND length(position_source) > 0)",
            name="position",
        ),
    )
    op.create_index("ix_venues_sort_name", "venues", ["tenant_id", "sort_name", "id"])
    op.create_index("ix_venues_municipality_code", "venues", ["tenant_id", "municipality_code"])
    protect_table("venues")
