"""The way back to an application: a secret link computed from its id with the association's key; only digests are kept."""

from base64 import urlsafe_b64encode
from uuid import UUID

from flask import current_app

from ama_net.foundation.crypto import digest_token
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.keys import keyed_digest


def link_token(application_id: UUID) -> str:
    """The secret of an application's link: only who holds the association's key can make it."""
    return urlsafe_b64encode(keyed_digest("application-link", application_id.hex)).decode().rstrip("=")


def token_digest(token: str) -> bytes:
    """What is kept of a link, or of the key of the form it came from."""
    return digest_token(token)


def absolute_link(application_id: UUID, language: str) -> str:
    """The whole address of the applicant's page, from the association's own host: for mails, letters and copying."""
    tenant = current_tenant()
    token = link_token(application_id)
    path = current_app.url_map.bind(tenant.host).build("applications_public.follow", {"token": token})
    return f"{tenant.base_url}{'/en' if language == 'en' else ''}{path}"


def office_link(endpoint: str, **values: object) -> str:
    """The whole address of a page of the office, for the notices to the secretariat."""
    tenant = current_tenant()
    return f"{tenant.base_url}{current_app.url_map.bind(tenant.host).build(endpoint, values)}"
