"""``ama-net doctor``: is this installation able to work? Every check is one line; a fault gives exit code 1."""

import click
import psycopg

from ama_net.foundation.config import ConfigurationError, Settings, load_settings
from ama_net.foundation.database.prepare import EXTENSIONS, libpq
from ama_net.foundation.web.assets import BUILT
from ama_net.foundation.web.health import broker_fault
from ama_net.kernel.tenancy.tenant_file import TenantFileError, load_all
from ama_net.migrations import newest_revision


@click.command("doctor")
def doctor() -> None:
    """Controlla configurazione, base di dati, coda, file delle associazioni."""
    settings = load_settings()
    faults = 0
    for name, fault in (
        ("configurazione", ""),
        ("base di dati", _database(settings)),
        ("coda", broker_fault(settings)),
        ("associazioni", _tenants(settings)),
        ("pagine costruite", "" if (BUILT / "manifest.json").exists() else "mancano: `make run` le costruisce"),
        ("cartella dei dati", _writable(settings)),
        ("produzione", production_fault(settings)),
    ):
        click.echo(f"{name}: {fault or 'a posto'}")
        faults += bool(fault)
    if faults:
        raise ConfigurationError(f"Controlli non superati: {faults}.")


def _database(settings: Settings) -> str:
    from sqlalchemy.engine import make_url

    try:
        with psycopg.connect(libpq(make_url(settings.database_url)), connect_timeout=3) as connection:
            role = connection.execute(
                "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
            if role is None or role[1]:
                return "il ruolo in DATABASE_URL vede oltre i muri: deve essere ama_app"
            present = {row[0] for row in connection.execute("SELECT extname FROM pg_extension")}
            if not set(EXTENSIONS) <= present:
                return f"mancano le estensioni {', '.join(sorted(set(EXTENSIONS) - present))}"
            revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except psycopg.Error as error:
        return f"non risponde ({type(error).__name__})"
    newest = newest_revision()
    return (
        ""
        if revision and revision[0] == newest
        else f"struttura non aggiornata (attesa {newest}): `ama-net db migrate`"
    )


def _tenants(settings: Settings) -> str:
    try:
        load_all(settings.tenants)
    except (TenantFileError, OSError) as error:
        return str(error)
    return ""


def _writable(settings: Settings) -> str:
    try:
        settings.var.mkdir(parents=True, exist_ok=True)
        probe = settings.var / ".prova"
        probe.touch()
        probe.unlink()
    except OSError:
        return f"non si può scrivere in {settings.var}"
    return ""


def production_fault(settings: Settings) -> str:
    """What is not fit for real people, in a line; empty when nothing is, or when it is no production."""
    if settings.environment != "production":
        return ""
    if settings.scheme != "https" or not settings.secure_cookies:
        return "servono AMA_SCHEME=https e i cookie sicuri"
    if settings.mail_url == "mailbox:":
        return "AMA_MAIL_URL: la posta resta nella cartella locale"
    if not settings.trusted_proxies:  # the web process listens on this machine only: somebody stands in front
        return "AMA_TRUSTED_PROXIES: è 0, così tutti sembrano venire dallo stesso indirizzo e i limiti valgono per tutti insieme"
    return ""
