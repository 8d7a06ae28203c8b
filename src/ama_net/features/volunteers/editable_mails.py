"""The mails to volunteers, and to who would like to be one, that an association may say in its own words."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ama_net.features.volunteers import editable_mails_shifts as shifts
from ama_net.foundation.web.pages import datetime_words, day_words, money
from ama_net.kernel.outbox.editable import Context, EditableMail, Lines, Placeholder
from ama_net.kernel.outbox.placeholders import (
    GREETING,
    NAME,
    OFFICE,
    ONLY_THIS,
    Words,
    day_of,
    either,
    link,
    moment_of,
    paragraphs,
    said,
    sentence,
)

FROM = {"association": "{associazione}"}


def _mail(name: str, subject: Words, *words: Words, values: tuple[Placeholder, ...]) -> EditableMail:
    return EditableMail(f"volunteers/{name}", subject, paragraphs(*words), values)


def _letter(context: Context) -> str:
    if context["link"]:
        return ""
    return "\n\n".join((_("Il testo è qui sotto: firmalo e riportalo all'associazione."), context["body"]))


def _course(context: Context) -> Lines:
    days = [(str(_("Quando")), day) for day in context["days"]]
    where = [(str(_("Dove")), context["where"])] if context.get("where") else []
    return [(str(_("Che cosa")), context["kind"]), *days, *where]


_expected = either(
    "answer",
    _l("ti aspettiamo all'incontro di formazione."),
    _l("sta per esserci un incontro di formazione e non sappiamo ancora se vieni."),
)


_say_if_coming = either("paper", _l("Facci sapere se vieni: basta una telefonata."))


def _expenses(context: Context) -> str:
    parts = [_("Ti rimborsiamo %(amount)s.", amount=money(context["accepted"]))] if context["accepted"] else []
    if context["refused"]:
        parts.append(_("Non abbiamo potuto accogliere %(amount)s.", amount=money(context["refused"])))
    return " ".join(map(str, parts))


_where_expenses = either(
    "paper",
    _l("Il perché di ogni decisione si può chiedere alla segreteria."),
    _l("Si legge tutto nella tua area personale:"),
)


def _where_hours(context: Context) -> str:
    if context["paper"]:
        why = _("Il motivo: %(why)s", why=context["why"])
        return f"{why}\n\n{_('Per correggerle rivolgiti alla segreteria.')}"
    return str(_("Il motivo si legge nella tua area personale. Lì puoi correggerle o toglierle:"))


def _hours_waiting(context: Context) -> str:
    return str(
        ngettext(
            "Una voce di ore di volontariato aspetta di essere approvata.",
            "%(num)s voci di ore di volontariato aspettano di essere approvate.",
            context["count"],
        )
    )


def _papers(context: Context) -> str:
    return str(
        ngettext(
            "Un documento di chi fa volontariato sta per scadere. Si vede in ufficio:",
            "%(num)s documenti di chi fa volontariato stanno per scadere. Si vedono in ufficio:",
            context["count"],
        )
    )


def _policies(context: Context) -> str:
    return "\n".join(map(_policy, context["policies"]))


def _policy(policy: dict[str, Any]) -> str:
    facts = {"number": policy["number"], "insurer": policy["insurer"], "day": day_words(policy["day"])}
    if policy["renews"]:
        words = _(
            "La polizza %(number)s di %(insurer)s si rinnova da sola: per la disdetta c'è tempo fino al %(day)s.",
            **facts,
        )
        return str(words)
    return str(_("La polizza %(number)s di %(insurer)s scade il %(day)s, e nessun'altra continua.", **facts))


def _uncovered(context: Context) -> str:
    if not context["uncovered"]:
        return ""
    return str(
        ngettext(
            "Oggi %(num)s volontario non ha una copertura completa.",
            "Oggi %(num)s volontari non hanno una copertura completa.",
            context["uncovered"],
        )
    )


def _how_to_answer(context: Context) -> str:
    if context["paper"]:
        return _say_if_coming(context)
    return str(_("Nella tua area trovi il programma. Se cambi idea puoi cambiare la risposta."))


COURSE = sentence("incontro", _l("Che cosa, quando e dove"), _course)
COMING = link(_l("Dicci se vieni"))
FIRST_DAY = Placeholder("giorno", _l("Il giorno e l'ora, in breve"), moment_of("first_at"))
NEXT_DAY = Placeholder("giorno", _l("Il giorno e l'ora, in breve"), moment_of("next_at"))
SAY_IF_COMING = sentence("telefonata", _l("Su carta: «Facci sapere se vieni»"), _say_if_coming)
MET = Placeholder("quando", _l("Il giorno e l'ora"), lambda context: datetime_words(context["at"]), required=True)

CANDIDACIES = [
    _mail("candidacy_confirm", _l("Conferma il tuo indirizzo: %(association)s", **FROM), _l("Ciao,"),
          _l("hai scritto a %(association)s. Apri il link e conferma: solo dopo leggiamo quello che hai mandato.", **FROM),
          "{link}",
          _l("Dallo stesso link vedi poi la risposta, e puoi cancellare tutto. Chi ha il link può leggere: "
             "non inoltrare questo messaggio."),
          values=(link(_l("Conferma l'indirizzo")),)),
    _mail("candidacy_answer", _l("Una risposta da %(association)s", **FROM), "{risposta}",
          _l("Per rileggere, o per cancellare quello che hai scritto:"), "{link}",
          values=(sentence("risposta", _l("La risposta scritta in ufficio"), said("body")), link(_l("Rileggi o cancella")))),
    _mail("candidacy_meeting", _l("Ci vediamo %(when)s", when="{quando}"),
          _l("Ci vediamo %(when)s per conoscerci.", when="{quando}"), _l("Se non puoi, faccelo sapere."), "{link}",
          values=(MET, link(_l("Apri la tua candidatura")))),
    _mail("candidacy_welcome", _l("Ti diamo il benvenuto fra i volontari"), GREETING,
          _l("ti aspettiamo fra i volontari. Per cominciare: entra nella tua area, leggi la lettera di "
             "riservatezza, scegli un turno."), "{link}",
          _l("Se è la prima volta, apri prima l'invito che ti arriva in un'altra e-mail."),
          values=(NAME, link(_l("Entra")))),
    _mail("letter_reminder", _l("Un testo da leggere e accettare: %(association)s", **FROM), GREETING,
          _l("c'è la lettera di riservatezza da leggere e accettare. Sono pochi minuti, e serve prima di cominciare."),
          "{lettera}", "{link}",
          values=(NAME, sentence("lettera", _l("Su carta: il testo della lettera"), _letter), link(_l("Leggi la lettera")))),
]  # fmt: skip

COURSES = [
    _mail("course_invitation", _l("Formazione: vieni %(when)s?", when="{giorno}"), GREETING,
          _l("c'è un incontro di formazione a cui ti invitiamo."), "{incontro}", "{link}", "{come_rispondere}",
          values=(NAME, COURSE, FIRST_DAY, sentence("come_rispondere", _l("La frase che dice come rispondere"), _how_to_answer), COMING)),
    _mail("course_changed", _l("Formazione: cambiano i giorni, %(when)s", when="{giorno}"), GREETING,
          _l("i giorni di un incontro di formazione sono cambiati. Ora è così:"), "{incontro}", "{telefonata}", "{link}",
          values=(NAME, COURSE, NEXT_DAY, SAY_IF_COMING, COMING)),
    _mail("course_reminder", _l("Promemoria: formazione, %(when)s", when="{giorno}"), GREETING,
          "{promemoria}", "{incontro}", "{link}",
          values=(NAME, sentence("promemoria", _l("La frase che dice se è attesa, o se manca la risposta"), _expected),
                  COURSE, FIRST_DAY, link(_l("Apri la tua formazione")))),
    _mail("course_called_off", _l("Annullato: formazione, %(when)s", when="{giorno}"), GREETING,
          _l("questo incontro di formazione non si fa più."), "{incontro}", "{motivo}",
          _l("Se ne fissiamo un altro te lo scriviamo."),
          values=(NAME, COURSE, FIRST_DAY, shifts.WHY_NOT)),
]  # fmt: skip

SERVICE = [
    _mail("hours_refused", _l("Ore da rivedere"), GREETING,
          _l("la segreteria ha rimandato le ore che hai scritto per il %(day)s: sono da rivedere.", day="{giorno}"),
          "{dove_si_legge}", "{link}",
          values=(NAME, sentence("giorno", _l("Il giorno delle ore"), day_of("day")),
                  sentence("dove_si_legge", _l("La frase che dice dove si legge il motivo"), _where_hours),
                  link(_l("Apri le tue ore")))),
    _mail("expenses_decided", _l("La tua nota n. %(number)s", number="{numero}"), GREETING,
          _l("abbiamo guardato la tua nota spese n. %(number)s.", number="{numero}"), "{esito}", "{dove_si_legge}", "{link}",
          values=(NAME, Placeholder("numero", _l("Il numero della nota"), said("number"), required=True),
                  sentence("esito", _l("Quanto si rimborsa, e quanto no"), _expenses),
                  sentence("dove_si_legge", _l("La frase che dice dove si legge il perché"), _where_expenses),
                  link(_l("Apri le tue spese")))),
]  # fmt: skip

TO_THE_OFFICE = [
    _mail("candidacy_new", _l("È arrivata una candidatura"),
          _l("Qualcuno si propone come volontaria o volontario. Si legge in ufficio:"), "{link}", ONLY_THIS,
          values=(OFFICE,)),
    _mail("hours_waiting", _l("Ore da approvare"), "{quante}", _l("Si approvano qui, anche tutte insieme:"), "{link}",
          values=(sentence("quante", _l("La frase che dice quante sono"), _hours_waiting),
                  link(_l("Apri le ore da approvare")))),
    _mail("papers_expiring", _l("Documenti in scadenza"), "{quanti}", "{link}",
          values=(sentence("quanti", _l("La frase che dice quanti sono"), _papers), link(_l("Apri")))),
    _mail("insurance_warning", _l("Assicurazione dei volontari: polizza in scadenza"), "{polizze}", "{scoperti}", "{link}",
          values=(sentence("polizze", _l("Le polizze, e i loro giorni"), _policies),
                  sentence("scoperti", _l("La frase su chi non è coperto, se c'è"), _uncovered),
                  link(_l("Apri l'assicurazione")))),
]  # fmt: skip

EDITABLE_MAILS = [
    *CANDIDACIES,
    *shifts.SHIFT_MAILS,
    *COURSES,
    *SERVICE,
    *TO_THE_OFFICE,
    *shifts.TO_THE_OFFICE,
]
"""In the order of the pages."""
