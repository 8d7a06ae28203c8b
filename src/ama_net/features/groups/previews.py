"""A sample of each mail of the room, for the development preview pages: what its three templates are given."""

from typing import Any

_LINK = "https://esempio.localhost/richieste/UmljaGllc3RhLWRpLWVzZW1waW8tc2VuemEtdmFsb3Jl"
_OFFICE = "https://esempio.localhost/manage/richieste/00000000-0000-7000-8000-000000000000"

EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    "groups/join_request_received": {"link": _LINK},
    "groups/join_request_new": {"link": _OFFICE},
    "groups/join_request_message": {"link": _OFFICE},
    "groups/join_request_answer": {
        "link": _LINK,
        "answer": "Ciao Girasole,\n\nil gruppo si ritrova il mercoledì: ti aspettiamo.\n\nUn saluto",
    },
}
"""By template; ``tenant`` and ``theme`` are added by who shows them."""
