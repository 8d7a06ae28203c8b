"""The brochure of 120 confirmed groups, from the database to the PDF."""

import sys
import time
from datetime import timedelta
from statistics import median

import psycopg

from ama_net.app import create_app
from ama_net.features.groups.brochure import build_brochure, confirmed_groups
from ama_net.features.groups.models import BrochureKind
from ama_net.foundation.clock import today
from ama_net.foundation.config import load_settings
from ama_net.foundation.database import db
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.sync import all_tenants
from benchmarks.bed import Bed
from benchmarks.report import Row

SLUG, GROUPS, ROUNDS, LONGEST_SECONDS = "prova-002", 120, 5, 1


def paper(bed: Bed) -> list[Row]:
    """The A5 paper, tagged; the note has the others."""
    _confirm(bed)
    app = create_app(load_settings({**bed.env, "AMA_LOG_LEVEL": "WARNING"}))
    tenant = next(tenant_id for tenant_id, slug, *_ in all_tenants(app.extensions["settings"]) if slug == SLUG)
    took: dict[BrochureKind, float] = {}
    with app.test_request_context("/"), tenant_scope(tenant):
        if len(confirmed_groups()) != GROUPS:
            sys.exit(f"opuscolo: {len(confirmed_groups())} gruppi invece di {GROUPS}")
        for kind in BrochureKind:
            took[kind] = median(_make(kind) for _ in range(ROUNDS))
    with app.app_context():
        db.engine.dispose()
    others = ", ".join(f"{kind.value} {seconds:.2f}" for kind, seconds in took.items())
    return [
        Row(
            "groups.brochure_s",
            round(took[BrochureKind.A5], 2),
            "secondi",
            note=f"{GROUPS} gruppi; al più {LONGEST_SECONDS}. Ogni formato: {others}",
        )
    ]


def _make(kind: BrochureKind) -> float:
    db.session.rollback()
    began = time.perf_counter()
    build_brochure(kind, valid_until=today() + timedelta(days=180))
    return time.perf_counter() - began


def _confirm(bed: Bed) -> None:
    """As many groups as are wanted, and no more."""
    with psycopg.connect(bed.cluster.conninfo("ama_net"), autocommit=True) as connection:
        connection.execute(
            "UPDATE groups SET is_example = place > %s, kind = 'group', status = 'active', confirmed_on = current_date "
            "FROM (SELECT groups.id AS chosen, row_number() OVER (ORDER BY groups.id) AS place FROM groups "
            "JOIN tenants ON tenants.id = groups.tenant_id WHERE tenants.slug = %s AND published) AS numbered "
            "WHERE id = chosen",
            [GROUPS, SLUG],
        )
