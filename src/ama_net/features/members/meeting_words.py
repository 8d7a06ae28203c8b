"""What pages, letters and papers say of meetings, in Italian first."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.features.members.models import Attendance, Majority, MeetingState, NoticeKind, VoteMode
from ama_net.kernel.documents import Organ

ORGAN_WORDS: dict[str, LazyString] = {
    Organ.ASSEMBLY: _l("Assemblea dei soci"),
    Organ.BOARD: _l("Consiglio direttivo"),
    Organ.CONTROL_BODY: _l("Organo di controllo"),
    Organ.OTHER: _l("Altro organo"),
}
STATE_WORDS: dict[str, LazyString] = {
    MeetingState.DRAFT: _l("In preparazione"),
    MeetingState.CONVENED: _l("Convocata"),
    MeetingState.OPEN: _l("In corso"),
    MeetingState.CLOSED: _l("Chiusa, da verbalizzare"),
    MeetingState.FILED: _l("Verbale nel libro"),
    MeetingState.CANCELLED: _l("Annullata"),
    MeetingState.DESERTED: _l("Deserta"),
}
STATE_KINDS = {
    MeetingState.DRAFT: "neutral",
    MeetingState.CONVENED: "info",
    MeetingState.OPEN: "ok",
    MeetingState.CLOSED: "warn",
    MeetingState.FILED: "ok",
    MeetingState.CANCELLED: "danger",
    MeetingState.DESERTED: "danger",
}
VOTE_WORDS: dict[str, LazyString] = {
    VoteMode.NONE: _l("Senza voto"),
    VoteMode.OPEN: _l("Voto palese"),
    VoteMode.SECRET: _l("Voto segreto"),
}
MAJORITY_WORDS: dict[str, LazyString] = {
    Majority.PRESENT_HALF: _l("Maggioranza ordinaria"),
    Majority.CHANGE_STATUTE: _l("Modifica dello statuto"),
    Majority.DISSOLVE: _l("Scioglimento dell'associazione"),
    Majority.MOST_VOTED: _l("Elezione: i più votati"),
}
WHY_NOT: dict[str, LazyString] = {
    "category": _l("La categoria non dà voto"),
    "fee": _l("Quota non pagata"),
    "minor_without_guardian": _l("Minorenne, e manca chi vota al suo posto"),
    "not_member": _l("Non è più in elenco"),
    "seniority": _l("Iscrizione troppo recente"),
}
FEE_WORDS: dict[str, LazyString] = {
    "": _l("non chiesta"),
    "paid": _l("pagata"),
    "due": _l("da pagare"),
    "overdue": _l("scaduta"),
}
ATTENDANCE_WORDS: dict[str, LazyString] = {
    Attendance.IN_PERSON: _l("In presenza"),
    Attendance.REMOTE: _l("A distanza"),
    "out": _l("Uscita"),
}
IDENTITY_WORDS: dict[str, LazyString] = {
    "known": _l("Conosciuta di persona"),
    "camera": _l("Vista e sentita in video"),
    "document": _l("Documento mostrato"),
    "account": _l("Accesso personale al sito"),
}
NOTICE_TITLES: dict[str, LazyString] = {
    NoticeKind.CONVOCATION: _l("Convocazione"),
    NoticeKind.CHANGE: _l("Modifica della convocazione"),
    NoticeKind.CANCELLATION: _l("Annullamento della convocazione"),
}
WAY_WORDS: dict[str, LazyString] = {"online": _l("dall'area personale"), "paper": _l("su carta")}

REFUSALS: dict[str, LazyString] = {
    "already_given": _l("Una delega c'è già: per cambiarla bisogna prima revocarla."),
    "chained": _l("Chi ha ricevuto una delega non può darne una, e chi l'ha data non può riceverne."),
    "closed": _l("Le deleghe si danno dopo la convocazione dell'assemblea e prima che si chiuda."),
    "convened": _l("La riunione è già stata convocata: ogni persona è già stata avvisata."),
    "first_deserted": _l("La prima convocazione è andata deserta: si può aprire solo in seconda."),
    "full": _l("Questa persona ha già tutte le deleghe che può ricevere: bisogna sceglierne un'altra."),
    "giver_cannot_vote": _l("Chi vuole delegare non ha diritto di voto in questa assemblea."),
    "giver_present": _l("Chi vuole delegare risulta presente: vota di persona."),
    "holder_cannot_vote": _l("La delega si può dare solo a chi ha diritto di voto in questa assemblea."),
    "no_agenda": _l("Manca l'ordine del giorno: senza, la convocazione non vale."),
    "no_notice": _l("Manca il testo della convocazione."),
    "no_roll": _l("Manca l'elenco dei votanti: va fissato prima di aprire."),
    "no_second_call": _l("La seconda convocazione non è stata prevista."),
    "nobody": _l("Nell'elenco non c'è nessuna persona da convocare."),
    "not_allowed": _l("Lo statuto non ammette deleghe."),
    "not_remote": _l("Lo statuto non ammette la partecipazione a distanza."),
    "officer": _l("Lo statuto non ammette deleghe a chi fa parte del consiglio o dell'organo di controllo."),
    "past": _l("La data della prima convocazione è già passata."),
    "quorate": _l("I presenti bastano: la riunione si può aprire."),
    "roll_closed": _l("La riunione è già cominciata: l'elenco dei votanti non cambia più."),
    "same": _l("Non si può delegare sé stessi."),
    "state": _l("A questo punto della riunione non si può fare. Ricaricare la pagina."),
    "too_early": _l("È presto: si comincia un'ora prima dell'orario della convocazione."),
    "vote_open": _l("C'è un voto aperto: prima va chiuso o annullato."),
    "unchanged": _l("Non è cambiato nulla dopo l'ultimo avviso."),
}


def refusal_words(reason: str) -> str:
    """Why something was refused, in words."""
    return str(REFUSALS.get(reason, REFUSALS["state"]))
