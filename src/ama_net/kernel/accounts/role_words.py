"""The roles as people call them, in the order of the office's pages."""

from typing import Any

from flask_babel import lazy_gettext as _l

from ama_net.kernel.access import Role

ROLE_WORDS: dict[Role, Any] = {
    Role.PRESIDENT: _l("Presidente"),
    Role.SECRETARY: _l("Segreteria"),
    Role.TREASURER: _l("Tesoreria"),
    Role.BOARD: _l("Consiglio direttivo"),
    Role.CONTROL_BODY: _l("Organo di controllo"),
    Role.HELPDESK_OPERATOR: _l("Sportello di ascolto"),
    Role.LISTENER: _l("Chi ascolta"),
    Role.NETWORK_COORDINATOR: _l("Coordinamento della rete"),
    Role.EDITOR: _l("Redazione del sito"),
    Role.FACILITATOR: _l("Facilitatore o facilitatrice"),
    Role.VOLUNTEER: _l("Volontario o volontaria"),
    Role.MEMBER: _l("Socio o socia"),
}
