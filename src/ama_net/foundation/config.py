"""The configuration: read once from the environment, checked at start, every fault told in one line.

Every variable is listed in docs/operations.md; `ama-net doctor` prints the same checks.
"""

import base64
import binascii
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from ama_net.foundation.crypto import derive_key

STRIPE = "https://api.stripe.com"

Environment = Literal["development", "production", "test"]


class ConfigurationError(Exception):
    """The configuration cannot be used; the text has one line for each fault."""


class Settings(BaseModel):
    """What the installation is told from outside. Immutable once loaded."""

    model_config = ConfigDict(frozen=True)

    environment: Environment = "development"
    database_url: str
    database_owner_url: str = ""
    redis_url: str
    master_key: bytes = Field(repr=False)
    base_host: str = "localhost"
    scheme: Literal["http", "https"] = "http"
    public_port: int | None = 8000
    secure_cookies: bool = True
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    var: Path = Path("var")
    tenants: Path = Path("tenants")
    mail_url: str = "mailbox:"
    mail_per_second: int = Field(default=0, ge=0)
    mail_lanes: int = Field(default=2, ge=1, le=64)
    mail_domain: str = ""
    mail_dkim_selector: str = Field(default="ama", pattern=r"^[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?$")
    mail_dkim_key: str = Field(default="", repr=False)
    mail_servers: tuple[str, ...] = ()
    dns: str = ""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    plain_http_sources: bool = False
    reachable_addresses: tuple[str, ...] = ()
    bigbluebutton_secrets: dict[str, str] = Field(default_factory=dict, repr=False)
    stripe_api: str = STRIPE

    @field_validator("database_url", "database_owner_url")
    @classmethod
    def _psycopg_url(cls, value: str) -> str:
        if not value:
            return value
        scheme, separator, rest = value.partition("://")
        if not separator or scheme.split("+")[0] not in {"postgresql", "postgres"}:
            raise ValueError("deve iniziare con postgresql://")
        return f"postgresql+psycopg://{rest}"

    @field_validator("redis_url")
    @classmethod
    def _redis_url(cls, value: str) -> str:
        if not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("deve iniziare con redis://, rediss:// o unix://")
        return value

    @field_validator("base_host")
    @classmethod
    def _real_host(cls, value: str, info: ValidationInfo) -> str:
        local = value == "localhost" or value.endswith((".localhost", ".test"))
        if info.data.get("environment") == "development" and not local:
            raise ValueError(
                "con un dominio vero serve AMA_ENV=production: in sviluppo chiunque legge la posta ed entra con gli "
                "accessi di prova"
            )
        return value

    @field_validator("mail_url")
    @classmethod
    def _mail_url(cls, value: str, info: ValidationInfo) -> str:
        if value.startswith("mailgun://"):
            return _service_url(value, production=info.data.get("environment") == "production")
        if value != "mailbox:" and not value.startswith(("smtp://", "smtps://")):
            raise ValueError("deve essere mailbox: oppure smtp://…, smtps://… o mailgun://…")
        return value

    @field_validator("mail_dkim_key", mode="before")
    @classmethod
    def _key_of_the_file(cls, value: object) -> object:
        """The variable says where the PEM is; what is kept is the PEM."""
        if not value:
            return ""
        try:
            pem = Path(str(value)).read_text()
            key = load_pem_private_key(pem.encode(), password=None)
        except (OSError, TypeError, ValueError, UnsupportedAlgorithm):
            raise ValueError("il file della chiave non si può leggere") from None
        if not isinstance(key, RSAPrivateKey) or key.key_size < 2048:
            raise ValueError("serve una chiave RSA di almeno 2048 bit")
        return pem

    @field_validator("mail_servers", mode="before")
    @classmethod
    def _each_server(cls, value: object) -> object:
        """``include:spf.example, 192.0.2.1``: what an association puts in its SPF record for the mail that leaves from here."""
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("reachable_addresses", mode="before")
    @classmethod
    def _reachable(cls, value: object, info: ValidationInfo) -> object:
        """``127.0.0.1:8080, localhost:9000``: only to try sources on one's own machine."""
        listed = tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value
        if listed and info.data.get("environment") == "production":
            raise ValueError("serve solo alle prove: in produzione non si leggono indirizzi interni")
        return listed

    @field_validator("bigbluebutton_secrets", mode="before")
    @classmethod
    def _secret_of_each(cls, value: object) -> object:
        """``bologna=…, riconoscere=…``: the slug of an association and the secret of its host of online meetings."""
        if not isinstance(value, str):
            return value
        pairs = [part.partition("=") for part in value.split(",") if part.strip()]
        if not all(slug.strip() and secret.strip() for slug, _, secret in pairs):
            raise ValueError("si scrive come associazione=segreto, separati da virgole")
        return {slug.strip(): secret.strip() for slug, _, secret in pairs}

    @field_validator("stripe_api")
    @classmethod
    def _stripe_api(cls, value: str, info: ValidationInfo) -> str:
        """Another address only to try payments on one's own machine: keys and amounts would go there."""
        if info.data.get("environment") == "production" and value != STRIPE:
            raise ValueError("serve solo alle prove: in produzione si chiede a Stripe")
        return value.rstrip("/")

    @property
    def checkout_origin(self) -> str:
        """Where people pay online: the provider's own page, or the one that is played on one's own machine."""
        return "https://checkout.stripe.com" if self.stripe_api == STRIPE else self.stripe_api

    @property
    def mail_stays_here(self) -> bool:
        """Whether no mail leaves this machine, as in development and in the tests."""
        return self.mail_url == "mailbox:" or self.environment != "production"

    def signing_key(self) -> bytes:
        """What signs cookies and links; derived, so that one secret is enough to keep."""
        return derive_key(self.master_key, "signing")

    def origin(self, host: str) -> str:
        """The absolute address of a host, e.g. ``http://bologna.localhost:8000``."""
        default = {"http": 80, "https": 443}[self.scheme]
        port = "" if self.public_port in (None, default) else f":{self.public_port}"
        return f"{self.scheme}://{host}{port}"


