"""What was found in the DNS about the domain of the mail, as the office reads it."""

from collections.abc import Iterable, Mapping

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.kernel.outbox.domain_checks import Finding
from ama_net.kernel.outbox.signing import DnsRecord

PLAIN_TITLES: dict[str, LazyString] = {
    "dkim": _l("La firma dei messaggi"),
    "spf": _l("Il permesso di spedire"),
    "dmarc": _l("La difesa da chi si finge noi"),
    "mx": _l("La casella delle risposte"),
    "ptr": _l("Il nome del server"),
}
"""For who keeps the association; ``TITLES`` are for the technician."""

TITLES: dict[str, LazyString] = {
    "dkim": _l("La firma (DKIM)"),
    "spf": _l("Chi può spedire (SPF)"),
    "dmarc": _l("Che cosa fare con chi si finge noi (DMARC)"),
    "mx": _l("Dove tornano i messaggi (MX)"),
    "ptr": _l("Il nome del server (PTR)"),
}

MEANINGS: dict[str, LazyString] = {
    "dkim": _l("Prova che un messaggio viene dall'associazione."),
    "spf": _l("Dice quali server possono spedire a nome del dominio."),
    "dmarc": _l("Dice a chi riceve che cosa fare dei messaggi che non vengono da noi."),
    "mx": _l("Qui arrivano le risposte e i messaggi non consegnati."),
    "ptr": _l("Lo cura chi gestisce il server: non serve controllarlo qui."),
}

_LACKS: dict[str, LazyString] = {
    "dkim": _l("Senza, i messaggi partono dall'indirizzo dell'installazione."),
    "spf": _l("Così qualche messaggio può finire fra gli indesiderati."),
    "dmarc": _l("Senza, i grandi gestori di posta rifiutano le newsletter."),
    "mx": _l("Così le risposte possono andare perse: serve una casella vera."),
    "ptr": _l("Così qualche messaggio può essere rifiutato."),
}
"""What happens as long as something is not right."""

_ASK_DOMAIN = _l("Da chiedere a chi ha registrato il dominio.")
_ASK_INSTALLATION = _l("Da chiedere a chi ha installato il sistema.")
_ASK_AGAIN = _l("Per ora non ha risposto nessuno: si controlla di nuovo più tardi.")

STATES: dict[str, tuple[LazyString, str]] = {
    "ok": (_l("A posto"), "ok"),
    "missing": (_l("Manca"), "danger"),
    "wrong": (_l("Sbagliato"), "danger"),
    "advice": (_l("Da vedere"), "warn"),
    "unknown": (_l("Nessuna risposta"), "neutral"),
    "unneeded": (_l("Non serve"), "neutral"),
}
"""The word of a state, and the kind of its badge."""

_WORDS: dict[tuple[str, str, str], LazyString] = {
    ("dkim", "ok", ""): _l("La chiave è nel DNS ed è la nostra."),
    ("dkim", "missing", ""): _l(
        "Il record con la chiave non c'è ancora. Dopo averlo scritto possono servire alcune ore."
    ),
    ("dkim", "wrong", "several"): _l("A quel nome ci sono più record: deve restarne uno."),
    ("dkim", "wrong", "kind"): _l("Il record non è di una chiave RSA: va copiato come è scritto qui sotto."),
    ("dkim", "wrong", "revoked"): _l("Nel record la chiave è vuota: va copiato di nuovo, intero."),
    ("dkim", "wrong", "key"): _l("La chiave nel DNS non è questa: va copiata di nuovo, intera."),
    ("dkim", "advice", "trial"): _l("La chiave è giusta ma segnata «in prova» (t=y): si toglie quel pezzo."),
    ("spf", "ok", ""): _l("Il record permette ai nostri server di spedire."),
    ("spf", "missing", ""): _l("Il dominio non dice chi può spedire a suo nome."),
    ("spf", "wrong", "several"): _l("Ci sono %(detail)s record SPF, e così non ne vale nessuno: vanno riuniti in uno."),
    ("spf", "wrong", "unreadable"): _l("Un pezzo non si può leggere, e così tutto il record non vale: %(detail)s"),
    ("spf", "wrong", "lookups"): _l(
        "Il record fa fare %(detail)s ricerche: oltre le 10 non vale. Si toglie ciò che non serve."
    ),
    ("spf", "wrong", "everybody"): _l("Il record permette di spedire a chiunque (+all): si mette ~all."),
    ("spf", "wrong", "left_out"): _l("Nel record mancano i nostri server: %(detail)s"),
    ("spf", "advice", "open"): _l("I nostri server ci sono. Il record dovrebbe finire con ~all."),
    ("spf", "advice", "servers_unknown"): _l(
        "Il record c'è. Quali server spediscono lo sa chi gestisce l'installazione: bisogna chiederglielo."
    ),
    ("dmarc", "ok", "none"): _l("Il record c'è, e per ora chiede solo di guardare (p=none)."),
    ("dmarc", "ok", "quarantine"): _l("Il record c'è: ciò che non è firmato finisce nella posta indesiderata."),
    ("dmarc", "ok", "reject"): _l("Il record c'è: ciò che non è firmato viene rifiutato."),
    ("dmarc", "missing", ""): _l("Senza, i grandi gestori di posta rifiutano le newsletter."),
    ("dmarc", "wrong", "several"): _l("Ci sono %(detail)s record DMARC: deve restarne uno."),
    ("dmarc", "wrong", "policy"): _l("La regola (p=) deve essere none, quarantine o reject."),
    ("mx", "ok", ""): _l("%(detail)s riceve posta."),
    ("mx", "missing", ""): _l(
        "%(detail)s non riceve posta: ritorni e risposte vanno persi. Serve una casella vera: la apre chi gestisce il dominio."
    ),
    ("mx", "wrong", "none"): _l("%(detail)s dice di non ricevere posta: ritorni e risposte vanno persi."),
    ("mx", "advice", "address_only"): _l("%(detail)s non ha un record MX: molti server la posta non gliela portano."),
    ("ptr", "ok", ""): _l("Il server ha un nome, e il nome porta a lui."),
    ("ptr", "unneeded", "service"): _l("È cosa del servizio che spedisce: qui non c'è niente da controllare."),
    ("ptr", "advice", "missing"): _l("L'indirizzo %(detail)s non ha un nome. Lo mette chi dà la rete al server."),
    ("ptr", "advice", "other"): _l(
        "Il nome di %(detail)s non porta allo stesso indirizzo. Lo corregge chi dà la rete al server."
    ),
}

