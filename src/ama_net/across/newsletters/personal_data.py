"""What newsletters keep about people, and for how long."""

from ama_net.kernel.tenancy.personal_data import PersonalData

AS_LONG_AS_SUBSCRIBED = "finché l'iscrizione vale; poi 5 anni la sola prova del consenso"

PERSONAL_DATA = (
    PersonalData(
        table="subscribers",
        columns=("address_digest", "mailbox_digest", "address_sealed", "name_sealed", "interests_sealed", "language"),
        why="mandare la newsletter a chi la chiede; gli argomenti scelti non si vedono in ufficio",
        keep=AS_LONG_AS_SUBSCRIBED,
        link="person_id",
    ),
    PersonalData(
        table="subscription_proofs",
        columns=("facts_sealed", "asked_sealed", "page", "given_at", "confirmed_at"),
        why="dimostrare che chi riceve la newsletter l'ha chiesta (GDPR art. 7; Garante, provv. 330/2025)",
        keep=AS_LONG_AS_SUBSCRIBED,
    ),
    PersonalData(
        table="subscriber_imports",
        columns=("rows_sealed", "created_by"),
        why="guardare un file di indirizzi prima di usarlo",
        keep="gli indirizzi finché il file è usato o scartato, al più 7 giorni; poi quante righe erano e da dove venivano",
    ),
    PersonalData(
        table="newsletters",
        columns=("created_by", "updated_by", "writers"),
        why="sapere chi ha scritto una newsletter, perché la approvi un'altra persona",
        keep="sempre",
    ),
    PersonalData(
        table="newsletter_media", columns=("created_by",), why="sapere chi ha aggiunto un'immagine", keep="sempre"
    ),
    PersonalData(
        table="newsletter_deliveries",
        columns=("digest", "payload_sealed"),
        why="consegnare ogni newsletter una volta sola a ogni indirizzo",
        keep="l'indirizzo 30 giorni dopo la consegna; poi resta solo che un messaggio è partito",
    ),
    PersonalData(
        table="suppressions",
        columns=("address_digest", "hint_sealed"),
        why="non scrivere più a chi se n'è andato o a chi non riceve",
        keep="finché serve a non scrivergli",
    ),
    PersonalData(
        table="mail_returns",
        columns=("address_digest", "hint_sealed"),
        why="accorgersi delle caselle che non ricevono",
        keep="12 mesi",
    ),
    PersonalData(
        table="feedback_sources",
        columns=("secret_sealed", "username"),
        why="leggere la casella dei messaggi tornati indietro",
        keep="finché è in uso",
    ),
)
