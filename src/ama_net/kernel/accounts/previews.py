"""A sample of each mail of the room, for the development preview pages: what their templates are given."""

from typing import Any

_SITE = "https://esempio.localhost"
_TOKEN = "UmljaGllc3RhLWRpLWVzZW1waW8tc2VuemEtdmFsb3Jl"  # noqa: S105  # opens nothing

EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    "accounts/email_change": {"name": "Colombina", "link": f"{_SITE}/email/{_TOKEN}"},
    "accounts/email_changed": {"name": "Colombina", "link": _SITE},
    "accounts/invitation": {"name": "Colombina", "link": f"{_SITE}/invito/{_TOKEN}"},
    "accounts/locked": {"name": "Colombina", "link": f"{_SITE}/password-dimenticata"},
    "accounts/password_changed": {"name": "Colombina", "link": f"{_SITE}/password-dimenticata"},
    "accounts/reset": {"name": "Colombina", "link": f"{_SITE}/password/{_TOKEN}"},
    "accounts/second_factor": {"name": "Colombina", "link": f"{_SITE}/my/accesso", "is_on": True},
    "accounts/sign_in_link": {"name": "Colombina", "link": f"{_SITE}/accedi/link/{_TOKEN}"},
}
"""By template; ``tenant`` and ``theme`` are added by who shows them."""