_SILENT = _l("Il DNS non ha risposto in tempo. Si riprova tra poco.")


def in_words(check: str, finding: Finding) -> str:
    """A finding as one or two sentences."""
    words = _WORDS.get((check, finding.state, finding.reason))
    return str(_SILENT) if words is None else str(words) % {"detail": finding.detail}


def plainly(check: str, finding: Finding | None) -> str:
    """What a part is for; of one that is not right, what comes of it and whom to ask."""
    if finding is None or finding.state in ("ok", "unneeded"):
        return str(MEANINGS[check])
    if finding.state == "unknown":
        return f"{MEANINGS[check]} {_ASK_AGAIN}"
    return f"{MEANINGS[check]} {_LACKS[check]} {_ASK_INSTALLATION if _of_installation(check, finding) else _ASK_DOMAIN}"


def is_fine(findings: Mapping[str, Finding]) -> bool:
    """Whether everything was looked at and nothing is to be mended."""
    return bool(findings) and all(finding.state in ("ok", "unneeded") for finding in findings.values())


def asks_domain(findings: Mapping[str, Finding]) -> bool:
    """Whether something waits for who registered the domain; before anything was looked at, all of it does."""
    waits = ("missing", "wrong", "advice")
    wrong = [check for check, found in findings.items() if found.state in waits and not _of_installation(check, found)]
    return bool(wrong) or not findings


def asks_installation(findings: Mapping[str, Finding], records: Iterable[DnsRecord]) -> list[str]:
    """What only who installed the system can tell, or mend: each in a sentence."""
    asked = []
    if all(record.check != "spf" for record in records):
        asked.append(_("Da quali server parte la posta: serve per il permesso di spedire, e si aggiunge alla lettera."))
    ptr = findings.get("ptr")
    if ptr is not None and ptr.state == "advice":
        asked.append(in_words("ptr", ptr))
    return asked


def _of_installation(check: str, finding: Finding) -> bool:
    return check == "ptr" or finding.reason == "servers_unknown"


PURPOSES: dict[str, LazyString] = {
    "dkim": _l("la firma dei messaggi (DKIM)"),
    "spf": _l("chi può spedire per il dominio (SPF)"),
    "dmarc": _l("che cosa fare di chi si finge il dominio (DMARC)"),
    "mx": _l("dove arriva la posta (MX)"),
}


def letter_to_technician(domain: str, records: Iterable[DnsRecord]) -> str:
    """What the secretary sends to whoever keeps the domain: the records to write, whole."""
    lines = [_("Buongiorno, per la posta di %(domain)s servono questi record nel DNS.", domain=domain), ""]
    for record in records:
        purpose = str(PURPOSES.get(record.check, record.check))
        lines += [_("Per %(purpose)s:", purpose=purpose), f"{record.kind}  {record.name}", record.value, ""]
    lines.append(_("Se per il dominio c'è già un record SPF non se ne aggiunge un altro: si cambia quello. Grazie."))
    return "\n".join(lines)
