"""A sample of each mail and paper of the room, for the development preview pages."""

from typing import Any

from ama_net.kernel.correspondence.papers import SHEETS

_ADDRESS = ["Pia Inventata", "via delle Prove 3", "44121 Ferrara FE"]
_TEXT = "Gentile Pia,\n\nla sede resta chiusa dal 24 dicembre al 6 gennaio.\n\nUn saluto"

EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    "correspondence/letter": {"subject": "Chiusura della sede", "text": _TEXT},
}
PDF_PREVIEWS: dict[str, dict[str, Any]] = {
    "correspondence/pdf/letters.typ": {
        "title": "Lettere",
        "head": ["via delle Prove 1, 44121 Ferrara (FE)", "0532 000000 · ciao@esempio.example"],
        "foot": "Associazione di esempio · codice fiscale 00000000000",
        "window": "right",
        "top": 55,
        "letters": [
            {
                "address": _ADDRESS,
                "place_date": "Ferrara, 22 novembre 2026",
                "reference": "Protocollo n. 12/2026",
                "subject": "Chiusura della sede",
                "paragraphs": [paragraph.splitlines() for paragraph in _TEXT.split("\n\n")],
                "sign_off": "La segreteria",
            }
        ],
    },
    "correspondence/pdf/labels.typ": {
        "title": "Etichette",
        "sheet": vars(SHEETS["70x37"]),
        "skip": 2,
        "labels": [_ADDRESS] * 5,
    },
}
