"""What each room lets an association decide, in a line for the card that opens its settings."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

ABOUT: dict[str, LazyString] = {
    "applications": _l("Chi decide sulle domande, entro quando, e il riesame di un rifiuto."),
    "area": _l("Da quando vale il recesso, e che cosa i soci vedono gli uni degli altri."),
    "bookkeeping": _l("Quale rendiconto serve: soglie delle entrate, personalità giuridica."),
    "convening": _l("Quanti soci possono far convocare l'assemblea, e in quanto tempo si raccolgono le firme."),
    "donations": _l("Gli importi proposti, ogni quanto si dona, le commissioni, il grazie, le ricevute, i promemoria."),
    "fees": _l("Quando si ricordano le quote, le ricevute, la decadenza di chi non paga."),
    "groups": _l("Entro quando si risponde a chi scrive, e per quanto si tengono i dati dei gruppi."),
    "helpdesk": _l("Per quanto si tiene un orario e chi è venuto, i promemoria, gli incontri online, le assenze."),
    "helpdesk_availability": _l("Se lo sportello è chiuso nelle feste, nel giorno del patrono, in agosto."),
    "hours": _l("Chi approva le ore, entro quando si scrivono, quanto vale un'ora, gli attestati."),
    "insurance": _l("Quando avvisare che una polizza finisce, e che cosa si controlla sui volontari."),
    "letters": _l("La carta intestata, le buste, per quanto si tengono le lettere."),
    "meetings": _l("Convocazioni, diritto di voto, deleghe, quorum e maggioranze."),
    "newsletters": _l("Chi approva, quanto in fretta si spedisce, quando ci si ferma, che cosa si conta, l'archivio."),
    "offices": _l("Quanto durano le cariche e quando avvisare che scadono."),
    "onboarding": _l("Per quanto si tengono le candidature e le carte, i promemoria della lettera."),
    "payments": _l("Il nome in fondo alle ricevute."),
    "register": _l("L'esercizio, il calendario delle scadenze, la consultazione dei libri."),
    "shifts": _l("Fino a quando si lascia un turno da soli, i promemoria, che cosa serve per prenderlo."),
    "trainings": _l("Che cosa serve per completare la formazione, e quanti incontri l'anno per tenerla viva."),
}
