"""The limit of the page of free times: the least that any page over the same rows can be.

It reads what a page of free times must read (what takes 20 operators in 60 days, and their weekly hours), works nothing out,
and prints 20 rows of plain markup. Same server, same flags, same database: no association, no language, no layout, no log.
"""

import os

from flask import Flask, render_template
from jinja2 import DictLoader
from sqlalchemy import create_engine, text

PAGE = """<!doctype html>
<html lang="it">
<head><meta charset="utf-8"><title>Orari</title></head>
<body>
<h1>Orari</h1>
<ul>
{% for row in rows %}
<li>
<h2><a href="/sportello/{{ row.person_id }}">{{ row.starts_at }}</a></h2>
<p>{{ row.ends_at }}</p>
</li>
{% endfor %}
</ul>
<p>{{ hours }}</p>
</body>
</html>
"""
SCOPE = text("SELECT set_config('app.tenant_id', :tenant, true)")
HOURS = text("""
    SELECT o.person_id, a.weekday, a.starts, a.ends, a.first_day, a.last_day
    FROM helpdesk_operators o JOIN helpdesk_availability a ON a.person_id = o.person_id WHERE o.service_id = :service
""")
TAKEN = text("""
    SELECT person_id, lower(during) AS starts_at, upper(during) AS ends_at FROM reservations
    WHERE person_id = ANY(:people) AND during && tstzrange(now(), now() + interval '61 days')
""")


def create_app() -> Flask:
    """The bare application over the same database."""
    app = Flask(__name__)
    app.jinja_loader = DictLoader({"page.html": PAGE})
    url = os.environ["LIMIT_DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(url, pool_size=5)
    tenant, service = os.environ["LIMIT_TENANT"], os.environ["LIMIT_SERVICE"]

    @app.get("/")
    def page() -> str:
        with engine.connect() as connection:
            connection.execute(SCOPE, {"tenant": tenant})
            hours = connection.execute(HOURS, {"service": service}).all()
            people = list({row.person_id for row in hours})
            rows = connection.execute(TAKEN, {"people": people}).all()
            return render_template("page.html", rows=rows[:20], hours=len(hours) + len(rows))

    @app.get("/healthz")
    def healthz() -> str:
        return "ok"

    return app
