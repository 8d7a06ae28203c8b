"""What this room keeps about people, why, and for how long."""

from ama_net.kernel.tenancy.personal_data import PersonalData

PERSONAL_DATA = [
    PersonalData(
        table="people",
        columns=(
            "given_name",
            "family_name",
            "sort_name",
            "tax_code",
            "birth_date",
            "birth_place",
            "birth_cadastral_code",
            "deceased_on",
            "preferred_language",
        ),
        why="Sapere chi è socio, volontario, donatore o collaboratore, e non scrivere due volte la stessa persona.",
        keep="Finché la persona ha un rapporto con l'associazione; poi solo ciò che i registri di legge chiedono.",
        link="id",
    ),
    PersonalData(
        table="contacts",
        columns=("kind", "value", "label"),
        why="Raggiungere la persona come ha chiesto.",
        keep="Finché la persona ha un rapporto con l'associazione; si cancellano alla sua fine o quando lo chiede.",
        link="person_id",
    ),
    PersonalData(
        table="postal_addresses",
        columns=("kind", "street", "postcode", "municipality", "municipality_code", "province", "country"),
        why="Convocazioni e ricevute per posta; residenza o domicilio nel registro dei volontari.",
        keep="Finché la persona ha un rapporto con l'associazione; nei registri di legge resta la copia di allora.",
        link="person_id",
    ),
    PersonalData(
        table="consents",
        columns=("purpose", "given_at", "source", "text_version", "page", "proof", "confirmed_at", "withdrawn_at"),
        why="Dimostrare che la persona ha acconsentito e a che cosa (art. 7 del GDPR).",
        keep="Finché il consenso vale e per 5 anni dopo la revoca, per potersi difendere.",
        link="person_id",
    ),
    PersonalData(
        table="person_pairs",
        columns=("reasons", "state"),
        why="non tenere due volte la stessa persona, e non chiedere di nuovo di chi è stato detto che sono due.",
        keep="Finché ci sono tutte e due le persone.",
        link="first_id",
    ),
    PersonalData(
        table="merged_people",
        columns=("lost_id", "kept_id"),
        why="Ritrovare chi è stata unita a un'altra scheda della stessa persona.",
        keep="Finché c'è la persona.",
        link="kept_id",
    ),
    PersonalData(
        table="paid_work",
        columns=("kind", "started_on", "ended_on", "created_by"),
        why="Chi è pagato dall'associazione non può esserne volontario, e chi lavora è contato accanto ai volontari "
        "(D.Lgs. 117/2017 art. 17 c. 5, art. 33 c. 1, art. 36).",
        keep="Finché la persona ha un rapporto con l'associazione; poi solo ciò che i registri di legge chiedono.",
        link="person_id",
    ),
]