def _service_url(value: str, *, production: bool) -> str:
    """``mailgun://api:key@domain?region=eu``; another address of the service only to try it on one's own machine."""
    parts = urlsplit(value)
    asked = dict(parse_qsl(parts.query))
    if not parts.hostname or not parts.password or asked.get("region", "eu") not in ("eu", "us"):
        raise ValueError("per Mailgun si scrive mailgun://api:chiave@dominio?region=eu (o us)")
    if production and "api" in asked:
        raise ValueError("api= serve solo alle prove: in produzione si chiede a Mailgun")
    return value


VARIABLES = {
    "AMA_ENV": "environment",
    "DATABASE_URL": "database_url",
    "DATABASE_OWNER_URL": "database_owner_url",
    "REDIS_URL": "redis_url",
    "AMA_BASE_HOST": "base_host",
    "AMA_SCHEME": "scheme",
    "AMA_PUBLIC_PORT": "public_port",
    "AMA_SECURE_COOKIES": "secure_cookies",
    "AMA_TRUSTED_PROXIES": "trusted_proxies",
    "AMA_VAR": "var",
    "AMA_TENANTS": "tenants",
    "AMA_MAIL_URL": "mail_url",
    "AMA_MAIL_PER_SECOND": "mail_per_second",
    "AMA_MAIL_LANES": "mail_lanes",
    "AMA_MAIL_DOMAIN": "mail_domain",
    "AMA_MAIL_DKIM_SELECTOR": "mail_dkim_selector",
    "AMA_MAIL_DKIM_KEY_FILE": "mail_dkim_key",
    "AMA_MAIL_SERVERS": "mail_servers",
    "AMA_DNS": "dns",
    "AMA_LOG_LEVEL": "log_level",
    "AMA_PLAIN_HTTP_SOURCES": "plain_http_sources",
    "AMA_REACHABLE_ADDRESSES": "reachable_addresses",
    "AMA_BIGBLUEBUTTON_SECRETS": "bigbluebutton_secrets",
    "AMA_STRIPE_API": "stripe_api",
}


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read and check the configuration.

    Raises:
        ConfigurationError: a variable is missing or wrong; the text names each one.
    """
    source = dict(os.environ if environ is None else environ)
    source.update({key: value for key, value in _prepared_urls(source).items() if not source.get(key)})
    values: dict[str, object] = {field: source[name] for name, field in VARIABLES.items() if source.get(name)}
    if "public_port" not in values and source.get("PORT"):
        values["public_port"] = source["PORT"]
    values["master_key"] = _master_key(source)
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise ConfigurationError("\n".join(_fault(item) for item in error.errors())) from None


def _fault(item: Mapping[str, object]) -> str:
    location = item.get("loc") or ("?",)
    field = str(location[0]) if isinstance(location, tuple) else "?"
    name = next((variable for variable, attribute in VARIABLES.items() if attribute == field), field)
    if item.get("type") == "missing":
        return f"{name}: manca."
    return f"{name}: {str(item.get('msg', '')).removeprefix('Value error, ')}."


def _master_key(source: Mapping[str, str]) -> bytes:
    """The 32-byte key that wraps the associations' keys, base64, from the environment or a file."""
    text = source.get("AMA_MASTER_KEY", "")
    file = Path(source.get("AMA_MASTER_KEY_FILE") or Path(source.get("AMA_VAR") or "var") / "secrets" / "master.key")
    if not text:
        try:
            text = file.read_text()
        except OSError:
            raise ConfigurationError(
                f"AMA_MASTER_KEY: manca, e il file {file} non si può leggere (si crea con `make run`)."
            ) from None
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != 32:
        raise ConfigurationError("AMA_MASTER_KEY: servono 32 byte in base64.")
    return key


def _prepared_urls(source: Mapping[str, str]) -> dict[str, str]:
    """What is in var/: the addresses ``ama-net db prepare`` made, and those of the services ``make run`` started.

    So a command in a second terminal finds the same database and broker as the running system.
    """
    var, found = Path(source.get("AMA_VAR") or "var"), {}
    for file in (var / "run" / "services.env", var / "secrets" / "database.env"):
        if file.exists():
            lines = (line.partition("=") for line in file.read_text().splitlines() if "=" in line)
            found.update({name.strip(): value.strip() for name, _, value in lines})
    return found
