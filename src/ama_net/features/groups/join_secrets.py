"""The ways back to a request to join: its secret link, its short code, the addresses of its pages."""

from uuid import UUID

from ama_net.kernel.confiding import WaysBack, host_address

WAYS = WaysBack("join-request")


def absolute_link(token: str, language: str) -> str:
    """The whole address of the person's page, from the association's own host: for mails and for copying."""
    return host_address("join_requests_public.follow", {"token": token}, language)


def office_link(request_id: UUID) -> str:
    """The whole address of a request's page in the office. It says nothing about the request."""
    return host_address("join_requests_manage.show", {"request_id": request_id})
