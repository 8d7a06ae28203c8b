"""The secrets of an application: the way back, and the one mailed to its address. Computed from its id; digests are kept."""

from base64 import urlsafe_b64encode
from uuid import UUID

from flask import current_app

from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.keys import keyed_digest

BACK, CONFIRM = "volunteer-application-link", "volunteer-application-confirm"


def secret_of(application_id: UUID, purpose: str = BACK) -> str:
    """The secret of a link: only who holds the association's key can make it."""
    return urlsafe_b64encode(keyed_digest(purpose, application_id.hex)).decode().rstrip("=")


def whole_address(endpoint: str, language: str = "it", **values: object) -> str:
    """The whole address of a page, from the association's own host: for mails and copying."""
    tenant = current_tenant()
    path = current_app.url_map.bind(tenant.host).build(endpoint, values)
    return f"{tenant.base_url}{'/en' if language == 'en' else ''}{path}"


def way_back(application_id: UUID, language: str) -> str:
    """The whole address of the page of who applied."""
    return whole_address("volunteer_applications_public.follow", language, token=secret_of(application_id))


def confirm_link(application_id: UUID, language: str) -> str:
    """The whole address where the mailed link leads."""
    token = secret_of(application_id, CONFIRM)
    return whole_address("volunteer_applications_public.confirm_form", language, token=token)
