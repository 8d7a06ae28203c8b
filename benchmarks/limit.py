"""The limit: the least a Flask page over a database can be. One indexed query of 20 rows, 20 rows of plain markup.

Same server, same flags, same database, nothing else: no association, no language, no layout, no counts, no log.
"""

import os

from flask import Flask, render_template
from jinja2 import DictLoader
from sqlalchemy import create_engine, text

PAGE = """<!doctype html>
<html lang="it">
<head><meta charset="utf-8"><title>Gruppi</title></head>
<body>
<h1>Gruppi</h1>
<ul>
{% for row in rows %}
<li>
<h2><a href="/gruppi/{{ row.slug }}">{{ row.name }}</a></h2>
<p>{{ row.theme_label }}</p>
<p>{{ row.venue_name }}, {{ row.municipality }}</p>
<p>{{ row.organisation }} {{ row.summary }}</p>
<p>{{ row.tenant_name }}</p>
</li>
{% endfor %}
</ul>
</body>
</html>
"""
ROWS = text("""
    SELECT slug, name, theme_label, venue_name, municipality, organisation, summary, tenant_name
    FROM network.listing WHERE tenant_id = :tenant ORDER BY sort_name LIMIT 20
""")


def create_app() -> Flask:
    """The bare application over the same database."""
    app = Flask(__name__)
    app.jinja_loader = DictLoader({"page.html": PAGE})
    url = os.environ["LIMIT_DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(url, pool_size=5)
    tenant = os.environ["LIMIT_TENANT"]

    @app.get("/")
    def page() -> str:
        with engine.connect() as connection:
            rows = connection.execute(ROWS, {"tenant": tenant}).all()
            return render_template("page.html", rows=rows)

    @app.get("/healthz")
    def healthz() -> str:
        return "ok"

    return app
